"""Words of a sentence that nothing in the paragraph says: put in, or standing where the paragraph has others."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.checking.atoms import Atom, Sort
from assistant.checking.sources import Source
from assistant.checking.wordlists import WordLists
from assistant.checking.words import Phrase, Words, alike
from ingest.text import UPPER, strip_diacritics

_ALONE = 0.4
_LONGEST = 4
_LIKE = 0.2
_GOVERNED = 0.7  # what a word counts that only what governs the paragraph says
_UPPER = frozenset(UPPER.removeprefix("A-Z") + "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@dataclass(frozen=True, slots=True)
class Gap:
    """A run of words `[start, end)` that the paragraph lacks.

    `size` in syllables without facts; those that the paragraph holds elsewhere count for less.
    """

    start: int
    end: int
    size: float
    named: bool  # a name begins in it


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence against a paragraph, word by word: how far each is held, 0 to 1, which tell anything or are facts."""

    words: Words
    held: tuple[float, ...]
    told: tuple[bool, ...]
    facts: tuple[bool, ...]

    @property
    def share(self) -> float:
        """The share of the telling words that the paragraph holds, 0 to 1."""
        told = [held for held, tells in zip(self.held, self.told, strict=True) if tells]
        return sum(told) / len(told) if told else 0.0

    @property
    def held_words(self) -> float:
        """How many telling words the paragraph holds."""
        return sum(held for held, tells in zip(self.held, self.told, strict=True) if tells)

    def gaps(self) -> Iterator[Gap]:
        """Yield the runs of telling words that are not held."""
        start = None
        for place in range(len(self.held) + 1):
            open_ = place < len(self.held) and self._is_open(place)
            if open_ and start is None:
                start = place
            elif not open_ and start is not None:
                if not all(self.facts[start:place]):
                    yield self._gap(start, place)
                start = None

    def _is_open(self, place: int) -> bool:
        if self.facts[place]:
            return self.held[place] == 0
        return self.told[place] and self.held[place] < _GOVERNED

    def _gap(self, start: int, end: int) -> Gap:
        own = [place for place in range(start, end) if not self.facts[place]]
        size = sum(1 - self.held[place] for place in own)
        named = any(self.held[place] == 0 and self._is_name(place) for place in own)
        return Gap(start, end, size, named)

    def _is_name(self, place: int) -> bool:
        span = self.words.spans[place]
        before = self.words.text[: span.start].rstrip(" “\"'(")
        written = span.of(self.words.text)
        named = written[0] in _UPPER and not (written.isupper() and len(written) > 1)
        return named and bool(before) and before[-1] not in ".:;!?…-–•"


def read(sentence: str, atoms: Sequence[Atom], source: Source, lists: WordLists) -> Reading:
    """Return how far the paragraph holds each word of the sentence, whose atoms are given.

    A fact is left to `facts`: it is held where the paragraph has the same. A synonym of what the paragraph says is
    held, words of plain speech tell nothing.
    """
    words = Words.of(sentence)
    held = [_credit(words, place, source) for place in range(len(words.forms))]
    told = [form not in lists.light for form in words.forms]
    for start in range(len(words.forms)):
        for end in range(start + 1, min(len(words.forms), start + _LONGEST) + 1):
            phrase = " ".join(words.forms[start:end])
            if phrase in lists.light:
                told[start:end] = [False] * (end - start)
            if phrase in lists.synonyms and source.says(phrase, lists):
                held[start:end] = [1.0] * (end - start)
    facts, starts = [False] * len(words.forms), [span.start for span in words.spans]
    for atom in atoms:
        if atom.sort in (Sort.PLAIN, Sort.NEUTRAL):
            continue
        told_by = atom.sort not in (Sort.STRENGTH, Sort.NEGATION, Sort.EXTENT)
        credit = source.held(atom)
        for place in range(bisect_left(starts, atom.span.start), bisect_left(starts, atom.span.end)):
            held[place], facts[place], told[place] = credit, True, told_by
    return Reading(words, tuple(held), tuple(told), tuple(facts))


def _credit(words: Words, place: int, source: Source) -> float:
    sides = words.forms[max(0, place - 1) : place + 2]
    if any(pair in source.own_pairs for pair in pairwise(sides)):
        return 1.0
    if any(pair in source.pairs for pair in pairwise(sides)):
        return _GOVERNED
    written = words.quoted(place, place + 1)
    if (
        written.isupper()
        and len(written) > 1
        and strip_diacritics(written.lower()).replace("tw", "tu") in source.initials
    ):
        return 1.0
    return _ALONE if words.forms[place] in source.syllables else 0.0


def counterpart(reading: Reading, gap: Gap, source: Source) -> str:
    """Return what the paragraph has where the gap is, as it writes it; empty where the words were put in."""
    theirs, mine = Words.of(source.paragraph.text), set(reading.words.forms)
    phrase = Phrase("", gap.start, gap.end)
    runs, start = list[Phrase](), None
    for place in range(len(theirs.forms) + 1):
        new = place < len(theirs.forms) and theirs.forms[place] not in mine
        if new and start is None:
            start = place
        elif not new and start is not None:
            runs.append(Phrase("", start, min(place, start + 6)))
            start = None
    best = max(runs, key=lambda run: alike(reading.words, phrase, theirs, run), default=None)
    if best is None or alike(reading.words, phrase, theirs, best) < _LIKE:
        return ""
    return theirs.quoted(best.start, best.end)
