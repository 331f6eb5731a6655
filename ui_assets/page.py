"""What the page shows, as HTML: questions with their answers, and the document open at the cited words.

The HTML goes into `gr.HTML` through its `${value}` alone: in a Handlebars template of Gradio's, text such as
`${alert(1)}` would be run in the browser.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answer import ELISION, Answer, Citation, Statement, cite
from ingest.document import Document, Span

if TYPE_CHECKING:
    import jinja2

FOLDER = Path(__file__).parent
_SECTION = attrgetter("section")


@dataclass(frozen=True, slots=True)
class Place:
    """A cited paragraph and the words quoted from it: what a button of the page opens, marks or copies."""

    document: Document
    citations: tuple[Citation, ...]

    @property
    def paragraph(self) -> int:
        """The number of the paragraph."""
        return self.citations[0].paragraph

    @property
    def locator(self) -> str:
        """For example «Kết luận 179-KL/TW, đoạn 9»."""
        return self.citations[0].locator

    @property
    def quote(self) -> str:
        """The quoted words, verbatim, in the order of the answer."""
        return ELISION.join(citation.quote for citation in self.citations)

    @property
    def key(self) -> str:
        """What the page sends back to open this place: document, paragraph, spans («…:9:0-22,140-203»)."""
        spans = ",".join(f"{citation.span.start}-{citation.span.end}" for citation in self.citations)
        return f"{self.document.key}:{self.paragraph}:{spans}"

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The paragraph in pieces, each with whether it is quoted; together they are its whole text."""
        text, found, position = self.citations[0].paragraph_text, [], 0
        for span in sorted(citation.span for citation in self.citations):
            start = max(span.start, position)
            found += [(text[position:start], False), (text[start : span.end], True)]
            position = max(position, span.end)
        return [*found, (text[position:], False)]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and, once there is one, its answer; its first `shown` statements are on the page."""

    question: str
    answer: Answer | None = None
    shown: int = 0

    @property
    def complete(self) -> bool:
        """Whether the whole answer is on the page."""
        return self.answer is not None and self.shown >= len(self.answer.statements)

    @property
    def own_words(self) -> list[str]:
        """The assistant's notes, introduction or refusal, a line each."""
        return list(self.answer.own_words) if self.answer is not None else []

    def cited(self, statement: Statement) -> list[Citation]:
        """Return the citations that a statement of the answer rests on."""
        return [self.answer.citations[position] for position in statement.citations] if self.answer else []


class Page:
    """The HTML of both panes. The templates escape whatever comes from a user, a document or a model."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._by_key = {document.key: document for document in documents}
        self._holding = {
            (document.metadata.number, paragraph.number, paragraph.text): document
            for document in self._by_key.values()
            for paragraph in document.paragraphs
        }

    def conversation(self, turns: Iterable[Turn], notice: str = "") -> str:
        """Return the questions asked so far with their answers, and below them a notice to the user."""
        return template("conversation.html").render(turns=turns, notice=notice, places=self.places)

    def source(self, key: str, turns: tuple[Turn, ...], current: Place | None = None) -> str:
        """Return the whole document, the cited words marked, below the citations of the latest answer."""
        document = self._by_key[key]
        answer = turns[-1].answer if turns else None
        return template("source.html").render(
            document=document,
            sections=[(title, list(group)) for title, group in groupby(document.paragraphs, _SECTION)],
            places=self.places(answer.citations) if answer else [],
            current=current,
        )

    def places(self, citations: Iterable[Citation]) -> list[Place]:
        """Return the cited paragraphs in order of first citation, each with everything quoted from it.

        Raises:
            KeyError: a citation of a paragraph that the library does not hold word for word.
        """
        found: dict[tuple[str, int, str], list[Citation]] = {}
        for citation in citations:
            paragraph = citation.document, citation.paragraph, citation.paragraph_text
            found.setdefault(paragraph, []).append(citation)
        return [Place(self._holding[paragraph], tuple(group)) for paragraph, group in found.items()]

    def place(self, key: str) -> Place | None:
        """Return the place with that key, or `None`: the key comes from a browser, so it may be anything."""
        try:
            document_key, paragraph, spans = key.rsplit(":", 2)
            document = self._by_key[document_key]
            bounds = [Span(*map(int, span.split("-", 1))) for span in spans.split(",")]
            return Place(document, tuple(cite(document, int(paragraph), span) for span in bounds))
        except (KeyError, TypeError, ValueError):
            return None


@cache
def template(name: str) -> "jinja2.Template":
    """Return a template of this folder; it escapes every value that is put into it."""
    import jinja2

    loader = jinja2.FileSystemLoader(FOLDER)
    return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined).get_template(name)
