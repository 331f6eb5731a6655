"""Who signed, in what capacity and position, and to whom the document goes: 36-HD/VPTW and Nghị định 30/2020/NĐ-CP."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ingest.cells import Cell
from ingest.lines import Kind
from ingest.text import LOWER, UPPER, fold

_CAPACITY = re.compile(r"\W*(?:t\s?/\s?m|k\s?/\s?t|t\s?/\s?l|t\s?\.?u\s?\.?q|tm|kt|tl|tuq|q)\s*[./ ]\s*(?=\w)")
_POSITION = re.compile(
    r"\W*(?:quyền\s+|q\.\s*)?(?:phó\s+)?(?:chủ tịch|chủ nhiệm|bộ trưởng|thứ trưởng|thủ tướng|tổng bí thư|bí thư|chánh|"
    r"phó|trưởng|giám đốc|tổng|vụ trưởng|cục trưởng|cục phó|hiệu trưởng|thống đốc|viện trưởng|uỷ viên|thường trực|"
    r"tư lệnh|chính uỷ|đại tướng|thượng tướng|trung tướng|thiếu tướng|đại tá)(?!\w)"
)
_FOR_ANOTHER = re.compile(r"\W*(?:k\s?/\s?t|kt|t\s?/\s?l|tl|t\s?\.?u\s?\.?q|tuq|q)(?!\w)")
_DEPUTY = re.compile(r"\W*(?:phó|thứ trưởng|uỷ viên|cục phó)(?!\w)")
_JOINED = re.compile(
    r"((?:K\s?/\s?T|KT|T\s?/\s?L|TL)\W.+?)\s+((?:PHÓ|THỨ TRƯỞNG|TRƯỞNG PHÒNG)\b.*)"  # two lines in one
)
_NAME = re.compile(rf"(?:(?:GS|PGS|TS|ThS|BS|KS|LS)\.\s*)*[{UPPER}][{LOWER}]+(?:\s+[{UPPER}][{LOWER}]*){{1,5}}")
_NAME_CAPITALS = re.compile(rf"[{UPPER}]{{2,}}(?:\s+[{UPPER}]{{2,}}){{1,3}}")
_OF_OFFICE = frozenset(("ban", "phòng", "trưởng", "tịch", "đốc", "uỷ", "trị", "thư", "phủ"))
_SIGNED = re.compile(r"\W*(?:đã\s+ký|ký(?:,|\s+tên).*|ký,?\s+đóng\s+dấu.*|\(?ký\)?|đã ký và đóng dấu)\W*")
_RECIPIENTS = re.compile(r"\W*nơi\s+nhận\s*[:.]?\s*")
_ADDRESSED = re.compile(r"\W*kính\s+gửi\s*:?\s*")
_ITEM = re.compile(r"[-–—+•]\s*")
_WITHIN = 8  # cells from capacity to name
_ADDRESS_WITHIN = 6  # cells under the title
_HEAD_OF_LETTER = 25  # cells
_LONGEST_LIST = 60  # cells


@dataclass(frozen=True, slots=True)
class Signature:
    """Quyền hạn, chức vụ and name, as they stand under the text."""

    capacity: str | None = None
    position: str | None = None
    name: str | None = None


def signature(parts: Sequence[Cell], start: int = 0) -> Signature:
    """Return the first signature at or after the cell `start`: an annex may hold forms with others."""
    for index in range(start, len(parts)):
        text = parts[index].text
        officer = text.isupper() and _POSITION.match(parts[index].folded) and len(text.split()) <= 12
        if (officer or _is_capacity(text)) and (signed := _signature_at(parts, index)):
            return signed
    return Signature()


def _is_capacity(text: str) -> bool:
    opens = text.lstrip("(* ")[:1] in ("T", "K", "Q")
    return opens and _CAPACITY.match(fold(text)) is not None and len(text.split()) <= 14


def _signature_at(parts: Sequence[Cell], index: int) -> Signature | None:
    capacity: list[str] = []
    position: list[str] = []
    for part in islice(_without_recipients(parts[index : index + _LONGEST_LIST]), _WITHIN):
        text = part.text
        if _SIGNED.fullmatch(part.folded) or part.folded.startswith("ngày"):
            continue
        if _is_name(text):
            return Signature(" ".join(capacity) or None, " ".join(position) or None, text)
        office = text.isupper() or _is_capacity(text) or _POSITION.match(part.folded)
        if not office or text.endswith((";", ":")) or text[:1].isdigit():
            break
        _place(text, capacity, position)
    return Signature(" ".join(capacity), " ".join(position) or None) if capacity else None


def _without_recipients(parts: Sequence[Cell]) -> Iterator[Cell]:
    return (part for part in parts if not (_ITEM.match(part.text) or _RECIPIENTS.fullmatch(part.folded)))


def _place(text: str, capacity: list[str], position: list[str]) -> None:
    """Add a line of the signature to the capacity or to the position."""
    if joined := _JOINED.fullmatch(text):
        capacity.append(joined[1] if not capacity else f"/ {joined[1]}")
        position.append(joined[2])
    elif _is_capacity(text):
        capacity.append(text if not capacity else f"/ {text}")
    elif position or not capacity or _opens_position(text, capacity[-1]):
        position.append(text)
    else:
        capacity.append(text)


def _opens_position(text: str, before: str) -> bool:
    """Return whether the line under a capacity is the signer's own position, not the rest of the capacity."""
    folded = fold(text)
    if _FOR_ANOTHER.match(fold(before)):
        return _DEPUTY.match(folded) is not None or (
            _POSITION.match(folded) is not None and len(re.split(r"[\s./]+", before)) > 2
        )
    return _POSITION.match(folded) is not None


def _is_name(text: str) -> bool:
    if _NAME.fullmatch(text):
        return True
    folded = fold(text)
    return _NAME_CAPITALS.fullmatch(text) is not None and not (
        _POSITION.match(folded) or _OF_OFFICE & {*folded.split()}
    )


def recipients(parts: Sequence[Cell], start: int = 0) -> tuple[str, ...]:
    """Return those whom «Kính gửi» and «Nơi nhận» name, as written, without the marks of the list.

    `start` is the index of the first cell after the title; «Kính gửi» far below it is in a form, or a web page's.
    """
    found: list[str] = []
    near = start + _ADDRESS_WITHIN if start else _HEAD_OF_LETTER
    for opening, within in ((_ADDRESSED, parts[:near]), (_RECIPIENTS, parts)):
        matches = (
            i for i, part in enumerate(within) if opening.match(part.folded) and part.kind is not Kind.NAVIGATION
        )
        index = next(matches, None)
        if index is not None:
            found += _listed(parts, index, opening)
    return tuple(dict.fromkeys(found))


def _listed(parts: Sequence[Cell], index: int, opening: re.Pattern[str]) -> list[str]:
    match = opening.match(parts[index].folded)
    rest = parts[index].text[match.end() :].strip() if match else ""
    items = [rest] if rest else []
    for part in parts[index + 1 : index + _LONGEST_LIST]:
        item = _ITEM.match(part.text)
        if item:
            items.append(part.text[item.end() :])
        elif items and not _ends_list(part, items[-1]):
            items[-1] += " " + part.text
        elif not (_is_of_signature(part) and opening is _RECIPIENTS):
            break
    return [text for item in items if (text := item.lstrip("-–—+• ").rstrip(" ,;./"))]


def _ends_list(part: Cell, before: str) -> bool:
    if fold(before).startswith("lưu") and not part.text[:1].islower():  # the last of every list
        return True
    return before.endswith((",", ";", ".", ":")) or _is_of_signature(part) or part.is_sentence


def _is_of_signature(part: Cell) -> bool:
    marks = part.text.isupper() or _is_capacity(part.text) or _NAME.fullmatch(part.text) is not None
    return marks or _SIGNED.fullmatch(part.folded) is not None
