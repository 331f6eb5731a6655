"""What the styles and modifiers (sprm) of the binary Word format say of letters and paragraphs, after [MS-DOC]."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # bytes of an operand by the top bits of its code; 6: it tells
_TABLE, _TABS = 0xD608, 0xC615
_DEEPEST = 12  # styles based on one another; a forged file may let them form a ring
_HUGE = (0x6645, 0x6646, 0x646B)  # modifiers that lie in the stream «Data»


@dataclass(frozen=True, slots=True)
class Letters:
    """What holds for a run of characters."""

    font: int = 0
    hidden: bool = False
    deleted: bool = False
    inserted: bool = False
    capitals: bool = False
    special: bool = False  # the character stands for something else
    symbol: tuple[int, int] | None = None  # font, code


@dataclass(frozen=True, slots=True)
class Shape:
    """What holds for a paragraph; `depth` counts the tables that it stands in."""

    list_id: int = 0
    level: int = 0
    spread: bool = False  # centred or set to the right
    depth: int = 0
    row_end: bool = False
    inner_cell: bool = False
    inner_row: bool = False
    bordered: bool = False  # of a row's end: does the row show a line?
    old_number: bool = False  # numbered in the way of Word 6


def modifiers(content: bytes, data: bytes = b"") -> Iterator[tuple[int, bytes]]:
    """Yield (code, operand) of each modifier; a damaged end is left out."""
    at = 0
    while at + 3 <= len(content):
        code = content[at] | content[at + 1] << 8
        at += 2
        size, at = _operand(content, at, code)
        if at + size > len(content):
            return
        operand = content[at : at + size]
        if code in _HUGE and data:
            place = int.from_bytes(operand, "little")
            length = int.from_bytes(data[place : place + 2], "little")
            yield from modifiers(data[place + 2 : place + 2 + length])
        yield code, operand
        at += size


def _operand(content: bytes, at: int, code: int) -> tuple[int, int]:
    """Return the length of an operand and where it begins."""
    kind = code >> 13
    if kind != 6:
        return _SIZES[kind], at
    if code == _TABLE:
        return max(int.from_bytes(content[at : at + 2], "little") - 1, 0), at + 2
    if code == _TABS and content[at] == 255 and at + 1 < len(content):
        deleted = content[at + 1]
        added = content[at + 2 + 4 * deleted] if at + 2 + 4 * deleted < len(content) else 0
        return 2 + 4 * deleted + 3 * added, at + 1
    return content[at], at + 1


def _toggled(operand: bytes, base: bool) -> bool:
    return {0x80: base, 0x81: not base}.get(operand[0], operand[0] != 0)


def _letters(known: Letters, base: Letters, content: bytes) -> Letters:
    for code, operand in modifiers(content):
        match code:
            case 0x4A4F:
                known = replace(known, font=int.from_bytes(operand, "little"))
            case 0x083C:
                known = replace(known, hidden=_toggled(operand, base.hidden))
            case 0x083B:
                known = replace(known, capitals=_toggled(operand, base.capitals))
            case 0x0800:
                known = replace(known, deleted=operand[0] != 0)
            case 0x0801:
                known = replace(known, inserted=operand[0] != 0)
            case 0x0855:
                known = replace(known, special=operand[0] != 0)
            case 0x6A09:
                known = replace(known, symbol=struct.unpack("<HH", operand), special=True)
    return known


def _shape(known: Shape, content: bytes, data: bytes) -> Shape:
    for code, operand in modifiers(content, data):
        number = int.from_bytes(operand[:4], "little")
        match code:
            case 0x460B:
                known = replace(known, list_id=number)
            case 0x260A:
                known = replace(known, level=min(number, 8))
            case 0x2403 | 0x2461:
                known = replace(known, spread=number in (1, 2))
            case 0x2416:
                known = replace(known, depth=max(known.depth, 1) if number else 0)
            case 0x6649:
                known = replace(known, depth=min(number, 20))
            case 0x2417:
                known = replace(known, row_end=bool(number))
            case 0x244B:
                known = replace(known, inner_cell=bool(number))
            case 0x244C:
                known = replace(known, inner_row=bool(number))
            case 0xD605 | 0xD613:
                known = replace(known, bordered=known.bordered or _lined(operand, 0, 8 if code == 0xD613 else 4))
            case 0xD608:
                known = replace(known, bordered=known.bordered or _cells_lined(operand))
            case 0xC63E:
                known = replace(known, old_number=any(operand))
    return known


def _lined(operand: bytes, first: int, size: int) -> bool:
    """Return whether any line of a border, `size` bytes each, is drawn."""
    kinds = operand[first + (1 if size == 4 else 5) :: size]
    return any(kind not in (0, 255) for kind in kinds)


def _cells_lined(operand: bytes) -> bool:
    """Return whether any cell of a row (sprmTDefTable, cells of 20 bytes in the layout TC80) shows a line."""
    count = operand[0] if operand else 0
    first = 1 + 2 * (count + 1)
    cells = [operand[at : at + 20] for at in range(first, first + 20 * count, 20)]
    return any(_lined(cell, 4, 4) for cell in cells if len(cell) == 20)


@dataclass(frozen=True, slots=True)
class _Style:
    base: int
    paragraph: bytes
    letters: bytes


class Styles:
    """The style sheet; `data` is the stream «Data»."""

    def __init__(self, content: bytes, data: bytes) -> None:
        self._data = data
        self._font = int.from_bytes(content[14:16], "little")
        self._styles = dict(_all_styles(content))
        self._letters: dict[tuple[int, bytes], Letters] = {}
        self._shapes: dict[bytes, Shape] = {}

    def shape(self, properties: bytes) -> Shape:
        """Return what holds for a paragraph with this style number and modifiers."""
        if properties not in self._shapes:
            known = Shape()
            for style in self._chain(int.from_bytes(properties[:2], "little")):
                known = _shape(known, style.paragraph, b"")
            self._shapes[properties] = _shape(known, properties[2:], self._data)
        return self._shapes[properties]

    def letters(self, paragraph: bytes, properties: bytes) -> Letters:
        """Return what holds for a run with these modifiers in a paragraph with those."""
        key = (int.from_bytes(paragraph[:2], "little"), properties)
        if key not in self._letters:
            known = self._styled(Letters(font=self._font), key[0])
            for code, operand in modifiers(properties):
                if code == 0x4A30:
                    known = self._styled(known, int.from_bytes(operand, "little"))
            self._letters[key] = _letters(known, known, properties)
        return self._letters[key]

    def _styled(self, known: Letters, number: int) -> Letters:
        for style in self._chain(number):
            known = _letters(known, known, style.letters)
        return known

    def _chain(self, number: int) -> list[_Style]:
        """Return the style and those that it is based on, the first one last."""
        chain: list[_Style] = []
        while number in self._styles and len(chain) < _DEEPEST:
            chain.append(self._styles[number])
            number = chain[-1].base
        return chain[::-1]


def _all_styles(content: bytes) -> Iterator[tuple[int, _Style]]:
    if len(content) < 8:
        return
    head, count, base_size = struct.unpack_from("<HHH", content)
    at = 2 + head
    for number in range(count):
        length = int.from_bytes(content[at : at + 2], "little")
        style = content[at + 2 : at + 2 + length]
        if len(style) >= base_size >= 10:
            yield number, _style(style, base_size)
        at += 2 + length


def _style(content: bytes, base_size: int) -> _Style:
    kind = content[2] & 15
    base = int.from_bytes(content[2:4], "little") >> 4
    at = base_size + 2 + 2 * int.from_bytes(content[base_size : base_size + 2], "little") + 2
    parts = []
    for _ in range(2):
        length = int.from_bytes(content[at : at + 2], "little")
        parts.append(content[at + 2 : at + 2 + length])
        at += 2 + length + length % 2
    if kind == 1:
        return _Style(base, parts[0][2:], parts[1])
    return _Style(base, b"", parts[0] if kind == 2 else b"")


def font_names(content: bytes) -> list[str]:
    """Return the names of the fonts (SttbfFfn) in order."""
    names, at = [], 4
    for _ in range(int.from_bytes(content[:2], "little")):
        if at >= len(content):
            break
        length = content[at]
        name = content[at + 40 : at + 1 + length].decode("utf-16-le", "replace")
        names.append(name.split("\0")[0])
        at += 1 + length
    return names
