"""The formats in which drafts and registers of duties leave the program, by name.

Each vendor library is imported when a format that needs it is written.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.export.letterhead import PARTY, STATE, Form, Letterhead
from assistant.export.safe import utf8

if TYPE_CHECKING:
    from assistant.drafting.draft import Draft
    from assistant.duties.duty import Duty


@dataclass(frozen=True, slots=True)
class DraftFormat:
    """A format of drafts; `write` returns the content of a file, the same for the same draft and letterhead."""

    name: str  # as a user chooses it on a page
    extension: str
    media_type: str
    write: "Callable[[Draft, Letterhead], bytes]"


@dataclass(frozen=True, slots=True)
class DutyFormat:
    """A format of registers; `write` returns the content of a file, the same for the same duties."""

    name: str
    extension: str
    media_type: str
    write: "Callable[[Sequence[Duty]], bytes]"


def _docx(form: Form) -> "Callable[[Draft, Letterhead], bytes]":
    def write(draft: "Draft", letterhead: Letterhead) -> bytes:
        from assistant.export.office import to_docx

        return to_docx(draft, form, letterhead)

    return write


def _markdown(draft: "Draft", _: Letterhead) -> bytes:
    from assistant.export.markdown import to_markdown

    return utf8(to_markdown(draft))


def _draft_json(draft: "Draft", _: Letterhead) -> bytes:
    return utf8(json.dumps(draft.to_json(), ensure_ascii=False, indent=2) + "\n")


def _xlsx(duties: "Sequence[Duty]") -> bytes:
    from assistant.export.sheet import to_xlsx

    return to_xlsx(duties)


def _csv(duties: "Sequence[Duty]") -> bytes:
    from assistant.export.register import to_csv

    return to_csv(duties)


def _json(duties: "Sequence[Duty]") -> bytes:
    from assistant.export.register import to_json

    return to_json(duties)


def _ics(duties: "Sequence[Duty]") -> bytes:
    from assistant.export.ics import to_ics

    return to_ics(duties)


_OFFICE = "application/vnd.openxmlformats-officedocument"
_WORD = f"{_OFFICE}.wordprocessingml.document"
DRAFT_FORMATS = {
    "docx-party": DraftFormat("Word, thể thức văn bản của Đảng", ".docx", _WORD, _docx(PARTY)),
    "docx-state": DraftFormat("Word, thể thức văn bản hành chính", ".docx", _WORD, _docx(STATE)),
    "md": DraftFormat("Markdown", ".md", "text/markdown", _markdown),
    "json": DraftFormat("JSON", ".json", "application/json", _draft_json),
}
DUTY_FORMATS = {
    "xlsx": DutyFormat("Excel", ".xlsx", f"{_OFFICE}.spreadsheetml.sheet", _xlsx),
    "csv": DutyFormat("CSV", ".csv", "text/csv", _csv),
    "json": DutyFormat("JSON", ".json", "application/json", _json),
    "ics": DutyFormat("Lịch (các thời hạn có ngày)", ".ics", "text/calendar", _ics),
}
