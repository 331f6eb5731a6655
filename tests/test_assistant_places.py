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


def numbered(*places: Path) -> Document:
    """A document with a paragraph at each of the places."""
    text = "\n".join(f"Đoạn văn số {number}." for number in range(1, len(places) + 1))
    paragraphs = tuple(
        Paragraph(position, line, Span(start := text.index(line), start + len(line)), path=path)
        for position, (line, path) in enumerate(zip(text.split("\n"), places, strict=True), 1)
    )
    return Document(Metadata("294-QĐ/TW", DocumentType.REGULATION, SourceKind.OFFICIAL_TEXT), text, paragraphs)


CLAUSES: list[Path] = [
    (Step(Level.CLAUSE, "5"), Step(Level.POINT, "5.1")),
    (Step(Level.CLAUSE, "5"), Step(Level.POINT, "5.1"), Step(Level.SUBPOINT, "5.1.2")),
    (Step(Level.CLAUSE, "6"), Step(Level.POINT, "1")),
]


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("Khoản 5 nói gì?", [1, 2]),
        ("Điểm 5 nói gì?", [1, 2]),
        ("Mục 6 nói gì?", [3]),
        ("Điểm 5.1.2 nói gì?", [2]),
        ("Điểm 5.1.2, khoản 5 nói gì?", [2]),
        ("Tiết 1 nói gì?", None),  # «1.» stands below 6 only
        ("Điểm 7 nói gì?", None),
        ("Điều 5 nói gì?", None),
    ],
)
def test_what_has_no_articles_may_be_called_by_another_level(question: str, numbers: list[int] | None) -> None:
    document = numbered(*CLAUSES)
    found = look_up(question, [document], [document])
    assert ([p.number for p in found.paragraphs] if isinstance(found, Place) else None) == numbers
    assert isinstance(found, Place | Answer)


def test_in_a_document_with_articles_a_level_is_what_it_is() -> None:
    article = (Step(Level.ARTICLE, "5"), Step(Level.CLAUSE, "1"))
    document = numbered(*CLAUSES, article)
    assert isinstance(look_up("Điểm 5 nói gì?", [document], [document]), Answer)
