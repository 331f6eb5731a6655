"""Documents that the texts name and the library does not hold, each with the paragraphs that name it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.answer import Citation, cite
from assistant.references import Reference, find_references, matches
from ingest.clauses import sentences
from ingest.document import Document, Span
from ingest.relations import NUMBER
from ingest.text import compose, fold

_YEAR = re.compile(r"\d+/(\d{4})/")


@dataclass(slots=True)
class Missing:
    """A document that is named: as it is called, how the texts stand to it, and the sentences that name it."""

    name: str
    relations: list[str] = field(default_factory=list)
    places: list[Citation] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return it for other programs."""
        return {
            "name": self.name,
            "relations": self.relations,
            "citations": [place.to_json() for place in self.places],
        }


def missing(documents: Sequence[Document], library: Sequence[Document]) -> list[Missing]:
    """Return what `documents` name and `library` lacks, in the order in which it is first named."""
    found: dict[tuple[str, str, str], Missing] = {}
    for document in documents:
        told = {_spoken(relation.number): str(relation.kind) for relation in document.metadata.relations}
        for paragraph in document.paragraphs:
            for reference in find_references(paragraph.text, ()):
                written = _written(paragraph.text, reference)
                if reference.serial == document.metadata.serial or _held(reference, written, library):
                    continue
                entry = found.setdefault(_key(reference, written, found), Missing(_name(reference, written)))
                entry.name = max(entry.name, _name(reference, written), key=len)
                kind = told.get(_spoken(written))
                if kind and kind not in entry.relations:
                    entry.relations.append(kind)
                place = cite(document, paragraph.number, _sentence(paragraph.text, reference.start))
                if place not in entry.places:
                    entry.places.append(place)
    return list(found.values())


def _written(text: str, reference: Reference) -> str:
    """Return the number as the text writes it («56-KH/BCĐ»), or its serial alone."""
    at = re.compile(re.escape(reference.serial))
    for match in at.finditer(text, reference.start):
        number = NUMBER.match(text, match.start())
        return re.sub(r"\s", "", number[1]) if number else reference.serial
    return reference.serial


def _key(reference: Reference, written: str, known: Iterable[tuple[str, str, str]]) -> tuple[str, str, str]:
    """Return what tells documents apart: type, serial and year; a bare serial means the first that has it."""
    year = _YEAR.search(written)
    key = (fold(reference.type_name), reference.serial, year[1] if year else "")
    return next((other for other in known if other[:2] == key[:2] and not key[2]), key)


def _held(reference: Reference, written: str, library: Sequence[Document]) -> bool:
    year = _YEAR.search(written)
    return any(
        matches(reference, held) and (year is None or year[1] in (held.metadata.number or "")) for held in library
    )


def _name(reference: Reference, written: str) -> str:
    return f"{reference.type_name} {written}"


def _spoken(number: str) -> str:
    return fold(compose(re.sub(r"\s", "", number)))


def _sentence(text: str, place: int) -> Span:
    return next((span for span in sentences(text) if span.start <= place < span.end), Span(0, len(text)))


def shown(found: Sequence[Missing]) -> str:
    """Return them as text, each with the sentences that name it and their places."""
    lines: list[str] = []
    for number, item in enumerate(found, 1):
        how = f" ({', '.join(item.relations)})" if item.relations else ""
        lines += [f"{number}. {item.name}{how}", *(f"   • “{place.quote}” [{place.locator}]" for place in item.places)]
    return "\n".join(lines)
