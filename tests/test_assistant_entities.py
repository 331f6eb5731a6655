"""What a question names: bodies and places that the texts lack, and statements put up for confirmation."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.entities import Gazetteer, asked_facts, asks_for_several, asks_to_confirm, plain
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


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Bộ Tài chính phải xong trước 31/8/2025 đúng không?", ["31/8/2025"]),
        ("Bộ Y tế phải xong trước 31-07-2025?", ["Bộ Y tế"]),
        ("bộ y tế và Bộ Tài chính, 500 hay 300?", ["bộ y tế", "500"]),
        ("Bộ Y tế, Bộ Y tế?", ["Bộ Y tế"]),
        ("Kết luận 1 nói 31/7 và 300?", []),
        ("Theo 1-KL/TW thì mấy cấp, 2 hay 3?", []),
        ("Ai làm?", []),
    ],
)
def test_what_a_question_names_and_the_quotes_do_not(question: str, found: list[str]) -> None:
    quoted = "Giao Bộ Tài chính xong trước ngày 31/7/2025, không quá 300 đại biểu."
    assert gazetteer(quoted).unfounded(question, quoted) == found


def test_the_number_of_a_held_document_needs_no_ground() -> None:
    paragraph = Paragraph(1, "Một đoạn.", Span(0, 9))
    metadata = Metadata("177-KL/TW", DocumentType.CONCLUSION, SourceKind.OFFICIAL_TEXT, issue_date=date(2025, 7, 11))
    held = Gazetteer([Document(metadata, "Một đoạn.", (paragraph,))])
    assert held.unfounded("Kết luận 177 đúng không?", "Một đoạn.") == []
    assert held.unfounded("Kết luận 178 đúng không?", "Một đoạn.") == ["178"]


def test_agreement_is_the_share_of_what_the_question_names() -> None:
    held = gazetteer("Bộ Tài chính và Bộ Công an xong trước 31/07/2025.", "Bộ Tài chính.", "Cấp xã.")

    def fits(question: str) -> list[tuple[float, float]]:
        labels = [f"1-KL/TW#{number}" for number in (1, 2, 3, 9)]
        return [(fit.bodies, fit.numbers) for fit in held.agreements(question, labels)]

    assert fits("Ai làm?") == [(0.0, 0.0)] * 4
    assert [bodies for bodies, _ in fits("Bộ Tài chính và Bộ Công an?")] == [1.0, 0.0, -1.0, -1.0]
    assert [numbers for _, numbers in fits("Hạn 31-7-2025?")] == [1.0, -1.0, -1.0, -1.0]
    assert [numbers for _, numbers in fits("Hạn 31/7?")] == [1.0, -1.0, -1.0, -1.0]


@pytest.mark.parametrize(
    ("question", "foreign"),
    [
        ("Bộ Y tế được giao việc gì?", True),
        ("bo y te phai lam gi", True),
        ("Bộ Giáo dục và Đào tạo có trách nhiệm gì?", True),
        ("Bộ Tài chính được giao việc gì?", False),
        ("Văn bản giao Bộ Y tế những gì?", True),
        ("Bộ Tài chính phối hợp với Bộ Y tế không?", False),
    ],
)
def test_duties_of_a_body_that_no_document_names(question: str, foreign: bool) -> None:
    assert gazetteer("Giao Bộ Tài chính hướng dẫn.").foreign_addressee(question) is foreign


def test_a_follow_up_on_another_body_drops_the_first() -> None:
    held = gazetteer("Giao Bộ Tài chính và Bộ Công an.")
    assert held.names_body("bo cong an thi sao")
    assert not held.names_body("Ai làm?")
    kept = held.without_bodies("Bộ Tài chính phải làm gì?")
    assert "tai chinh" not in plain(kept)
    assert kept.split()[-3:] == ["phải", "làm", "gì?"]
    assert held.without_bodies("Ai phải làm?") == "Ai phải làm?"


@pytest.mark.parametrize(
    ("question", "answering", "others"),
    [
        ("Hạn chót là ngày nào?", "trước ngày 31/7/2025", "làm ngay trong quý"),
        ("bao gio xong", "trong nam 2025", "xong sớm"),
        ("Được bao nhiêu đại biểu?", "không quá 300 đại biểu", "nhiều đại biểu"),
        ("Theo quy định nào?", "theo quy định 294", "theo quy định chung"),
    ],
)
def test_the_kind_of_fact_that_is_asked_for(question: str, answering: str, others: str) -> None:
    (fact,) = asked_facts(question)
    assert fact.search(plain(answering))
    assert not fact.search(plain(others))
    assert asked_facts("Ai ký?") == []


def test_a_paragraph_that_lacks_the_fact() -> None:
    held = gazetteer("Xong trước 31/7.", "Xong sớm.")
    lacking = [held.lacks_asked_fact("Ngày nào xong?", f"1-KL/TW#{number}") for number in (1, 2)]
    assert lacking == [False, True]
    assert not held.lacks_asked_fact("Ai làm?", "1-KL/TW#2")


@pytest.mark.parametrize(
    "question",
    ["Liệt kê các mốc", "Bộ này phải làm những việc gì?", "so sanh hai ket luan", "Cả hai văn bản nói gì?", "tóm tắt"],
)
def test_who_asks_for_several_things(question: str) -> None:
    assert asks_for_several(question)


@pytest.mark.parametrize("question", ["Ai ký?", "Hạn là ngày nào?", "Bộ Công an chủ trì việc gì?"])
def test_who_asks_for_one(question: str) -> None:
    assert not asks_for_several(question)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_plain_text_has_the_same_length(text: str) -> None:
    assert len(plain(text)) == len(text)


def test_plain_text() -> None:
    assert plain("ĐẢNG ỦY Uỷ hoà HÒA “2 cấp”") == 'dang uy uy hoa hoa "2 cap"'
