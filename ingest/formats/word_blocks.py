"""What the readers of DOC and RTF share: paragraphs and tables while they are read, characters as fonts show them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.extraction import RawLine
from ingest.formats.blocks import Block, Grid, grid, is_symbolic, majority, symbol, unbroken

LATIN = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(256))  # Windows-1252, no gaps
_MANY = 500  # soft breaks in a paragraph: a whole text typed with them, whose lines are not joined
_LEGACY = (".vn", "vni", "vn", "abc")  # beginnings of the names of fonts in which a code means another letter


def is_legacy(font: str) -> bool:
    """Return whether the font shows TCVN3 or VNI."""
    return font.lower().startswith(_LEGACY)


@dataclass(slots=True)
class Written:
    """A paragraph being read: its characters, a vertical tab for a soft break, and its letters by font."""

    parts: list[str] = field(default_factory=list)
    fonts: Counter[str] = field(default_factory=Counter)

    def add(self, text: str, font: str) -> None:
        """Add characters in that font."""
        if text:
            self.parts.append(text)
            letters = sum(map(str.isalpha, text))
            if letters:
                self.fonts[font] += letters

    def soft_break(self) -> None:
        """Begin a new line within the paragraph."""
        self.parts.append("\v")

    def lines(self, label: str, *, spread: bool) -> Iterator[RawLine]:
        """Yield the lines; `label` is the paragraph's automatic number, `spread`: it is not set to the left."""
        pieces = joined("".join(self.parts)).split("\v")
        lines = unbroken(pieces, spread=spread) if len(pieces) < _MANY else pieces
        if label and (lines[0].strip() or any(map(str.isalnum, label))):
            lines[0] = label + lines[0].lstrip() if lines[0].strip() else label.strip()
        font = majority(self.fonts)
        yield from (RawLine(line if line.strip() else "", font=font) for line in lines)


@dataclass(slots=True)
class Table:
    """A table being read."""

    rows: list[tuple[tuple[Block, ...], ...]] = field(default_factory=list)
    cells: list[tuple[Block, ...]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    bordered: bool = False

    def end_cell(self) -> None:
        """End the cell."""
        self.cells.append(tuple(self.blocks))
        self.blocks = []

    def end_row(self) -> None:
        """End the row, and a cell that did not end."""
        if self.blocks:
            self.end_cell()
        self.rows.append(tuple(self.cells))
        self.cells = []

    def ended(self) -> Grid:
        """Return the table as read."""
        if self.cells or self.blocks:
            self.end_row()
        return grid(self.rows, bordered=self.bordered)


def closed(tables: list[Table], depth: int) -> Iterator[Grid]:
    """Close the innermost tables until `depth` are open; yield an outermost one, put others into their cell."""
    while len(tables) > depth:
        table = tables.pop().ended()
        if tables:
            tables[-1].blocks.append(table)
        else:
            yield table


_SIGNS = dict.fromkeys(map(chr, [*range(9), *range(0x0A, 0x20)]), "")
# Word's optional hyphen: in a font of TCVN3 its code AD is the letter ư, elsewhere it goes when the text is repaired.
_SIGNS |= {
    "\x0b": " ",
    "\x0c": " ",
    "\x0e": " ",
    "\x1e": "-",
    "\x1f": "\xad",
    "\u2011": "-",
    "\x85": " ",
    "\u2028": " ",
    "\u2029": " ",
}
_TABLE = str.maketrans(_SIGNS)


def shown(text: str, font: str, *, capitals: bool = False) -> str:
    """Return characters as the font shows them, on one line; a legacy font keeps its own codes."""
    legacy = is_legacy(font)
    if is_symbolic(font):
        text = "".join(symbol(ord(sign), font) if sign >= " " else sign for sign in text)
    elif any("\uf000" <= sign < "\uf100" for sign in text):  # a font that calls itself a symbol font
        text = "".join(_private(sign, font, legacy) for sign in text)
    text = text if text.isprintable() else text.translate(_TABLE)
    return text.upper() if capitals and not legacy else text


def _private(sign: str, font: str, legacy: bool) -> str:
    if not "\uf000" <= sign < "\uf100":
        return sign
    return LATIN[ord(sign) & 0xFF] if legacy else symbol(ord(sign), font)


def joined(text: str) -> str:
    """Return text with the halves of characters beyond 16 bits joined."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
