"""Which document of the library a user means, and which paragraph a citation means.

Documents are named by label, number, name or key; where there is none, those near it are told.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.document import Document, Paragraph
from ingest.errors import LibraryError
from ingest.shelf import Entry
from ingest.text import fold, strip_diacritics

_MOST_NAMED = 3


def label_named(name: str, entries: Mapping[str, Entry], documents: Mapping[str, Document]) -> str:
    """Return the label of the document that `name` names.

    Raises:
        LibraryError: there is none (near ones are named), or there are several (all are).
    """
    if name in entries:
        return name
    for folded in (_plain, _bare):
        wanted = folded(name)
        found = [label for label in entries if wanted in map(folded, _names(label, documents.get(label)))]
        if len(found) > 1:
            raise LibraryError(
                f"«{name}»: thư viện có nhiều văn bản như vậy ({_listed(found)}); hãy ghi rõ một trong số đó."
            )
        if found:
            return found[0]
    raise LibraryError(f"«{name}»: thư viện không có văn bản này; {_advice(name, entries, documents)}.")


def _names(label: str, document: Document | None) -> list[str]:
    if document is None:
        return [label]
    return [label, document.name, document.metadata.number or label, document.metadata.name, document.key]


def _plain(name: str) -> str:
    return " ".join(fold(name).split())


def _bare(name: str) -> str:
    return strip_diacritics(_plain(name)).replace("/", "-").replace(" ", "")


def _advice(name: str, entries: Mapping[str, Entry], documents: Mapping[str, Document]) -> str:
    named: dict[str, list[str]] = {}
    for label in entries:
        for shown in _names(label, documents.get(label)):
            named.setdefault(_bare(shown), []).append(label)
    close = difflib.get_close_matches(_bare(name), named, n=2 * _MOST_NAMED, cutoff=0.6)
    near = list(dict.fromkeys(label for shown in close for label in named[shown]))[:_MOST_NAMED]
    return f"gần giống có {_listed(near)}" if near else "hãy xem danh sách bằng «python -m ingest list»"


def _listed(labels: list[str]) -> str:
    return ", ".join(f"«{label}»" for label in labels)


@dataclass(frozen=True, slots=True)
class Resolved:
    """The paragraph that a citation means now.

    `document` is the reading that holds it; `superseded`: another reading has taken its place; `renumbered`: the
    paragraph has another number than the citation.
    """

    document: Document
    paragraph: Paragraph
    renumbered: bool = False
    superseded: bool = False


def resolved(document: Document, number: int, content_hash: str, *, superseded: bool = False) -> Resolved | None:
    """Return the paragraph with that content in the document, the one nearest to `number`; `None` without one."""
    same = [paragraph for paragraph in document.paragraphs if paragraph.content_hash == content_hash]
    if not same:
        return None
    nearest = min(same, key=lambda paragraph: abs(paragraph.number - number))
    return Resolved(document, nearest, renumbered=nearest.number != number, superseded=superseded)
