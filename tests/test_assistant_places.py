"""Places that a question names are looked up, not searched for."""

import pytest

from assistant.answer import Answer, Status
from assistant.places import Place, asked_steps, look_up, paragraphs_at
from ingest.document import Document, DocumentType, Level, Metadata, Paragraph, Path, SourceKind, Span, Step


def structured(number: str = "383-QĐ/TW") -> Document:
    """Article 1 with clauses 1 and 2, the second with points a and đ; section II with clause 1."""
    article = Step(Level.ARTICLE, "1")
    places: list[Path] = [
        (article, Step(Level.CLAUSE, "1")),
        (article, Step(Level.CLAUSE, "2"), Step(Level.POINT, "a")),
        (article, Step(Level.CLAUSE, "2"), Step(Level.POINT, "đ")),
        (Step(Level.SECTION, "II"), Step(Level.CLAUSE, "1")),
    ]
    text = "\n".join(f"Đoạn văn số {number}." for number in range(1, 5))
    paragraphs = tuple(
        Paragraph(position, line, Span(start := text.index(line), start + len(line)), path=path)
        for position, (line, path) in enumerate(zip(text.split("\n"), places, strict=True), 1)
    )
    metadata = Metadata(number, DocumentType.REGULATION, SourceKind.OFFICIAL_TEXT)
    return Document(metadata, text, paragraphs)


@pytest.mark.parametrize(
    ("question", "steps"),
    [
        ("Khoản 2 Điều 1 quy định gì?", [("khoản", "2"), ("điều", "1")]),
        ("điểm đ, khoản 2, điều 1 nói gì", [("điểm", "đ"), ("khoản", "2"), ("điều", "1")]),
        ("muc II noi gi", [("mục", "ii")]),
        ("dieu 12 quy dinh 383", [("điều", "12")]),
        ("Phần thứ nhất nêu gì?", [("phần", "1")]),
        ("điểm 1.2 yêu cầu gì", [("điểm", "1.2")]),
        ("Mục tiêu là gì?", []),
        ("Điều này do ai làm?", []),
        ("khoản 2 tỷ đồng do ai cấp?", []),
        ("Khoản 5 người được hỗ trợ?", []),
        ("đạt bao nhiêu điểm 10%", []),
    ],
)
def test_steps_of_a_question(question: str, steps: list[tuple[str, str]]) -> None:
    assert [(step.level.value, step.label) for step in asked_steps(question)] == steps


def test_paragraphs_below_a_place() -> None:
    document = structured()
    assert [p.number for p in paragraphs_at(document, asked_steps("khoản 2 Điều 1"))] == [2, 3]
    assert [p.number for p in paragraphs_at(document, asked_steps("điểm đ khoản 2 Điều 1"))] == [3]
    assert [p.number for p in paragraphs_at(document, asked_steps("mục 2"))] == [4]  # «II»
    assert paragraphs_at(document, asked_steps("điểm d khoản 2")) == []  # «đ» is another point


def test_a_place_needs_one_document() -> None:
    one, other = structured(), structured("384-QĐ/TW")
    found = look_up("Khoản 2 Điều 1 quy định gì?", [], [one])
    assert isinstance(found, Place)
    assert [p.number for p in found.paragraphs] == [2, 3]
    assert look_up("Khoản 2 Điều 1 quy định gì?", [], [one, other]) is None
    assert isinstance(look_up("Khoản 2 Điều 1 quy định gì?", [other], [one, other]), Place)


def test_a_place_that_is_not_there_is_said_not_to_be() -> None:
    answer = look_up("Điều 99 quy định gì?", [structured()], [structured()])
    assert isinstance(answer, Answer)
    assert (answer.status, answer.citations) == (Status.SILENT, ())
    assert "Quy định 383-QĐ/TW" in answer.text
    assert "điều 99" in answer.text
