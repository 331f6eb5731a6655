"""The parts of a document's lines from which its metadata are read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.lines import Assembled, Kind, Line
from ingest.offsets import Span
from ingest.text import UPPER, fold

_ASIDE = (Kind.RUNNING, Kind.PAGE_NUMBER, Kind.CONTENTS, Kind.CAPTION, Kind.NOTE)
_COLUMNS = re.compile(r"\t+| {3,}| \| |\u00a0{3,}")
_GAP = re.compile(r"(?<=ngày)\s+(?=tháng)|(?<=tháng)\s+(?=năm)|(?<=[Ss]ố:)\s+(?=/)")  # left for pen and ink
_MARKS = " *#_|\u00a0"
_PROSE_WORDS = 20
_LONGEST_MARKER = 6  # characters: «12.1.» and a tab are no column
_WIDEST = 200  # characters of a line that may hold two columns
# The right column of a letterhead, where only one space is left between the two.
_RIGHT_COLUMN = re.compile(
    rf"(?<=\S)\s+(?=(?:CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM)\W*$|"
    rf"Độc lập\s*[-–]\s*Tự do\s*[-–])|"
    rf"(?<=[{UPPER}\d])\s+(?=(?:TP\.\s?)?[{UPPER}][^\W\d_]*(?:[\s.-]{{1,3}}[{UPPER}][^\W\d_]*){{0,4}}\s?,\s*ngày\b)"
)
_LEFT_FOR_INK = re.compile(r"(?:số\s*:?|ngày|tháng|năm)$")
_ATTRIBUTE = re.compile(
    r"(số hiệu|số ký hiệu|số/ký hiệu|số, ký hiệu|loại văn bản|nơi ban hành|cơ quan ban hành|người ký|ngày ban hành|"
    r"ngày hiệu lực|ngày có hiệu lực|ngày công báo|số công báo|tình trạng|trích yếu)\s*:\s*(.*)"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A line, or a part of one that two columns were merged into; marks of Markdown are off."""

    text: str
    folded: str  # in lower case, with one tone placement
    kind: Kind = Kind.PROSE

    @property
    def is_sentence(self) -> bool:
        """Whether the text reads as prose."""
        return len(self.text.split()) >= _PROSE_WORDS and self.text.endswith((".", ";", ":", ",", "”", "/"))


def cells(lines: Sequence[Line], given: Assembled | None = None) -> list[Cell]:
    """Return the parts of `lines` in reading order, without running heads, contents and notes.

    `given` still has the wide gaps between columns that the repair made one space of.
    """
    kept = (line for line in lines if line.kind not in _ASIDE)
    parts = (
        (" ".join(part.strip(_MARKS).split()), line.kind)
        for line in kept
        for part in _COLUMNS.split(_GAP.sub(" ", _with_columns(line, given)))
    )
    return [Cell(text, fold(text), kind) for text, kind in parts if text.strip("-–—=. ")]


def _with_columns(line: Line, given: Assembled | None) -> str:
    """Return the text of `line` with a tab between its columns."""
    text = line.text
    if len(text) > _WIDEST:
        return text
    if given and given.offsets.segments:
        text = "".join("\t" if _is_gap(line, at, given) else sign for at, sign in enumerate(text))
    if line.kind is Kind.LETTERHEAD and "\t" not in text:
        text = _RIGHT_COLUMN.sub("\t", text, count=1)
    return text


def _is_gap(line: Line, at: int, given: Assembled) -> bool:
    """Return whether the space at `at` in the text of `line` was a gap between columns."""
    prose = line.kind is Kind.PROSE
    if line.text[at] != " " or _LEFT_FOR_INK.search(fold(line.text[:at])) or (prose and at < _LONGEST_MARKER):
        return False
    start = line.span.start + at
    wide = given.offsets.original(Span(start, start + 1)).of(given.original)
    return wide.isspace() and "\n" not in wide and len(wide.expandtabs(4)) > (4 if prose else 3)


def attributes(parts: Sequence[Cell]) -> tuple[dict[str, str], list[Cell]]:
    """Return the table of attributes that law portals print over a text, and the other cells."""
    found: dict[str, str] = {}
    rest: list[Cell] = []
    waiting = ""
    for part in parts:
        match = _ATTRIBUTE.fullmatch(part.folded)
        if match:
            waiting = "" if match[2] else match[1]
            found.setdefault(match[1], part.text[match.start(2) :] if match[2] else "")
        elif waiting:
            found[waiting], waiting = part.text, ""
        else:
            rest.append(part)
    return found, rest
