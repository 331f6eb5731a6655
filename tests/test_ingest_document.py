"""The invariants of a document: exact places, names as officials write them, hashes that notice a change."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ingest.document import Document, DocumentType, Metadata, Paragraph, SourceKind, Span
from ingest.library import Library

TEXT = "Các cấp uỷ triển khai. Báo cáo."
METADATA = Metadata("399-QĐ/TW", DocumentType.REGULATION, SourceKind.OFFICIAL_TEXT)
FIRST = Paragraph(1, TEXT[:22], Span(0, 22))


def document(*paragraphs: Paragraph, **stated: Any) -> Document:
    return Document(replace(METADATA, **stated), TEXT, paragraphs or (FIRST,))


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (-2, -1)])
def test_a_span_is_half_open_and_in_order(start: int, end: int) -> None:
    assert (Span(2, 2).of(TEXT), Span(4, 7).of(TEXT)) == ("", "cấp")
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


@pytest.mark.parametrize("wrong", [replace(FIRST, text="Các cấp uỷ"), replace(FIRST, span=Span(1, 23))])
def test_a_paragraph_that_is_not_at_its_place_makes_no_document(wrong: Paragraph) -> None:
    with pytest.raises(ValueError, match="399-QĐ/TW: paragraph 1 is not in its source"):
        document(wrong)


def test_a_paragraph_is_found_by_its_number() -> None:
    second = Paragraph(2, TEXT[23:], Span(23, 31))
    assert document(FIRST, second).paragraph(2) is second
    with pytest.raises(KeyError):
        document(FIRST, second).paragraph(3)


def test_places_and_names_read_as_an_official_writes_them(library: Library) -> None:
    assert library.documents[1].locator(9).vi() == "Kết luận 179-KL/TW, đoạn 9"
    assert document().locator(1).vi() == "Quy định 399-QĐ/TW, đoạn 1"
    assert document().metadata.name == "Quy định 399-QĐ/TW"
    assert [kind.vi() for kind in SourceKind] == ["tin báo chí", "văn bản chính thức"]


@pytest.mark.parametrize(
    ("number", "serial", "symbol"),
    [("399-QĐ/TW", "399", "QĐ/TW"), ("36/HD-VPTW", "36", "HD-VPTW"), ("177", "177", "")],
)
def test_a_number_is_serial_and_symbol(number: str, serial: str, symbol: str) -> None:
    found = document(number=number).metadata
    assert (found.serial, found.symbol) == (serial, symbol)


def test_identity_is_type_number_and_issue_date() -> None:
    issued = date(2025, 7, 5)
    assert document().key == "regulation_399-QĐ-TW_khong-ro-ngay"
    assert document(issue_date=issued).key == "regulation_399-QĐ-TW_2025-07-05"
    assert document(document_type=DocumentType.DECISION).key == "decision_399-QĐ-TW_khong-ro-ngay"
    assert document(subject="về cán bộ", reported_date=issued).key == document().key


@pytest.mark.parametrize(
    "other",
    [
        document(subject="về cán bộ"),
        document(source_kind=SourceKind.PRESS_REPORT),
        document(replace(FIRST, section="Tổ chức")),
        document(replace(FIRST, lead_in=1)),
        document(Paragraph(1, TEXT[:21], Span(0, 21))),
        replace(document(), source_text=TEXT + " "),
    ],
)
def test_the_hash_of_a_document_notices_any_change(other: Document) -> None:
    assert other.content_hash != document().content_hash
    assert replace(other).content_hash == other.content_hash


def test_the_hash_of_a_paragraph_is_of_its_text_alone(library: Library) -> None:
    assert FIRST.content_hash == Paragraph(7, FIRST.text, Span(3, 9), "Tổ chức", 2).content_hash
    hashes = [paragraph.content_hash for item in library.documents for paragraph in item.paragraphs]
    assert len(set(hashes)) == 37
    assert all(len(digest) == 12 and int(digest, 16) >= 0 for digest in hashes)
