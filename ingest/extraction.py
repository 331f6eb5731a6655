"""What a reader takes out of a file, whatever its format: lines, where they stood, and how each page was read."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a line is in the layout of its file, where the format says so."""

    BODY = "body"
    TABLE = "table"  # a row of a table of data: its cells joined by « | »
    HEADER = "header"  # running head
    FOOTER = "footer"
    NOTE = "note"  # footnote, endnote
    CAPTION = "caption"  # of a picture


class Way(StrEnum):
    """How a page was read; the value is what a user reads."""

    TEXT_LAYER = "lớp chữ"
    PDFPLUMBER = "lớp chữ (pdfplumber)"
    PDFTOTEXT = "lớp chữ (pdftotext)"
    OCR = "nhận dạng chữ (OCR)"
    BLANK = "trang trắng"


@dataclass(frozen=True, slots=True)
class RawLine:
    """A line or a whole paragraph as the file gives it, without line ends; not yet repaired.

    `wrapped`: the line's end may be the end of a page's width, so the paragraph may go on in the next line (PDF,
    OCR, plain text); otherwise the line is a whole paragraph (DOCX, HTML). A blank line is an empty text.
    `font`: the name of the font of most of its letters, where the format tells.
    """

    text: str
    page: int | None = None
    role: Role = Role.BODY
    wrapped: bool = False
    font: str = ""


@dataclass(frozen=True, slots=True)
class PageReading:
    """A page, numbered from 1, and how it was read."""

    number: int
    way: Way


@dataclass(frozen=True, slots=True)
class Extraction:
    """All of a file: the name of its format («PDF», «DOCX»), lines, pages, and notes, Vietnamese sentences."""

    format: str
    lines: tuple[RawLine, ...]
    pages: tuple[PageReading, ...] = ()
    notes: tuple[str, ...] = ()
