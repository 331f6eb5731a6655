"""From lines of text to paragraphs: page furniture set apart, subheads taken as section titles."""

import re
from dataclasses import dataclass

from ingest.document import Paragraph, Span

_STRAY_DATE = re.compile(r"\s*date \d{4}-\d{2}(?:-\d{2})?\s+")
_TIME_STAMP = re.compile(r"\d{1,2}[:h]\d{2},?\s+\d{1,2}/\d{1,2}/\d{4}")
_PHOTO_CREDIT = re.compile(r".*-\s*Ảnh(?:\s+\d+)?\s*[.:].*|Ảnh\s*:.*")
_NAVIGATION_HEAD = re.compile(
    r"(?:Tin (?:đọc nhiều|cùng chuyên mục|khác|liên quan|mới nhất)|Xem theo ngày|Đọc thêm|Bình luận|Chia sẻ)\W*"
)
_BYLINE_INDENT = 8
_PERSON_NAMES = re.compile(r"(?:[A-ZĐÀ-Ỹ][\w.]*\s*){1,5}(?:[-–,]\s*(?:[A-ZĐÀ-Ỹ][\w.]*\s*){1,5})*")
_SENTENCE_END = re.compile(r"[.…;:!?,\"”)]$")
_LONGEST_SUBHEAD_WORDS = 16
# «… yêu cầu <addressee> thực hiện 11 nội dung.» governs the paragraphs that follow it in its section.
_COUNTED_LEAD_IN = re.compile(r"thực hiện (?:các |\d+ )(?:nội dung|nhiệm vụ|công việc)(?: sau)?\s*[.:]$|:$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source that is not blank; `span` covers it without the white space around it."""

    text: str
    span: Span
    indent: int


@dataclass(frozen=True, slots=True)
class Body:
    """The document proper: its title line, if it has one, and its paragraphs."""

    title: str | None
    paragraphs: tuple[Paragraph, ...]


def lines(source_text: str) -> list[Line]:
    """Return the lines of `source_text` that hold more than white space."""
    found = []
    for match in re.finditer(r"[^\n]+", source_text):
        stray = _STRAY_DATE.match(match[0]) if match.start() == 0 else None
        raw = match[0][stray.end() :] if stray else match[0]
        text = raw.strip()
        if text:
            indent = len(raw) - len(raw.lstrip())
            start = match.end() - len(raw) + indent
            found.append(Line(text, Span(start, start + len(text)), indent))
    return found


def _ends_report(line: Line) -> bool:
    byline = line.indent >= _BYLINE_INDENT and _PERSON_NAMES.fullmatch(line.text) is not None
    return byline or _NAVIGATION_HEAD.fullmatch(line.text) is not None


def _is_subhead(line: Line) -> bool:
    return not _SENTENCE_END.search(line.text) and len(line.text.split()) <= _LONGEST_SUBHEAD_WORDS


def without_furniture(source_lines: list[Line]) -> tuple[str | None, list[Line]]:
    """Return the title line, if any, and the lines that belong to the document.

    Time stamp, photo credit with the caption under it, byline and everything below the byline or below the head
    of a navigation block are page furniture. A first line is a title when a time stamp follows it.
    """
    title: str | None = None
    kept: list[Line] = []
    previous_was_credit = False
    for position, line in enumerate(source_lines):
        if kept and _ends_report(line):
            break
        if _TIME_STAMP.fullmatch(line.text):
            if position == 1 and kept:
                title = kept.pop().text
            continue
        caption, previous_was_credit = previous_was_credit, bool(_PHOTO_CREDIT.fullmatch(line.text))
        if not caption and not previous_was_credit:
            kept.append(line)
    return title, kept


def parse(source_text: str) -> Body:
    """Cut NFC `source_text` into paragraphs numbered from 1, with their spans, section titles and lead-ins."""
    title, kept = without_furniture(lines(source_text))
    paragraphs: list[Paragraph] = []
    section: str | None = None
    lead_in: int | None = None
    for line in kept:
        if _is_subhead(line):
            section, lead_in = line.text, None
            continue
        number = len(paragraphs) + 1
        is_lead_in = _COUNTED_LEAD_IN.search(line.text) is not None
        paragraphs.append(Paragraph(number, line.text, line.span, section, None if is_lead_in else lead_in))
        lead_in = number if is_lead_in else lead_in
    return Body(title, tuple(paragraphs))
