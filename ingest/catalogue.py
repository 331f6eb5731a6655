"""`python -m ingest list`, `show NAME`, `remove NAME…`: what the library holds."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from itertools import groupby
from typing import Any

from ingest.document import Document, Heading, Locator, Metadata, Relation
from ingest.errors import LibraryError
from ingest.library import Library
from ingest.record import encoded
from ingest.settings import Settings
from ingest.shelf import HeldFile
from ingest.text import fold

_WORDS = {
    "document_type": "Tên loại",
    "number": "Số, ký hiệu",
    "called": "Gọi là",
    "subject": "Trích yếu",
    "issuing_body": "Cơ quan ban hành",
    "place": "Nơi ban hành",
    "issue_date": "Ngày ban hành",
    "effective_date": "Ngày hiệu lực",
    "meeting_date": "Ngày họp",
    "reported_date": "Ngày đưa tin",
    "signing_capacity": "Quyền hạn ký",
    "signatory_position": "Chức vụ người ký",
    "signatory": "Người ký",
    "recipients": "Nơi nhận",
    "handling": "Lưu ý sử dụng",
    "source_kind": "Loại nguồn",
    "provenance": "Xuất xứ",
}
_HEAD = ("tên gọi", "tên loại", "ngày ban hành", "số đoạn", "nguồn", "ghi chú")


def list_documents(settings: Settings, *, as_json: bool) -> int:
    """Print a table of the documents."""
    library = Library.open(settings.library, settings.corpus, lenient=True)
    if as_json:
        for document in library.documents:
            print(json.dumps(_row_record(library, document), ensure_ascii=False))
    else:
        print("\n".join(_table([_HEAD, *(_row(library, document) for document in library.documents)])))
        print(f"Thư viện «{library.folder}» có {len(library.documents)} văn bản.")
    _complain(library)
    return 1 if library.damaged else 0


def show(name: str, settings: Settings, *, as_json: bool, paragraphs: bool) -> int:
    """Print all that is known of a document; `LibraryError` where none is called so."""
    library = Library.open(settings.library, settings.corpus, lenient=True)
    document = library.find(name)
    if as_json:
        print(json.dumps(_whole_record(library, document), ensure_ascii=False, indent=1))
    else:
        print("\n".join(_description(library, document, paragraphs=paragraphs)))
    return 0


def remove(names: Sequence[str], settings: Settings) -> int:
    """Remove the named documents; return 1 when one was not there."""
    library = Library.open(settings.library, settings.corpus, lenient=True)
    missing = 0
    for name in names:
        try:
            document = library.remove(name)
        except LibraryError as error:
            missing += 1
            print(error, file=sys.stderr)
            continue
        print(f"Đã xóa {document.name if document else name} cùng các bản sao và bản cũ khỏi thư viện.")
    if missing < len(names):
        print("Hãy chạy «python -m index build» để chỉ mục theo kịp.", file=sys.stderr)
    return 1 if missing else 0


def _complain(library: Library) -> None:
    for reason in library.damaged.values():
        print(reason, file=sys.stderr)


def _row(library: Library, document: Document) -> tuple[str, ...]:
    stated = document.metadata
    return (
        document.label,
        stated.document_type.value if stated.document_type else "không rõ",
        _plain(stated.issue_date) or "không rõ",
        str(len(document.paragraphs)),
        stated.source_kind.vi(),
        "; ".join(_remarks(library, document)),
    )


def _remarks(library: Library, document: Document) -> Iterator[str]:
    yield from document.metadata.handling
    for files, words in ((library.copies(document.label), "bản sao"), (library.history(document.label), "bản cũ")):
        if files:
            yield f"{len(files)} {words}"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for position, row in enumerate(rows):
        yield " | ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        if position == 0:
            yield "-+-".join("-" * width for width in widths)


def _description(library: Library, document: Document, *, paragraphs: bool) -> Iterator[str]:
    yield document.name
    yield from (f"  {word}: {value}" for word, value in _stated(document.metadata))
    yield from _section("Văn bản được nhắc đến", map(_relation, document.metadata.relations))
    yield from _section("Bố cục", map(_heading, document.headings))
    yield from _section("Đọc từ tệp", _origin(document))
    yield from _section("Bản sao", map(_file, library.copies(document.label)))
    yield from _section("Bản cũ", map(_file, library.history(document.label)))
    numbers = [paragraph.number for paragraph in document.paragraphs]
    yield f"Số đoạn: {len(numbers)}"
    if paragraphs:
        yield from (f"  [{number}] {_place(document, number)}: {document.paragraph(number).text}" for number in numbers)


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield f"{title}:"
        yield from (f"  {line}" for line in found)


def _stated(metadata: Metadata) -> Iterator[tuple[str, str]]:
    for name, word in _WORDS.items():
        value = getattr(metadata, name)
        if name == "source_kind":
            yield word, metadata.source_kind.vi()
        elif value:
            yield word, _plain(value)
        elif name in {"document_type", "number", "issuing_body", "issue_date"}:
            yield word, "văn bản không nêu"


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/}{value.year}"
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value or "")


def _relation(relation: Relation) -> str:
    kind = f"{relation.document_type} " if relation.document_type else ""
    issued = f", ngày {_plain(relation.issue_date)}" if relation.issue_date else ""
    return f"{relation.kind}: {kind}{relation.number}{issued}"


def _heading(heading: Heading) -> str:
    place = Locator("", 0, heading.path[-1:]).within() if heading.path else ""
    named = "" if not place or fold(heading.text).startswith(fold(place)) else f"{place}: "
    return f"{'  ' * max(len(heading.path) - 1, 0)}{named}{heading.text}"


def _place(document: Document, number: int) -> str:
    place = document.locator(number).within()
    page = document.page(number)
    return f"{place}, trang {page}" if page else place


def _origin(document: Document) -> Iterator[str]:
    origin = document.origin
    if origin is None:
        return
    yield f"«{origin.file_name}» ({origin.format})"
    for way, pages in groupby(origin.pages, key=lambda page: page[2]):
        numbers = [page for _, page, _ in pages]
        yield f"trang {numbers[0]}–{numbers[-1]}: {way}" if len(numbers) > 1 else f"trang {numbers[0]}: {way}"
    yield from (f"lưu ý: {note}" for note in origin.notes)


def _file(file: HeldFile) -> str:
    replaced = f", thay ngày {file.replaced}" if file.replaced else ""
    name, form = file.file_name or "không rõ tên tệp", file.format or "không rõ dạng"
    return f"«{name}» ({form}), trùng {file.share:.0%} số đoạn{replaced}"


def _row_record(library: Library, document: Document) -> dict[str, Any]:
    stated = document.metadata
    return {
        "document": document.label,
        "name": document.name,
        "key": document.key,
        "document_type": stated.document_type.value if stated.document_type else None,
        "issue_date": stated.issue_date.isoformat() if stated.issue_date else None,
        "paragraphs": len(document.paragraphs),
        "source_kind": stated.source_kind.value,
        "handling": list(stated.handling),
        "copies": len(library.copies(document.label)),
        "history": len(library.history(document.label)),
    }


def _whole_record(library: Library, document: Document) -> dict[str, Any]:
    record = encoded(document)
    record["paragraphs"] = [
        {
            "number": paragraph.number,
            "locator": document.locator(paragraph.number).vi(),
            "page": document.page(paragraph.number),
            "text": paragraph.text,
            "hash": paragraph.content_hash,
        }
        for paragraph in document.paragraphs
    ]
    files = {"copies": library.copies(document.label), "history": library.history(document.label)}
    return {
        "document": document.label,
        "name": document.name,
        "key": document.key,
        **record,
        **{kind: [{item.name: getattr(file, item.name) for item in fields(file) if item.name in _TOLD} for file in held]
           for kind, held in files.items()},
    }  # fmt: skip


_TOLD = {"file_name", "format", "digest", "share", "replaced"}
