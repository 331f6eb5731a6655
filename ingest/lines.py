"""What passes between the steps of reading: lines repaired, then lines placed in the stored source text.

file → Extraction (RawLine) → repair → CleanLine → layout → Assembled (Line) → structure → Paragraph, Heading
"""

from dataclasses import dataclass
from enum import StrEnum

from ingest.extraction import Role
from ingest.offsets import SAME, OffsetMap, Span


@dataclass(frozen=True, slots=True)
class CleanLine:
    """A line in Unicode NFC, repaired; `offsets` leads from `text` into `original`, the line as the file gave it.

    Indentation stays at the beginning of `text`; a blank line has an empty one.
    """

    text: str
    original: str
    offsets: OffsetMap = SAME
    page: int | None = None
    role: Role = Role.BODY
    wrapped: bool = False


class Kind(StrEnum):
    """What a line is in the document. Only `PROSE` is cut into paragraphs and headings."""

    PROSE = "prose"
    LETTERHEAD = "letterhead"  # issuing body, national or party title, number, place and date, rules, stars
    TITLE = "title"  # tên loại and trích yếu
    STAMP = "stamp"  # secrecy, urgency, draft
    RECIPIENTS = "recipients"  # «Kính gửi», «Nơi nhận» and the list under it
    SIGNATURE = "signature"  # capacity, position, name of who signed
    RUNNING = "running"  # running head or foot
    PAGE_NUMBER = "page number"
    CONTENTS = "contents"  # table of contents
    NAVIGATION = "navigation"  # of a web site, and what it prints around a text
    CAPTION = "caption"
    NOTE = "note"  # footnote


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, all of its paragraph joined; `span` covers it without the white space around it."""

    text: str
    span: Span
    indent: int = 0
    kind: Kind = Kind.PROSE
    page: int | None = None
    role: Role = Role.BODY


@dataclass(frozen=True, slots=True)
class Assembled:
    """The stored source text and its lines.

    Lines that a page put between two parts of a paragraph (running heads, page numbers) are not in `source_text`
    but in `dropped`. `original` is all that the file gave, its lines joined by line ends; `offsets` leads from
    `source_text` into it. `pages` holds (start in the source text, page number) in ascending order.
    """

    source_text: str
    lines: tuple[Line, ...]
    original: str
    offsets: OffsetMap
    pages: tuple[tuple[int, int], ...] = ()
    dropped: tuple[str, ...] = ()
