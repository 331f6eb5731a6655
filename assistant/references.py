"""Document numbers in a question, in any spelling: `177-KL/TW`, `KL 177`, `177/KL-TW`, `kl177`, `kết luận số 177`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.document import Document, DocumentType
from ingest.text import fold, strip_diacritics

# Type names and their short forms, without diacritics, → the name as it is written. Forms of two readings
# (qd: Quyết định, Quy định; tt: Thông tri, Thông tư) keep the more frequent one; only the serial decides.
_TYPE_NAMES = {
    "ket luan": "Kết luận", "kl": "Kết luận", "chi thi": "Chỉ thị", "ct": "Chỉ thị", "nghi quyet": "Nghị quyết",
    "nq": "Nghị quyết", "quyet dinh": "Quyết định", "quy dinh": "Quy định", "qd": "Quyết định",
    "quy che": "Quy chế", "huong dan": "Hướng dẫn", "hd": "Hướng dẫn", "thong tri": "Thông tri",
    "thong bao": "Thông báo", "thong tu": "Thông tư", "tt": "Thông tư", "nghi dinh": "Nghị định", "nd": "Nghị định",
    "cong van": "Công văn", "cv": "Công văn", "ke hoach": "Kế hoạch", "kh": "Kế hoạch", "cong dien": "Công điện",
    "phap lenh": "Pháp lệnh", "luat so": "Luật",
}  # fmt: skip
_NAMES = "|".join(sorted((re.escape(name) for name in _TYPE_NAMES), key=len, reverse=True))
_SYMBOL = r"(?:\s*[-/]\s*(?:\d{4}\s*[-/]\s*)?(?:[a-z]{1,6})(?:\s*[-/]\s*[a-z0-9]{1,10}){0,2})"
_NAMED = re.compile(rf"\b(?P<name>{_NAMES})[\s.:-]*(?:so|s[oố]\s*hieu)?[\s.:-]*(?P<serial>\d{{1,5}}){_SYMBOL}?(?!\w)")
_SYMBOLLED = re.compile(
    r"(?<![\w/-])(?P<serial>\d{1,5})\s*[-/]?\s*(?:\d{4}\s*[-/]\s*)?"
    r"(?P<name>kl|ct|nq|qd|qc|hd|tb|nd|tt|kh|cv)(?:\s*[-/]?\s*(?:tw|cp|qh\d*|bcd|btctw|vptw|ubnd|ttg|tu))?(?!\w)"
)
_NOT_A_SERIAL = re.compile(r"\s*(?:dai bieu|ngay|thang|nam|nguoi|to chuc|ty|trieu|%|/\d)")
# «thông báo 30 ngày», «kế hoạch 5 năm», but not «quy định 294 ngày nào ký», «quy định 294 ngày 18/5».
_DURATION = re.compile(
    r"(?:thong bao|huong dan|quy dinh|ke hoach) \d+ (?:gio|ngay|tuan|thang|nam|lan)\b(?! (?:\d|nao|may|gi|ky|ban hanh))"
)
_DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


@dataclass(frozen=True, slots=True)
class Reference:
    """A document that a question names: its type as written in full, its serial, and where it stands."""

    type_name: str
    serial: str
    start: int
    end: int

    @property
    def name(self) -> str:
        """Type and serial, for messages: «Kết luận 180»."""
        return f"{self.type_name} {self.serial}"


def in_words(number: int) -> str:
    """Return an integer below 1000 in Vietnamese words («một trăm bảy mươi chín»)."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds else []
    if hundreds and not tens and ones:
        words.append("linh")
    if tens:
        words.append("mười" if tens == 1 else f"{_DIGITS[tens]} mươi")
    if ones or not words:
        words.append("mốt" if ones == 1 and tens > 1 else "lăm" if ones == 5 and tens else _DIGITS[ones])
    return " ".join(words)


def find_references(text: str, documents: Sequence[Document]) -> list[Reference]:
    """Return the documents named in `text`, in order.

    A bare serial («179», «một trăm bảy mươi chín») counts as a reference only when the library holds a document
    with it and no unit of measure follows.
    """
    plain = strip_diacritics(fold(text))
    found: dict[int, Reference] = {}
    for pattern in (_NAMED, _SYMBOLLED):
        for match in pattern.finditer(plain):
            start = match.start("serial")
            if not _DURATION.match(plain, match.start()) and not any(
                item.start <= start < item.end for item in found.values()
            ):
                found[start] = Reference(
                    _TYPE_NAMES.get(match["name"], match["name"].upper()), match["serial"], match.start(), match.end()
                )
    for reference in _bare_serials(plain, documents):
        if not any(item.start <= reference.start < item.end for item in found.values()):
            found[reference.start] = reference
    return [found[start] for start in sorted(found)]


def _bare_serials(plain: str, documents: Sequence[Document]) -> list[Reference]:
    found = []
    for document in documents:
        serial = document.metadata.serial
        if not serial.isdigit() or len(serial) < 3:
            continue
        words = strip_diacritics(in_words(int(serial))) if int(serial) < 1000 else serial
        if serial not in plain and words not in plain:
            continue
        for match in re.finditer(rf"(?<![\w/.-])(?:{serial}|{words})(?![\w.-]|/\d)", plain):
            if not _NOT_A_SERIAL.match(plain, match.end()):
                found.append(
                    Reference(str(document.metadata.document_type or "văn bản"), serial, match.start(), match.end())
                )
    return found


def matches(reference: Reference, document: Document) -> bool:
    """Return whether the reference can mean the document."""
    metadata = document.metadata
    return reference.serial == metadata.serial and (
        metadata.document_type is None or _same_type(reference.type_name, metadata.document_type.value)
    )


def _same_type(one: str, other: str) -> bool:
    # QĐ stands for both Quyết định and Quy định.
    return one == other or {one, other} <= {DocumentType.DECISION.value, DocumentType.REGULATION.value}


def is_cited_in(reference: Reference, documents: Sequence[Document]) -> bool:
    """Return whether a paragraph of `documents` names the same document («quy định 294», «Kế hoạch số 56-KH/BCĐ»)."""
    return any(
        other.serial == reference.serial and _same_type(other.type_name, reference.type_name)
        for document in documents
        for paragraph in document.paragraphs
        if reference.serial in paragraph.text
        for other in find_references(paragraph.text, ())
    )
