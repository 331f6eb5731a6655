"""The answer as a value: what cannot be made, and the JSON that other programs read."""

import json
from dataclasses import replace

import pytest

from assistant.answer import ELISION, Answer, Citation, Statement, Status, cite
from ingest.document import Document, DocumentType, Metadata, Paragraph, SourceKind, Span

OWN = ("Lời của trợ lý.",)
TEXT = "Giao Bộ A: làm việc một; làm việc hai."
REFUSALS = [status for status in Status if status not in (Status.ANSWERED, Status.ANSWERED_IN_PART)]


def document(*texts: str) -> Document:
    source, paragraphs = "Tiêu đề\n", []
    for position, text in enumerate(texts, 1):
        paragraphs.append(Paragraph(position, text, Span(len(source), len(source) + len(text))))
        source += text + "\n"
    return Document(Metadata("179-KL/TW", DocumentType.CONCLUSION, SourceKind.PRESS_REPORT), source, tuple(paragraphs))


@pytest.fixture
def citation() -> Citation:
    return cite(document("Đoạn đầu.", TEXT), 2, Span(0, 10))


def test_a_citation_quotes_its_span(citation: Citation) -> None:
    assert citation == Citation("179-KL/TW", 2, "Kết luận 179-KL/TW, đoạn 2", "Giao Bộ A:", Span(0, 10), TEXT)
    assert citation.paragraph_text[citation.span.start : citation.span.end] == citation.quote
    assert cite(document(TEXT), 1, Span(0, len(TEXT))).quote == TEXT


@pytest.mark.parametrize("span", [Span(0, 0), Span(5, 5), Span(0, len(TEXT) + 1), Span(len(TEXT), len(TEXT) + 1)])
def test_a_span_that_is_not_in_the_paragraph_is_refused(span: Span) -> None:
    with pytest.raises(ValueError, match="is not in paragraph 1 of 179-KL/TW"):
        cite(document(TEXT), 1, span)


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_paragraph_that_does_not_exist_is_refused(number: int) -> None:
    with pytest.raises(KeyError):
        cite(document(TEXT), number, Span(0, 3))


@pytest.mark.parametrize("start, end", [(-1, 3), (4, 2)])
def test_a_span_runs_forward_from_the_start(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


@pytest.mark.parametrize(
    "forgery",
    [
        {"quote": "Giao Bộ B:"},
        {"quote": "giao Bộ A:"},
        {"quote": "Giao Bộ A"},
        {"quote": ""},
        {"span": Span(1, 11)},
        {"span": Span(0, 9)},
        {"paragraph_text": "Khác hẳn."},
    ],
)
@pytest.mark.parametrize("place", ["citations", "related"])
def test_an_answer_with_a_quote_that_is_not_verbatim_cannot_be_made(
    citation: Citation, place: str, forgery: dict[str, str]
) -> None:
    forged = replace(citation, **forgery)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="quote is not verbatim: Kết luận 179-KL/TW, đoạn 2"):
        if place == "citations":
            Answer(Status.ANSWERED, OWN, citations=(citation, forged))
        else:
            Answer(Status.SILENT, OWN, related=(citation, forged))


def test_a_verbatim_statement_is_its_quotes(citation: Citation) -> None:
    second = cite(document("Đoạn đầu.", TEXT), 2, Span(25, 38))
    whole = f"Giao Bộ A:{ELISION}làm việc hai."
    answer = Answer(Status.ANSWERED, OWN, (Statement(whole, True, (0, 1)),), (citation, second))
    assert answer.statements[0].text == "Giao Bộ A: […] làm việc hai."
    for text, places in (
        (whole, (1, 0)),
        (whole, (0,)),
        (whole + " ", (0, 1)),
        ("Giao Bộ A: làm việc hai.", (0, 1)),
        ("Giao Bộ A:", ()),
    ):
        with pytest.raises(ValueError, match="statement is not verbatim"):
            Answer(Status.ANSWERED, OWN, (Statement(text, True, places),), (citation, second))


def test_words_of_ours_may_differ_from_the_quotes(citation: Citation) -> None:
    assert Answer(Status.ANSWERED_IN_PART, OWN, (Statement("Bộ A làm.", False, (0,)),), (citation,))


def test_a_statement_cannot_rest_on_a_citation_that_is_not_there(citation: Citation) -> None:
    with pytest.raises(IndexError):
        Answer(Status.ANSWERED, OWN, (Statement("Giao Bộ A:", True, (1,)),), (citation,))


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.ANSWERED_IN_PART])
def test_an_answer_without_citations_cannot_be_made(status: Status) -> None:
    with pytest.raises(ValueError, match=f"status {status} with 0 citations"):
        Answer(status, OWN)


@pytest.mark.parametrize("status", REFUSALS)
def test_a_refusal_with_citations_cannot_be_made(citation: Citation, status: Status) -> None:
    with pytest.raises(ValueError, match=f"status {status} with 1 citations"):
        Answer(status, OWN, citations=(citation,))
    assert Answer(status, OWN, related=(citation,)).citations == ()


def test_the_statuses_are_a_closed_set() -> None:
    families = {"answered", "answered_in_part", "clarification", "declined"}
    assert {str(status) for status in Status if not status.startswith(("unanswerable_", "error_"))} == families
    assert {str(status) for status in Status if status.startswith("unanswerable_")} == {
        "unanswerable_silent",
        "unanswerable_unknown_document",
        "unanswerable_off_topic",
    }
    assert Status("error_invalid_question") is Status.INVALID_QUESTION


def test_the_text_is_our_words_then_every_quotation_with_its_place(citation: Citation) -> None:
    second = cite(document(TEXT), 1, Span(11, 25))
    statements = (Statement("làm việc một; ", True, (1,)), Statement("Giao Bộ A:", True, (0,)))
    answer = Answer(Status.ANSWERED, ("Lưu ý.", "Theo văn bản:"), statements, (citation, second))
    assert answer.text.split("\n") == [
        "Lưu ý.",
        "Theo văn bản:",
        "• “làm việc một; ” [Kết luận 179-KL/TW, đoạn 1]",
        "• “Giao Bộ A:” [Kết luận 179-KL/TW, đoạn 2]",
    ]
    assert Answer(Status.SILENT, ("Không nêu.",), related=(citation,)).text == "Không nêu."


def test_the_json_form_is_the_contract(citation: Citation) -> None:
    answer = Answer(
        Status.ANSWERED,
        ("Lưu ý.", "Theo văn bản:"),
        (Statement("Giao Bộ A:", True, (0,)),),
        (citation,),
        (citation,),
        3.14159,
    )
    shape = {
        "document": "179-KL/TW",
        "paragraph": 2,
        "locator": "Kết luận 179-KL/TW, đoạn 2",
        "quote": "Giao Bộ A:",
        "start": 0,
        "end": 10,
        "paragraph_text": TEXT,
    }
    record = answer.to_json("câu 1")
    assert record == {
        "id": "câu 1",
        "status": "answered",
        "text": "Lưu ý.\nTheo văn bản:\n• “Giao Bộ A:” [Kết luận 179-KL/TW, đoạn 2]",
        "statements": [{"text": "Giao Bộ A:", "verbatim": True, "citations": [0]}],
        "citations": [shape],
        "related": [shape],
        "elapsed_ms": 3.1,
    }
    keys = ["id", "status", "text", "statements", "citations", "related", "elapsed_ms"]
    assert list(record) == keys
    assert list(Answer(Status.DECLINED, OWN).to_json("")) == keys
    assert json.loads(json.dumps(record)) == record
    assert type(record["status"]) is str
