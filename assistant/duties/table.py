"""The register as a table of text: cells wrapped, a rule between duties."""

import textwrap
from collections.abc import Sequence

from assistant.duties.duty import NO_ADDRESSEE, NO_DEADLINE, Duty, Role
from assistant.duties.register import Entry
from ingest.document import Document
from ingest.text import on_one_line

_COLUMNS = (
    ("STT", 3),
    ("Cơ quan", 28),
    ("Mức độ", 9),
    ("Nhiệm vụ", 52),
    ("Thời hạn", 18),
    ("Nơi nêu", 22),
)
_MOST_NAMED = 8
_NOT_SAID = "(nêu việc)"


def table(entries: Sequence[Entry]) -> str:
    """Return the register as lines of text."""
    rule = "-+-".join("-" * width for _, width in _COLUMNS)
    lines = [_line([name for name, _ in _COLUMNS]), rule]
    for number, entry in enumerate(entries, 1):
        cells = [
            textwrap.wrap(on_one_line(text), width)
            for text, (_, width) in zip(_cells(number, entry), _COLUMNS, strict=True)
        ]
        for row in range(max(map(len, cells))):
            lines.append(_line([cell[row] if row < len(cell) else "" for cell in cells]))
        lines.append(rule)
    return "\n".join(lines)


def of_texts(documents: Sequence[Document]) -> str:
    """Return which texts the register is of, with their kinds: «Kết luận 179-KL/TW (tin báo chí)»."""
    if len(documents) > _MOST_NAMED:
        return f"{len(documents)} văn bản của thư viện"
    return ", ".join(f"{document.name} ({document.metadata.source_kind.vi()})" for document in documents)


def _line(cells: Sequence[str]) -> str:
    return " | ".join(text.ljust(width) for text, (_, width) in zip(cells, _COLUMNS, strict=True)).rstrip()


def _cells(number: int, entry: Entry) -> tuple[str, ...]:
    duty = entry.duty
    return (
        str(number),
        _whom(entry),
        duty.strength or _NOT_SAID,
        duty.task.quote,
        deadline_words(duty),
        duty.task.locator,
    )


def _whom(entry: Entry) -> str:
    text = whom(entry.duty)
    by = [f"gồm {how.asked}: theo «{how.by}»" for how in entry.reaches if how.collective]
    return f"{text} [{'; '.join(by)}]" if by else text


def whom(duty: Duty) -> str:
    """Return the addressees with their roles: «Bộ Công an (chủ trì); Bộ Tư pháp (phối hợp)»."""
    if not duty.addressees:
        return NO_ADDRESSEE
    return "; ".join(item.body if item.role is Role.DOES else f"{item.body} ({item.role})" for item in duty.addressees)


def deadline_words(duty: Duty) -> str:
    """Return the words of the deadline, with the day that they come to where they do not say it themselves."""
    deadline = duty.deadline
    if deadline is None:
        return NO_DEADLINE
    if deadline.date is None:
        return deadline.text
    return f"{deadline.text} ({deadline.date:%d/%m/%Y})"
