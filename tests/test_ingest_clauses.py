"""Sentences and clauses: what an extractive answer quotes is ordered, whole, and loses nothing."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.clauses import clauses, sentences
from ingest.document import Span
from ingest.library import Library
from ingest.text import compose

PIECES = [
    "Chỉ đạo Bộ Tài chính", "TP. Hồ Chí Minh", "đồng chí ThS. Ủy", "31.07.2025", "ngày 31/7/2025",
    "Ở cơ sở", "ổn định", "đồng thời", ": ", "; ", ";", ". ", "… ", "...", "? ", "!", " ", "\t", "\u00a0",
    "“", "”", '"', "(", ")", "1. ", "a. ", "v.v.", "Đ", "\u0301", "\u2028", "\x0b",
]  # fmt: skip
texts = st.one_of(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), st.text(max_size=80)).map(compose)


def quoted(text: str) -> list[str]:
    return [clause.span.of(text) for clause in clauses(text)]


def assert_partition(text: str) -> None:
    """Assert that clauses and lead-ins are ordered, disjoint, trimmed, not empty, and cover everything."""
    found = clauses(text)
    leads = list(dict.fromkeys(clause.lead_in for clause in found if clause.lead_in))
    spans = sorted([*(clause.span for clause in found), *leads])
    assert [clause.span for clause in found] == sorted(clause.span for clause in found)
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert span.of(text) == span.of(text).strip()
    for before, after in pairwise(spans):
        assert before.end <= after.start
    assert not uncovered(text, spans).strip()
    for clause in found:
        assert clause.lead_in is None or clause.lead_in.end <= clause.span.start


def uncovered(text: str, spans: list[Span]) -> str:
    inside = {position for span in spans for position in range(span.start, span.end)}
    return "".join(character for position, character in enumerate(text) if position not in inside)


@given(texts)
def test_clauses_lose_nothing_and_overlap_nowhere(text: str) -> None:
    assert_partition(text)


@given(texts)
def test_sentences_cover_every_character_that_is_not_space(text: str) -> None:
    spans = sentences(text)
    assert spans == sorted(spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(span.of(text).strip() == span.of(text) != "" for span in spans)
    assert not uncovered(text, spans).strip()


@given(texts)
def test_each_clause_lies_in_one_sentence(text: str) -> None:
    spans = sentences(text)
    for clause in clauses(text):
        assert sum(span.start <= clause.span.start and clause.span.end <= span.end for span in spans) == 1


def test_the_37_real_paragraphs(library: Library) -> None:
    paragraphs = [paragraph for document in library.documents for paragraph in document.paragraphs]
    assert len(paragraphs) == 37
    for paragraph in paragraphs:
        assert_partition(paragraph.text)
        assert quoted(paragraph.text)
        assert all(len(clause.split()) >= 3 for clause in quoted(paragraph.text))


@pytest.mark.parametrize(
    "text",
    [
        "Sinh hoạt tại TP. Hồ Chí Minh và TP. Hà Nội theo quy định.",
        "Đại hội tại TX. Sơn Tây, TP.HCM, Tp. Huế.",
        "Đ/c. Trần Cẩm Tú và GS.TS. Nguyễn Văn A, PGS. TS. Lê B chủ trì.",
        "Hoàn thành trước ngày 31.07.2025 với 1.500 tổ chức và 2.5 tỷ đồng.",
        "Khắc phục khó khăn về trụ sở, nhà công vụ… ở cơ sở.",
        "Khó khăn về trụ sở... đồng thời ổn định tổ chức.",
        "1. Các cấp uỷ triển khai ngay.",
        "II. Tổ chức thực hiện và kiểm tra.",
        "a. Đảng ủy Chính phủ chỉ đạo.",
        "3.2. Báo cáo kết quả hằng tháng.",
    ],
)
def test_one_sentence_stays_one(text: str) -> None:
    assert [span.of(text) for span in sentences(text)] == [text]
    assert quoted(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Một việc. Hai việc.", ["Một việc.", "Hai việc."]),
        ("Một việc… Ở đây hai việc.", ["Một việc…", "Ở đây hai việc."]),
        ("Một việc... Đồng thời hai việc.", ["Một việc...", "Đồng thời hai việc."]),
        ("Họp năm 2025. 30 ngày sau báo cáo.", ["Họp năm 2025.", "30 ngày sau báo cáo."]),
        ("Gọi là “điểm nghẽn.” Ưu tiên xử lý (ngay.) Rồi báo cáo.",
         ["Gọi là “điểm nghẽn.”", "Ưu tiên xử lý (ngay.)", "Rồi báo cáo."]),
        ("Làm gì? Làm ngay! “Không chậm trễ.”", ["Làm gì?", "Làm ngay!", "“Không chậm trễ.”"]),
        ("Năm 2025. 3. Các cấp làm.", ["Năm 2025.", "3. Các cấp làm."]),
        ("  Thừa khoảng trắng.\t\u00a0Câu sau.  ", ["Thừa khoảng trắng.", "Câu sau."]),
        ("", []), ("   ", []),
    ],
)  # fmt: skip
def test_sentences(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in sentences(text)] == expected


def test_semicolons_cut_clauses_and_stay_with_the_one_before() -> None:
    assert quoted("Rà soát quy định; tăng cường truyền thông;  duy trì mức độ hài lòng.") == [
        "Rà soát quy định;", "tăng cường truyền thông;", "duy trì mức độ hài lòng.",
    ]  # fmt: skip


def test_the_lead_in_governs_each_clause_of_its_sentence_only() -> None:
    text = "Chỉ đạo Bộ Tài chính: Tiếp tục đôn đốc; khẩn trương ban hành văn bản. Báo cáo kết quả; theo dõi."
    found = clauses(text)
    assert [(clause.span.of(text), clause.lead_in and clause.lead_in.of(text)) for clause in found] == [
        ("Tiếp tục đôn đốc;", "Chỉ đạo Bộ Tài chính:"),
        ("khẩn trương ban hành văn bản.", "Chỉ đạo Bộ Tài chính:"),
        ("Báo cáo kết quả;", None),
        ("theo dõi.", None),
    ]


def test_a_clause_is_never_taken_for_a_lead_in() -> None:
    text = "Rà soát; khẩn trương làm các việc: xử lý trụ sở; bố trí cán bộ."
    assert {clause.lead_in for clause in clauses(text)} == {None}
    assert quoted(text)[1] == "khẩn trương làm các việc: xử lý trụ sở;"


def test_a_lead_in_with_nothing_after_it_is_itself_the_clause() -> None:
    assert [(clause.span, clause.lead_in) for clause in clauses("Yêu cầu các cấp uỷ:")] == [(Span(0, 19), None)]


def test_the_ministry_of_finance_paragraph(library: Library) -> None:
    finance = library_document(library, "179-KL/TW").paragraph(9).text
    found = clauses(finance)
    assert {clause.lead_in and clause.lead_in.of(finance) for clause in found} == {"Chỉ đạo Bộ Tài chính:"}
    assert [clause.span.of(finance).split()[0] for clause in found] == ["Tiếp", "khẩn", "về", "khẩn"]
    assert "trước ngày 31/7/2025);" in found[2].span.of(finance)


def library_document(library: Library, number: str):  # type: ignore[no-untyped-def]
    return next(document for document in library.documents if document.metadata.number == number)
