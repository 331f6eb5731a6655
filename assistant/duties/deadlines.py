"""Until when a task is to be done: dates made comparable, events, recurrences (no guess where the text gives none)."""

import calendar
import re
from collections import Counter
from datetime import date

from assistant.duties.bodies import DOING
from assistant.duties.duty import Deadline, DeadlineKind
from ingest.document import Document, Span
from ingest.text import fold

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
# All in the letters of `fold`.
_BEFORE = r"(?:chậm nhất|muộn nhất|trước|đến hết|đến|trong|vào|hết|xong|cuối|hoàn thành|không quá|không muộn hơn)"
_PART = r"(?:đầu|giữa|cuối|hết|trung tuần|thượng tuần|hạ tuần|6 tháng đầu|6 tháng cuối|sáu tháng đầu)"
_DATE = (
    r"(?:ngày\s+)?(?P<day>\d{1,2})\s*(?:[/.-]\s*(?P<month>\d{1,2})(?:\s*[/.-]\s*(?P<year>\d{4}))?"
    r"|\s+tháng\s+(?P<month2>\d{1,2})(?:\s+năm\s+(?P<year2>\d{4}))?)(?![\d/-]|\s*%)"
    r"|tháng\s+(?P<month3>\d{1,2})(?:\s*[/-]\s*|\s+năm\s+)(?P<year3>\d{4})"
    r"|tháng\s+(?P<month4>\d{1,2})(?!\s*[/\d])"
    r"|quý\s+(?P<quarter>iv|i{1,3}|[1-4])(?:\s*[/-]\s*|\s+năm\s+|\s+)?(?P<year4>\d{4})?(?!\w)"
    r"|năm\s+(?P<year5>\d{4})(?!\s*[-–]\s*\d)"
    r"|(?P<year6>20\d{2})(?![\w/]|\s*[-–]\s*\d)"
)
_DATED = re.compile(
    rf"(?<!\w)(?:(?P<before>{_BEFORE})\s+(?:(?:chậm nhất|trước|vào|là|hết|trong|khoảng|cuối)\s+){{0,3}})"
    rf"(?P<part>{_PART}\s+)?(?:{_DATE})"
)
_SPAN_FROM = re.compile(r"(?:từ|giai đoạn|nhiệm kỳ)\s+[^,;]{1,40}$")
# «Chiến lược phát triển nhà ở quốc gia đến năm 2030, tầm nhìn đến năm 2045» is a name.
_NAMED_SO = re.compile(r"(?:chiến lược|quy hoạch|đề án|chương trình|nghị quyết|kế hoạch|mục tiêu)\s+[^,;:]{3,90}$")
_VISION, _VISION_BEHIND = re.compile(r"tầm nhìn\s+$"), re.compile(r",?\s*tầm nhìn\b")
_WISHED = re.compile(r"phấn đấu\s+[^,;.()]{0,40}$")
_DONE = re.compile(r"(?:hoàn thành|hoàn tất|xong|kết thúc)\s*$")
_EVENT = re.compile(
    r"(?<!\w)(?P<event>(?:ngay\s+)?(?:trước|sau)(?:\s+khi)?\s+(?:kết thúc\s+|tổ chức\s+|tiến hành\s+|khai mạc\s+)?"
    r"(?:đại hội|hội nghị|kỳ họp|bầu cử|kỳ nghỉ|mùa|năm học|tết|cuộc bầu cử)[^,;.()]*"
    r"(?:,\s+(?:phường|đặc khu|xã|huyện|tỉnh|thành phố|cấp\s\w+)(?:\s+và\s+\w+)?(?=[,;.)\s]|$))*)"
)
_RECURRING = re.compile(
    r"(?<!\w)(?P<often>(?:định kỳ\s+)?(?:hằng|hàng|mỗi|từng)\s+(?:ngày|tuần|tháng|quý|năm|sáu tháng)"
    r"(?:,\s+(?:hằng|hàng)\s+\w+)*"
    r"|định kỳ(?:\s+\d+\s+(?:ngày|tuần|tháng|năm)(?:/lần|\s+một lần)?)?|(?<!chi )thường xuyên)(?!\w)"
)
# How far into a clause «thường xuyên» says how often the task is done, in characters.
_NEAR = 60


def year_of(document: Document) -> int | None:
    """Return the year in which the document speaks: of its date, else the one that its text names most."""
    stated = document.metadata
    for day in (stated.issue_date, stated.meeting_date, stated.reported_date, stated.effective_date):
        if day is not None:
            return day.year
    named = Counter(re.findall(r"(?<![\d/-])(?:\d{1,2}[/-]){0,2}(20\d{2})(?![\d-])", document.source_text))
    return int(named.most_common(1)[0][0]) if named else None


def deadline_of(text: str, span: Span, task: int, year: int | None) -> Deadline | None:
    """Return the deadline that binds the clause `span` of `text`, whose task begins at `task`.

    `year` completes a date without one.
    """
    folded = fold(text)
    dates = [
        found for match in _DATED.finditer(folded, span.start, span.end) if (found := _dated(text, span, match, year))
    ]
    if dates:
        best = max(rank for rank, _ in dates)
        return [deadline for rank, deadline in dates if rank == best][-1]
    if event := _EVENT.search(folded, span.start, span.end):
        return Deadline(text[slice(*event.span("event"))].rstrip(), DeadlineKind.EVENT)
    for often in _RECURRING.finditer(folded, span.start, span.end):
        if _says_how_often(folded, task, span.end, often):
            return Deadline(text[slice(*often.span("often"))], DeadlineKind.RECURRING)
    return None


def _says_how_often(folded: str, task: int, end: int, often: re.Match[str]) -> bool:
    """Return whether a recurrence belongs to the task, not to one of its objects: a verb follows, near the head."""
    if often["often"] != "thường xuyên":
        return True
    return often.start() - task < _NEAR and DOING.match(folded, often.start(), end) is not None


def _dated(text: str, span: Span, match: re.Match[str], year: int | None) -> tuple[int, Deadline] | None:
    folded = fold(text)
    before = folded[span.start : match.start()]
    if match["before"] == "đến" and (_SPAN_FROM.search(before) or _NAMED_SO.search(before)):
        return None
    if _VISION.search(before) or _VISION_BEHIND.match(folded, match.end()):
        return None
    start = match.start()
    if done := _DONE.search(before):
        start = span.start + done.start()
    rank = 0 if _WISHED.search(before) else 1
    day = _last_day(match, year)
    return rank, Deadline(text[start : match.end()].rstrip(), DeadlineKind.DATE, day)


def _last_day(match: re.Match[str], year: int | None) -> date | None:
    """Return the last day of what the match names; `None` where it names none, or no year is known."""
    groups = match.groupdict()
    told = next(
        (int(groups[name]) for name in ("year", "year2", "year3", "year4", "year5", "year6") if groups[name]), year
    )
    if told is None:
        return None
    month = next((int(groups[name]) for name in ("month", "month2", "month3", "month4") if groups[name]), None)
    part = (match["part"] or "").strip()
    try:
        if groups["day"] and month:
            return date(told, month, int(groups["day"]))
        if quarter := groups["quarter"]:
            month = 3 * (_ROMAN.get(quarter) or int(quarter))
        if part in ("đầu", "giữa"):
            return None
        if part in ("trung tuần", "thượng tuần") and month:
            return date(told, month, 20 if part == "trung tuần" else 10)
        month = month or (6 if part.endswith("tháng đầu") else 12)
        return date(told, month, calendar.monthrange(told, month)[1])
    except ValueError:
        return None
