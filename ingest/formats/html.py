"""HTML: a page of a news site, a gazette or Word, as lines: its main part, its lists numbered, its tables in rows."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.extraction import Extraction, RawLine, Role
from ingest.formats.blocks import MARKER, Block, flat, grid, majority, plain
from ingest.formats.html_bytes import page_text
from ingest.formats.html_main import INLINE, is_menu, main_part, strip_hidden
from ingest.formats.numbering import roman, spreadsheet_letter
from ingest.formats.package import Element, hostile, local, parse_html, written

_SPACES = re.compile(r"[ \t\r\n\f\xa0\u3000]+")
_FONT = re.compile(r"font-family\s*:\s*[\"']?([^;,\"'}]+)", re.IGNORECASE)
_PAGE_FONT = re.compile(r"(?:p\.MsoNormal|body)[^{]*\{[^}]*?font-family\s*:\s*[\"']?([^;,\"'}]+)", re.IGNORECASE)
_CAPTION = re.compile(r"(?:^|[-_ ])(?:caption|figcaption|photo-?desc|image-?desc|pcaption)(?:[-_ ]|$)", re.IGNORECASE)
_NO_SIGN = re.compile(r"list-style(?:-type)?\s*:\s*none", re.IGNORECASE)
_WORD_SIGN = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_CAPITALS = re.compile(r"text-transform\s*:\s*uppercase", re.IGNORECASE)
_MOST_SPANNED = 1_000


def read_html(path: Path) -> Extraction:
    """Return the lines of a saved page, or of the main page of an MHTML file.

    Raises:
        FileRefused: no HTML, or built to exhaust the reader.
        OSError: the file cannot be read.
    """
    text, broken = page_text(path.read_bytes())
    try:
        lines, left_out = _chosen(parse_html(path, text))
    except RecursionError as error:
        raise hostile(path, "các phần lồng nhau quá sâu") from error
    notes = [f"Có {broken} ký tự hỏng trong trang; hãy lưu lại trang từ trình duyệt."] if broken else []
    if left_out:
        notes.append(f"Đã để ngoài {left_out} dòng không thuộc phần chính của trang (trình đơn, tin khác, chân trang).")
    return Extraction("HTML", tuple(lines), notes=tuple(notes))


def _chosen(root: Element) -> tuple[list[RawLine], int]:
    """Return the lines of the page's main part, and how many lines are left out."""
    font = _page_font(root)
    strip_hidden(root)
    title = next(root.iter("h1"), None)  # of all the page: before <body> the parser leaves unknown elements in <head>
    everything = len(_lines(root, font))
    main = main_part(root)
    lines = _titled(_lines(main, font), main, title, font)
    return lines, max(everything - len(lines), 0)


def _page_font(root: Element) -> str:
    for style in root.iter("style"):
        if found := _PAGE_FONT.search(written(style)):
            return found[1].strip()
    return ""


def _lines(element: Element, font: str) -> list[RawLine]:
    return [line for line in flat(_Walk(font).blocks(element)) if line.text]


def _titled(lines: list[RawLine], main: Element, title: Element | None, font: str) -> list[RawLine]:
    """Return the lines with the page's one title first, where it stands outside the main part or under a date line."""
    heads = [] if title is None else _lines(title, font)
    several = len(list(main.iter("h1"))) > 1
    if not heads or several or any(len(line.text) > 150 for line in _before(lines, heads[0])):
        return lines
    at = next((place for place, line in enumerate(lines) if line.text == heads[0].text), None)
    if at is None:
        return [*heads, *lines]
    return [*lines[at : at + len(heads)], *lines[:at], *lines[at + len(heads) :]] if at <= 5 else lines


def _before(lines: list[RawLine], head: RawLine) -> Iterable[RawLine]:
    place = next((place for place, line in enumerate(lines) if line.text == head.text), 0)
    return lines[:place]


@dataclass(frozen=True, slots=True)
class _Look:
    """What the elements around a piece of text make of it."""

    font: str
    role: Role = Role.BODY
    capitals: bool = False
    kept: bool = False  # line ends are kept, as in <pre>


class _Walk:
    def __init__(self, font: str) -> None:
        self._font = font
        self._blocks: list[Block] = []
        self._pieces: list[str] = []
        self._fonts: Counter[str] = Counter()
        self._sign = ""  # of the list's item that begins

    def blocks(self, element: Element) -> tuple[Block, ...]:
        """Return what is written in the element."""
        look = _Look(self._font)
        self._within(element, look)
        self._end(look)
        return tuple(self._blocks)

    def _end(self, look: _Look) -> None:
        """End the line: the pieces since the last end become one."""
        text = plain(_SPACES.sub(" ", "".join(self._pieces)).strip(), majority(self._fonts))
        if text:
            sign = "" if self._sign == "- " and MARKER.match(text) else self._sign
            self._blocks.append(RawLine(sign + text, role=look.role, font=majority(self._fonts)))
            self._sign = ""
        self._pieces.clear()
        self._fonts.clear()

    def _add(self, text: str | None, look: _Look) -> None:
        if not text:
            return
        if look.kept:
            first, *rest = text.splitlines() or [""]
            self._pieces.append(first)
            for line in rest:
                self._end(look)
                self._pieces.append(line)
            return
        self._pieces.append(text.upper() if look.capitals else text)
        self._fonts[look.font] += sum(map(str.isalpha, text))

    def _within(self, element: Element, look: _Look) -> None:
        self._add(element.text, look)
        for child in element:
            self._element(child, look)
            self._add(child.tail, look)

    def _element(self, element: Element, look: _Look) -> None:
        kind = local(element)
        inner = _look(element, look)
        if kind == "br":
            self._end(look)
        elif _WORD_SIGN.search(element.get("style") or ""):
            self._pieces.append(_word_sign(written(element)))
        elif kind in INLINE:
            self._quoted(element, inner) if kind == "q" else self._within(element, inner)
        else:
            self._end(look)
            self._block(element, kind, inner)
            self._end(inner)

    def _quoted(self, element: Element, look: _Look) -> None:
        self._pieces.append("“")
        self._within(element, look)
        self._pieces.append("”")

    def _block(self, element: Element, kind: str, look: _Look) -> None:
        if kind in ("ul", "ol", "menu", "dir"):
            if not is_menu(element):
                self._list(element, look, numbered=kind == "ol")
        elif kind == "table":
            self._blocks += self._table(element)
        else:
            self._within(element, look)

    def _list(self, element: Element, look: _Look, *, numbered: bool) -> None:
        bare = bool(_NO_SIGN.search(element.get("style") or "")) and numbered
        items = [child for child in element if local(child) == "li"]
        step = -1 if element.get("reversed") is not None else 1
        number = _whole(element.get("start"), len(items) if step < 0 else 1)
        self._add(element.text, look)
        for child in element:
            self._end(look)
            if local(child) == "li":
                number = _whole(child.get("value"), number)
                self._sign = "" if bare else f"{_ordinal(number, element.get('type'))}. " if numbered else "- "
                number += step
            self._element(child, look)
            self._end(look)
            self._add(child.tail, look)
        self._sign = ""

    def _table(self, table: Element) -> Iterator[Block]:
        beside = _Walk(self._font)
        beside._stray(table, _Look(self._font))
        yield from beside._blocks
        below: dict[int, int] = {}  # columns that a cell further up covers: how many rows more
        rows = [tuple(self._row(row, below)) for row in _rows(table)]
        yield grid(rows, bordered=_bordered(table))

    def _stray(self, part: Element, look: _Look) -> None:
        """Read what stands in a table beside its cells: its caption, and in a page of careless marks any text."""
        self._add(part.text, look)
        for child in part:
            if local(child) in ("tr", "thead", "tbody", "tfoot"):
                self._stray(child, look)
            elif local(child) not in ("td", "th") or local(part) != "tr":
                self._element(child, look)
            self._add(child.tail, look)
        self._end(look)

    def _row(self, row: Element, below: dict[int, int]) -> Iterator[tuple[Block, ...]]:
        column = 0
        for cell in row:
            if local(cell) not in ("td", "th"):
                continue
            while below.get(column, 0):
                below[column] -= 1
                column += 1
                yield ()
            wide = min(max(_whole(cell.get("colspan"), 1), 1), _MOST_SPANNED)
            for covered in range(column, column + wide):
                below[covered] = min(max(_whole(cell.get("rowspan"), 1), 1), _MOST_SPANNED) - 1
            column += wide
            yield _Walk(self._font).blocks(cell)
        for covered in [c for c, more in below.items() if c >= column and more]:
            below[covered] -= 1
            yield ()


def _look(element: Element, look: _Look) -> _Look:
    style = element.get("style") or ""
    found = _FONT.search(style)
    font = (element.get("face") or "").split(",")[0].strip() or (found[1].strip() if found else "")
    if font and font.lower() != "inherit":
        look = replace(look, font=font)
    if local(element) == "figcaption" or _CAPTION.search(element.get("class") or ""):
        look = replace(look, role=Role.CAPTION)
    if local(element) == "pre":
        look = replace(look, kept=True)
    return replace(look, capitals=True) if _CAPITALS.search(style) else look


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if local(child) == "tr":
            yield child
        elif local(child) in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")


def _bordered(table: Element) -> bool | None:
    if (table.get("border") or "0") not in ("0", "0px", ""):
        return True
    styles = [table.get("style") or "", *(cell.get("style") or "" for cell in table.iter("td", "th"))]
    if any(re.search(r"border[a-z-]*\s*:[^;]*\b(?:solid|double|dotted|dashed|inset)", style) for style in styles):
        return True
    return None


def _ordinal(number: int, kind: str | None) -> str:
    match kind:
        case "a":
            return spreadsheet_letter(number)
        case "A":
            return spreadsheet_letter(number).upper()
        case "i":
            return roman(number)
        case "I":
            return roman(number).upper()
    return str(number)


def _whole(text: str | None, missing: int) -> int:
    found = re.fullmatch(r"\s*(-?\d{1,6})\s*", text or "", re.ASCII)
    return int(found[1]) if found else missing


def _word_sign(written: str) -> str:
    """Return the sign that Word wrote before an item: its number, or «-» for a dot of a symbol font."""
    sign = _SPACES.sub(" ", written).strip()
    return f"{sign} " if sign in ("+", "*") or len(sign) > 1 else "- " if sign else ""
