"""The register of duties as an Excel workbook, over openpyxl."""

import io
import zipfile
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from assistant.duties.duty import Duty
from assistant.export import register
from assistant.export.safe import printable, timeless

_WIDTHS = (6, 28, 22, 22, 14, 60, 24, 12, 14, 28, 14, 70, 24)  # characters
_THIN = Side(style="thin", color="999999")
_BORDER = Border(_THIN, _THIN, _THIN, _THIN)
_PLAIN, _BOLD = Font("Times New Roman", 12), Font("Times New Roman", 12, bold=True)
_AT_TOP = Alignment("left", "top", wrap_text=True)
_CENTRED = Alignment("center", "center", wrap_text=True)
_SHADE = PatternFill("solid", "DDE6F0")
_DATE = "dd/mm/yyyy"
_LONGEST = 32_767  # characters that a cell of Excel can hold
_CUT = " […]"


def to_xlsx(duties: Sequence[Duty]) -> bytes:
    """Return the register as an XLSX file of one sheet; every text is stored as text, also one that begins with «=».

    A text longer than a cell can hold ends in «[…]».
    """
    workbook = Workbook()
    sheet = workbook.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has no worksheet")
    sheet.title = register.NAME
    sheet.append([_cell(sheet, title, header=True) for title in register.COLUMNS])
    for row in register.rows(duties):
        sheet.append([_cell(sheet, value) for value in row])
    _lay_out(sheet)
    return _saved(workbook)


def _cell(sheet: Worksheet, value: register.Cell, *, header: bool = False) -> Cell:
    cell = Cell(sheet, row=1, column=1)  # its place is where it is appended
    if isinstance(value, str):
        text = printable(value)
        cell.value = text if len(text) <= _LONGEST else text[: _LONGEST - len(_CUT)] + _CUT
        cell.data_type = "s"  # openpyxl takes a leading «=» for a formula
        cell.quotePrefix = register.looks_like_formula(text)  # Excel would, when the cell is edited
    elif value is not None:
        cell.value = value
        cell.number_format = "0" if isinstance(value, int) else _DATE
    cell.border, cell.font = _BORDER, _BOLD if header else _PLAIN
    cell.alignment = _CENTRED if header else _AT_TOP
    if header:
        cell.fill = _SHADE
    return cell


def _lay_out(sheet: Worksheet) -> None:
    for column, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _saved(workbook: Workbook) -> bytes:
    """Return the file with neither author nor time: `Workbook.save` would put the time of saving in."""
    properties = DocumentProperties(creator=None, title=register.NAME, language="vi-VN")
    written = properties.__elements__  # openpyxl makes up the times that it is not given
    vars(properties)["__elements__"] = [name for name in written if name not in ("created", "modified")]
    workbook.properties = properties
    made = io.BytesIO()
    ExcelWriter(workbook, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED)).save()
    return timeless(made.getvalue())
