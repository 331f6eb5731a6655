"""What the tests of Word files share: a draft as a file, read back with python-docx."""

import io

import docx
import pytest
from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.table import _Cell
from export_helpers import FULL

from assistant.drafting.draft import Draft
from assistant.export.letterhead import PARTY, STATE, Form, Letterhead
from assistant.export.office import to_docx

FORMS = pytest.mark.parametrize("form", [PARTY, STATE], ids=lambda form: form.name)


def opened(draft: Draft, form: Form, letterhead: Letterhead = FULL) -> Word:
    return docx.Document(io.BytesIO(to_docx(draft, form, letterhead)))


def footnotes(word: Word) -> dict[int, str]:
    """The text of each footnote by its number, the separators left out."""
    part = word.part.part_related_by(RELATIONSHIP_TYPE.FOOTNOTES)
    found = {}
    for note in parse_xml(part.blob).findall(qn("w:footnote")):
        if note.get(qn("w:type")) is None:
            found[int(note.get(qn("w:id"), ""))] = "".join(text.text or "" for text in note.iter(qn("w:t")))
    return found


def cells(word: Word, table: int) -> list[_Cell]:
    return list(word.tables[table].rows[0].cells)


def faces(cell: _Cell) -> list[tuple[str, float | None, bool, bool]]:
    """Text, size, bold and italic of each line of the cell that says something, as its first run has them."""
    return [
        (line.text, run.font.size.pt if run.font.size else None, bool(run.bold), bool(run.italic))
        for line in cell.paragraphs
        for run in line.runs[:1]
    ]


def body(word: Word) -> list[str]:
    return [line.text for line in word.paragraphs if line.style and line.style.name in ("Body Text", "Heading 1")]


def highlighted(word: Word) -> list[str]:
    lines = [line for table in (0, 1) for cell in cells(word, table) for line in cell.paragraphs]
    return [run.text for line in lines for run in line.runs if run.font.highlight_color]
