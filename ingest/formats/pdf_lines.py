"""From the runs of text of a page to its lines, in the order in which they were drawn.

Programs draw a letterhead or a table cell by cell, so the order of drawing keeps columns apart; sorting by place
would mix them. Two things are repaired by place: letters of one word drawn in two fonts, one font after the other,
and pages drawn in no order at all.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise, takewhile
from statistics import median
from typing import NamedTuple

from ingest.formats.pdf_page import Run

_SAME_LINE = 0.45  # of the font's size: an exponent stands a third higher
_SPACE = 0.15
_COLUMN = 2.5  # of the font's size: a gap so wide may part two columns; a tab behind «a)» is as wide
_OVERLAP = 0.5
_TOUCHING = 0.6  # a word's space, and a little more in justified lines
_FEWEST_LETTERS = 8  # of a column of one word
_LONGEST_EXPONENT = 3
_WIDE_SPACES = re.compile(r"\s{10,}")
_PARAGRAPH_GAP = 1.6  # of the usual distance of lines
_DISORDER = 0.5  # share of lines drawn above the one before


class _Part(NamedTuple):
    text: str
    font: str
    x0: float
    after_gap: bool = False  # so wide that it may part two columns


@dataclass(slots=True)
class _Piece:
    """Runs that stand behind each other on a line."""

    x0: float
    x1: float
    y: float
    size: float
    turn: int
    parts: list[_Part] = field(default_factory=list)
    last: Run | None = None

    @property
    def text(self) -> str:
        return _text(self.parts)

    def columns(self) -> Iterable[tuple[str, str]]:
        """Yield (text, font) of each column on the line: of the whole line where a gap has no words on one side."""
        columns: list[list[_Part]] = [[]]
        for at, part in enumerate(self.parts):
            if part.after_gap and _is_column(_text(columns[-1])) and _is_column(_text(self._until_gap(at))):
                columns.append([])
            columns[-1].append(part)
        for column in columns:
            yield from ((text, _font(column)) for text in _parted(_text(column)))

    def _until_gap(self, at: int) -> Iterable[_Part]:
        return chain(self.parts[at : at + 1], takewhile(lambda part: not part.after_gap, self.parts[at + 1 :]))


def _text(parts: Iterable[_Part]) -> str:
    return "".join(part.text for part in parts).strip()


def _font(parts: Iterable[_Part]) -> str:
    """Return the font of most of the letters."""
    letters = Counter[str]()
    for part in parts:
        letters[part.font] += len(part.text)
    return letters.most_common(1)[0][0] if letters else ""


def _parted(text: str) -> list[str]:
    """Part a line at a long row of spaces with words on both sides."""
    parts = _WIDE_SPACES.split(text)
    return parts if len(parts) > 1 and all(map(_is_column, parts)) else [text]


def _is_column(text: str) -> bool:
    words = [word for word in text.split() if any(map(str.isalpha, word))]
    return len(words) > 1 or sum(map(str.isalpha, text)) >= _FEWEST_LETTERS


def lines(runs: Iterable[Run]) -> list[tuple[str, str]]:
    """Return (text, font of most of its letters) of each line; the text of a blank line is empty.

    A blank line stands where the page leaves a gap between two lines.
    """
    pieces = _raised([piece for piece in _joined(_pieces(runs)) if piece.text])
    turns = Counter(piece.turn for piece in pieces)
    found: list[tuple[str, str]] = []
    for turn, _ in turns.most_common():
        found += _spaced(_ordered([piece for piece in pieces if piece.turn == turn]))
    return found


def _pieces(runs: Iterable[Run]) -> list[_Piece]:
    """Put runs that follow each other along a line into one piece."""
    pieces: list[_Piece] = []
    for run in runs:
        piece = pieces[-1] if pieces else None
        if piece is None or not _goes_on(piece, run):
            pieces.append(_started(run))
        elif not _printed_twice(piece, run):
            _append(piece, run)
    return pieces


def _started(run: Run) -> _Piece:
    return _Piece(run.x0, run.x1, run.y, run.size, run.turn, [_Part(run.text, run.font, run.x0)], run)


def _goes_on(piece: _Piece, run: Run) -> bool:
    size = max(piece.size, run.size)
    return (
        run.turn == piece.turn and abs(run.y - piece.y) < _SAME_LINE * size and run.x0 > piece.x1 - _OVERLAP * size
    ) or _printed_twice(piece, run)


def _printed_twice(piece: _Piece, run: Run) -> bool:
    """Return whether `run` only makes the last one bold: the same text a hair's breadth beside it."""
    last = piece.last
    if last is None or last.text != run.text or last.turn != run.turn or not run.text.strip():
        return False
    near = 0.3 * min(run.size, max(run.x1 - run.x0, 0.1))
    return abs(last.x0 - run.x0) < near and abs(last.y - run.y) < 0.3 * run.size


def _append(piece: _Piece, run: Run) -> None:
    gap, size = run.x0 - piece.x1, min(piece.size, run.size)
    if gap > _SPACE * size and not piece.parts[-1].text.endswith(" ") and not run.text.startswith(" "):
        piece.parts.append(_Part(" ", run.font, run.x0))
    wide = gap > _COLUMN * max(piece.size, run.size)
    piece.parts.append(_Part(run.text, run.font, run.x0, after_gap=wide))
    if run.text.strip():
        piece.y = run.y if run.size >= piece.size else piece.y
        piece.size = max(piece.size, run.size)
    piece.x1, piece.last = max(piece.x1, run.x1), run


def _joined(pieces: list[_Piece]) -> list[_Piece]:
    """Join pieces of one line that touch each other though others were drawn between them."""
    order = sorted(range(len(pieces)), key=lambda index: (pieces[index].turn, -pieces[index].y))
    rows: list[list[int]] = []
    for index in order:
        if rows and _same_row(pieces[rows[-1][0]], pieces[index]):
            rows[-1].append(index)
        else:
            rows.append([index])
    joined = dict(place for row in rows for place in _joined_row(pieces, row))
    return [joined[index] for index in sorted(joined)]


def _same_row(one: _Piece, other: _Piece) -> bool:
    return one.turn == other.turn and abs(one.y - other.y) < 0.2 * max(one.size, other.size)


def _joined_row(pieces: list[_Piece], row: list[int]) -> Iterable[tuple[int, _Piece]]:
    """Yield the pieces of a row, those that touch joined into one, each with its place in the order of drawing."""
    first, whole = -1, None
    for index in sorted(row, key=lambda index: pieces[index].x0):
        piece = pieces[index]
        if whole is not None and _touches(whole, piece):
            first = min(first, index)
            _extend(whole, piece)
            continue
        if whole is not None:
            yield first, whole
        first, whole = index, piece
    if whole is not None:
        yield first, whole


def _touches(left: _Piece, right: _Piece) -> bool:
    size = max(left.size, right.size)
    return bool(left.text and right.text) and -0.2 * size < right.x0 - left.x1 < _TOUCHING * size


def _extend(left: _Piece, right: _Piece) -> None:
    if right.x0 - left.x1 > _SPACE * max(left.size, right.size):
        left.parts.append(_Part(" ", "", right.x0))
    left.parts += right.parts
    left.x1, left.size = max(left.x1, right.x1), max(left.size, right.size)


def _raised(pieces: list[_Piece]) -> list[_Piece]:
    """Put exponents and marks of notes that were drawn apart into the lines over which they stand."""
    kept: list[_Piece] = []
    for piece in pieces:
        host = _host(piece, pieces) if len(piece.text) <= _LONGEST_EXPONENT else None
        if host is None:
            kept.append(piece)
            continue
        index = next((at for at, part in enumerate(host.parts) if part.x0 > piece.x0), len(host.parts))
        host.parts[index:index] = piece.parts
    return kept


def _host(small: _Piece, pieces: list[_Piece]) -> _Piece | None:
    for piece in pieces:
        if (
            piece.turn == small.turn
            and small.size < 0.8 * piece.size
            and abs(small.y - piece.y) < 0.6 * piece.size
            and piece.x0 < small.x0 < piece.x1
        ):
            return piece
    return None


def columns(runs: Iterable[Run]) -> list[str]:
    """Return the text of runs that stand on one line, parted where a gap parts two columns."""
    return [text for piece in _pieces(runs) if piece.text for text, _ in piece.columns()]


def _ordered(pieces: list[_Piece]) -> list[_Piece]:
    """Return the pieces as drawn; from the top to the bottom where most were drawn upwards."""
    upwards = sum(below.y > above.y + 0.5 * above.size for above, below in pairwise(pieces))
    if upwards > _DISORDER * len(pieces):
        return sorted(pieces, key=lambda piece: (-round(piece.y), piece.x0))
    return pieces


def _spaced(pieces: Sequence[_Piece]) -> Iterable[tuple[str, str]]:
    """Yield the lines of the pieces, a blank one where the page leaves a gap."""
    steps = [above.y - below.y for above, below in pairwise(pieces)]
    downwards = [step for step in steps if step > 1]
    usual = median(downwards) if len(downwards) > 4 else float("inf")
    for step, piece in zip([0.0, *steps], pieces, strict=True):
        if step > _PARAGRAPH_GAP * usual:
            yield "", ""
        yield from piece.columns()
