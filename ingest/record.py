"""Documents as JSON: what a record file of the library holds, and what a child that reads files sends back."""

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any

from ingest.document import (
    Document,
    DocumentType,
    Heading,
    Level,
    Metadata,
    Origin,
    Paragraph,
    Path,
    Relation,
    RelationKind,
    SourceKind,
    Step,
)
from ingest.offsets import OffsetMap, Span

_FORMAT = 2
_FIRST_FORMAT = {"metadata", "title", "paragraphs", "source_text"}  # the name said nothing about the file's bytes


def encoded(document: Document) -> dict[str, Any]:
    """Return the document as values of JSON; `decoded` gives an equal document back."""
    return {
        "format": _FORMAT,
        "label": document.label,
        "metadata": _plain(document.metadata),
        "title": document.title,
        "paragraphs": [
            [p.number, p.span.start, p.span.end, p.section, p.lead_in, p.content_hash, _steps(p.path)]
            for p in document.paragraphs
        ],
        "headings": [[_steps(h.path), h.text, h.span.start, h.span.end] for h in document.headings],
        "origin": _origin(document.origin) if document.origin else None,
        "source_text": document.source_text,
    }


def decoded(record: dict[str, Any]) -> Document:
    """Return the document in a record; one of the first format has neither paths nor headings nor origin.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: the record is damaged.
    """
    source: str = record["source_text"]
    return Document(
        metadata=_metadata(record["metadata"]),
        source_text=source,
        paragraphs=tuple(_paragraph(source, *values) for values in record["paragraphs"]),
        title=record["title"],
        headings=tuple(
            Heading(_path(path), text, Span(start, end)) for path, text, start, end in record.get("headings", ())
        ),
        origin=_decoded_origin(record["origin"]) if record.get("origin") else None,
        label=record.get("label", ""),
    )


def text_of(document: Document) -> str:
    """Return the text of the document's record file."""
    record = encoded(document)
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:  # half a pair in what the file gave: only an escape can say it
        text = json.dumps(record, separators=(",", ":"))
    return text


def digest_of(text: str) -> str:
    """Return the twelve hexadecimal digits that a record file carries in its name."""
    return sha256(text.encode()).hexdigest()[:12]


def document_in(text: str, digest: str) -> Document:
    """Return the document in the text of a record file whose name carries `digest`.

    Raises:
        ValueError, TypeError, KeyError, AttributeError, RecursionError: the file is damaged.
    """
    record = json.loads(text)
    if record.keys() != _FIRST_FORMAT and digest_of(text) != digest:
        raise ValueError("the record has changed on disk")
    return decoded(record)


def _plain(value: Metadata | Relation) -> dict[str, Any]:
    """Return the fields that are not at their default, so that records stay short and fields can be added."""
    named = {item.name: getattr(value, item.name) for item in fields(value)}
    defaults = {item.name: item.default for item in fields(value)}
    return {name: _simple(held) for name, held in named.items() if held != defaults[name]}


def _simple(value: Any) -> Any:
    match value:
        case Relation():
            return _plain(value)
        case date():
            return value.isoformat()
        case StrEnum():
            return value.value
        case tuple():
            return [_simple(item) for item in value]
    return value


def _metadata(record: dict[str, Any]) -> Metadata:
    values = _with_types(record)
    for name in ("recipients", "handling"):
        values[name] = tuple(values.get(name, ()))
    values["relations"] = tuple(_relation(relation) for relation in values.get("relations", ()))
    values["source_kind"] = SourceKind(values["source_kind"])
    return Metadata(**{"number": None, "document_type": None, **values})


def _relation(record: dict[str, Any]) -> Relation:
    return Relation(**{**_with_types(record), "kind": RelationKind(record["kind"])})


def _with_types(record: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: date.fromisoformat(value) if name.endswith("_date") and value else value for name, value in record.items()
    }
    if values.get("document_type") is not None:
        values["document_type"] = DocumentType(values["document_type"])
    return values


def _paragraph(
    source: str, number: int, start: int, end: int, section: str | None, lead_in: int | None, content_hash: str,
    path: Sequence[Sequence[str]] = (),
) -> Paragraph:  # fmt: skip
    paragraph = Paragraph(number, source[start:end], Span(start, end), section, lead_in, _path(path))
    if paragraph.content_hash != content_hash:
        raise ValueError(f"paragraph {number} has changed on disk")
    return paragraph


def _steps(path: Path) -> list[list[str]]:
    return [[step.level.value, step.label] for step in path]


def _path(steps: Sequence[Sequence[str]]) -> Path:
    return tuple(Step(Level(level), label) for level, label in steps)


def _origin(origin: Origin) -> dict[str, Any]:
    return {
        "file_name": origin.file_name,
        "format": origin.format,
        "digest": origin.digest,
        "pages": [list(page) for page in origin.pages],
        "original": origin.original,
        "offsets": [list(segment) for segment in origin.offsets.segments],
        "notes": list(origin.notes),
    }


def _decoded_origin(record: dict[str, Any]) -> Origin:
    return Origin(
        file_name=record["file_name"],
        format=record["format"],
        digest=record["digest"],
        pages=tuple((start, page, way) for start, page, way in record["pages"]),
        original=record["original"],
        offsets=OffsetMap(tuple((a, b, c, d) for a, b, c, d in record["offsets"])),
        notes=tuple(record["notes"]),
    )
