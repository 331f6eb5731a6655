"""DOCX: every text that a reader of the printed page sees, in reading order, with the numbers that Word writes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ingest.extraction import Extraction, RawLine, Role
from ingest.formats.blocks import (
    Block,
    Grid,
    flat,
    grid,
    in_role,
    is_symbolic,
    majority,
    plain,
    remarks,
    symbol,
    unbroken,
)
from ingest.formats.numbering import WordLists, roman
from ingest.formats.package import Element, Package, damaged, hostile, local, opened
from ingest.formats.word_parts import LINKS, STRICT, main_part, relations
from ingest.formats.word_styles import Properties, Styles, W, switch, value

_R = f"{{{LINKS.decode()}}}"
_TRANSPARENT = {"sdtContent", "sdt", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple", "dir", "bdo"}
_DELETED = {"del", "moveFrom"}
_LEGACY = (".vn", "vni", "vn")  # fonts whose capitals are other codes


def read_docx(path: Path) -> Extraction:
    """Return the lines of a Word document: one a paragraph, one a row of a table of data.

    Headers come first, footers and then notes last.

    Raises:
        FileRefused: damaged, under a password, or built to exhaust the reader.
    """
    with opened(path) as package:
        try:
            return _Document(package).extraction()
        except RecursionError as error:
            raise hostile(path, "các phần lồng nhau quá sâu") from error


@dataclass(slots=True)
class _Text:
    """A paragraph being read: its pieces between soft breaks, letters by font, and the text boxes anchored in it."""

    pieces: list[str] = field(default_factory=lambda: [""])
    fonts: Counter[str] = field(default_factory=Counter)
    boxes: list[Block] = field(default_factory=list)

    def add(self, text: str, font: str = "") -> None:
        self.pieces[-1] += text
        letters = sum(map(str.isalpha, text))
        if letters:
            self.fonts[font] += letters


class _Document:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._name = main_part(package)
        self._root = package.part(self._name, STRICT)
        self._links = relations(package, self._name)
        self._styles = Styles(self._related("styles"), self._related("theme"))
        self._lists = WordLists(self._related("numbering"), self._styles)
        self._notes = {kind: self._related(f"{kind}s") for kind in ("footnote", "endnote")}
        self._noted: dict[str, list[str]] = {"footnote": [], "endnote": []}
        self._fields: list[bool] = []  # open fields, outermost first: is the result reached?
        self._tracked = False
        self._pictures = 0

    def extraction(self) -> Extraction:
        body = self._root.find(W + "body")
        if body is None:
            raise damaged(self._package.path, f"phần «{self._name}» không có nội dung")
        lines = list(flat(self._blocks(body)))
        heads = [*self._running("header", Role.HEADER)]
        feet = [*self._running("footer", Role.FOOTER)]
        return Extraction("DOCX", (*heads, *lines, *feet, *self._note_lines()), notes=tuple(self._remarks()))

    def _related(self, kind: str) -> Element | None:
        names = [name for name, target_kind in self._links.values() if target_kind == kind]
        return self._package.part(names[0], STRICT) if names else None

    def _remarks(self) -> Iterator[str]:
        comments = self._related("comments")
        count = 0 if comments is None else len(comments.findall(W + "comment"))
        yield from remarks(comments=count, tracked=self._tracked, pictures=self._pictures)
        if self._root.find(f".//{W}altChunk") is not None:
            yield "Tệp có phần chèn từ tệp khác; phần ấy chưa được đọc, hãy mở bằng Word, lưu lại rồi nạp lại."

    def _running(self, kind: str, role: Role) -> Iterator[RawLine]:
        seen: set[str] = set()
        for reference in self._root.iter(f"{W}{kind}Reference"):
            name, _ = self._links.get(reference.get(_R + "id", ""), ("", ""))
            if name and name not in seen:
                seen.add(name)
                self._fields.clear()
                yield from in_role(self._blocks(self._package.part(name, STRICT)), role)

    def _note_lines(self) -> Iterator[RawLine]:
        for kind, ids in self._noted.items():
            part = self._notes[kind]
            notes = {} if part is None else {note.get(W + "id", ""): note for note in part.iterfind(W + kind)}
            for number, key in enumerate(ids, 1):
                if key in notes:
                    mark = str(number) if kind == "footnote" else roman(number)
                    yield from _marked(f"[{mark}] ", in_role(self._blocks(notes[key]), Role.NOTE))

    # Blocks

    def _blocks(self, container: Element) -> Iterator[Block]:
        text: _Text | None = None
        for child in self._content(container):
            kind = local(child)
            if kind == "p":
                text = self._text(child, text or _Text())
                if not _mark_gone(child):
                    yield from self._paragraph(child, text)
                    text = None
            elif kind == "tbl":
                yield self._grid(child)
        if text is not None and (text.boxes or any(text.pieces)):
            yield from self._lines(text, "", spread=False)

    def _content(self, parent: Element) -> Iterator[Element]:
        """Yield the children, those of content controls, insertions and the like in their place, deletions not."""
        for child in parent:
            kind = local(child)
            if kind in _DELETED:
                self._tracked = True
            elif kind == "AlternateContent":
                yield from self._content(_alternative(child))
            elif kind in _TRANSPARENT:
                self._tracked |= kind in ("ins", "moveTo")
                yield from self._content(child)
            else:
                yield child

    def _paragraph(self, paragraph: Element, text: _Text) -> Iterator[Block]:
        known = self._styles.paragraph(paragraph.find(W + "pPr"))
        spread = known.alignment in ("center", "right", "end")
        yield from self._lines(text, self._lists.label(known), spread=spread)

    def _lines(self, text: _Text, label: str, *, spread: bool) -> Iterator[Block]:
        font = majority(text.fonts)
        lines = unbroken(text.pieces, spread=spread)
        if label and (lines[0].strip() or any(map(str.isalnum, label))):
            lines[0] = label + lines[0].lstrip() if lines[0].strip() else label.strip()
        yield from (RawLine(line if line.strip() else "", font=font) for line in lines)
        yield from text.boxes

    def _grid(self, table: Element) -> Grid:
        rows = [row for row in self._content(table) if local(row) == "tr" and not self._row_gone(row)]
        cells = tuple(tuple(self._cell(cell) for cell in self._content(row) if local(cell) == "tc") for row in rows)
        return grid(cells, bordered=self._bordered(table))

    def _row_gone(self, row: Element) -> bool:
        properties = row.find(W + "trPr")
        if properties is not None and properties.find(W + "del") is not None:
            self._tracked = True
            return True
        return bool(switch(properties, "hidden"))

    def _cell(self, cell: Element) -> tuple[Block, ...]:
        for merge in ("vMerge", "hMerge"):
            covered = cell.find(f"{W}tcPr/{W}{merge}")
            if covered is not None and covered.get(W + "val", "continue") == "continue":
                return ()
        return tuple(self._blocks(cell))

    def _bordered(self, table: Element) -> bool:
        properties = table.find(W + "tblPr")
        own = None if properties is None else properties.find(W + "tblBorders")
        style = self._styles.borders(value(properties, "tblStyle"))
        sides = {local(side): side for borders in (style, own) if borders is not None for side in borders}
        cells = [side for borders in table.iter(W + "tcBorders") for side in borders]
        return any(side.get(W + "val", "nil") not in ("nil", "none") for side in [*sides.values(), *cells])

    # Runs

    def _text(self, paragraph: Element, text: _Text) -> _Text:
        self._inline(paragraph, text, self._styles.paragraph(paragraph.find(W + "pPr")))
        while self._fields and not self._fields[-1]:  # an instruction never ends: the file is damaged there
            self._fields.pop()
        return text

    def _inline(self, parent: Element, text: _Text, known: Properties) -> None:
        for child in self._content(parent):
            if child.tag == W + "r":
                self._run(child, text, self._styles.run(child.find(W + "rPr"), known))
            elif local(child) == "t" and all(self._fields):  # of formulas and drawings
                text.add(plain(child.text or ""))
            elif not local(child).endswith("Pr") and local(child) != "rt":
                self._inline(child, text, known)

    def _run(self, run: Element, text: _Text, known: Properties) -> None:
        for child in self._content(run):
            kind = local(child)
            if kind == "fldChar":
                self._field(child.get(W + "fldCharType", ""))
            elif known.hidden or not all(self._fields):
                continue
            elif kind in ("br", "cr"):
                text.pieces.append("")
            elif kind in ("footnoteReference", "endnoteReference"):
                self._refer(kind.removesuffix("Reference"), child)
            elif kind in ("drawing", "pict", "object"):
                text.boxes += self._drawn(child)
            elif kind == "ruby":
                self._inline(child, text, known)
            else:
                text.add(_characters(child, kind, known), known.font)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _refer(self, kind: str, reference: Element) -> None:
        key = reference.get(W + "id", "")
        if key not in self._noted[kind]:
            self._noted[kind].append(key)

    def _drawn(self, drawing: Element) -> Iterator[Block]:
        """Yield what is written in a drawing: text boxes, lettering (watermarks), paragraphs of shapes."""
        for child in self._content(drawing):
            kind = local(child)
            if kind == "txbxContent":
                outside, self._fields = self._fields, []
                yield from tuple(self._blocks(child))
                self._fields = outside
            elif kind == "textpath":
                yield RawLine(plain(child.get("string", "")))
            elif kind == "p":
                yield RawLine(plain("".join(piece.text or "" for piece in child.iter() if local(piece) == "t")))
            else:
                self._pictures += kind in ("blip", "imagedata")
                yield from self._drawn(child)


def _alternative(alternatives: Element) -> Element:
    """Return the variant that a newer Word shows; the other one when only that has text."""
    choices = [child for child in alternatives if local(child) in ("Choice", "Fallback")]
    written = [choice for choice in choices if any(local(e) in ("t", "textpath") for e in choice.iter())]
    return (written or choices or [alternatives])[0]


def _mark_gone(paragraph: Element) -> bool:
    """Return whether the paragraph's end is deleted or hidden, so that the next one goes on in it."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and (mark.find(W + "del") is not None or bool(switch(mark, "vanish")))


def _characters(element: Element, kind: str, known: Properties) -> str:
    match kind:
        case "t":
            text = plain((element.text or "").replace("\t", " "), known.font if is_symbolic(known.font) else "")
            return text.upper() if known.capitals and not known.font.lower().startswith(_LEGACY) else text
        case "tab" | "ptab":
            return "\t"
        case "noBreakHyphen":
            return "-"
        case "softHyphen":
            return "\xad"  # in a font of TCVN3 the letter ư; the repair of lines takes out what is none
        case "sym":
            code = element.get(W + "char", "")
            return symbol(int(code, 16), element.get(W + "font", "")) if code.isalnum() and _is_hex(code) else ""
    return ""


def _is_hex(code: str) -> bool:
    return len(code) <= 4 and set(code.lower()) <= set("0123456789abcdef")


def _marked(mark: str, lines: Iterator[RawLine]) -> Iterator[RawLine]:
    for line in lines:
        yield RawLine(mark + line.text.strip(), role=line.role, font=line.font)
        mark = ""
