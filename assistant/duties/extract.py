"""The duties that a document lays on bodies: clause by clause, each with who must do it, how strongly, until when.

What a clause does not say itself it takes, in this order, from the head before its colon, from what was said before in
its paragraph, from the paragraph or the title that announces the list it stands in, and in a text without structure
from the paragraph before.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answer import cite
from assistant.duties import lexicon
from assistant.duties.deadlines import deadline_of, year_of
from assistant.duties.duty import Deadline, Duty
from assistant.duties.laying import NOBODY, Found, Laid, ParagraphReading
from assistant.duties.lexicon import any_of
from assistant.duties.titles import laid_by_title
from ingest.document import Document, DocumentType, Level, Paragraph
from ingest.text import fold

# Rules of law lay duties on bodies by name; what else they say is no order to anyone.
_OF_LAW = frozenset(
    {
        DocumentType.CONSTITUTION, DocumentType.CODE, DocumentType.LAW, DocumentType.ORDINANCE, DocumentType.DECREE,
        DocumentType.JOINT_CIRCULAR, DocumentType.MINISTERIAL_CIRCULAR, DocumentType.CHARTER, DocumentType.REGULATION,
        DocumentType.RULES, DocumentType.DECISION,
    }
)  # fmt: skip
_STATES = re.compile(any_of(lexicon.NO_DUTY_TITLES))
_TASKS = re.compile(any_of(lexicon.DUTY_TITLES))
_LONGEST_HEADING = 30  # words


def duties_of(document: Document) -> tuple[Duty, ...]:
    """Return the duties of `document` in reading order; the quote of each task is exact."""
    return tuple(_Reader(document).duties())


class _Reader:
    """Reads a document from its first paragraph to its last and remembers who is spoken to."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._year = year_of(document)
        self._of_law = document.metadata.document_type in _OF_LAW
        self._announced: dict[int, Laid] = {}
        self._root = NOBODY  # by a paragraph that announces the whole text
        self._flow = NOBODY
        self._last = NOBODY
        self._before: Paragraph | None = None

    def duties(self) -> Iterator[Duty]:
        for paragraph in self._document.paragraphs:
            if not _is_heading(paragraph) and not self._only_states(paragraph):
                yield from self._of(paragraph)
                self._before = paragraph

    def _only_states(self, paragraph: Paragraph) -> bool:
        """Return whether a title over the paragraph says that it states aims or what was: nothing is laid on anyone."""
        titles = [paragraph.section or "", *self._titles(paragraph)]
        return any(_STATES.search(fold(title)) and not _TASKS.search(fold(title)) for title in titles)

    def _titles(self, paragraph: Paragraph) -> Iterator[str]:
        for heading in self._document.headings:
            if heading.path and heading.path == paragraph.path[: len(heading.path)]:
                yield heading.text

    def _of(self, paragraph: Paragraph) -> Iterator[Duty]:
        before = self._last if self._flows_to(paragraph) and self._last.addressees else None
        governing = self._governing(paragraph)
        loose = len(paragraph.path) < 2
        reading = ParagraphReading(paragraph.text, governing, before, of_law=self._of_law, loose=loose)
        found = list(reading.found())
        self._remember(paragraph, reading)
        for item, deadline in zip(found, self._deadlines(paragraph.text, found), strict=True):
            yield Duty(
                addressees=item.laid.addressees,
                inherited=item.inherited,
                strength=item.laid.strength,
                task=cite(self._document, paragraph.number, item.task),
                deadline=deadline,
                source=self._document.metadata.source_kind.vi(),
            )

    def _deadlines(self, text: str, found: Sequence[Found]) -> list[Deadline | None]:
        """Return the deadline of each duty; that of a clause which goes on with another is the other's as well."""
        deadlines = [deadline_of(text, item.clause, item.task.start, self._year) for item in found]
        for place in range(len(found) - 1, 0, -1):
            if found[place].goes_on and deadlines[place - 1] is None:
                deadlines[place - 1] = deadlines[place]
        return deadlines

    def _governing(self, paragraph: Paragraph) -> Laid:
        """Return on whom the paragraph is laid by what stands before it."""
        for number in self._leading(paragraph):
            if (laid := self._announced.get(number)) and laid.addressees:
                return laid
        if paragraph.section and (titled := laid_by_title(paragraph.section)):
            return Laid(*titled, announced=True)
        if self._flows_to(paragraph) and self._flow.addressees:
            return self._flow
        return self._root

    def _leading(self, paragraph: Paragraph) -> Iterator[int]:
        number = paragraph.lead_in
        while number is not None:
            yield number
            number = self._document.paragraph(number).lead_in

    def _flows_to(self, paragraph: Paragraph) -> bool:
        """Return whether the paragraph goes on with the one before: unmarked, in the same section."""
        before = self._before
        return before is not None and before.section == paragraph.section and _is_unmarked(paragraph)

    def _remember(self, paragraph: Paragraph, reading: ParagraphReading) -> None:
        if reading.announced is not None:
            self._announced[paragraph.number] = reading.announced
            if _is_unmarked(paragraph) and len(paragraph.path) < 2 and reading.announced != NOBODY:
                self._root = replace(reading.announced, announced=False)
        if not self._flows_to(paragraph):
            self._flow = self._last = NOBODY
        if reading.flow is not None:
            self._flow = reading.flow.passed_on()
        if reading.last is not None:
            self._last = reading.last.passed_on()
            self._flow = self._flow if self._flow.addressees else self._last


def _is_unmarked(paragraph: Paragraph) -> bool:
    return not paragraph.path or paragraph.path[-1].level is Level.PLAIN


def _is_heading(paragraph: Paragraph) -> bool:
    """Return whether the paragraph is a title that was not told apart: short, unmarked, without a mark at its end."""
    text = paragraph.text.rstrip()
    short = len(text.split()) <= _LONGEST_HEADING
    return short and _is_unmarked(paragraph) and (text[-1:].isalnum() or text[-1:] == ")")
