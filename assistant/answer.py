"""What reaches the user: an answer of statements, each resting on citations that are exact or not made."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ingest.document import Document, Span

# Joins two quotes of one paragraph that do not touch, as quotations in official writing do.
ELISION = " […] "


class Status(StrEnum):
    """The closed set of outcomes, in families."""

    ANSWERED = "answered"
    ANSWERED_IN_PART = "answered_in_part"
    SILENT = "unanswerable_silent"
    UNKNOWN_DOCUMENT = "unanswerable_unknown_document"
    OFF_TOPIC = "unanswerable_off_topic"
    CLARIFICATION = "clarification"
    DECLINED = "declined"
    INVALID_QUESTION = "error_invalid_question"


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote and its place; made only by `cite`, which checks it.

    `span` is half-open, in characters of `paragraph_text`, and `span.of(paragraph_text) == quote`.
    """

    document: str
    paragraph: int
    locator: str
    quote: str
    span: Span
    paragraph_text: str

    def to_json(self) -> dict[str, Any]:
        """Return the citation in the form of the `batch` contract."""
        return {
            "document": self.document,
            "paragraph": self.paragraph,
            "locator": self.locator,
            "quote": self.quote,
            "start": self.span.start,
            "end": self.span.end,
            "paragraph_text": self.paragraph_text,
        }


def cite(document: Document, paragraph_number: int, span: Span) -> Citation:
    """Return the citation of `span` (in characters of the paragraph) in that paragraph of `document`.

    Raises:
        KeyError: the document has no such paragraph.
        ValueError: the span is empty or reaches past the paragraph.
    """
    paragraph = document.paragraph(paragraph_number)
    if not 0 <= span.start < span.end <= len(paragraph.text):
        raise ValueError(f"{span} is not in paragraph {paragraph_number} of {document.label}")
    return Citation(
        document=document.label,
        paragraph=paragraph_number,
        locator=document.locator(paragraph_number).vi(),
        quote=span.of(paragraph.text),
        span=span,
        paragraph_text=paragraph.text,
    )


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the answer says. A verbatim statement is exactly its quotes, joined by `ELISION`."""

    text: str
    verbatim: bool
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question; the invariants of the contract are checked when it is made.

    `text` is what a user reads as a whole: `own_words`, our notes, introduction or refusal, line by line, then the
    statements with their places. `related` are the nearest paragraphs, shown and not asserted; an answer that
    refuses has no citations.
    """

    status: Status
    own_words: tuple[str, ...]
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    related: tuple[Citation, ...] = ()
    elapsed_ms: float = 0.0

    def __post_init__(self) -> None:
        for citation in (*self.citations, *self.related):
            if citation.span.of(citation.paragraph_text) != citation.quote:
                raise ValueError(f"quote is not verbatim: {citation.locator}")
        for statement in self.statements:
            quotes = [self.citations[position].quote for position in statement.citations]
            if statement.verbatim and statement.text != ELISION.join(quotes):
                raise ValueError(f"statement is not verbatim: {statement.text[:60]}")
        answered = self.status in (Status.ANSWERED, Status.ANSWERED_IN_PART)
        if answered != bool(self.citations):
            raise ValueError(f"status {self.status} with {len(self.citations)} citations")

    @property
    def text(self) -> str:
        """Our own words, then each statement with its place; quotation marks stand around what is verbatim."""
        said = [f"“{item.text}”" if item.verbatim else item.text for item in self.statements]
        places = [self.citations[item.citations[0]].locator for item in self.statements]
        return "\n".join([*self.own_words, *(f"• {text} [{place}]" for text, place in zip(said, places, strict=True))])

    def to_json(self, question_id: str) -> dict[str, Any]:
        """Return the answer in the form of the `batch` contract."""
        return {
            "id": question_id,
            "status": str(self.status),
            "text": self.text,
            "statements": [
                {"text": item.text, "verbatim": item.verbatim, "citations": list(item.citations)}
                for item in self.statements
            ],
            "citations": [citation.to_json() for citation in self.citations],
            "related": [citation.to_json() for citation in self.related],
            "elapsed_ms": round(self.elapsed_ms, 1),
        }
