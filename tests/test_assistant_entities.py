"""What a question names: bodies and places that the texts lack, and statements put up for confirmation."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.entities import Gazetteer, asks_to_confirm, plain
from ingest.document import Document, DocumentType, Metadata, Paragraph, SourceKind, Span
from ingest.library import Library


def gazetteer(*texts: str, issuing_body: str | None = None) -> Gazetteer:
    source, paragraphs = "", []
    for position, text in enumerate(texts, 1):
        paragraphs.append(Paragraph(position, text, Span(len(source), len(source) + len(text))))
        source += text + "\n"
    metadata = Metadata(
        "1-KL/TW",
        DocumentType.CONCLUSION,
        SourceKind.OFFICIAL_TEXT,
        issuing_body=issuing_body,
        issue_date=date(2025, 7, 1),
    )
    return Gazetteer([Document(metadata, source, tuple(paragraphs))])


@pytest.mark.parametrize(
    "question",
    [
        "Bộ Tài chính làm gì, đúng không?", "đúng ko", "dung k", "phải không", "phải hông", "phai hong", "phải k0",
        "thật không?", "có thật không ạ", "Có đúng là hạn 31/8?", "có phải 500 đại biểu", "đúng thế không",
        "có đúng thế không", "đúng chưa", "đúng chứ", "đúng vậy", "đúng rồi chứ", "phải vậy không", "đúng hk",
        "vì sao giao Bộ Quốc phòng", "tại sao lại là Bộ Y tế", "sao lại giao bộ này", "Sao bộ này phải làm?",
        "ĐÚNG KHÔNG?", "phải nhỉ",
    ],
)  # fmt: skip
def test_what_asks_to_confirm(question: str) -> None:
    assert asks_to_confirm(question)


@pytest.mark.parametrize(
    "question",
    [
        "Ai ký Kết luận 179?", "Hạn là ngày nào?", "Phải làm gì trước 31/7?", "không phải trả phí thì ai trả",
        "Bộ nào có trách nhiệm?", "Có những việc nào?", "đúng tiến độ là thế nào", "Bộ Công an chủ trì việc gì",
        "ngôi sao vàng", "bố trí ra sao", "",
    ],
)  # fmt: skip
def test_what_does_not(question: str) -> None:
    assert not asks_to_confirm(question)


@pytest.mark.parametrize(
    ("question", "body", "place"),
    [
        ("Bộ Giáo dục được giao việc gì?", True, False),
        ("bo y te lam gi", True, False),
        ("BỘ QUỐC PHÒNG", True, False),
        ("Thủ tướng nói gì?", True, False),
        ("Ở Hà Nội thì sao?", False, True),
        ("tinh nghe an", False, True),
        ("Hoà Bình", False, True),
        ("Hòa Bình", False, True),
        ("Bộ Y tế họp ở Đà Nẵng", True, True),
        ("Bộ Tài chính phải làm gì?", False, False),
        ("bo tai chinh", False, False),
        ("Ở Cà Mau thì sao?", False, False),
        ("quản an giang", False, True),
        ("quan angiang", False, False),
        ("", False, False),
    ],
)
def test_foreign_is_what_no_document_names(question: str, body: bool, place: bool) -> None:
    traits = gazetteer("Giao Bộ Tài chính hướng dẫn tỉnh Cà Mau.").traits(question)
    assert (traits.foreign_body, traits.foreign_place) == (body, place)


def test_the_issuing_body_is_no_foreign_body() -> None:
    assert gazetteer("Một đoạn.").traits("Quốc hội nói gì?").foreign_body
    assert not gazetteer("Một đoạn.", issuing_body="Quốc hội").traits("Quốc hội nói gì?").foreign_body


def test_bodies_of_the_shipped_texts_are_not_foreign(library: Library) -> None:
    shipped = Gazetteer(library.documents)
    for body in ("Bộ Tài chính", "Bộ Công an", "Bộ Tư pháp", "Bộ Khoa học và Công nghệ"):
        assert not shipped.traits(f"{body} làm gì?").foreign_body, body
    for body in ("Bộ Giáo dục", "Bộ Quốc phòng", "Bộ Y tế", "Quốc hội", "Bảo hiểm xã hội"):
        assert shipped.traits(f"{body} làm gì?").foreign_body, body
    assert shipped.traits("Hà Nội còn bao nhiêu phường?").foreign_place


def test_words_and_confirmation_are_traits() -> None:
    traits = gazetteer("Một đoạn.").traits("Hạn là 31/8 đúng không?")
    assert (traits.words, traits.confirmation) == (5, True)
    assert gazetteer("Một đoạn.").traits("Hạn là ngày nào?").confirmation is False


@given(st.text(max_size=60))
def test_plain_text_has_the_same_length(text: str) -> None:
    assert len(plain(text)) == len(text)


def test_plain_text() -> None:
    assert plain("ĐẢNG ỦY Uỷ hoà HÒA “2 cấp”") == 'dang uy uy hoa hoa "2 cap"'
