"""What the page shows, as HTML: questions with their answers, and the document open at the cited words.

The HTML goes into `gr.HTML` through its `${value}` alone: in a Handlebars template of Gradio's, text such as
`${alert(1)}` would be run in the browser.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answer import ELISION, Answer, Citation, Statement, cite
from assistant.intake import FileOutcome
from ingest.document import Document, Span
from ingest.formats import LARGEST_FILE

if TYPE_CHECKING:
    import jinja2

FOLDER = Path(__file__).parent
_START = attrgetter("span.start")
_Identity = tuple[str, int, str]  # of a paragraph in any version: label of its document, number, hash of its text


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
        """What the page sends back to open this place: label, paragraph, hash, spans («…:9:f0…:0-9,14-20»)."""
        spans = ",".join(f"{citation.span.start}-{citation.span.end}" for citation in self.citations)
        return ":".join([*map(str, _identity(self.citations[0])), spans])

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

    def __init__(self, documents: Iterable[Document], before: "Page | None" = None) -> None:
        """Show `documents`; the citations of a page `before` stay readable where its documents have changed."""
        self._by_key: dict[str, Document] = dict(before._by_key) if before else {}
        self._by_key |= {document.key: document for document in documents}
        self._holding: dict[_Identity, Document] = dict(before._holding) if before else {}
        self._holding |= {
            (document.label, paragraph.number, paragraph.content_hash): document
            for document in self._by_key.values()
            for paragraph in document.paragraphs
        }

    def name(self, key: str) -> str:
        """Return the name of a document."""
        return self._by_key[key].name

    def intake(self, files: Iterable[FileOutcome], line: str, *, busy: bool = False) -> str:
        """Return what became of the files that a user added, below a line on the whole."""
        return template("intake.html").render(files=files, line=line, busy=busy, largest=LARGEST_FILE)

    def conversation(self, turns: Iterable[Turn], notice: str = "") -> str:
        """Return the questions asked so far with their answers, and below them a notice to the user."""
        return template("conversation.html").render(turns=turns, notice=notice, places=self.places)

    def source(self, key: str, turns: tuple[Turn, ...], current: Place | None = None) -> str:
        """Return the whole document, the cited words marked, below the citations of the latest answer.

        It is the document that they were cited from, even where the library has another version of it by now.
        """
        document = current.document if current else self._by_key[key]
        answer = turns[-1].answer if turns else None
        return template("source.html").render(
            document=document,
            items=sorted((*document.headings, *document.paragraphs), key=_START),
            places=self.places(answer.citations) if answer else [],
            current=current,
            replaced=document is not self._by_key[key],
        )

    def places(self, citations: Iterable[Citation]) -> list[Place]:
        """Return the cited paragraphs in order of first citation, each with everything quoted from it.

        Raises:
            KeyError: a citation of a paragraph that the library does not hold word for word.
        """
        found: dict[_Identity, list[Citation]] = {}
        for citation in citations:
            found.setdefault(_identity(citation), []).append(citation)
        return [Place(self._holding[paragraph], tuple(group)) for paragraph, group in found.items()]

    def place(self, key: str) -> Place | None:
        """Return the place with that key, or `None`: the key comes from a browser, so it may be anything."""
        try:
            label, paragraph, text, spans = key.rsplit(":", 3)
            document = self._holding[label, int(paragraph), text]
            bounds = [Span(*map(int, span.split("-", 1))) for span in spans.split(",")]
            return Place(document, tuple(cite(document, int(paragraph), span) for span in bounds))
        except (KeyError, TypeError, ValueError):
            return None


def _identity(citation: Citation) -> _Identity:
    return citation.document, citation.paragraph, _hash(citation.paragraph_text)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@cache
def template(name: str) -> "jinja2.Template":
    """Return a template of this folder; it escapes every value that is put into it."""
    import jinja2

    loader = jinja2.FileSystemLoader(FOLDER)
    return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined).get_template(name)
