"""The lines of a file cut to what they say, before anything is known of what they are."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest import phrases
from ingest.extraction import Role
from ingest.lines import CleanLine
from ingest.offsets import OffsetMap, Span

_STRAY_DATE = re.compile(r"\s*date \d{4}-\d{2}(?:-\d{2})?(?:\s+|$)")
# Of a page saved as Markdown; «* việc» with a blank after the star is an item of a list and stays.
_MARKS_BEFORE = re.compile(r"\s*(?P<head>#{1,6}\s+)?(?:\|+\s*|\*+(?=[^\s*])|__(?=\w))*\s*")
_MARKS_AFTER = re.compile(r"(?:\s|\||\*+|(?<=\w)__)*\Z")


@dataclass(frozen=True, slots=True)
class Piece:
    """A line that is not blank; `span` covers its text, `row` all of the line and its end, in the text of all lines.

    `number` counts the lines of the file from 0, blank ones too. `marked`: the file marks it as a heading («## …»).
    """

    text: str
    span: Span
    row: Span
    number: int
    indent: int
    page: int | None
    role: Role
    wrapped: bool
    marked: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph or a line on its own, its pieces joined."""

    text: str
    indent: int
    page: int | None = None
    role: Role = Role.BODY
    marked: bool = False


def whole(lines: Sequence[CleanLine]) -> tuple[str, str, OffsetMap]:
    """Return the repaired text of all lines, the text that the file gave, and the map from the first to the second."""
    text = "\n".join(line.text for line in lines)
    original = "\n".join(line.original for line in lines)
    if text == original and not any(line.offsets.segments for line in lines):
        return text, original, OffsetMap(())
    segments: list[tuple[int, int, int, int]] = []
    at = origin = 0
    for number, line in enumerate(lines):
        if number:
            segments.append((at - 1, 1, origin - 1, 1))
        own = line.offsets.segments or ((0, len(line.text), 0, len(line.original)),)
        segments += [(at + start, length, origin + first, count) for start, length, first, count in own]
        at, origin = at + len(line.text) + 1, origin + len(line.original) + 1
    return text, original, OffsetMap(tuple(segment for segment in segments if segment[1] or segment[3]))


def pieces(lines: Iterable[CleanLine]) -> list[Piece]:
    """Return the lines that hold more than white space and marks."""
    found: list[Piece] = []
    at = 0
    for number, line in enumerate(lines):
        stray = _STRAY_DATE.match(line.text) if not number else None
        begin = stray.end() if stray else 0
        glued = phrases.GLUED.match(line.text) if line.wrapped else None
        cuts = [begin, glued.end(), len(line.text)] if glued else [begin, len(line.text)]
        found += [piece for start, end in pairwise(cuts) if (piece := _piece(line, number, at, start, end))]
        at += len(line.text) + 1
    return found


def _piece(line: CleanLine, number: int, at: int, begin: int, stop: int) -> Piece | None:
    """Return the piece from `begin` to `stop` of the line that begins `at` in the text of all lines."""
    raw = line.text[begin:stop]
    bare = raw.strip()
    if not bare:
        return None
    indent = len(raw) - len(raw.lstrip())
    start, end, marked = _unmarked(raw)
    if not any(map(str.isalnum, raw[start:end])):
        start, end = indent, indent + len(bare)
    span = Span(at + begin + start, at + begin + end)
    row = Span(at + begin, at + stop + (stop == len(line.text)))
    return Piece(raw[start:end], span, row, number, indent, line.page, line.role, line.wrapped, marked)


def _unmarked(raw: str) -> tuple[int, int, bool]:
    before = _MARKS_BEFORE.match(raw)
    start = before.end() if before else 0
    after = _MARKS_AFTER.search(raw, start)
    end = after.start() if after else len(raw)
    return start, max(start, end), bool(before and before["head"])
