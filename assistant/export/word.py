"""A Word file over python-docx: pages, lines, footnotes and tables, and nothing of what they say.

python-docx has no footnotes, borders of paragraphs, page numbers and repeated header rows of its own: the few elements
that they need are made here with its element classes (ECMA-376 part 1, chapter 17). Lengths are in mm, sizes and
spacing in points.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.text.paragraph import CT_P
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.parts.story import StoryPart
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import CharacterStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from assistant.export.safe import printable, timeless

FONT = "Times New Roman"
LANGUAGE = "vi-VN"
_NOTE_SIZE = 10
_CELL_SIZE = 12
_PROSE, _HEADING, _NOTE, _REFERENCE = "Body Text", "Heading 1", "footnote text", "footnote reference"
_PAGE_NUMBER_AT = 10  # mm from the upper edge
# What stands behind the borders of a paragraph, and behind the start of its page numbers in a section.
_AFTER_BORDERS = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc")
_AFTER_PAGE_NUMBERS = ("w:cols", "w:formProt", "w:vAlign", "w:noEndnote", "w:titlePg", "w:textDirection", "w:docGrid")
# Parts of python-docx's own template that tell of its maker or that nothing here needs.
_UNWANTED = ("thumbnail", "extended-properties", "customXml", "stylesWithEffects", "webSettings")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in one face; a `blank` is to be filled in and stands on yellow; each of `notes` is a footnote behind it."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    blank: bool = False
    size: float | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line outside the text: centred, or at the left; `rule` is the length of a line drawn below it."""

    pieces: tuple[Piece, ...]
    left: bool = False
    before: float = 0
    rule: float = 0


class WordFile:
    """A file of A4 pages that grows downwards; pages are numbered from the second, centred in the upper margin."""

    def __init__(
        self, *, title: str, margins: Sequence[float], size: float, indent: float, line_spacing: float
    ) -> None:
        self._made = docx.Document()
        self._strip()
        self._say_language()
        self._name(title)
        self._set_styles(size, indent, line_spacing)
        self._notes = _Footnotes(self._made.part, self._made.settings.element)
        top, bottom, left, right = margins
        self._width = 210 - left - right
        section = self._made.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
        section.left_margin, section.right_margin = Mm(left), Mm(right)
        section.header_distance = section.footer_distance = Mm(_PAGE_NUMBER_AT)
        _number_pages(section)

    def heading(self, text: str) -> None:
        """Add a heading of the text."""
        self._made.add_paragraph(printable(text), _HEADING)

    def prose(self, pieces: Iterable[Piece]) -> None:
        """Add a paragraph of the text."""
        self._write(self._made.add_paragraph(style=_PROSE), pieces)

    def lines(self, lines: Iterable[Line]) -> None:
        """Add lines outside the text."""
        for line in lines:
            self._line(self._made, line, self._width)

    def columns(self, widths: Sequence[float], cells: Sequence[Sequence[Line]]) -> None:
        """Add lines side by side, kept on one page."""
        table = self._made.add_table(1, len(widths))
        _no_cell_margins(table)
        _set_widths(table, widths)
        table.rows[0]._tr.get_or_add_trPr().append(_new("w:cantSplit"))
        for cell, lines, width in zip(table.rows[0].cells, cells, widths, strict=True):
            for line in lines:
                self._line(cell, line, width)
            cell._tc.remove(cell.paragraphs[0].paragraph_format.element)  # the empty one of a new cell

    def grid(self, widths: Sequence[float], header: Sequence[str], rows: Iterable[Sequence[str | None]]) -> None:
        """Add a table with borders whose header stands on each page; `None` joins a cell to the one above it."""
        table = self._made.add_table(1, len(widths), style="Table Grid")
        _fill(table.rows[0], header, bold=True)
        table.rows[0]._tr.get_or_add_trPr().append(_new("w:tblHeader"))
        _set_widths(table, widths)  # new rows take them over
        for texts in rows:
            row = table.add_row()
            row._tr.get_or_add_trPr().append(_new("w:cantSplit"))
            _fill(row, texts)
            for cell, text in zip(row.cells, texts, strict=True):
                cell._tc.vMerge = "continue" if text is None else "restart"

    def landscape(self) -> float:
        """Begin a section of pages lying on their side, numbered anew; return the width of its text."""
        before = self._made.sections[-1]
        width, height = before.page_width, before.page_height
        section = self._made.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = height, width
        start = _new("w:pgNumType", start="1")
        section._sectPr.insert_element_before(start, *_AFTER_PAGE_NUMBERS)
        self._width += 297 - 210
        return self._width

    def to_bytes(self) -> bytes:
        """Return the file; the same content gives the same bytes."""
        made = io.BytesIO()
        self._made.save(made)
        return timeless(made.getvalue())

    def _line(self, place: Document | _Cell, line: Line, width: float) -> None:
        paragraph = place.add_paragraph()
        layout = paragraph.paragraph_format
        layout.alignment = WD_ALIGN_PARAGRAPH.LEFT if line.left else WD_ALIGN_PARAGRAPH.CENTER
        layout.space_before = Pt(line.before)
        self._write(paragraph, line.pieces)
        if line.rule:
            _rule(place.add_paragraph(), (width - line.rule) / 2)

    def _write(self, paragraph: Paragraph, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            run = paragraph.add_run(printable(piece.text))
            # What is not asked for stays with the style.
            run.bold, run.italic, run.underline = piece.bold or None, piece.italic or None, piece.underline or None
            if piece.blank:
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW
            if piece.size:
                run.font.size = Pt(piece.size)
            for position, note in enumerate(piece.notes):
                if position:
                    paragraph.add_run(",", _REFERENCE)
                self._notes.add(paragraph, printable(note))

    def _strip(self) -> None:
        package = self._made.part.package
        for relations in (package.rels, self._made.part.rels):
            for name in [name for name, relation in relations.items() if relation.reltype.endswith(_UNWANTED)]:
                del relations[name]

    def _say_language(self) -> None:
        for language in self._made.styles.element.iter(qn("w:lang")):
            language.set(qn("w:val"), LANGUAGE)
            language.set(qn("w:eastAsia"), LANGUAGE)
        settings = self._made.settings.element
        for name, value in (("w:themeFontLang", LANGUAGE), ("w:compatSetting", "15")):
            settings.find(f".//{qn(name)}").set(qn("w:val"), value)
        settings.remove(settings.find(qn("w:savePreviewPicture")))

    def _name(self, title: str) -> None:
        """Leave nothing in the properties but what is known: no author, no time."""
        properties = self._made.core_properties
        for told in list(properties._element):
            properties._element.remove(told)
        properties.title, properties.language = printable(title)[:255], LANGUAGE

    def _set_styles(self, size: float, indent: float, line_spacing: float) -> None:
        styles = self._made.styles
        for defaults in styles.element.iter(qn("w:docDefaults")):
            for spacing in defaults.iter(qn("w:spacing")):
                spacing.attrib.clear()
        styles.add_style(_NOTE, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        reference = styles.add_style(_REFERENCE, WD_STYLE_TYPE.CHARACTER, builtin=True)
        reference.font.superscript = True
        sizes = {"Normal": size, "Header": size, _PROSE: size, _HEADING: size, _NOTE: _NOTE_SIZE}
        for name, points in sizes.items():
            _set_face(styles[name], points, bold=name == _HEADING)
        for name in (_PROSE, _HEADING):
            layout = styles[name].paragraph_format
            layout.first_line_indent = Mm(indent)
            layout.space_before, layout.space_after, layout.line_spacing = Pt(6), Pt(0), line_spacing
            layout.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if name == _PROSE else WD_ALIGN_PARAGRAPH.LEFT
        styles[_NOTE].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _new(tag: str, **attributes: str) -> BaseOxmlElement:
    """Return a new element; its attributes are of the main namespace."""
    return cast(BaseOxmlElement, OxmlElement(tag, {qn(f"w:{name}"): value for name, value in attributes.items()}))


class _Footnotes:
    """The footnotes part of a file: the two separators that Word asks for, then our notes."""

    def __init__(self, document: StoryPart, settings: BaseOxmlElement) -> None:
        name = PackURI("/word/footnotes.xml")
        self._notes = _new("w:footnotes")
        self._part = StoryPart(name, CONTENT_TYPE.WML_FOOTNOTES, self._notes, document.package)
        document.relate_to(self._part, RELATIONSHIP_TYPE.FOOTNOTES)
        named = _new("w:footnotePr")
        for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
            self._paragraph(number, kind).add_run().element.append(_new(f"w:{kind}"))
            named.append(_new("w:footnote", id=str(number)))
        settings.insert_element_before(named, "w:endnotePr", "w:compat")

    def add(self, paragraph: Paragraph, text: str) -> None:
        """Add a note, and its mark at the end of the paragraph."""
        number = len(self._notes) - 1
        note = self._paragraph(number)
        note.style = _NOTE
        note.add_run(style=_REFERENCE).element.append(_new("w:footnoteRef"))
        note.add_run(f" {text}")
        mark = _new("w:footnoteReference", id=str(number))
        paragraph.add_run(style=_REFERENCE).element.append(mark)

    def _paragraph(self, number: int, kind: str | None = None) -> Paragraph:
        """Add a note of one empty paragraph; return the paragraph."""
        note = _new("w:footnote", id=str(number), **({"type": kind} if kind else {}))
        paragraph = cast(CT_P, _new("w:p"))
        note.append(paragraph)
        self._notes.append(note)
        return Paragraph(paragraph, self._part)


def _set_face(style: CharacterStyle, size: float, *, bold: bool) -> None:
    """Give the style our font in all scripts, black: the template names fonts and colours of a theme."""
    font = style.font
    font.name, font.size, font.bold = FONT, Pt(size), bold
    font.color.rgb = RGBColor(0, 0, 0)
    for fonts in style.element.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), FONT)


def _number_pages(section: Section) -> None:
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = _new("w:fldSimple", instr="PAGE")
    field.append(paragraph.add_run("2").element)
    paragraph.paragraph_format.element.append(field)


def _rule(paragraph: Paragraph, indent: float) -> None:
    """Make of an empty paragraph a drawn line, `indent` mm away from both sides."""
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Mm(max(indent, 0))
    layout.line_spacing = layout.space_before = layout.space_after = Pt(2)
    borders = _new("w:pBdr")
    borders.append(_new("w:top", val="single", sz="6", space="1", color="000000"))
    layout.element.get_or_add_pPr().insert_element_before(borders, *_AFTER_BORDERS)


def _no_cell_margins(table: Table) -> None:
    margins = _new("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_new(f"w:{side}", w="0", type="dxa"))
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def _set_widths(table: Table, widths: Sequence[float]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


def _fill(row: _Row, texts: Iterable[str | None], *, bold: bool = False) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        run = cell.paragraphs[0].add_run(printable(text or ""))
        run.bold, run.font.size = bold or None, Pt(_CELL_SIZE)
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER if bold else WD_ALIGN_PARAGRAPH.LEFT
