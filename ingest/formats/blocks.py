"""What the readers of office formats share: tables made into lines, soft breaks, symbol fonts, remarks."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.extraction import RawLine, Role
from ingest.text import fold

_LONG = 60  # characters; a piece as long as a page is wide goes on after a soft break

_PAGE = 6  # paragraphs in one cell of a table without lines: a column of a page, no datum


@dataclass(frozen=True, slots=True)
class Grid:
    """A table and its lines; made by `grid`."""

    lines: tuple[RawLine, ...]
    height: int  # rows


Block = RawLine | Grid

# What stands in the letterhead and under the text: tables that hold it arrange paragraphs, they hold no data.
_ARRANGED = re.compile(
    r"đảng cộng sản việt nam|cộng hòa xã hội chủ nghĩa|cộng hoà xã hội chủ nghĩa|độc lập ?- ?tự do|nơi nhận ?:"
    r"|^(?:t/m|k/t|tm\.|kt\.|tl\.|t/l|tuq\.|q\.) |^số ?:? ?[\d…._]*.{0,20}[-/][a-zđ]|, ?ngày.{1,12}tháng"
    r"|^\(? ?(?:đã )?ký(?:,|\)|$)|^kính gửi ?:",
    re.MULTILINE,
)


def flat(blocks: Iterable[Block]) -> Iterator[RawLine]:
    """Yield the lines of the blocks."""
    for block in blocks:
        if isinstance(block, RawLine):
            yield block
        else:
            yield from block.lines


def grid(rows: Sequence[Sequence[Sequence[Block]]], *, bordered: bool | None) -> Grid:
    """Return the table: one of data has a line a row, any other one a line a paragraph.

    A cell that another one covers is empty. `bordered`: whether the table shows any line; `None` where the format
    does not tell. The lines are made here, once: asked for again and again, they would cost 3ⁿ in n nested tables.
    """
    if _arranges(rows, bordered=bordered):
        return Grid(tuple(line for row in rows for cell in row for line in flat(cell)), len(rows))
    return Grid(tuple(filter(None, map(_row, rows))), len(rows))


def _arranges(rows: Sequence[Sequence[Sequence[Block]]], *, bordered: bool | None) -> bool:
    """Return whether the table arranges paragraphs on the page (letterhead, signature, frame) and holds no data."""
    filled = [[texts for cell in row if (texts := _texts(cell))] for row in rows]
    columns = max(map(len, rows), default=0)
    if max(map(len, filled), default=0) <= 1:
        return bordered is not True or columns <= 1 or len(rows) == 1
    if any(isinstance(block, Grid) and block.height > 1 for row in rows for cell in row for block in cell):
        return True
    if bordered is not True and any(len(cell) >= _PAGE for row in filled for cell in row):
        return True
    if columns > 3 or len(filled) > 8:
        return False
    if any(_ARRANGED.search(fold("\n".join(cell))) for row in filled for cell in row):
        return bordered is not True or len(filled) <= 3
    several = any(len(cell) > 1 for row in filled for cell in row)
    return bordered is not True and several and len(filled) <= 3


def _texts(cell: Sequence[Block]) -> list[str]:
    return [line.text.strip() for line in flat(cell) if line.text.strip()]


def _row(cells: Sequence[Sequence[Block]]) -> RawLine | None:
    texts = [" ".join(" ".join(_texts(cell)).split()) for cell in cells]
    if not any(texts):
        return None
    while not texts[-1]:
        texts.pop()
    fonts: Counter[str] = Counter()
    for cell in cells:
        for line in flat(cell):
            fonts[line.font] += len(line.text)
    return RawLine(" | ".join(texts), role=Role.TABLE, font=majority(fonts))


def in_role(blocks: Iterable[Block], role: Role) -> Iterator[RawLine]:
    """Yield the lines of the blocks that are not blank, all in that role."""
    return (replace(line, role=role) for line in flat(blocks) if line.text.strip())


# What begins an item of a list, as authors type it; enough to see that a soft break parts two items.
MARKER = re.compile(r"\s*(?:[-–—+•*]\s|\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[a-zđ]|[IVXLC]+)[.)\-–/:]\)?(?=\s|[^\W\d]))")
_ENDED = re.compile(r"[.;:!?…][\"”’)]*\s*$")


def unbroken(pieces: Sequence[str], *, spread: bool = False) -> list[str]:
    """Return the lines of a paragraph whose author broke it softly into `pieces`.

    Titles and lists keep their lines; prose goes on. `spread`: the paragraph is centred or set to the right.
    """
    lines: list[list[str]] = []
    for piece in pieces:
        if not lines or spread or _parted(lines[-1], piece):
            lines.append([piece])
        else:
            lines[-1] += [lines[-1].pop().rstrip(), piece.lstrip()]
    return [" ".join(line) for line in lines]


def _parted(before: Sequence[str], after: str) -> bool:
    last = before[-1]
    if not last.strip() or not after.strip() or MARKER.match(after) or _ENDED.search(last):
        return True
    short = sum(map(len, before[:_LONG])) + len(before) - 1 < _LONG
    return short and not after.strip()[0].islower()


def majority(fonts: Counter[str]) -> str:
    """Return the font of most letters; none counted: no name."""
    return fonts.most_common(1)[0][0] if fonts else ""


def remarks(*, comments: int, tracked: bool, pictures: int) -> Iterator[str]:
    """Yield what a user is told of things in the file that did not become text."""
    if comments:
        yield f"Tệp có {comments} lời bàn bên lề; không đưa vào văn bản."
    if tracked:
        yield "Tệp còn theo dõi sửa đổi; đã lấy chữ thêm vào, bỏ chữ bị xóa."
    if pictures:
        yield f"Tệp có {pictures} hình; chữ nằm trong hình không đọc được."


# Characters of the fonts Symbol and Wingdings, by their code below 256.
_GREEK = dict(
    zip(
        [*range(0x41, 0x5B), *range(0x61, 0x7B)],
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
)
_SYMBOL = (
    {code: chr(code) for code in [*range(0x20, 0x41), 0x5B, 0x5D, 0x5F, 0x7B, 0x7C, 0x7D]}
    | _GREEK
    | {0x2D: "-", 0x27: "∋", 0x22: "∀", 0x24: "∃", 0x2A: "*", 0x7E: "~", 0xA2: "′", 0xA3: "≤", 0xA5: "∞", 0xAB: "↔"}
    | {0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB8: "÷"}
    | {0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xBE: "-", 0xC7: "∩", 0xC8: "∪", 0xCE: "∈", 0xD6: "√", 0xDE: "⇒"}
    | {0xE5: "∑", 0xF2: "∫", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xE2: "®", 0xE3: "©", 0xE4: "™", 0xB7: "•"}
)
_WINGDINGS = (
    {0x20: " ", 0x6F: "☐", 0x71: "☐", 0x72: "☐", 0xA8: "☐", 0x78: "☒", 0xFD: "☒", 0xFE: "☑", 0xFC: "✓", 0xFB: "✗"}
    | {0xE0: "→", 0xDF: "←", 0xE8: "→", 0xF0: "→", 0xE1: "↑", 0xE2: "↓", 0x2A: "✉", 0x28: "☎", 0xAB: "★", 0xB5: "★"}
    | {0x52: "☐", 0x53: "☑", 0xA3: "☐", 0x50: "✓", 0x4F: "✗"}
)
_PRIVATE = range(0xF000, 0xF100)


def symbol(code: int, font: str) -> str:
    """Return what character `code` of a symbol font shows, in Unicode; a dot for pictures that Unicode lacks."""
    if code not in _PRIVATE and code > 0xFF:
        return chr(code)
    if "wingdings" in font.lower() or "webdings" in font.lower():
        return _WINGDINGS.get(code & 0xFF, "•")
    return _SYMBOL.get(code & 0xFF, "•")


def plain(text: str, font: str = "") -> str:
    """Return text on one line, characters of symbol fonts in Unicode."""
    text = text.translate(_ONE_LINE)
    if is_symbolic(font):
        return "".join(symbol(ord(character), font) for character in text)
    return re.sub("[\uf000-\uf0ff]", lambda match: symbol(ord(match[0]), font), text)


def is_symbolic(font: str) -> bool:
    """Return whether the font shows other characters than its codes say."""
    return font.lower() in ("symbol", "wingdings", "wingdings 2", "wingdings 3", "webdings")


_ONE_LINE = dict.fromkeys(map(ord, "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ") | {0x2011: "-"}
