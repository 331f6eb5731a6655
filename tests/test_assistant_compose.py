"""Extractive answers: verbatim clauses in order, whole short paragraphs, the addressee kept with what it governs."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer import ELISION, Citation, Statement
from assistant.compose import chosen_clauses, extract, quoted_spans
from eval.cases import OWN, read_cases
from ingest.clauses import clauses
from ingest.document import Document, DocumentType, Metadata, Paragraph, SourceKind, Span
from ingest.library import Library

DUTIES = [
    "hướng dẫn việc lập sổ ruộng đất",
    "báo cáo số liệu về trường học",
    "kiểm tra bếp ăn tập thể",
    "sửa chữa cầu treo",
    "trồng lại rừng ngập mặn",
]
SHORT = f"Giao Đảng ủy Chính phủ: {'; '.join(DUTIES)}."
PADDED = [duty + " theo kế hoạch đã duyệt" * 12 for duty in DUTIES]
LONG = f"Giao Đảng ủy Chính phủ: {'; '.join(PADDED)}."


def document(*texts: str) -> Document:
    source, paragraphs = "", []
    for position, text in enumerate(texts, 1):
        paragraphs.append(Paragraph(position, text, Span(len(source), len(source) + len(text))))
        source += text + "\n"
    metadata = Metadata("5-KL/TW", DocumentType.CONCLUSION, SourceKind.OFFICIAL_TEXT, issue_date=date(2025, 7, 1))
    return Document(metadata, source, tuple(paragraphs))


def texts(paragraph: str, kept: list[int]) -> list[list[str]]:
    found = clauses(paragraph)
    spans = quoted_spans(paragraph, [found[position] for position in kept])
    return [[span.of(paragraph) for span in statement] for statement in spans]


def assert_exact(paragraph: str, statements: list[Statement], citations: list[Citation], first: int = 0) -> None:
    """What every extract must be: quotes cut from the paragraph, in order, none twice except a lead-in."""
    assert statements
    assert [place for item in statements for place in item.citations] == [*range(first, first + len(citations))]
    for citation in citations:
        assert citation.paragraph_text == paragraph
        assert citation.quote == paragraph[citation.span.start : citation.span.end]
        assert citation.quote == citation.quote.strip() != ""
    last_spans = []
    for statement in statements:
        quoted = [citations[place - first] for place in statement.citations]
        assert statement.verbatim
        assert statement.text == ELISION.join(citation.quote for citation in quoted)
        assert all(left.span.end < right.span.start for left, right in pairwise(quoted))
        last_spans.append(quoted[-1].span)
    assert all(left.end <= right.start for left, right in pairwise(last_spans))


QUESTIONS = [case.question for path in sorted(OWN.glob("*.jsonl")) for case in read_cases(path)]


def test_every_paragraph_and_every_question(library: Library) -> None:
    pairs = [(document, paragraph) for document in library.documents for paragraph in document.paragraphs]
    assert len(pairs) == 37
    for text, paragraph in pairs:
        for question in [*QUESTIONS[::4], "", "?", "liệt kê", "hạn là ngày nào", paragraph.text]:
            statements, citations = extract(question, text, paragraph.number, 3)
            assert_exact(paragraph.text, statements, citations, 3)
            assert {citation.paragraph for citation in citations} == {paragraph.number}
            assert {citation.document for citation in citations} == {text.metadata.number}


@settings(deadline=None)
@given(
    st.text(alphabet="abđếưG ;:.,?!…\n0123456789“”()", min_size=1, max_size=900).filter(lambda text: text.strip()),
    st.text(alphabet="abđếư ?", max_size=40),
    st.integers(min_value=0, max_value=3),
)
def test_any_paragraph_and_any_question(paragraph: str, question: str, first: int) -> None:
    statements, citations = extract(question, document(paragraph), 1, first)
    assert_exact(paragraph, statements, citations, first)


def test_a_short_paragraph_is_quoted_whole(library: Library) -> None:
    for text in library.documents:
        for paragraph in text.paragraphs:
            if len(paragraph.text.split()) <= 60:
                statements, citations = extract("Hạn là ngày nào?", text, paragraph.number, 0)
                assert [citation.quote for citation in citations] == [paragraph.text]
                assert [statement.text for statement in statements] == [paragraph.text]


def test_a_single_clause_is_quoted_whole_however_long() -> None:
    text = "Bộ A " + "làm một việc rất dài " * 60 + "trong năm."
    statements, citations = extract("Bếp ăn thế nào?", document(text), 1, 0)
    assert ([item.text for item in statements], [item.quote for item in citations]) == ([text], [text])


@pytest.mark.parametrize("duty", DUTIES)
def test_of_a_long_paragraph_the_clause_that_answers_is_kept_with_its_addressee(duty: str) -> None:
    statements, citations = extract(f"Cơ quan nào phải {duty}?", document(LONG), 1, 0)
    assert_exact(LONG, statements, citations)
    assert any(duty in statement.text for statement in statements)
    assert all(statement.text.startswith("Giao Đảng ủy Chính phủ:") for statement in statements)
    assert sum(len(citation.quote) for citation in citations) < len(LONG)


@pytest.mark.parametrize("question", ["Đảng ủy Chính phủ được giao những việc gì?", "Liệt kê nhiệm vụ", "tom tat"])
def test_who_asks_for_all_gets_all(question: str) -> None:
    statements, citations = extract(question, document(LONG), 1, 0)
    assert [citation.quote for citation in citations] == [LONG]
    assert len(statements) == 1


def test_nothing_in_common_is_quoted_whole() -> None:
    text = f"{LONG[:-1]}; {'; '.join(PADDED)}."
    assert len(clauses(text)) == 10
    assert chosen_clauses("zzz", text) == clauses(text)


def test_a_date_is_looked_for_when_a_date_is_asked_for() -> None:
    clause = "hoàn thành trước ngày 31/7/2025"
    text = LONG.replace("kiểm tra bếp ăn tập thể", f"kiểm tra bếp ăn tập thể, {clause}")
    statements, _ = extract("Hạn chót là khi nào?", document(text), 1, 0)
    assert any(clause in statement.text for statement in statements)


def test_a_lead_in_stands_before_each_clause_that_it_governs() -> None:
    lead = "Giao Đảng ủy Chính phủ:"
    one, two, three, four, five = (f"{duty};" for duty in DUTIES)
    five = five.replace(";", ".")
    assert texts(SHORT, [0]) == [[f"{lead} {one}"]]
    assert texts(SHORT, [1]) == [[lead, two]]
    assert texts(SHORT, [1, 2]) == [[lead, f"{two} {three}"]]
    assert texts(SHORT, [0, 2]) == [[f"{lead} {one}"], [lead, three]]
    assert texts(SHORT, [0, 2, 4]) == [[f"{lead} {one}"], [lead, three], [lead, five]]
    assert texts(SHORT, [1, 3, 4]) == [[lead, two], [lead, f"{four} {five}"]]
    assert texts(SHORT, [0, 1, 2, 3, 4]) == [[SHORT]]


def test_each_lead_in_goes_with_its_own_clauses() -> None:
    text = "Giao Bộ Một: làm cầu; làm đường. Giao Bộ Hai: làm nhà; làm cổng. Mọi việc xong trong năm."
    assert texts(text, [1]) == [["Giao Bộ Một:", "làm đường."]]
    assert texts(text, [3]) == [["Giao Bộ Hai:", "làm cổng."]]
    assert texts(text, [0, 3]) == [["Giao Bộ Một: làm cầu;"], ["Giao Bộ Hai:", "làm cổng."]]
    assert texts(text, [1, 2]) == [["Giao Bộ Một:", "làm đường."], ["Giao Bộ Hai: làm nhà;"]]
    assert texts(text, [4]) == [["Mọi việc xong trong năm."]]


def test_clauses_without_a_lead_in_stand_alone_or_grow_together() -> None:
    text = "Làm cầu; làm đường; làm nhà. Xong trong năm."
    assert texts(text, [0, 2]) == [["Làm cầu;"], ["làm nhà."]]
    assert texts(text, [1, 2]) == [["làm đường; làm nhà."]]
    assert texts(text, [2, 3]) == [["làm nhà. Xong trong năm."]]
    assert texts(text, []) == []
