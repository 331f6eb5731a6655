"""What the tests of the checker share: the shipped texts, and one look at a sentence."""

from functools import lru_cache

from assistant.checking.checked import Checked
from assistant.checking.checker import Checker
from ingest.document import Document
from ingest.library import Library


@lru_cache(maxsize=1)
def checker_of(library: Library) -> Checker:
    """Return a checker over that library, made once."""
    return Checker(library.documents)


def one(checker: Checker, sentence: str) -> Checked:
    """Return what is said of a draft of one sentence."""
    (found,) = checker.check(sentence)
    return found


def kinds(found: Checked) -> list[tuple[str, str, str]]:
    """Return the deviations as (kind, found, source)."""
    return [(str(item.kind), item.found, item.source) for item in found.deviations]


def paragraph(library: Library, label: str, number: int) -> str:
    """Return the text of a paragraph."""
    return document(library, label).paragraph(number).text


def document(library: Library, label: str) -> Document:
    """Return the document with that label."""
    return next(document for document in library.documents if document.label == label)
