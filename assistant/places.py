"""Places within a document that a question names: «khoản 2 Điều 5», «điểm b mục II», «muc 3»."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant import wording
from assistant.answer import Answer, Status
from assistant.question import paragraph_number
from ingest.document import Document, Level, Paragraph, Step
from ingest.text import fold, strip_diacritics

_LEVELS = {strip_diacritics(level.value): level for level in Level if level not in (Level.PLAIN, Level.INDENT)}
_ORDINALS = {"nhat": "1", "hai": "2", "ba": "3", "tu": "4", "nam": "5", "sau": "6", "bay": "7", "tam": "8", "chin": "9"}
_LABEL = r"\d{1,3}(?:\.\d{1,2}){0,3}[a-z]?|[ivxl]{1,7}|d?d|[a-eghik-vxy]"
_STEP = re.compile(
    rf"(?<![\w.])(?P<level>{'|'.join(_LEVELS)})\s+(?:so\s+)?(?:thu\s+(?P<ordinal>{'|'.join(_ORDINALS)})|(?P<label>{_LABEL}))"
    r"(?![\w%]|[./-]\d|\s+(?:ty|trieu|nghin|dong|nguoi|ngay|thang|nam|lan|diem|phan tram|%))"
)
_NUMBERED = {Level.SECTION, Level.CLAUSE, Level.POINT, Level.SUBPOINT}
_MOST_SHOWN = 40
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


@dataclass(frozen=True, slots=True)
class Place:
    """Paragraphs of a document that a question asks for by their place; never empty."""

    document: Document
    paragraphs: tuple[Paragraph, ...]


def look_up(question: str, scope: Sequence[Document], documents: Sequence[Document]) -> Place | Answer | None:
    """Return the place that `question` asks for, the refusal where there is none such, `None` where it asks otherwise.

    A paragraph's number needs one document in scope; steps without one need a single document that has them.
    """
    number, steps = paragraph_number(question), asked_steps(question)
    if number is not None and len(scope) == 1:
        return _by_number(scope[0], number)
    if not steps or len(scope) > 1:
        return None
    found = [Place(item, tuple(at)) for item in scope or documents if (at := paragraphs_at(item, steps))]
    if len(found) == 1:
        return Place(found[0].document, found[0].paragraphs[:_MOST_SHOWN])
    if found or not scope or not any(paragraph.path for paragraph in scope[0].paragraphs):
        return None
    if at := called_otherwise(scope[0], steps):
        return Place(scope[0], tuple(at[:_MOST_SHOWN]))
    return Answer(Status.SILENT, (wording.no_such_place(scope[0], steps),))


def _by_number(document: Document, number: int) -> Place | Answer:
    if not 1 <= number <= len(document.paragraphs):
        return Answer(Status.SILENT, (wording.no_such_paragraph(document, number),))
    return Place(document, (document.paragraph(number),))


def asked_steps(question: str) -> tuple[Step, ...]:
    """Return the steps that `question` names, as they come; «diem d» without marks keeps «d»."""
    folded = fold(question)
    return tuple(
        Step(_LEVELS[match["level"]], _ORDINALS[match["ordinal"]] if match["ordinal"] else _label(folded, match))
        for match in _STEP.finditer(strip_diacritics(folded))
    )


def _label(folded: str, match: re.Match[str]) -> str:
    return folded[slice(*match.span("label"))]  # «đ» is another point than «d»


def paragraphs_at(document: Document, steps: Sequence[Step]) -> list[Paragraph]:
    """Return the paragraphs of `document` that lie at or below a place with all of `steps`, in reading order."""
    wanted = {(step.level, _number(step.label)) for step in steps}
    return [
        paragraph
        for paragraph in document.paragraphs
        if wanted <= {(step.level, _number(step.label)) for step in paragraph.path}
    ]


def called_otherwise(document: Document, steps: Sequence[Step]) -> list[Paragraph]:
    """Return the paragraphs at a place of which `steps` give the labels, but by names of other levels.

    Documents of the Party that have no articles call their «5.» điểm, khoản or mục alike («Điểm 10 Quy định số
    294-QĐ/TW»). A label without dots must be of the outermost level: further in, the same one stands many times.
    """
    levels = {step.level for paragraph in document.paragraphs for step in paragraph.path}
    if Level.ARTICLE in levels or not {step.level for step in steps} <= _NUMBERED:
        return []
    return [paragraph for paragraph in document.paragraphs if all(_has(paragraph, step.label) for step in steps)]


def _has(paragraph: Paragraph, label: str) -> bool:
    labels = [step.label.lower() for step in paragraph.path if step.level in _NUMBERED]
    return label in (labels if "." in label else labels[:1])


def _number(label: str) -> str:
    """Return a label so that «II», «ii» and «2» are one; letters stay letters («i» alone is a letter and a number)."""
    lowered = label.lower()
    if (len(lowered) > 1 and set(lowered) <= _ROMAN.keys()) or lowered in ("i", "v", "x"):
        values = [_ROMAN[character] for character in lowered]
        signed = [-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True)]
        return str(sum(signed))
    return lowered
