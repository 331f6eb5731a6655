"""A draft, sentence by sentence, held against the documents of a library."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from assistant.answer import Citation, cite
from assistant.checking import facts, gaps, polarity
from assistant.checking.addressing import Addressing
from assistant.checking.atoms import Atom, Sort, agrees, atoms
from assistant.checking.checked import Checked, Deviation, DeviationKind, Verdict
from assistant.checking.quoting import closeness, is_verbatim, misquoted
from assistant.checking.sentences import in_context, is_opinion, sentences_of
from assistant.checking.slots import Line
from assistant.checking.sources import Source, Sources
from assistant.checking.wordlists import WordLists, shipped
from assistant.checking.words import Words
from assistant.compose import quoted_spans
from ingest.clauses import clauses
from ingest.document import Document

# Least share of a sentence's telling words that a paragraph must hold to speak of the same; below the second, words
# that it lacks are no alteration of it but something else.
_SAME_MATTER, _SAME_SENTENCE = 0.45, 0.6
_CLOSE = 0.9  # of the best share: so near, another paragraph may be the one that is meant
_LEAST_HELD = 3  # telling words
_NEAR = 8  # paragraphs that are read closely for a sentence
# So many syllables in a row that the text lacks are too many, the fewer the more of the rest is word for word the same.
_TOO_MANY = ((2.0, 0.44), (1.6, 0.6), (1.0, 0.7), (0.6, 0.9))
_MOST_DEVIATIONS = 6
_SHARED = 0.4  # of what the nearest clause shares with a sentence: so much makes another one quoted beside it


@dataclass(frozen=True, slots=True)
class Match:
    """A sentence with its atoms, and the paragraph that it seems to be about."""

    sentence: str
    atoms: tuple[Atom, ...]
    line: Line
    source: Source
    reading: gaps.Reading


class Checker:
    """Checks drafts against documents; pure but for its tables, safe to use from several threads."""

    def __init__(self, documents: Sequence[Document], lists: WordLists | None = None) -> None:
        self._sources = Sources(documents)
        self._lists = lists or shipped()
        self._addressing = Addressing()
        self._own = {document.label: _named(document) for document in documents}

    def check(self, draft: str) -> Iterator[Checked]:
        """Yield each sentence of `draft` (NFC or not) with its verdict, in order; spans lie in NFC of the draft."""
        text, before = unicodedata.normalize("NFC", draft), ""  # line ends stay: they count in the spans
        for span in sentences_of(text):
            yield self._checked(Checked(span.of(text), span, Verdict.OPINION), before)
            before = span.of(text)

    def _checked(self, item: Checked, before: str) -> Checked:
        match = self._match(" ".join(in_context(item.sentence, before).splitlines()))
        if match is not None and match.reading.held_words < _LEAST_HELD:
            match = None
        if is_opinion(item.sentence, match.reading.share if match else 0.0):
            return item
        if match is None or match.reading.share < _SAME_MATTER:
            return _verdict(item, Verdict.UNSUPPORTED)
        # What is wrong with a question is no fault of its answer.
        own = " ".join(item.sentence.splitlines())
        found = [deviation for deviation in self._deviations(match) if deviation.found in own]
        if not found and is_verbatim(item.sentence, match.source):
            return _verdict(item, Verdict.VERBATIM, match)
        if found and match.reading.share < _SAME_SENTENCE and all(d.kind is DeviationKind.WORDING for d in found):
            return _verdict(item, Verdict.UNSUPPORTED)
        return _verdict(item, Verdict.DEVIATING if found else Verdict.SUPPORTED, match, found)

    def _match(self, sentence: str) -> Match | None:
        found = tuple(atoms(sentence))
        line = Line.of(found)
        near = self._sources.near(sentence)
        near.sort(key=lambda source: -self._sources.share(sentence, line, source))
        matches = [
            Match(sentence, found, line, source, gaps.read(sentence, found, source, self._lists))
            for source in near[:_NEAR]
        ]
        best = max(matches, key=lambda match: match.reading.share, default=None)
        if best is None:
            return None
        near_best = (match for match in matches if match.reading.share >= _CLOSE * best.reading.share)
        return next(filter(self._is_misattributed, near_best), best)

    def _is_misattributed(self, match: Match) -> bool:
        """Return whether the paragraph says the same, and only stands in another document than the one named."""
        found = list(self._deviations(match))
        return bool(found) and all(deviation.kind is DeviationKind.DOCUMENT for deviation in found)

    def _deviations(self, match: Match) -> Iterator[Deviation]:
        """Yield what the sentence says otherwise than its paragraph, the surest first, nothing twice."""
        taken = list[str]()
        for deviation in chain(
            self._addressing.deviations(match.sentence, match.atoms, match.source),
            (
                self._addressing.addressed(match.sentence, match.atoms, deviation)
                for deviation in facts.deviations(match.sentence, match.line, match.source)
                if not self._is_beside(deviation, match)
            ),
            polarity.weakened(match.sentence, match.source, self._lists),
            polarity.turned(match.sentence, match.source, self._lists),
            misquoted(match.sentence, match.source),
            self._strange(match),
        ):
            # A stretch of invented words is told as such, beside the numbers and names in it.
            told = any(
                deviation.found in other or (other in deviation.found and deviation.kind is not DeviationKind.WORDING)
                for other in taken
            )
            if len(taken) < _MOST_DEVIATIONS and not told:
                taken.append(deviation.found)
                yield deviation

    def _is_beside(self, deviation: Deviation, match: Match) -> bool:
        """Return whether the sentence names another document of the library beside that of the paragraph."""
        if deviation.kind is not DeviationKind.DOCUMENT:
            return False
        named = [atom for atom in match.atoms if atom.sort is Sort.DOCUMENT]
        own = self._own[match.source.document.label]
        others = [atom for atom in named if atom.span.of(match.sentence) == deviation.found]
        held = all(any(agrees(atom, one) for found in self._own.values() for one in found) for atom in others)
        return held and any(agrees(atom, one) for atom in named for one in own)

    def _strange(self, match: Match) -> Iterator[Deviation]:
        """Yield words that nothing in the paragraph says."""
        close = closeness(match.reading.words, match.source)
        for gap in match.reading.gaps():
            found = match.reading.words.quoted(gap.start, gap.end)
            kind = self._addressing.kind(match.sentence, found, self._lists)
            named = gap.named or kind is not DeviationKind.WORDING
            if named or any(gap.size >= size and close >= least for size, least in _TOO_MANY):
                yield Deviation(kind, found, gaps.counterpart(match.reading, gap, match.source))


def _named(document: Document) -> tuple[Atom, ...]:
    """Return how a document is named."""
    return tuple(atom for atom in atoms(document.name) if atom.sort is Sort.DOCUMENT)


def _verdict(
    item: Checked, verdict: Verdict, match: Match | None = None, deviations: Sequence[Deviation] = ()
) -> Checked:
    if match is None:
        return Checked(item.sentence, item.span, verdict, tuple(deviations))
    citations = _citations(match)
    suggestion = " ".join(citation.quote for citation in citations) if deviations else ""
    return Checked(item.sentence, item.span, verdict, tuple(deviations), citations, suggestion)


def _citations(match: Match) -> tuple[Citation, ...]:
    """Return the clauses of the paragraph that share most with the sentence, with the lead-in that governs them."""
    text = match.source.paragraph.text
    said = set(pairwise(match.reading.words.forms))
    found = clauses(text)
    shared = [len(said & set(pairwise(Words.of(clause.span.of(text)).forms))) for clause in found]
    kept = [clause for clause, count in zip(found, shared, strict=True) if count >= max(1, _SHARED * max(shared))]
    spans = [span for quoted in quoted_spans(text, kept or found) for span in quoted]
    return tuple(cite(match.source.document, match.source.paragraph.number, span) for span in spans)
