"""The head of a document: type, number, place, date, issuing body and subject, as letterhead and title state them.

Forms after Hướng dẫn 36-HD/VPTW (party: «Số 12-CV/TU») and Nghị định 30/2020/NĐ-CP (State: «Số: 12/QĐ-UBND»).
Nothing is guessed: what the head does not state is `None`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.cells import Cell, attributes
from ingest.document import DocumentType
from ingest.lines import Kind
from ingest.relations import calendar_date
from ingest.text import fold
from ingest.titles import (
    BODY,
    PLACE,
    PLACE_DATE,
    SERIAL_LINE,
    body_in_title,
    date_in_title,
    number_in,
    own_number,
    subject_of,
    title_block,
    title_index,
    type_of,
)

_UNDATED = re.compile(rf"\W*{PLACE}\s*[Nn]gày[\s.…_\d/]*tháng[\s.…_\d/]*năm[\s.…_\d]*\W*$")
_PLAIN_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_NATION = re.compile(
    r"đảng\s+cộng\s+sản(?:\s+việt\s+nam)?|cộng\s+hoà\s+xã\s+hội\s+chủ\s+nghĩa(?:\s+việt\s+nam)?|việt nam|đảng|"
    r"cộng sản việt nam|cộng hoà xã hội|độc\s+lập\s*-?\s*tự\s+do.*|chủ nghĩa việt nam"
)
_NATION_BEFORE = re.compile(
    r"^(?:(?:ĐẢNG CỘNG SẢN|CỘNG H(?:ÒA|"
    r"OÀ) XÃ HỘI CHỦ NGHĨA) VIỆT NAM[\s*_–-]+)?(?:Độc lập\W+Tự do\W+Hạnh phúc[\s*_–-]+)?"
)
_UNIT = re.compile(
    r"(?:ban|uỷ ban kiểm tra|văn phòng|đảng uỷ|đảng bộ|chi bộ|sở|cục|vụ|phòng|trường|viện|trung tâm)(?!\w)"
)
_ABOUT = re.compile(r"(?:V/v|v/v|V/V)\s*:?\s*(.*)")


@dataclass(frozen=True, slots=True)
class Head:
    """What the head states; `end` is the index of the first cell after the title, `title` its words."""

    document_type: DocumentType | None = None
    number: str | None = None
    place: str | None = None
    issue_date: date | None = None
    effective_date: date | None = None
    issuing_body: str | None = None
    subject: str | None = None
    signatory: str | None = None
    title: str | None = None
    end: int = 0


def read_head(parts: Sequence[Cell]) -> Head:
    """Return what the head of a document made of `parts` states."""
    table, rest = attributes(parts)
    at = title_index(rest)
    block = title_block(rest, at) if at is not None else []
    zone = rest[:at] if at is not None else _zone_without_title(rest)
    title = " ".join(part.text for part in block)
    kind = type_of(title) or type_of(block[0].text) if block else None
    place, issued = _place_and_date([*zone, *rest[len(zone) : len(zone) + len(block) + 4]])
    number = own_number(zone, rest, at, title) or number_in(table.get("số hiệu") or table.get("số ký hiệu") or "")
    subject = subject_of(block) if block else _about(zone)
    return Head(
        document_type=kind or _unnamed_type(rest, zone, number),
        number=number,
        place=place,
        issue_date=issued or _plain_date(table.get("ngày ban hành")) or date_in_title(title),
        effective_date=_plain_date(table.get("ngày hiệu lực") or table.get("ngày có hiệu lực")),
        issuing_body=body_in_title(title) or _letterhead_body(zone) or table.get("nơi ban hành") or None,
        subject=subject,
        signatory=table.get("người ký") or None,
        title=title or None,
        end=(at or 0) + len(block),
    )


def _zone_without_title(parts: Sequence[Cell]) -> list[Cell]:
    end = next((i for i, part in enumerate(parts[:40]) if part.is_sentence), min(len(parts), 25))
    return list(parts[:end])


def _place_and_date(parts: Sequence[Cell]) -> tuple[str | None, date | None]:
    place: str | None = None
    parts = [replace(part, text=_NATION_BEFORE.sub("", part.text)) for part in parts]
    for index, part in enumerate(parts):
        following = parts[index + 1].text if index + 1 < len(parts) else ""
        split = re.search(r"ngày|,$", part.folded) is not None
        for text in (part.text, f"{part.text} {following}") if split else (part.text,):
            if match := PLACE_DATE.match(text):
                return match["place"] or place, _date(match.groups()[1:])
        if match := _UNDATED.match(part.text):
            place = place or match["place"]
    return place, None


def _date(groups: Sequence[str | None]) -> date | None:
    day, month, year = (int(group) for group in groups if group)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _plain_date(text: str | None) -> date | None:
    return calendar_date(_PLAIN_DATE.fullmatch(text.strip())) if text else None


def _letterhead_body(zone: Sequence[Cell]) -> str | None:
    """Return the lines of the letterhead that name the body, joined."""
    near = next((i for i, part in enumerate(zone) if _is_mark_of_letterhead(part)), None)
    if near is None:
        return None
    found: list[Cell] = []
    for part in zone[max(near - 5, 0) :]:
        if _is_mark_of_letterhead(part) or not _names_a_body(part, found):
            continue
        if not (found and part.folded in " ".join(each.folded for each in found)):
            found.append(part)
    return _joined(found)


def _is_mark_of_letterhead(part: Cell) -> bool:
    folded = part.folded
    return _NATION.fullmatch(folded) is not None or (SERIAL_LINE.match(folded) is not None and "/" in folded)


def _names_a_body(part: Cell, found: Sequence[Cell]) -> bool:
    if len(part.text.split()) > 14 or part.text.endswith((".", ";", ":", ",")) or PLACE_DATE.match(part.text):
        return False
    if part.kind is Kind.NAVIGATION or "công báo" in part.folded or _UNDATED.match(part.text):
        return False
    return BODY.match(part.folded) is not None or (bool(found) and part.text.isupper() and len(part.text) > 3)


def _joined(found: Sequence[Cell]) -> str | None:
    text = ""
    for part in found:
        separate = text and _UNIT.match(part.folded) and not fold(text).endswith((" và", " của", "-"))
        text += (" - " if separate else " " if text else "") + part.text
    # The layout may have joined the lines of the letterhead.
    return re.sub(r"(?<=BAN CHẤP HÀNH TRUNG ƯƠNG) (?=BAN |VĂN PHÒNG)", " - ", text) or None


def _about(zone: Sequence[Cell]) -> str | None:
    """Return what follows «V/v» under the number of an official letter."""
    for index, part in enumerate(zone):
        if match := _ABOUT.fullmatch(part.text):
            words = [match[1]]
            for following in zone[index + 1 : index + 5]:
                if not following.text[:1].islower():
                    break
                words.append(following.text)
            return " ".join(words).strip(" .;") or None
    return None


def _unnamed_type(parts: Sequence[Cell], zone: Sequence[Cell], number: str | None) -> DocumentType | None:
    """Return «Công văn» for a letter: the one sort that has a number and an addressee and no name of its type."""
    addressed = any(part.folded.startswith("kính gửi") for part in parts[: len(zone) + 8])
    letter = number is not None and (addressed or _about(zone) is not None)
    return DocumentType.OFFICIAL_LETTER if letter and title_index(parts) is None else None
