"""The register of duties as rows of cells, and as CSV and JSON."""

import csv
import datetime
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.duties.duty import NO_ADDRESSEE, NO_DEADLINE, Duty, Role
from assistant.export.safe import printable, utf8

NAME = "Sổ nhiệm vụ"
COLUMNS = (
    "STT",
    "Cơ quan chủ trì, thực hiện",
    "Cơ quan phối hợp",
    "Cơ quan chỉ đạo",
    "Mức độ",
    "Nhiệm vụ",
    "Thời hạn (lời văn)",
    "Hạn",
    "Văn bản",
    "Vị trí",
    "Nguồn",
    "Trích dẫn (nguyên văn đoạn)",
    "Ghi chú",
)
_INHERITED = "Cơ quan được giao nêu ở câu dẫn, không ở chính câu này."
# What a spreadsheet takes for the start of a formula; it skips white space and knows the wide forms of the signs.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")

Cell = str | int | datetime.date | None


def rows(duties: Iterable[Duty]) -> Iterator[tuple[Cell, ...]]:
    """Give the cells of each duty in the order of `COLUMNS`; texts are as the document writes them."""
    for number, duty in enumerate(duties, 1):
        deadline, task = duty.deadline, duty.task
        yield (
            number,
            _bodies(duty, Role.LEADS, Role.DOES) or ("" if duty.addressees else NO_ADDRESSEE),
            _bodies(duty, Role.SUPPORTS),
            _bodies(duty, Role.DIRECTS),
            duty.strength,
            task.quote,
            deadline.text if deadline else NO_DEADLINE,
            deadline.date if deadline else None,
            task.document,
            task.locator,
            duty.source,
            task.paragraph_text,
            _INHERITED if duty.inherited else "",
        )


def looks_like_formula(text: str) -> bool:
    """Return whether a spreadsheet could take the text for a formula."""
    return _FORMULA.match(text) is not None


def _bodies(duty: Duty, *roles: Role) -> str:
    """Return the bodies in these roles, those that lead named so."""
    named = (
        f"{item.body} ({item.role})" if item.role is Role.LEADS else item.body
        for item in duty.addressees
        if item.role in roles
    )
    return "; ".join(named)


def to_csv(duties: Sequence[Duty]) -> bytes:
    """Return the register as CSV (RFC 4180) in UTF-8 with a byte order mark, dates as 2025-07-31.

    CSV cannot say that a cell is text: an apostrophe stands before what a spreadsheet would take for a formula.
    """
    made = io.StringIO(newline="")
    table = csv.writer(made)
    table.writerow(COLUMNS)
    table.writerows([_plain(cell) for cell in row] for row in rows(duties))
    return utf8(made.getvalue(), mark=True)


def _plain(cell: Cell) -> str:
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    text = printable(cell)
    return f"'{text}" if looks_like_formula(text) else text


def to_json(duties: Sequence[Duty]) -> bytes:
    """Return the register as a JSON list of `Duty.to_json`."""
    return utf8(json.dumps([duty.to_json() for duty in duties], ensure_ascii=False, indent=2) + "\n")
