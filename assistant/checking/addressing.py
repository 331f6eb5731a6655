"""To whom a sentence lays a duty, and whether the text lays it there."""

import re
from collections.abc import Iterator, Sequence

from assistant.checking.atoms import Atom, Sort, atoms
from assistant.checking.checked import Deviation, DeviationKind
from assistant.checking.roles import Part, roles
from assistant.checking.sources import Source
from assistant.checking.wordlists import WordLists
from ingest.document import Document
from ingest.text import fold

_CHARGED = frozenset({Part.TAKES, Part.LEADS, Part.SUPPORTS})
# Parts of which a body has one or the other.
_EXCLUDING = (
    ({Part.LEADS}, {Part.SUPPORTS}), ({Part.SUPPORTS}, {Part.LEADS}), ({Part.GIVES}, {Part.TAKES}),
    ({Part.TAKES}, {Part.GIVES}), ({Part.IS_HELPED}, {Part.TAKES}), ({Part.TAKES}, {Part.IS_HELPED}),
)  # fmt: skip


class Addressing:
    """Knows whom the paragraphs of some documents address."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents

    def deviations(self, sentence: str, found: Sequence[Atom], source: Source) -> Iterator[Deviation]:
        """Yield bodies whose part in the sentence is another than in the paragraph."""
        mine, theirs = roles(sentence, found), roles(source.paragraph.text, atoms(source.paragraph.text))
        for atom in found:
            parts, there = mine.get(atom.concept, set()), theirs.get(atom.concept, set())
            if atom.sort is Sort.BODY and any(
                parts >= one and there >= other and not there >= one and not parts >= other for one, other in _EXCLUDING
            ):
                yield Deviation(DeviationKind.ADDRESSEE, atom.span.of(sentence), _said(source, atom))
        partners = [{c for c, parts in each.items() if Part.SUPPORTS in parts} for each in (mine, theirs)]
        if partners[0] and partners[1] and not partners[0] & partners[1] and partners[1] & mine.keys():
            atom = next(atom for atom in found if atom.concept in partners[0])
            yield Deviation(DeviationKind.ADDRESSEE, atom.span.of(sentence), _said(source, atom))

    def kind(self, sentence: str, found: str, lists: WordLists) -> DeviationKind:
        """Return what kind words are that the text lacks: someone addressed, some other body, or just words."""
        folded = fold(found)
        if not any(re.search(rf"\b{re.escape(head)}\b", folded) for head in lists.heads):
            return DeviationKind.WORDING
        return DeviationKind.BODY


def _said(source: Source, atom: Atom) -> str:
    """Return how the paragraph names the same body."""
    text = source.paragraph.text
    return next((other.span.of(text) for other in source.line.atoms if other.concept == atom.concept), "")
