"""The paragraphs of a library made comparable, and which of them a sentence of a draft is about."""

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from assistant.checking.atoms import Atom, Sort, agrees, atoms
from assistant.checking.slots import Line
from assistant.checking.wordlists import WordLists
from index.points import label
from ingest.document import Document, Paragraph
from ingest.text import fold, strip_diacritics, syllables

_CANDIDATES = 24
# A paragraph's share of a sentence: a word seen beside its neighbour of the sentence, or alone.
_ALONE = 0.4
_GOVERNING = 0.5  # what a fact counts that stands in the lead-in or in what is known of the document
# A paragraph that goes on with the list of the one before.
_CONTINUES = re.compile(r"Về |[a-zđ]")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Source:
    """A paragraph with what governs it: its lead-in, its heading, the document's own name and issuer."""

    document: Document
    paragraph: Paragraph

    @property
    def label(self) -> str:
        """Its name in the index."""
        return label(self.document, self.paragraph)

    @cached_property
    def line(self) -> Line:
        """The atoms of the paragraph itself."""
        return Line.of(atoms(self.paragraph.text))

    @cached_property
    def context(self) -> Line:
        """The atoms of what governs the paragraph, and of what the document says of itself."""
        return Line.of(atoms(self._said))

    @cached_property
    def _said(self) -> str:
        metadata = self.document.metadata
        said = [self.document.name, metadata.issuing_body or "", metadata.subject or "", self.paragraph.section or ""]
        if (lead_in := self.paragraph.lead_in) is not None:
            said.append(self.document.paragraph(lead_in).text)
        if _CONTINUES.match(self.paragraph.text) and self.paragraph.number > 1:
            said.append(self.document.paragraph(self.paragraph.number - 1).text)
        for day in (metadata.issue_date, metadata.meeting_date, metadata.effective_date):
            said += [f"{day:%d/%m/%Y}"] if day else []
        said += [metadata.signatory or "", metadata.signatory_position or ""]
        return ". ".join(filter(None, said))

    @cached_property
    def concepts(self) -> frozenset[str]:
        """What the paragraph says, fact by fact."""
        return frozenset(atom.concept for atom in self.line.atoms)

    def held(self, atom: Atom) -> float:
        """Return 1 where the paragraph states the same fact, less where only what governs it does, else 0."""
        for line, credit in ((self.line, 1.0), (self.context, _GOVERNING)):
            if any(other.sort is atom.sort and agrees(atom, other) for other in line.atoms):
                return credit
        return 0.0

    @cached_property
    def syllables(self) -> frozenset[str]:
        """The syllables of the paragraph and of what governs it."""
        return frozenset(found for text in self._texts for found in syllables(fold(text)))

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """What stands side by side in them."""
        return frozenset(pair for text in self._texts for pair in pairwise(syllables(fold(text))))

    @cached_property
    def said(self) -> str:
        """The words of both, folded, with a space before and behind each."""
        return " " + " ".join(found for text in self._texts for found in syllables(fold(text))) + " "

    @cached_property
    def initials(self) -> str:
        """The first letters of the words of both, without marks: «CNTT» stands for the words that they begin."""
        return "".join(strip_diacritics(word[0]) for word in self.said.split())

    @cached_property
    def own_pairs(self) -> frozenset[tuple[str, str]]:
        """What stands side by side in the paragraph itself."""
        return frozenset(pairwise(syllables(fold(self.paragraph.text))))

    def says(self, phrase: str, lists: WordLists) -> bool:
        """Return whether a folded phrase, or one that may stand for it, is in them."""
        return any(f" {other} " in self.said for other in (phrase, *lists.synonyms_of(phrase)))

    @property
    def _texts(self) -> tuple[str, ...]:
        return self.paragraph.text, self._said


class Sources:
    """All paragraphs of some documents; pure, and safe to use from several threads."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = tuple(documents)
        self.sources = [Source(document, paragraph) for document in documents for paragraph in document.paragraphs]
        self._holders: dict[str, list[int]] = defaultdict(list)
        for position, source in enumerate(self.sources):
            for pair in set(_pairs(source.paragraph.text)):
                self._holders[pair].append(position)
        self._counts: Counter[str] = Counter()
        for source in self.sources:
            self._counts.update(set(syllables(fold(source.paragraph.text))))

    def weight(self, atom: Atom) -> float:
        """Return how much an atom tells: its idf, by its rarest syllable."""
        words = syllables(atom.concept) or [atom.concept]
        return max(math.log((len(self.sources) + 1) / (self._counts.get(word, 0) + 0.5)) for word in words)

    def near(self, text: str) -> list[Source]:
        """Return the paragraphs that share most with `text`, best first."""
        shared: dict[int, float] = defaultdict(float)
        for pair in set(_pairs(text)):
            holders = self._holders.get(pair, ())
            for position in holders:
                shared[position] += math.log((len(self.sources) + 1) / len(holders))
        found = sorted(shared, key=lambda position: (-shared[position], position))
        return [self.sources[position] for position in found[:_CANDIDATES]]

    def share(self, text: str, line: Line, source: Source) -> float:
        """Return the share, 0 to 1, of what `line` says that stands in the paragraph."""
        total: float = sum(self.weight(atom) for atom in line.atoms)
        held: float = sum(
            self.weight(atom) * credit for atom, credit in zip(line.atoms, shares(text, line, source), strict=True)
        )
        return held / total if total else 0.0


def shares(text: str, line: Line, source: Source) -> list[float]:
    """Return for each atom of `line`, which is that of `text`, how far the paragraph holds it: 1, less, or not at all.

    A fact must be there as such; of other words each syllable beside the same neighbour, or at least alone.
    """
    words = list(_WORD.finditer(fold(text)))
    starts, held = [word.start() for word in words], []
    for place, word in enumerate(words):
        sides = [match[0] for match in words[max(0, place - 1) : place + 2]]
        beside = any(pair in source.pairs for pair in pairwise(sides))
        held.append(1.0 if beside else _ALONE if word[0] in source.syllables else 0.0)
    found = []
    for atom in line.atoms:
        own = held[bisect_left(starts, atom.span.start) : bisect_left(starts, atom.span.end)]
        fact = atom.sort is not Sort.PLAIN
        found.append(float(atom.concept in source.concepts) if fact else sum(own) / max(1, len(own)))
    return found


def _pairs(text: str) -> list[str]:
    words = syllables(fold(text))
    return [f"{one} {other}" for one, other in pairwise(words)]
