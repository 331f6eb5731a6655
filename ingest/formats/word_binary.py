"""The binary format of Word 97 to 2003, after [MS-DOC]: its streams, its text in pieces, the properties of its runs.

Word 6 and 95 wrote another layout; of theirs only the plain text is taken.
"""

import codecs
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import olefile  # type: ignore[import-untyped]

from ingest.errors import FileRefused, FileState
from ingest.formats.package import damaged, hostile
from ingest.formats.word_blocks import LATIN

_WORD_97 = 0xC1  # nFib of the first version of this layout
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200  # bits of the FIB's flags
_COMPRESSED = 0x40000000  # of a piece's place: one byte a character
_PAGE = 512  # bytes of a page of formatted runs (FKP)
_OLE_ERRORS = (OSError, struct.error, IndexError, KeyError, ValueError, TypeError, AttributeError, OverflowError)

# Places in the table stream, by their number in the FIB (FibRgFcLcb97).
STYLES, COMMENTS, HEADERS, _RUN_PAGES, _PARAGRAPH_PAGES, FONTS, _PIECES = 1, 4, 11, 12, 13, 15, 33
SHAPES, BOXES, LISTS, OVERRIDES = 40, 56, 73, 74
_STORIES = ("main", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header boxes")


class Unreadable(Exception):
    """The layout is not as the format has it; the text is a Vietnamese clause."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of equal properties from character position `start` on; `properties` are modifiers (a grpprl)."""

    start: int
    text: str
    place: int  # of the first character in the stream, in bytes
    width: int  # bytes a character
    properties: bytes


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    place: int
    width: int


@dataclass(slots=True)
class _Formats:
    """Properties by place in the stream: half-open ranges [start, end) in bytes, ascending."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    values: list[bytes] = field(default_factory=list)

    def at(self, place: int) -> tuple[bytes, int]:
        """Return the properties at a place, and where they may change next."""
        index = bisect_right(self.starts, place) - 1
        if index >= 0 and place < self.ends[index]:
            return self.values[index], self.ends[index]
        following = self.starts[index + 1] if index + 1 < len(self.starts) else 1 << 62
        return b"", following


class WordBinary:
    """An open document: `stories` are the ranges of character positions of its texts by name."""

    def __init__(self, path: Path) -> None:
        self._path, streams = path, _streams(path)
        self._text = streams["WordDocument"]
        flags, self.old = self._number(0x0A, "H"), self._number(2, "H") < _WORD_97
        if self._number(0, "H") not in (0xA5EC, 0xA5DC):
            raise Unreadable("phần «WordDocument» không phải của Word")
        if flags & _ENCRYPTED:
            raise FileRefused(f"«{path}»: tệp Word đặt mật khẩu; hãy gỡ mật khẩu rồi nạp lại.", FileState.PASSWORD)
        self._table = streams.get("1Table" if flags & _TABLE_1 else "0Table", b"")
        self.data = streams.get("Data", b"")
        self._sizes, self._at = (0, 0) if self.old else self._layout()
        self._pieces = self._old_pieces() if self.old else self._all_pieces()
        if self._pieces and self._pieces[-1].end > len(self._text):  # pieces share their characters
            raise hostile(path, "các đoạn chữ chồng lên nhau")
        self.stories = self._all_stories()
        self._runs = self._formats(_RUN_PAGES, _run_value)
        self._paragraphs = self._formats(_PARAGRAPH_PAGES, _paragraph_value)

    def _number(self, at: int, kind: str) -> int:
        try:
            return int(struct.unpack_from("<" + kind, self._text, at)[0])
        except struct.error as error:
            raise Unreadable("phần đầu của «WordDocument» bị cụt") from error

    def _layout(self) -> tuple[int, int]:
        """Return where the FIB has the lengths of the stories, and where the places in the table stream."""
        sizes = 0x22 + 2 * self._number(0x20, "H") + 2
        return sizes, sizes + 4 * self._number(sizes - 2, "H") + 2

    def part(self, number: int, *, beyond: bool = False) -> bytes:
        """Return a part of the table stream; `beyond`: with all that follows it; empty when the file has none."""
        if self.old or number >= self._number(self._at - 2, "H"):
            return b""
        start, length = (self._number(self._at + 8 * number + shift, "I") for shift in (0, 4))
        return self._table[start:] if beyond and length else self._table[start : start + length]

    def _all_pieces(self) -> list[_Piece]:
        table, at = self.part(_PIECES), 0
        while table[at : at + 1] == b"\x01":
            at += 3 + int.from_bytes(table[at + 1 : at + 3], "little")
        if table[at : at + 1] != b"\x02":
            raise Unreadable("thiếu bảng các đoạn chữ")
        positions, entries = plc(table[at + 5 : at + 5 + int.from_bytes(table[at + 1 : at + 5], "little")], 8)
        pieces = []
        for start, end, entry in zip(positions, positions[1:], entries, strict=False):
            place = int.from_bytes(entry[2:6], "little")
            width = 1 if place & _COMPRESSED else 2
            place = (place & ~_COMPRESSED & 0x3FFFFFFF) // (2 if width == 1 else 1)
            if not start < end:
                raise Unreadable("bảng các đoạn chữ sai")
            if place + (end - start) * width > len(self._text):
                raise damaged(self._path, "chữ bị cụt")  # LibreOffice would read what is left and keep silent
            pieces.append(_Piece(start, end, place, width))
        return _ascending(pieces)

    def _old_pieces(self) -> list[_Piece]:
        start, end = self._number(0x18, "I"), self._number(0x1C, "I")
        text = self._text[start:end]
        if len(text) != end - start or 100 * text.count(0) > len(text):
            raise Unreadable("chữ không nằm ở chỗ ghi trong tệp")
        return [_Piece(0, end - start, start, 1)]

    def _all_stories(self) -> dict[str, tuple[int, int]]:
        if not self._pieces:
            raise Unreadable("không có chữ")
        first, last = (0x34, 3) if self.old else (self._sizes + 12, len(_STORIES))
        stories, start, whole = {}, 0, self._pieces[-1].end
        for index, name in enumerate(_STORIES[:last]):
            end = min(start + self._number(first + 4 * index, "I"), whole)
            stories[name] = (start, end)
            start = end
        if stories["main"][0] == stories["main"][1]:
            raise Unreadable("không có chữ")
        return stories

    def runs(self, start: int, end: int) -> Iterator[Run]:
        """Yield the characters of the positions [start, end), cut where their properties change."""
        first = max(bisect_right([piece.start for piece in self._pieces], start) - 1, 0)
        for piece in self._pieces[first:]:
            position, stop = max(start, piece.start), min(end, piece.end)
            while position < stop:
                place = piece.place + (position - piece.start) * piece.width
                properties, changes = self._runs.at(place)
                length = min(stop - position, max(-((place - changes) // piece.width), 1))
                content = self._text[place : place + length * piece.width]
                yield Run(position, _decoded(content, piece.width), place, piece.width, properties)
                position += length

    def paragraph(self, place: int) -> bytes:
        """Return the style number (2 bytes) and modifiers of the paragraph whose mark is at `place` of the stream."""
        return self._paragraphs.at(place)[0]

    def _formats(self, number: int, value: "_Value") -> _Formats:
        found: dict[int, tuple[int, bytes]] = {}
        _, entries = plc(self.part(number), 4)
        for page in {int.from_bytes(entry, "little") & 0x3FFFFF for entry in entries}:
            content = self._text[page * _PAGE : (page + 1) * _PAGE]
            if len(content) == _PAGE:
                found.update(_page_runs(content, value))
        formats = _Formats()
        for start in sorted(found):
            formats.starts.append(start)
            formats.ends.append(found[start][0])
            formats.values.append(found[start][1])
        return formats


def plc(content: bytes, size: int) -> tuple[list[int], list[bytes]]:
    """Return the positions and the entries of `size` bytes of a PLC: one position more than entries."""
    count = max(len(content) - 4, 0) // (4 + size)
    if not count:
        return [], []
    positions = list(struct.unpack_from(f"<{count + 1}I", content))
    first = 4 * (count + 1)
    return positions, [content[first + size * index : first + size * (index + 1)] for index in range(count)]


def _ascending(pieces: list[_Piece]) -> list[_Piece]:
    if any(before.end != after.start for before, after in pairwise(pieces)):
        raise Unreadable("bảng các đoạn chữ sai thứ tự")
    return pieces


def _decoded(content: bytes, width: int) -> str:
    if width == 1:
        return codecs.charmap_decode(content, "strict", LATIN)[0]
    return "".join(map(chr, struct.unpack(f"<{len(content) // 2}H", content)))  # one a position; pairs are joined later


_Value = tuple[int, bool]  # bytes of an entry of a page, and whether it is of paragraphs
_run_value: _Value = (1, False)
_paragraph_value: _Value = (13, True)


def _page_runs(page: bytes, value: _Value) -> Iterator[tuple[int, tuple[int, bytes]]]:
    """Yield (start, (end, properties)) of a page of formatted runs."""
    size, paragraphs = value
    count = page[-1]
    if 4 * (count + 1) + size * count >= _PAGE:
        return
    places = struct.unpack_from(f"<{count + 1}I", page)
    for index, (start, end) in enumerate(pairwise(places)):
        at = 2 * page[4 * (count + 1) + size * index]
        if start < end:
            yield start, (end, _entry(page, at, paragraphs=paragraphs) if at else b"")


def _entry(page: bytes, at: int, *, paragraphs: bool) -> bytes:
    length = page[at]
    if not paragraphs:
        return page[at + 1 : at + 1 + length]
    if length:
        return page[at + 1 : at + 2 * length]
    return page[at + 2 : at + 2 + 2 * page[at + 1]] if at + 1 < _PAGE else b""


def _streams(path: Path) -> dict[str, bytes]:
    """Return the streams that hold text and its properties; pictures and embedded files stay where they are."""
    most = path.stat().st_size
    try:
        with olefile.OleFileIO(path) as file:
            names = [name for name in ("WordDocument", "0Table", "1Table", "Data") if file.exists(name)]
            sizes = {name: file.get_size(name) for name in names}
            if any(size > most for size in sizes.values()):  # a ring of sectors would be read for ever
                raise Unreadable("một phần khai dài hơn cả tệp")
            found = {name: file.openstream(name).read() for name in names}
    except RecursionError as error:
        raise Unreadable("mục lục lồng nhau quá sâu") from error
    except _OLE_ERRORS as error:
        raise Unreadable("cấu trúc tệp OLE sai") from error
    if "WordDocument" not in found:
        raise damaged(path, "thiếu phần «WordDocument»")
    return found
