"""ODT and flat ODT: every text that a reader of the page sees, with the numbers that the lists show."""

from collections import Counter as Tally
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.extraction import Extraction, RawLine, Role
from ingest.formats.blocks import Block, Grid, flat, grid, in_role, majority, plain, remarks, unbroken
from ingest.formats.numbering import Counter
from ingest.formats.odt_styles import OFFICE, STYLE, TABLE, TEXT, Styles, digits
from ingest.formats.package import Element, Package, damaged, hostile, local, locked, opened, parse_xml, written

_NOT_SHOWN = {"tracked-changes", "annotation", "annotation-end", "title", "desc", "hidden-text", "hidden-paragraph"}
_NOT_SHOWN |= {
    "sequence-decls",
    "variable-decls",
    "user-field-decls",
    "forms",
    "ruby-text",
    "event-listeners",
    "script",
}
_NOT_SHOWN |= {"table-of-content-source", "alphabetical-index-source", "bibliography-source", "user-index-source"}
_MOST_REPEATED = 1_000  # of a cell or row declared once for many
_MOST_SPACES = 200


def read_odt(path: Path) -> Extraction:
    """Return the lines of an OpenDocument text: one a paragraph, one a row of a table of data.

    Headers come first, footers and then notes last.

    Raises:
        FileRefused: damaged, under a password, or built to exhaust the reader.
        OSError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"PK"
        if not packed:
            root = parse_xml(path, path.read_bytes(), path.name)
            return _Document(path, root, root).extraction()
        with opened(path) as package:
            _refuse_locked(package)
            content = package.part("content.xml")
            styles = package.part("styles.xml") if "styles.xml" in package else content
            return _Document(path, content, styles).extraction()
    except RecursionError as error:
        raise hostile(path, "các phần lồng nhau quá sâu") from error


def _refuse_locked(package: Package) -> None:
    name = "META-INF/manifest.xml"
    if name in package and any(local(e) == "encryption-data" for e in package.part(name).iter()):
        raise locked(package.path)


@dataclass(slots=True)
class _Text:
    """A paragraph being read: its pieces between line breaks, letters by font, and what is anchored in it."""

    pieces: list[str] = field(default_factory=lambda: [""])
    fonts: Tally[str] = field(default_factory=Tally)
    boxes: list[Block] = field(default_factory=list)

    def add(self, text: str | None, font: str, *, capitals: bool) -> None:
        if text:
            flowing = plain(text.replace("\t", " "), font)
            self.pieces[-1] += flowing.upper() if capitals else flowing
            self.fonts[font] += sum(map(str.isalpha, text))


@dataclass(frozen=True, slots=True)
class _List:
    """The list around a paragraph: its style, the counter it shares with lists it continues, its level from 0."""

    style: str
    counter: Counter
    level: int
    numbered: bool = True  # whether the paragraph begins an item


class _Document:
    def __init__(self, path: Path, content: Element, styles: Element) -> None:
        self._path = path
        self._content = content
        self._styles_root = styles
        self._styles = Styles(content, styles)
        self._counters: dict[str, Counter] = {}  # by the id of the list
        self._last: dict[str, Counter] = {}  # by the style of the list
        self._headings = Counter()
        self._notes: list[RawLine] = []
        self._counts: dict[str, int] = {}

    def extraction(self) -> Extraction:
        body = self._content.find(f"{OFFICE}body/{OFFICE}text")
        if body is None:
            raise damaged(self._path, "không có phần văn bản")
        lines = list(flat(self._blocks(body)))
        heads = list(self._running(("header", "header-left", "header-first"), Role.HEADER))
        feet = list(self._running(("footer", "footer-left", "footer-first"), Role.FOOTER))
        return Extraction("ODT", (*heads, *lines, *feet, *self._notes), notes=tuple(self._remarks()))

    def _remarks(self) -> Iterator[str]:
        comments, changes, pictures = (self._counts.get(kind, 0) for kind in ("annotation", "tracked-changes", "image"))
        return remarks(comments=comments, tracked=changes > 0, pictures=pictures)

    def _running(self, kinds: tuple[str, ...], role: Role) -> Iterator[RawLine]:
        seen: set[str] = set()
        for part in self._styles_root.iter(*(STYLE + kind for kind in kinds)):
            if part.get(STYLE + "display") != "false":
                for line in in_role(self._blocks(part), role):
                    if line.text not in seen:  # every page style repeats them
                        seen.add(line.text)
                        yield line

    # Blocks

    def _blocks(self, container: Element, around: _List | None = None) -> Iterator[Block]:
        for child in container:
            kind = local(child)
            if kind in _NOT_SHOWN:
                self._counts[kind] = self._counts.get(kind, 0) + (kind != "tracked-changes" or len(child) > 0)
            elif kind in ("p", "h"):
                yield from self._paragraph(child, around)
                around = around and replace(around, numbered=False)  # what follows in the item bears no number
            elif kind == "list":
                yield from self._list(child, around)
            elif kind == "table":
                yield self._grid(child)
            elif kind == "section" and child.get(TEXT + "display") == "none":
                continue
            else:
                yield from self._anchored(child, around)

    def _anchored(self, child: Element, around: _List | None = None) -> Iterator[Block]:
        self._counts["image"] = self._counts.get("image", 0) + (local(child) == "image")
        yield from self._blocks(child, around)

    def _list(self, element: Element, around: _List | None) -> Iterator[Block]:
        style = element.get(TEXT + "style-name") or (around.style if around else "")
        level = around.level + 1 if around else 0
        counter = around.counter if around else self._counter(element, style)
        for item in element:
            if local(item) == "list-item":
                start = item.get(TEXT + "start-value")
                if start is not None:
                    counter.numbers[level] = digits(start, 1) - 1
                yield from self._blocks(item, _List(style, counter, level))
            elif local(item) == "list-header":
                yield from self._blocks(item, _List(style, counter, level, numbered=False))

    def _counter(self, element: Element, style: str) -> Counter:
        continued = element.get(TEXT + "continue-list")
        if continued in self._counters:
            counter = self._counters[continued]
        elif element.get(TEXT + "continue-numbering") == "true" and style in self._last:
            counter = self._last[style]
        else:
            counter = Counter()
        self._last[style] = counter
        self._counters[element.get("{http://www.w3.org/XML/1998/namespace}id", "")] = counter
        return counter

    def _paragraph(self, element: Element, around: _List | None) -> Iterator[Block]:
        known = self._styles.of(element.get(TEXT + "style-name"))
        if known.hidden:
            return
        text = _Text()
        self._inline(element, text, element.get(TEXT + "style-name"))
        label = self._label(element, around)
        lines = unbroken(text.pieces, spread=bool(known.spread))
        if label and (lines[0].strip() or any(map(str.isalnum, label))):
            lines[0] = label + lines[0].lstrip() if lines[0].strip() else label.strip()
        yield from (RawLine(line if line.strip() else "", font=majority(text.fonts)) for line in lines)
        yield from text.boxes

    def _label(self, element: Element, around: _List | None) -> str:
        if around is not None:
            ranks = self._styles.ranks(around.style) if around.numbered else {}
            return around.counter.label(ranks, around.level) if ranks else ""
        if local(element) == "h" and element.get(TEXT + "is-list-header") != "true":
            level = digits(element.get(TEXT + "outline-level"), 1) - 1
            if self._styles.outline.get(level):
                return self._headings.label(self._styles.outline, level)
        return ""

    def _grid(self, table: Element) -> Grid:
        rows: list[tuple[tuple[Block, ...], ...]] = []
        for row in _rows(table):
            times = min(digits(row.get(TABLE + "number-rows-repeated"), 1), _MOST_REPEATED)
            cells = tuple(self._cells(row))
            rows += [cells] * (times if any(cells) else 1)
        return grid(rows, bordered=self._styles.bordered(table))

    def _cells(self, row: Element) -> Iterator[tuple[Block, ...]]:
        beside = 0  # cells still covered by the one to their left
        for cell in row:
            times = min(digits(cell.get(TABLE + "number-columns-repeated"), 1), _MOST_REPEATED)
            if local(cell) == "table-cell":
                beside = digits(cell.get(TABLE + "number-columns-spanned"), 1) - 1
                blocks = tuple(self._blocks(cell))
                yield from [blocks] * (times if blocks else 1)
            elif local(cell) == "covered-table-cell":
                yield from [()] * max(times - max(beside, 0), 0)
                beside -= times

    # Text

    def _inline(self, parent: Element, text: _Text, style: str | None, upper: tuple[str, bool] = ("", False)) -> None:
        known = self._styles.of(style)
        font = known.font or upper[0]
        capitals = known.capitals if known.capitals is not None else upper[1]
        shown = not known.hidden
        if shown:
            text.add(parent.text, font, capitals=capitals)
        for child in parent:
            if shown:
                self._piece(child, text, font, capitals)
                text.add(child.tail, font, capitals=capitals)

    def _piece(self, child: Element, text: _Text, font: str, capitals: bool) -> None:
        kind = local(child)
        if kind in _NOT_SHOWN:
            self._counts[kind] = self._counts.get(kind, 0) + 1
        elif kind == "s":
            text.pieces[-1] += " " * min(digits(child.get(TEXT + "c"), 1), _MOST_SPACES)
        elif kind == "tab":
            text.pieces[-1] += "\t"
        elif kind == "line-break":
            text.pieces.append("")
        elif kind == "note":
            self._note(child)
        elif str(child.tag).startswith(TEXT) or kind == "meta":
            self._inline(child, text, child.get(TEXT + "style-name"), (font, capitals))
        else:  # frames, shapes
            text.boxes += self._anchored(child)

    def _note(self, note: Element) -> None:
        citation, body = note.find(TEXT + "note-citation"), note.find(TEXT + "note-body")
        mark = f"[{(written(citation).strip() if citation is not None else '') or '*'}] "
        for line in in_role(self._blocks(body) if body is not None else (), Role.NOTE):
            self._notes.append(replace(line, text=mark + line.text.strip()))
            mark = ""


def _rows(table: Element) -> Iterable[Element]:
    for child in table:
        if local(child) == "table-row":
            if child.get(TABLE + "visibility") not in ("collapse", "filter"):
                yield child
        elif local(child) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(child)
