"""The title of a document: where it stands, and the type, number, body, date and subject that it states."""

import re
from collections.abc import Sequence
from datetime import date

from ingest.cells import Cell
from ingest.document import DocumentType
from ingest.lines import Kind
from ingest.relations import NUMBER, calendar_date
from ingest.text import UPPER, fold

TYPES = {fold(kind.value): kind for kind in DocumentType}
_NAMES = "|".join(sorted(TYPES, key=len, reverse=True))
_TYPE_START = re.compile(rf"(?:toàn văn\s*:?\s*)?({_NAMES})(?![^\W\d])")
_SPACED_TYPES = {name.replace(" ", ""): name for name in TYPES}
_DECLARED = re.compile(r"\s*(?:số\b|của\b|liên tịch\b|\d)")
_NOT_A_TITLE = re.compile(r"\s*(?:và đầu tư|viên\b|sư\b|này\b|:)")
_ANNEX_ALONE = re.compile(r"phụ lục\s+(?:số\s*)?(?:[ivx]+|[a-zđ]|\d{1,2})\W*")
_PART = re.compile(r"(?:phần|chương|mục)\s+(?:thứ\s+\w+|[ivx]+|[a-h]|\d{1,2})\b\W*$|điều\s+\d{1,3}\s*[.:]")
_TITLE_WITHIN = 110  # cells: saved web pages begin with menus
SERIAL_LINE = re.compile(r"\W*(?:(?:bộ luật|luật|pháp lệnh|nghị quyết|lệnh|hiến pháp)\s+)?số\s*[:.]?\s*")
_QH = re.compile(r"(?<=QH)\s+(?=\d{1,2}(?!\d))")
_OWN_IN_TITLE = re.compile(
    r"(?:(?!\b(?:về|sửa đổi|hướng dẫn|thực hiện|ban hành|quy định|thi hành|một số|v/v)\b)[^;\d])*"
)
PLACE = rf"(?P<place>[{UPPER}][\w.’' -]{{1,40}}?)\s*,"
PLACE_DATE = re.compile(
    rf"(?i:\W*)(?:{PLACE}\s*)?[Nn]gày\s*(\d{{1,2}})\s*tháng\s*(\d{{1,2}})\s*năm\s*(\d{{4}})\W*(?:$|\()"
)
_DATE_NEAR = re.compile(
    r"\W*ngày\s*(?:(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})|(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4}))", re.I
)
BODY = re.compile(
    r"(?:ban|bộ|uỷ ban|ubnd|hđnd|hội đồng|tỉnh|thành|huyện|quận|xã|phường|thị|đặc khu|đảng|chi bộ|văn phòng|sở|cục|vụ|"
    r"tổng cục|viện|trường|học viện|đại học|chính phủ|thủ tướng|quốc hội|chủ tịch|toà án|công an|quân|liên|ngân hàng|"
    r"kiểm toán|bảo hiểm|thanh tra|mặt trận|đoàn|hội|tập đoàn|tổng công ty|công ty|trung tâm|phòng|đại hội)(?!\w)"
)
_OF_BODY = re.compile(
    r"\s*(?:(?:số\s+)?\d\S*\s+)?của\s+(?!đồng chí|đ/c)(.+?)(?=\s*(?:\bvề\b|\bv/v\b|\btại\b|\bsố\b|\bngày\b|"
    r"\bquy định\b|\bhướng dẫn\b|\bban hành\b|\bsửa đổi\b|\bphê duyệt\b|$))"
)
_SUBJECT_ENDS = re.compile(
    r"\W*(?:căn cứ|kính gửi|chương\s+[ivx\d]+|phần\s+(?:thứ|[ivx\d]+)|điều\s+\d|[ivx]+\s*[.-]|\d+\s*[.-]|[a-z]\)|"
    r"số\s*:|xét|theo đề nghị|thực hiện|tại phiên họp|được sự|hôm nay|lời nói đầu|mục lục|"
    r"\(?\s*(?:ban hành )?kèm theo|nơi nhận|khóa|khoá|- )|"
    r"[-–—_=*.\s]{3,}$"
)
_OPENS_SUBJECT = re.compile(r"(?:về|v/v|quy định|hướng dẫn|ban hành|sửa đổi|bổ sung|công bố|phê duyệt)\s")
_FOOTNOTE = re.compile(r"^\[?\d{1,2}\]?(?=\s|$)")
_AUTHORITY = re.compile(
    r"(?:chính phủ|quốc hội|thủ tướng chính phủ|chủ tịch nước|uỷ ban thường vụ quốc hội|bộ trưởng|bộ chính trị|"
    r"ban bí thư|uỷ ban nhân dân|hội đồng nhân dân|chủ tịch|giám đốc|trưởng ban|chánh|tổng|hội đồng thẩm phán|"
    r"quốc hội nước)\b"
)
_AUTHORITY_ALONE = re.compile(r"(?:chính phủ|quốc hội|thủ tướng chính phủ|chủ tịch nước|bộ trưởng bộ [^,.;]{3,60})")
_JOINS = re.compile(r"(?:của|theo|thực hiện|hướng dẫn|thi hành|tại|và|với|,|-)$")
_ADOPTION = re.compile(r"\s*\((?:[^()]*thông qua|[^()]*kèm theo)[^()]*\)?\W*$", re.IGNORECASE)


def type_match(text: str) -> tuple[str, str] | None:
    """Return the name of the type that begins `text`, folded, and the rest of it."""
    folded = fold(text)
    if spaced := _SPACED_TYPES.get(re.sub(r"\s", "", folded)):
        return spaced, ""
    match = _TYPE_START.match(folded)
    return (match[1], text[match.end(1) :]) if match else None


def type_of(text: str) -> DocumentType | None:
    """Return the type whose name begins `text`."""
    match = type_match(text)
    return TYPES[match[0]] if match else None


def title_index(parts: Sequence[Cell]) -> int | None:
    """Return the index of the line that names the type of the document."""
    prose = False
    for index, part in enumerate(parts[:_TITLE_WITHIN]):
        if part.kind is not Kind.NAVIGATION and _is_title(part, prose):
            return index
        if part.kind is Kind.PROSE and _PART.match(part.folded) and any(_is_annex(each) for each in parts[:index]):
            return None
        prose = prose or (part.is_sentence and part.kind is not Kind.NAVIGATION)
    return None


def _is_annex(part: Cell) -> bool:
    return part.kind is Kind.PROSE and _ANNEX_ALONE.fullmatch(part.folded) is not None


def _is_number_line(part: Cell) -> bool:
    """Return whether the line is «Luật số: 35/2024/QH15» of the letterhead."""
    serial = SERIAL_LINE.match(part.folded)
    number = NUMBER.match(_QH.sub("", part.text), serial.end()) if serial else None
    return number is not None and number.end() >= len(_QH.sub("", part.text)) - 1


def _is_title(part: Cell, after_prose: bool) -> bool:
    match = type_match(part.text)
    if match is None or _NOT_A_TITLE.match(fold(match[1])) or _is_number_line(part):
        return False
    written = part.text[: len(part.text) - len(match[1])]
    if written.isupper():
        return True
    ends = part.text.endswith((".", ";", ":", ",")) and part.kind is not Kind.TITLE
    named = not match[1].strip() or _DECLARED.match(fold(match[1])) is not None
    return named and not after_prose and not ends and len(part.text.split()) <= 45


def title_block(parts: Sequence[Cell], at: int) -> list[Cell]:
    """Return the title: the line with the type, and the lines of its subject."""
    block = [parts[at]]
    for part in parts[at + 1 : at + 10]:
        if (part.kind is not Kind.TITLE and not _continues(block, part)) or _is_issuer(block, part):
            break
        block.append(part)
    return block


def _continues(block: Sequence[Cell], part: Cell) -> bool:
    folded, before = part.folded, block[-1]
    if len(block) == 1 and _OPENS_SUBJECT.match(folded) and part.kind is Kind.PROSE:
        return not part.text.endswith((".", ";", ":"))
    opened = len(block) > 1 or len(before.text.split()) > 4
    if opened and _is_basis(block, part):
        return False
    if _SUBJECT_ENDS.match(folded) or part.kind not in (Kind.PROSE, Kind.TITLE) or PLACE_DATE.match(part.text):
        return False
    if opened and (
        (_AUTHORITY.match(folded) and part.text.isupper() and not before.text.endswith(","))
        or before.text.endswith((".", ";", ":"))
    ):
        return False
    if len(block) > 1 and before.text.isupper() != part.text.isupper() and not _is_about(before):
        return False
    return not part.is_sentence and len(part.text.split()) <= 60 and not part.text.endswith((";", ":"))


def _is_issuer(block: Sequence[Cell], part: Cell) -> bool:
    """Return whether the line is the authority that stands between a title and «Căn cứ»."""
    opened = len(block) > 1 or len(block[0].text.split()) > 4
    return opened and _AUTHORITY_ALONE.fullmatch(part.folded) is not None and not _JOINS.search(block[-1].folded)


def _is_basis(block: Sequence[Cell], part: Cell) -> bool:
    """Return whether the line names with number and date another document: the first that was consolidated."""
    match = type_match(part.text)
    serial = re.match(r"\s*số\s+", match[1]) if match else None
    numbered = serial is not None and match is not None and NUMBER.match(match[1], serial.end()) is not None
    return numbered and not _JOINS.search(block[-1].folded)


def _is_about(part: Cell) -> bool:
    return part.folded in ("về", "về việc") or part.folded.startswith(("của ", "tại "))


def number_in(text: str) -> str | None:
    """Return the first number of a document in `text`, without spaces."""
    match = NUMBER.search(_QH.sub("", text))
    return re.sub(r"\s", "", match[1]) if match else None


def own_number(zone: Sequence[Cell], parts: Sequence[Cell], at: int | None, title: str) -> str | None:
    """Return the number on the line made for it, above the title or just below, else right after the type."""
    below = parts[at + 1 : at + 4] if at is not None else []
    for part in [*zone, *below]:
        serial = SERIAL_LINE.match(part.folded)
        if serial and (own := NUMBER.match(_QH.sub("", part.text), serial.end())):
            return re.sub(r"\s", "", own[1])
    match = type_match(title)
    lead = _OWN_IN_TITLE.match(fold(match[1])) if match else None
    found = NUMBER.match(match[1], lead.end()) if match and lead else None
    return re.sub(r"\s", "", found[1]) if found else None


def _without_number(rest: str) -> str:
    """Return what follows the type without the document's own number and date, where they come first."""
    serial = re.match(r"\W*số\s*[:.]?\s*", rest, re.IGNORECASE)
    number = NUMBER.match(rest, serial.end() if serial else len(rest) - len(rest.lstrip()))
    if number is None:
        return rest
    dated = _DATE_NEAR.match(rest, number.end())
    return rest[dated.end() if dated else number.end() :]


def date_in_title(title: str) -> date | None:
    """Return the date that follows the document's own number in its title."""
    match = type_match(title)
    lead = _OWN_IN_TITLE.match(fold(match[1])) if match else None
    number = NUMBER.match(match[1], lead.end()) if match and lead else None
    return calendar_date(_DATE_NEAR.match(match[1], number.end())) if match and number else None


def body_in_title(title: str) -> str | None:
    """Return the body in «KẾT LUẬN CỦA BỘ CHÍNH TRỊ, BAN BÍ THƯ VỀ …»."""
    match = type_match(title)
    of_body = _OF_BODY.match(fold(match[1])) if match else None
    if match is None or of_body is None or not BODY.match(of_body[1]):
        return None
    return match[1][of_body.start(1) : of_body.end(1)].strip(" ,*") or None


def subject_of(block: Sequence[Cell]) -> str | None:
    """Return the subject (trích yếu) in the lines of a title, without type, number and body."""
    match = type_match(" ".join(part.text for part in block))
    if match is None:
        return None
    rest = _FOOTNOTE.sub("", match[1])
    folded = fold(rest)
    about = re.search(r"(?<!\w)(?:về|v/v)(?!\w)", folded)
    lead = re.match(r"\W*(?:của|số|tại|liên tịch|\d)", folded)
    of_body = _OF_BODY.match(folded)
    start = about.start() if lead and about else of_body.end() if of_body else 0
    words = _ADOPTION.sub("", _without_number(rest[start:])).strip(" *-–—:_,")
    return None if not words or NUMBER.fullmatch(words) else words
