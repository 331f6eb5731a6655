"""DOC: read by our own reader in milliseconds; LibreOffice reads what that one cannot."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from ingest.errors import FileRefused
from ingest.extraction import Extraction, RawLine, Role
from ingest.formats import convert
from ingest.formats.blocks import Block, flat, in_role, remarks, symbol
from ingest.formats.docx import read_docx
from ingest.formats.numbering import roman
from ingest.formats.package import damaged
from ingest.formats.word_binary import (
    BOXES,
    COMMENTS,
    FONTS,
    HEADERS,
    LISTS,
    OVERRIDES,
    SHAPES,
    STYLES,
    Run,
    Unreadable,
    WordBinary,
    plc,
)
from ingest.formats.word_blocks import Table, Written, closed, shown
from ingest.formats.word_lists import Lists
from ingest.formats.word_modifiers import Letters, Shape, Styles, font_names

_LOST_NUMBERS = (
    "Tệp Word kiểu cũ có số thứ tự tự động chưa đọc được; "
    "hãy cài LibreOffice (apt-get install libreoffice-writer-nogui) rồi nạp lại."
)
_CONVERTED = "Tệp Word kiểu cũ được đọc qua LibreOffice."
_MENDED = "Cấu trúc tệp Word có chỗ hỏng, chữ được đọc qua LibreOffice; hãy đối chiếu với bản gốc."
_BREAKS = "\r\x07\x0c"
_OPEN, _RESULT, _CLOSE = "\x13", "\x14", "\x15"  # of fields
_HEADER_PARTS = (Role.HEADER, Role.HEADER, Role.FOOTER, Role.FOOTER, Role.HEADER, Role.FOOTER)


def read_doc(path: Path, workspace: Path) -> Extraction:
    """Return the lines of a Word 97–2003 document as `docx.read_docx` does; of older ones those that can be had.

    Raises:
        FileRefused: damaged, under a password, or not to be read without LibreOffice.
    """
    try:
        document = _Document(WordBinary(path))
        found = document.extraction()
    except Unreadable as error:
        if not convert.available():
            raise damaged(path, str(error)) from error
        return _converted(path, workspace, _MENDED)
    if not document.lossy:
        return found
    if convert.available():
        with suppress(FileRefused):  # the text is whole without numbers
            return _converted(path, workspace, _CONVERTED)
    return replace(found, notes=(*found.notes, _LOST_NUMBERS))


def _converted(path: Path, workspace: Path, note: str) -> Extraction:
    """Return what LibreOffice makes of the file; a refusal names the file, not its copy."""
    made = convert.to_docx(path, workspace)
    try:
        found = read_docx(made)
    except FileRefused as error:
        raise damaged(path, "LibreOffice không đọc được") from error
    if not any(line.text for line in found.lines):
        raise damaged(path, "không có chữ")
    return replace(found, format="DOC", notes=(*found.notes, note))


@dataclass(slots=True)
class _Paragraph(Written):
    """A paragraph being read: its place in the text, the character that ended it."""

    start: int = 0
    end: int = 0
    shape: Shape = field(default_factory=Shape)
    mark: str = ""
    referred: bool = False  # holds the sign of its own footnote


class _Document:
    def __init__(self, source: WordBinary) -> None:
        self._source = source
        self._styles = Styles(source.part(STYLES), source.data)
        self._fonts = font_names(source.part(FONTS))
        self._lists = Lists(source.part(LISTS, beyond=True), source.part(OVERRIDES), self._fonts)
        self._fields: list[bool] = []  # open fields, outermost first: is the result reached?
        self._tracked = False
        self._pictures = 0
        self.lossy = source.old  # numbers are missing that LibreOffice may know

    def extraction(self) -> Extraction:
        boxes = self._boxes()
        main = list(flat(self._blocks(self._paragraphs(*self._source.stories["main"]), boxes)))
        rest = [line for blocks in boxes.values() for line in flat(blocks)]  # anchored in groups of shapes
        heads = list(self._running())
        notes = [*self._notes("footnotes", str), *self._notes("endnotes", roman)]
        before = [line for line in heads if line.role is Role.HEADER]
        after = [line for line in heads if line.role is not Role.HEADER]
        return Extraction("DOC", (*before, *main, *rest, *after, *notes), notes=tuple(self._remarks()))

    def _remarks(self) -> Iterator[str]:
        comments = len(plc(self._source.part(COMMENTS), 30)[1])
        return remarks(comments=comments, tracked=self._tracked, pictures=self._pictures)

    # Stories beside the main one

    def _running(self) -> Iterator[RawLine]:
        """Yield the running heads and feet of all sections, each text once."""
        start, end = self._source.stories.get("headers", (0, 0))
        positions, _ = plc(self._source.part(HEADERS), 0)
        seen: set[RawLine] = set()
        for index, (first, last) in enumerate(pairwise(positions[6:])):
            self._fields.clear()
            blocks = self._blocks(self._paragraphs(min(start + first, end), min(start + last, end)), {})
            lines = [line for line in in_role(blocks, _HEADER_PARTS[index % 6]) if line not in seen]
            seen.update(lines)
            yield from lines
        start, end = self._source.stories.get("header boxes", (0, 0))
        yield from in_role(self._blocks(self._paragraphs(start, end), {}), Role.HEADER)

    def _notes(self, story: str, numeral: Callable[[int], str]) -> Iterator[RawLine]:
        start, end = self._source.stories.get(story, (0, 0))
        number = 0
        for paragraph in self._paragraphs(start, end):
            number += paragraph.referred
            mark = f"[{numeral(number)}] " if paragraph.referred else ""
            for line in in_role(self._lines(paragraph), Role.NOTE):
                yield replace(line, text=mark + line.text.strip())
                mark = ""

    def _boxes(self) -> dict[int, list[Block]]:
        """Return the blocks of the text boxes by the position of their anchor; without one, by a negative number."""
        start, end = self._source.stories.get("boxes", (0, 0))
        positions, entries = plc(self._source.part(BOXES), 22)
        places, shapes = plc(self._source.part(SHAPES), 26)
        anchors = {shape[:4]: place for shape, place in zip(shapes, places, strict=False)}
        found: dict[int, list[Block]] = {}
        for index, entry in enumerate(entries):
            first, last = (min(start + position, end) for position in positions[index : index + 2])
            if first < last:
                self._fields.clear()
                blocks = self._blocks(self._paragraphs(first, last), {})
                found.setdefault(anchors.get(entry[14:18], -1 - index), []).extend(blocks)
        self._fields.clear()
        return found

    # Paragraphs into blocks

    def _blocks(self, paragraphs: Iterable[_Paragraph], boxes: dict[int, list[Block]]) -> Iterator[Block]:
        """Yield lines and tables; boxes are taken out of `boxes` where their anchor is passed."""
        tables: list[Table] = []
        for paragraph in paragraphs:
            depth = paragraph.shape.depth
            yield from closed(tables, depth)
            tables += [Table() for _ in range(depth - len(tables))]
            blocks = [*self._lines(paragraph), *self._anchored(paragraph, boxes)]
            if tables:
                _place(tables[-1], paragraph, blocks)
            else:
                yield from blocks
        yield from closed(tables, 0)

    def _anchored(self, paragraph: _Paragraph, boxes: dict[int, list[Block]]) -> list[Block]:
        here = [anchor for anchor in boxes if paragraph.start <= anchor < paragraph.end]
        return [block for anchor in here for block in boxes.pop(anchor)]

    def _lines(self, paragraph: _Paragraph) -> Iterator[RawLine]:
        shape = paragraph.shape
        if not _ends_row(paragraph):
            self.lossy |= shape.old_number and not shape.list_id
            yield from paragraph.lines(self._lists.label(shape.list_id, shape.level), spread=shape.spread)

    # Characters into paragraphs

    def _paragraphs(self, start: int, end: int) -> Iterator[_Paragraph]:
        paragraph = _Paragraph(start=start)
        for run in self._source.runs(start, end):
            at = 0
            while at < len(run.text):
                breaks = [place for mark in _BREAKS if (place := run.text.find(mark, at)) >= 0]
                stop = min(breaks, default=len(run.text))
                self._add(paragraph, run, at, stop)
                at = stop + 1
                if breaks and not self._goes_on(paragraph, run, stop):
                    yield paragraph
                    paragraph = _Paragraph(start=run.start + at)
        if paragraph.parts:
            paragraph.end = end
            yield paragraph

    def _goes_on(self, paragraph: _Paragraph, run: Run, stop: int) -> bool:
        """End the paragraph at its mark; return whether the mark is deleted or hidden, so that the next one joins."""
        properties = self._source.paragraph(run.place + stop * run.width)
        paragraph.mark, paragraph.end = run.text[stop], run.start + stop + 1
        paragraph.shape = self._styles.shape(properties)
        letters = self._styles.letters(properties, run.properties)
        while self._fields and not self._fields[-1]:  # an instruction never ends: the file is damaged there
            self._fields.pop()
        return paragraph.mark == "\r" and not paragraph.shape.depth and (letters.hidden or letters.deleted)

    def _add(self, paragraph: _Paragraph, run: Run, start: int, stop: int) -> None:
        text = run.text[start:stop]
        if not text:
            return
        letters = self._styles.letters(self._source.paragraph(run.place + start * run.width), run.properties)
        self._tracked |= letters.deleted or letters.inserted
        font = self._fonts[letters.font] if letters.font < len(self._fonts) else ""
        if not text.isprintable() or letters.special:
            self._add_mixed(paragraph, text, letters, font)
        elif all(self._fields) and not (letters.hidden or letters.deleted):
            paragraph.add(shown(text, font, capitals=letters.capitals), font)

    def _add_mixed(self, paragraph: _Paragraph, text: str, letters: Letters, font: str) -> None:
        """Add characters of which some stand for something else, one by one."""
        for sign in text:
            if sign in (_OPEN, _RESULT, _CLOSE):
                self._field(sign)
            elif not all(self._fields) or letters.hidden or letters.deleted:
                continue
            elif sign == "\x0b":
                paragraph.soft_break()
            elif letters.special and (letters.symbol or sign < " "):
                self._add_special(paragraph, sign, letters)
            else:
                paragraph.add(shown(sign, font, capitals=letters.capitals), font)

    def _add_special(self, paragraph: _Paragraph, sign: str, letters: Letters) -> None:
        if sign == "\x02":
            paragraph.referred = True
        elif letters.symbol and sign == "(":
            number, code = letters.symbol
            font = self._fonts[number] if number < len(self._fonts) else ""
            paragraph.add(symbol(code, font), font)
        self._pictures += sign == "\x01"

    def _field(self, sign: str) -> None:
        if sign == _OPEN:
            self._fields.append(False)
        elif sign == _RESULT and self._fields:
            self._fields[-1] = True
        elif sign == _CLOSE and self._fields:
            self._fields.pop()


def _ends_row(paragraph: _Paragraph) -> bool:
    return paragraph.shape.row_end or paragraph.shape.inner_row


def _place(table: Table, paragraph: _Paragraph, blocks: list[Block]) -> None:
    table.blocks += blocks
    if _ends_row(paragraph):
        table.bordered |= paragraph.shape.bordered
        table.end_row()
    elif paragraph.mark == "\x07" or paragraph.shape.inner_cell:
        table.end_cell()
