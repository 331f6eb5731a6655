"""A node of the outline of a directive: a line of prose, its marker, and what stands under it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from ingest.document import DocumentType
from ingest.extraction import Role
from ingest.grammar import UNLABELLED, Marker, Style
from ingest.lines import Kind, Line

# Outermost first. A Roman section may hold articles (Quy định of the Party), an article holds everything below.
RANKS = {
    style: rank
    for rank, style in enumerate(
        [Style.ANNEX, Style.FORM, Style.PART, Style.CHAPTER, Style.SECTION, Style.SUBSECTION, Style.CAPITAL,
         Style.ROMAN, Style.ARTICLE, Style.NUMBER, Style.DECIMAL, Style.THIRD, Style.FOURTH, Style.LETTER,
         Style.NUMBER_PAREN, Style.DOUBLE_LETTER, Style.PAREN_NUMBER, Style.PAREN_LETTER, Style.PAREN_ROMAN,
         Style.STAR, Style.DASH, Style.BULLET, Style.PLUS],
        2,
    )
}  # fmt: skip
_ROOT, SUBHEAD, _PLAIN = 0, 7.5, 99
ENDS = re.compile(r"[.…;:!?,][\"”»)*_]*$|[\"”]$")
STOPS = re.compile(r"[.…!?:”]$")
LEADS = re.compile(r":[\s*_\"”]*$|thực hiện (?:các |\d+ )(?:nội dung|nhiệm vụ|công việc)(?: sau)?\s*[.:]$")
BASIS = re.compile(r"(?:[-–+*]\s*)?(?:Căn cứ|Xét|Theo đề nghị)\b")
_TYPES = "|".join(sorted((re.escape(str(kind)) for kind in DocumentType), key=len, reverse=True))
# «Chỉ thị này phổ biến đến chi bộ.» belongs to no unit.
CLOSING = re.compile(rf"(?:{_TYPES}) này (?:được |sẽ )?(?:phổ biến|quán triệt|có hiệu lực|thay thế|thông báo)\b")
# «Chính phủ quy định chi tiết Điều này.» belongs to the whole article.
OF_UNIT = re.compile(r"\b(?:chi tiết|thi hành|thực hiện) (Điều|khoản) này\W*$", re.IGNORECASE)
TYPE_TITLE = re.compile(rf"[*_\s]*({_TYPES})[*_\s]*", re.IGNORECASE)
NOTED = re.compile(r"\d{1,2}[a-zđ]?\.(\d{1,3})\s")  # «8.17 Đối với …», 17 being the mark of a footnote
LONGEST_TITLE, LONGEST_SUBHEAD = 30, 16  # words
FARTHEST_GAP = 10


class Part(StrEnum):
    """What a node is in the tree."""

    ROOT = "root"
    ITEM = "item"  # begins with a marker
    SUBHEAD = "subhead"  # a heading without one
    PLAIN = "plain"  # a paragraph without one
    ENCLOSED = "enclosed"  # a second document under its own title: «QUY CHẾ (Ban hành kèm theo …)»


@dataclass(eq=False, slots=True)
class Node:
    """A line of prose with what stands under it; `lines` are its own line and the lines of its title."""

    part: Part
    lines: list[Line] = field(default_factory=list)
    marker: Marker | None = None
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)
    previous: "Node | None" = None  # the sibling that a marker out of order was compared with
    misplaced: bool = False
    name: str = ""  # of an enclosed document

    @property
    def text(self) -> str:
        """Its lines, title and all."""
        return " ".join(line.text for line in self.lines)

    @property
    def rank(self) -> float:
        """Its rank among the styles, 0 the outermost."""
        if self.marker:
            return RANKS[self.marker.style]
        return {Part.ROOT: _ROOT, Part.ENCLOSED: 1, Part.SUBHEAD: SUBHEAD}.get(self.part, _PLAIN)

    def last(self, style: Style) -> "Node | None":
        """Return its last child that has a marker of `style`, also under a lead-in that has none itself.

        A dash goes on only where no other marker came between.
        """
        items = [child for child in self.children if child.marker or child.children]
        if style in UNLABELLED:
            items = [item for item in items[-1:] if item.marker]
        for item in reversed(items):
            if item.marker and item.marker.style is style:
                return item
            if item.part is Part.PLAIN and (found := item.last(style)):
                return found
        return None

    def walk(self) -> Iterator["Node"]:
        """Yield the nodes under it in reading order."""
        for child in self.children:
            yield child
            yield from child.walk()


def words(text: str) -> int:
    """Return the number of words of `text`."""
    return len(text.split())


def capitals(text: str) -> bool:
    """Return whether `text` is written in capital letters, as titles are."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 3 and sum(character.isupper() for character in letters) >= 0.9 * len(letters)


def is_prose(line: Line) -> bool:
    """Return whether the line is cut into paragraphs: not a page number or a rule."""
    return line.kind is Kind.PROSE and (any(map(str.isalpha, line.text)) or line.role is Role.TABLE)
