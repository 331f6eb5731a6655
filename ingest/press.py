"""What a press report tells of the document that it reports: it counts only in its title and first sentences."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.cells import Cell
from ingest.document import DocumentType
from ingest.relations import NUMBER, calendar_date
from ingest.text import LOWER, UPPER, fold

_NAMES = {fold(kind.value): kind for kind in DocumentType}
_TYPES = "|".join(sorted(_NAMES, key=len, reverse=True))
_SOURCE = re.compile(
    r"\W*(?:theo|nguồn)\s*:?\s+(?:ttxvn|vov|vtv|báo\b|cổng\b|trang\b|thông tấn|tạp chí|chinhphu|nhân dân|"
    r"vnexpress).{0,80}|\W*\(?\s*(?:ttxvn|vov|vtv)(?:/vietnam\+)?\s*\)?\W*|(?:link|liên kết)\b.{0,30}(?:gốc|nguồn).*|"
    r".*đăng bài viết gốc.*|\d{1,2}[:h]\d{2},?\s+\d{1,2}/\d{1,2}/\d{4}.*|.*-\s*ảnh(?:\s+\d+)?\s*[.:].*|"
    r"\(?ảnh\s*:.*|.*\(ảnh\s*:.*"
)
_REPORTS = re.compile(
    rf"(?:đã\s+)?ký(?:\s+và)?(?:\s+ban\s+hành)?\s+(?:{_TYPES})\b|(?:{_TYPES})(?:\s+số\s+\S+)?\s+(?:\w+\s+)?"
    rf"(?:nêu rõ|nhấn mạnh)|^\W*theo\s+(?:{_TYPES})(?:\s+số\s+\S+)?(?:\s+của\s+[^,]+)?,|^\W*theo\s+đó,|"
    rf"^\W*theo\s+cổng\b"
)
_POSTED = re.compile(r"(?:đăng bài viết gốc|^\s*\d{1,2}[:h]\d{2}).*?(\d{1,2})/(\d{1,2})/(\d{4})")
_SIGNED = re.compile(rf"ký(?:\s+và)?(?:\s+ban\s+hành)?\s+({_TYPES})\s+(?:số\s+)?")
_NAMED = re.compile(rf"(?<!\w)({_TYPES})\s+(?:số\s+)?(?=\d)")
_DAY = re.compile(r"(?:^|,\s*)ngày\s+(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_AFTER_NUMBER = re.compile(r",?\s*\(?ngày\s+(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_PERSON = rf"[{UPPER}][{LOWER}]+(?:\s+[{UPPER}][{LOWER}]*){{1,3}}"
_SIGNER = re.compile(rf"(?:đồng chí|ông|bà|đ/c)\s+({_PERSON})(?:,\s*(.+?))?,?\s*$")
_OFFICER = re.compile(
    rf"((?:Thường trực|Phó|Tổng|Bí thư|Chủ tịch|Trưởng|Chánh|Bộ trưởng|Thủ tướng)\b.*?)\s+({_PERSON})\s*$"
)
_ON_BEHALF = re.compile(r"(thay mặt\s+[^,]+)", re.IGNORECASE)
_OF = re.compile(
    r"\s*(?:,?\s*\(?ngày\s+[\d/.-]+\)?,?)?\s*của\s+(.{2,80}?)\s+(?:quy định\s+)?(về\s+.+?)(?:[.;]\s*$|[.;]\s|$)"
)
_HEAD_CELLS = 6
_LONGEST_TITLE = 40  # words


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says of the document: `None` where its title and first sentences do not."""

    document_type: DocumentType | None = None
    number: str | None = None
    issuing_body: str | None = None
    subject: str | None = None
    issue_date: date | None = None
    reported_date: date | None = None
    signatory: str | None = None
    signatory_position: str | None = None
    signing_capacity: str | None = None
    provenance: str | None = None


def is_report(parts: Sequence[Cell]) -> bool:
    """Return whether a text without letterhead and signature is written, or published, as a report of the press."""
    sources = [part for part in (*parts[:_HEAD_CELLS], *parts[-_HEAD_CELLS:]) if _SOURCE.fullmatch(part.folded)]
    return bool(sources) or any(_REPORTS.search(part.folded) for part in parts[:4])


def read_report(parts: Sequence[Cell]) -> Report:
    """Return what the report made of `parts` says of its document."""
    opening = [part.text for part in parts[:4]]
    signings = filter(None, map(_signing, opening))
    titled = bool(parts) and not parts[0].is_sentence and len(opening[0].split()) <= _LONGEST_TITLE
    told = next(signings, None) or (_titled(opening[0]) if titled else Report())
    sources = [part.text for part in parts if _SOURCE.fullmatch(part.folded)]
    days = (calendar_date(_POSTED.search(fold(text))) for text in sources)
    return replace(
        told,
        reported_date=next((day for day in days if day), None),
        provenance="; ".join(dict.fromkeys(source.strip(" ()") for source in sources)) or None,
    )


def _signing(text: str) -> Report | None:
    """Return what the sentence «… đồng chí …, … đã ký ban hành Kết luận số …» says."""
    signed = _SIGNED.search(fold(text))
    number = NUMBER.match(text, signed.end()) if signed else None
    if signed is None or number is None:
        return None
    before = text[: signed.start()].removesuffix("đã ").rstrip(" ,")
    behalf = _ON_BEHALF.search(before)
    name, position = _signer(before)
    of_body = _OF.match(text, number.end())
    return Report(
        document_type=_NAMES[signed[1]],
        number=re.sub(r"\s", "", number[1]),
        issue_date=calendar_date(_AFTER_NUMBER.match(text, number.end()) or _DAY.search(fold(before))),
        issuing_body=of_body[1] if of_body else None,
        subject=of_body[2] if of_body else None,
        signatory=name,
        signatory_position=position,
        signing_capacity=behalf[1] if behalf else None,
    )


def _signer(before: str) -> tuple[str | None, str | None]:
    """Return name and position of the person with whom the words before «ký» end."""
    clause = re.split(r"(?<=[.;])\s", before)[-1]
    if person := _SIGNER.search(clause):
        return person[1], person[2].split(" (")[0] if person[2] else None
    officer = _OFFICER.search(clause.rsplit(", ", 1)[-1])
    return (officer[2], officer[1]) if officer else (None, None)


def _titled(title: str) -> Report:
    """Return the one document that the title of the report names."""
    named = [(match[1], NUMBER.match(title, match.end())) for match in _NAMED.finditer(fold(title))]
    if len(named) == 1 and (number := named[0][1]):
        return Report(document_type=_NAMES[named[0][0]], number=re.sub(r"\s", "", number[1]))
    return Report()
