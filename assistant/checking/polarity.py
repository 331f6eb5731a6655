"""Whether a sentence affirms what the paragraph denies, or turns a thing into its opposite."""

from collections.abc import Iterator
from itertools import pairwise

from assistant.checking.checked import Deviation, DeviationKind
from assistant.checking.sources import Source
from assistant.checking.wordlists import WordLists
from assistant.checking.words import DENIALS, REACH, Words, alike

_WANTING = frozenset(("thiếu", "chậm", "hết", "mất", "vắng", "trống", "khuyết", "dù", "bất"))
_WIDE = 14  # words in which a denial may find what is wanting
_LIKE = 0.25


def turned(sentence: str, source: Source, lists: WordLists) -> Iterator[Deviation]:
    """Yield what the sentence denies, affirms or reverses against the paragraph."""
    mine, theirs = Words.of(sentence), Words.of(source.paragraph.text)
    yield from _denied(mine, theirs, source, lists)
    yield from _affirmed(mine, theirs, lists)
    yield from _reversed(mine, theirs, source, lists)
    yield from _opposite(mine, theirs, lists)


def _pairs(words: Words) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for place, pair in enumerate(pairwise(words.forms)):
        found.setdefault(pair, []).append(place)
    return found


def _denied(mine: Words, theirs: Words, source: Source, lists: WordLists) -> Iterator[Deviation]:
    """Yield denials in the draft of what the paragraph states."""
    stated = _pairs(theirs)
    for at in range(len(mine.forms)):
        if not mine.denies(at) or _wants(mine, at, source, lists):
            continue
        for place in range(at + 1, min(len(mine.forms) - 1, at + REACH)):
            held = stated.get((mine.forms[place], mine.forms[place + 1]))
            if held is not None:
                if not any(
                    theirs.denied(there, 5, over_commas=True) or _is_wanting(theirs, there, lists) for there in held
                ):
                    there = held[0]
                    yield Deviation(DeviationKind.POLARITY, mine.quoted(at, place + 2), theirs.quoted(there, there + 2))
                break


def _wants(words: Words, at: int, source: Source, lists: WordLists) -> bool:
    """Return whether the denial at `at` is of something wanting: «không được để … thiếu» affirms."""
    last = min(len(words.forms), at + _WIDE)
    end = next((place for place in range(at + 1, last) if words.paused(at, place)), last)
    return any(
        _is_bad(words, place, lists) and not source.says(words.forms[place], lists) for place in range(at + 1, end)
    )


def _is_wanting(words: Words, place: int, lists: WordLists) -> bool:
    """Return whether what stands at `place` is said to be wanting: «thiếu tiêu chuẩn», «chậm kiện toàn»."""
    return any(
        (words.forms[at] in _WANTING or _is_reverser(words, at, lists)) and not words.paused(at, place)
        for at in range(max(0, place - 7), place)
    )


def _is_reverser(words: Words, place: int, lists: WordLists) -> bool:
    return any(
        " ".join(words.forms[place:end]) in lists.reversers
        for end in range(place + 1, min(len(words.forms), place + 3) + 1)
    )


def _is_bad(words: Words, place: int, lists: WordLists) -> bool:
    phrases = [" ".join(words.forms[place:end]) for end in range(place + 1, min(len(words.forms), place + 3) + 1)]
    return any(
        phrase in lists.reversers or any(side == 1 for _, side in lists.poles.get(phrase, ())) for phrase in phrases
    )


def _affirmed(mine: Words, theirs: Words, lists: WordLists) -> Iterator[Deviation]:
    """Yield what the draft states of that which the paragraph denies."""
    stated = _pairs(mine)
    for at in range(len(theirs.forms)):
        if not theirs.denies(at):
            continue
        for place in range(at + 1, min(len(theirs.forms) - 1, at + 4)):
            if theirs.paused(at, place):
                break
            held = stated.get((theirs.forms[place], theirs.forms[place + 1]))
            if held is not None:
                if not any(mine.denied(here, 7) or _is_wanting(mine, here, lists) for here in held):
                    here = held[0]
                    found = mine.quoted(max(0, here - 1), here + 2)
                    yield Deviation(DeviationKind.POLARITY, found, theirs.quoted(at, place + 2))
                break


def _reversed(mine: Words, theirs: Words, source: Source, lists: WordLists) -> Iterator[Deviation]:
    """Yield words that take back what the paragraph states."""
    held = {phrase.text for phrase in theirs.phrases(lists.reversers)}
    stated = _pairs(theirs)
    for phrase in mine.phrases(lists.reversers):
        denied = phrase.start > 0 and mine.forms[phrase.start - 1] in DENIALS
        if phrase.text in held or denied or mine.denied(phrase.start) or source.says(phrase.text, lists):
            continue
        for place in range(phrase.end, min(len(mine.forms) - 1, phrase.end + 3)):
            there = stated.get((mine.forms[place], mine.forms[place + 1]))
            if there is not None:
                before = theirs.forms[max(0, there[0] - 1)]
                if theirs.denied(there[0], 5) or before in phrase.text.split():
                    break
                start = max(0, there[0] - 2)
                yield Deviation(
                    DeviationKind.POLARITY, mine.quoted(phrase.start, place + 2), theirs.quoted(start, there[0] + 2)
                )
                break


def _opposite(mine: Words, theirs: Words, lists: WordLists) -> Iterator[Deviation]:
    """Yield words that stand where the paragraph has their opposite."""
    there = theirs.phrases(lists.poles)
    for phrase in mine.phrases(lists.poles):
        if mine.denied(phrase.start, 12):
            continue
        facing = [
            (alike(mine, phrase, theirs, other), other)
            for other in there
            if lists.are_opposites(phrase.text, other.text) and not theirs.denied(other.start)
        ]
        same = [alike(mine, phrase, theirs, other) for other in there if lists.are_alike(phrase.text, other.text)]
        best = max(facing, key=lambda item: item[0], default=None)
        if best is not None and best[0] >= _LIKE and best[0] > max(same, default=0.0):
            found = mine.quoted(phrase.start, phrase.end)
            yield Deviation(DeviationKind.POLARITY, found, theirs.quoted(best[1].start, best[1].end))


def weakened(sentence: str, source: Source, lists: WordLists) -> Iterator[Deviation]:
    """Yield words of the draft that make a demand less firm, or firmer, than the paragraph has it."""
    mine = Words.of(sentence)
    for phrase in mine.phrases(lists.weakeners | lists.hardeners):
        if not source.says(phrase.text, lists) and not mine.denied(phrase.start):
            yield Deviation(DeviationKind.STRENGTH, mine.quoted(phrase.start, phrase.end), "")
