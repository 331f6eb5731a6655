"""From lines of text to paragraphs: page furniture set apart, subheads taken as section titles."""

import re
from dataclasses import dataclass

from ingest.document import Paragraph, Span
from ingest.text import LOWER, UPPER

_STRAY_DATE = re.compile(r"\s*date \d{4}-\d{2}(?:-\d{2})?(?:\s+|$)")
_TIME_STAMP = re.compile(r"\d{1,2}[:h]\d{2},?\s+\d{1,2}/\d{1,2}/\d{4}")
_PHOTO_CREDIT = re.compile(r".*-\s*Ảnh(?:\s+\d+)?\s*[.:].*|Ảnh\s*:.*")
# A caption stands under «… - Ảnh 1.»; «Quang cảnh hội nghị - Ảnh: TTXVN» is one itself.
_CAPTION_FOLLOWS = re.compile(r".*Ảnh(?:\s+\d+)?\s*[.:]?")
_NAVIGATION_HEAD = re.compile(
    r"(?:Tin (?:đọc nhiều|cùng chuyên mục|khác|liên quan|mới nhất)|Xem theo ngày|Đọc thêm|Bình luận|Chia sẻ)\W*"
)
_BYLINE_INDENT = 8
# A part of a name: «Phương», «P.Anh», «Th.»; not «KẾT», not «V» of «Chương V», not «XV80».
_NAME = rf"(?:[{UPPER}][{LOWER}]*\.)*(?:[{UPPER}][{LOWER}]+|(?<=\.))(?:\s+|$|(?=[-–,]))"
_NAMES = rf"(?:{_NAME}){{1,5}}"
_PERSON_NAMES = re.compile(rf"(?!(?:Chương|Phần|Mục|Điều|Khoản|Phụ)\s){_NAMES}(?:[-–,]\s*{_NAMES})*")
_SENTENCE_END = re.compile(r"[.…;:!?,\"”)]$")
_LONGEST_SUBHEAD_WORDS = 16
# «… yêu cầu <addressee> thực hiện 11 nội dung.» governs the paragraphs that follow it in its section.
_COUNTED_LEAD_IN = re.compile(r"thực hiện (?:các |\d+ )(?:nội dung|nhiệm vụ|công việc)(?: sau)?\s*[.:]$|:$")

_STAMPS = {"MẬT": "MẬT", "TỐIMẬT": "TỐI MẬT", "TUYỆTMẬT": "TUYỆT MẬT"}
_HEAD_LINES = 40
# «Cùng với đó, cần tiếp tục …» goes on with the addressee of the paragraph before.
_CONTINUES = re.compile(r"Cùng với đó\b")


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


def _ends_report(line: Line, kept: list[Line]) -> bool:
    if kept and _NAVIGATION_HEAD.fullmatch(line.text):
        return True
    byline = line.indent >= _BYLINE_INDENT and _PERSON_NAMES.fullmatch(line.text) is not None
    return byline and not all(map(_is_subhead, kept))


def _is_subhead(line: Line) -> bool:
    return not _SENTENCE_END.search(line.text) and len(line.text.split()) <= _LONGEST_SUBHEAD_WORDS


def without_furniture(source_lines: list[Line]) -> tuple[str | None, list[Line]]:
    """Return the title line, if any, and the lines that belong to the document.

    Time stamp, photo credit with the caption under it, byline and everything below the byline or below the head
    of a navigation block are page furniture. A first line is a title when a time stamp follows it.
    """
    title: str | None = None
    kept: list[Line] = []
    caption_next = False
    for position, line in enumerate(source_lines):
        if _ends_report(line, kept):
            break
        if _TIME_STAMP.fullmatch(line.text):
            if position == 1 and kept:
                title = kept.pop().text
            continue
        credit = _PHOTO_CREDIT.fullmatch(line.text) is not None
        if not credit and not caption_next:
            kept.append(line)
        caption_next = credit and _CAPTION_FOLLOWS.fullmatch(line.text) is not None
    return title, kept


def classification_stamp(source_text: str) -> str | None:
    """Return the stamp of secrecy that stands alone on a line of the head of `source_text`, however it is spaced."""
    for line in lines(source_text)[:_HEAD_LINES]:
        letters = "".join(filter(str.isalpha, line.text)).upper()
        if letters in _STAMPS:
            return _STAMPS[letters]
    return None


def parse(source_text: str) -> Body:
    """Cut NFC `source_text` into paragraphs numbered from 1, with their spans, section titles and lead-ins."""
    title, kept = without_furniture(lines(source_text))
    paragraphs: list[Paragraph] = []
    section: str | None = None
    lead_in: int | None = None
    for line in kept:
        if _is_subhead(line):
            if any(map(str.isalpha, line.text)):  # else a page number or a rule
                section, lead_in = line.text, None
            continue
        number = len(paragraphs) + 1
        is_lead_in = _COUNTED_LEAD_IN.search(line.text) is not None
        continued = _CONTINUES.match(line.text) and paragraphs and paragraphs[-1].section == section
        governing = None if is_lead_in else lead_in or (number - 1 if continued else None)
        paragraphs.append(Paragraph(number, line.text, line.span, section, governing))
        lead_in = number if is_lead_in else lead_in
    return Body(title, tuple(paragraphs))
