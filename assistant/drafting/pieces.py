"""What a document offers to a draft: pieces that may be quoted, each below whatever must stand before it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from assistant.drafting.charges import (
    addressee,
    begins_task,
    begins_with_modal,
    charged_by_name,
    goes_on_about,
    head,
    lacks_subject,
)
from assistant.writing.cut import EXCEPTION, ITEM, whole
from assistant.writing.words import names_someone
from ingest.clauses import Clause, clauses, sentences
from ingest.document import Document, Level, Paragraph, Span
from ingest.document import Path as Steps
from ingest.nodes import LEADS
from ingest.text import fold

# Sentences up to so many words are not cut at their semicolons.
_LONGEST_WHOLE = 24
# Says nothing at the head of a sentence; «đồng thời» joins to what stands before, and stays with it.
_CONNECTING = re.compile(r"(?:theo đó|trong đó|đáng chú ý|bên cạnh đó|ngoài ra|cụ thể),?\s+")
_JOINING = re.compile(r"(?:đồng thời|cùng với đó|sau đó|tiếp đó|từ đó|qua đó)\b")
_PERMITTING = re.compile(r"\b(?:cho phép|được phép|đồng ý|tạm thời|vận dụng)\b")
_ISSUED = re.compile(r"\bban hành\b|\bký\b")
_OPENS_WITHIN = 3  # paragraphs
_LONGEST_TITLE = 30  # words
_ENDED = re.compile(r"[.;…!?,][”\"’)]*\s*$")
# How a title begins that only says whom it is about.
_WHOM = re.compile(r"(?:các|những|đối với|trách nhiệm của|nhiệm vụ của)\b")


class Part(Enum):
    """What a piece is for the others."""

    TEXT = "text"
    LEAD_IN = "lead-in"  # «Chỉ đạo Bộ Tài chính:»
    HEAD = "head"  # «Đảng ủy Chính phủ được giao nhiệm vụ», without the task
    MARKED_HEAD = "marked head"  # the same, where only a mark of elision may stand between it and another task
    LEADING = "leading"  # a paragraph that leads others in
    HEADING = "heading"  # a title that names whom the paragraphs below it address; it cannot be cited
    OPENING = "opening"  # who issued the document and when


@dataclass(frozen=True, slots=True)
class Piece:
    """A span of a paragraph, whole as it stands below the pieces above it.

    `above` is the position, among the pieces of its document, of the piece that must stand before it; the pieces below
    one follow it without a gap. What is `tied` may not be left out where that piece is quoted: it limits it. A piece
    that is neither `TEXT` nor `OPENING` is nothing without one below it. `sentence` counts those of the paragraph,
    `addressee` is whom its sentence charges, in the words of the text, empty where it names nobody.
    """

    document: Document
    paragraph: int
    sentence: int
    span: Span
    part: Part = Part.TEXT
    above: int | None = None
    tied: bool = False
    addressee: str = ""
    heading: str = ""

    @property
    def text(self) -> str:
        """The words of the piece."""
        return self.heading or self.span.of(self.document.paragraph(self.paragraph).text)


def pieces(document: Document) -> list[Piece]:
    """Return all that the document offers, in reading order."""
    tree = _Tree(document)
    for paragraph in document.paragraphs:
        tree.add(paragraph)
    return tree.found


class _Tree:
    """The pieces found so far, and what a sentence that names nobody stands below."""

    def __init__(self, document: Document) -> None:
        self.found: list[Piece] = []
        self._document = document
        self._leading = {paragraph.lead_in for paragraph in document.paragraphs}
        self._section: str | None = None
        self._above_path: Steps = ()
        self._root: int | None = None  # the heading or the leading paragraph that governs this one
        self._top: int | None = None
        self._cut_off = False  # behind a title that nothing tells from a paragraph

    def add(self, paragraph: Paragraph) -> None:
        text = paragraph.text
        self._enter(paragraph)
        if _opens(self._document, paragraph):
            self._put(Piece(self._document, paragraph.number, 0, Span(0, len(text)), Part.OPENING))
        elif LEADS.search(text):
            self._lead(paragraph)
        elif not _ENDED.search(text) and len(text.split()) <= _LONGEST_TITLE:
            self._top, self._cut_off = self._root, self._root is None
        else:
            wholes = _wholes(text)
            for number, sentence in enumerate(sentences(text)):
                spans = [span for span in wholes if sentence.start <= span.start < sentence.end]
                if spans:
                    self._sentence(paragraph, number, sentence, spans)

    def _enter(self, paragraph: Paragraph) -> None:
        """Find what governs a paragraph before any of its sentences."""
        if self._root is not None and not self._still_governs(self.found[self._root], paragraph):
            self._root = self._top = None
        if paragraph.path[:-1] != self._above_path or _is_marked(paragraph):
            self._top = None
        if paragraph.section != self._section:
            self._section, self._top, self._cut_off = paragraph.section, None, False
            charged = _headed(paragraph.section) if paragraph.section and self._root is None else ""
            if charged:
                title = Piece(self._document, paragraph.number, 0, Span(0, 0), Part.HEADING, addressee=charged)
                self._root = self._put(replace(title, heading=paragraph.section or ""))
        self._above_path = paragraph.path[:-1]
        if self._root is not None:
            self._top = self._root

    def _still_governs(self, root: Piece, paragraph: Paragraph) -> bool:
        if root.part is Part.HEADING:
            return paragraph.section == self._section
        return paragraph.lead_in == root.paragraph

    def _lead(self, paragraph: Paragraph) -> None:
        """Take a paragraph that leads others in as what they stand below, where it says whom they address."""
        charged = addressee(_unmarked(paragraph.text, Span(0, len(paragraph.text))).of(paragraph.text))
        if paragraph.number in self._leading and charged:
            span = _unmarked(paragraph.text, Span(0, len(paragraph.text)))
            lead = Piece(self._document, paragraph.number, 0, span, Part.LEADING, addressee=charged)
            self._root = self._top = self._put(lead)

    def _put(self, piece: Piece) -> int:
        self.found.append(piece)
        return len(self.found) - 1

    def _sentence(self, paragraph: Paragraph, number: int, sentence: Span, spans: Sequence[Span]) -> None:
        text = paragraph.text
        start = _without_opening(text, sentence).start
        body = text[start : sentence.end]
        subjectless = _is_subjectless(body)
        if subjectless and self._top is None and self._cut_off:
            return  # whom it addresses stood before the title
        if not subjectless and charged_by_name(body):
            self._root = None  # it stands for itself, whatever led in what was before
        above, tied = self._above(body, subjectless=subjectless)
        lead = _lead(text, Span(start, sentence.end), spans[0], subjectless=subjectless)

        charged = addressee(body)

        def put(span: Span, below: int | None, part: Part = Part.TEXT, *, tied: bool = False) -> int:
            return self._put(Piece(self._document, paragraph.number, number, span, part, below, tied, charged))

        if lead is not None:
            part, heads, rest = lead
            at = put(heads, above, part, tied=tied)
            for span in (rest, *spans[1:]):
                put(span, at)
        else:
            at = put(Span(max(start, spans[0].start), spans[0].end), above, tied=tied)
            siblings = subjectless and begins_task(body) and not tied
            for span in spans[1:]:
                put(span, above if siblings else at)
        if not subjectless:
            self._top, self._cut_off = at, False

    def _above(self, body: str, *, subjectless: bool) -> tuple[int | None, bool]:
        """Return below which piece a sentence stands, and whether it is tied to that."""
        last = len(self.found) - 1 if self.found and self.found[-1].part is Part.TEXT else None
        if EXCEPTION.match(fold(body)):
            return last, last is not None
        if _JOINING.match(fold(body)):
            return last, last is not None and _PERMITTING.search(fold(self.found[last].text)) is not None
        if goes_on_about(body):
            while last is not None and goes_on_about(self.found[last].text):
                last = self.found[last].above
            return last if last is not None else self._top, False
        if begins_with_modal(body):
            return last, False
        return (self._top if subjectless else self._root), False


def _is_marked(paragraph: Paragraph) -> bool:
    """Return whether a paragraph is an item: not one that goes on with the one before it."""
    return bool(paragraph.path) and paragraph.path[-1].level is not Level.PLAIN


def _headed(title: str) -> str:
    """Return whom a title says that the paragraphs below it address: «… được giao …», «2. Các cấp ủy, tổ chức đảng»."""
    bare = _unmarked(title, Span(0, len(title))).of(title)
    if charged := addressee(bare):
        return charged
    return bare if _WHOM.match(fold(bare)) and names_someone(bare[:1].lower() + bare[1:]) else ""


def _opens(document: Document, paragraph: Paragraph) -> bool:
    serial = re.escape(document.metadata.serial)
    names = serial and re.search(rf"(?<![\d/-]){serial}(?!\d)", paragraph.text)
    return bool(names) and paragraph.number <= _OPENS_WITHIN and _ISSUED.search(fold(paragraph.text)) is not None


def _unmarked(text: str, span: Span) -> Span:
    """Return the span without the marker of an item («a)»)."""
    item = ITEM.match(span.of(text))
    return Span(span.start + (item.end() if item else 0), span.end)


def _without_opening(text: str, span: Span) -> Span:
    span = _unmarked(text, span)
    connecting = _CONNECTING.match(fold(span.of(text)))
    return Span(span.start + (connecting.end() if connecting else 0), span.end)


def _wholes(text: str) -> list[Span]:
    """Return the parts of a paragraph that may be quoted without the others under the same subject or lead-in."""
    kept: list[Span] = []
    previous: Clause | None = None
    for clause in clauses(text):
        span = whole(text, clause.span, longest=_LONGEST_WHOLE)
        if kept and (span.start < kept[-1].end or (previous and _together(text, previous, clause))):
            before = kept.pop()
            span = Span(min(before.start, span.start), max(before.end, span.end))
        kept.append(span)
        previous = clause
    return kept


def _together(text: str, one: Clause, other: Clause) -> bool:
    """Return whether the second of two clauses goes on with the first: it begins with no task, in one sentence."""
    apart = any(one.span.end <= sentence.start <= other.span.start for sentence in sentences(text))
    return not apart and not begins_task(other.span.of(text))


def _is_subjectless(body: str) -> bool:
    """Return whether a sentence names nobody: «Chỉ đạo Bộ Tài chính: …» begins with whom it charges."""
    return lacks_subject(body) or any(pattern.match(fold(body)) for pattern in (_JOINING, EXCEPTION))


def _lead(text: str, sentence: Span, first: Span, *, subjectless: bool) -> tuple[Part, Span, Span] | None:
    """Return the words of a sentence that charge somebody, and what is left of its first part."""
    led = next((clause for clause in clauses(text) if clause.lead_in and clause.span.start == first.start), None)
    if led is not None and led.lead_in is not None:
        return Part.LEAD_IN, Span(max(sentence.start, led.lead_in.start), led.lead_in.end), first
    body = Span(max(sentence.start, first.start), first.end)
    parted = None if subjectless else head(body.of(text))
    if parted is None:
        return None
    end, joins = parted
    charged, rest = body.of(text)[:end].rstrip(" ,"), body.of(text)[end:].lstrip(" ,")
    part = Part.HEAD if joins else Part.MARKED_HEAD
    return part, Span(body.start, body.start + len(charged)), Span(body.end - len(rest), body.end)
