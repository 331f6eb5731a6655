"""Words of a sentence made comparable, each with its place and with what it does to the meaning."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from string import ascii_letters

from assistant.entities import KNOWN_BODIES
from ingest.document import Span
from ingest.text import UPPER, fold


class Sort(Enum):
    """What a word does to the meaning of the sentence that it stands in."""

    PLAIN = "plain"
    NEUTRAL = "neutral"  # may be left out or put in: no meaning of its own
    NUMBER = "number"
    DATE = "date"
    SYMBOL = "document"
    BODY = "body"
    NEGATION = "negation"
    STRENGTH = "strength"
    RESTRICTION = "restriction"


# Words that belong to the word after them: «không được», «trước 31/7/2025», «05 người».
BINDING = frozenset({Sort.NEGATION, Sort.STRENGTH, Sort.RESTRICTION, Sort.NUMBER})

_NEUTRAL = r"các|những|việc|thì|là|mà|rằng|của|và|này|đó|cũng|đồng thời|số(?= \d)"
# One word each: they hold a neutral one, or their syllables stand in other words beside them.
_UNITS = (
    "công việc|vụ việc|sự việc|làm việc|việc làm"
    "|khẩn trương|chủ động|tích cực|kịp thời|nghiêm túc|tiếp tục|nhanh chóng|thực sự|thật sự"
)
_NEGATION = "không|chưa|chẳng|đừng|cấm|nghiêm cấm|trái|tránh"
_STRENGTH = (
    "phải|cần|nên|buộc|bắt buộc|có thể|được phép|cho phép|khuyến khích|đề nghị|kiến nghị|đề xuất|nghiên cứu|xem xét"
    "|dự kiến|thí điểm|từng bước|cơ bản|khoảng|tạm thời|hạn chế|đã|sẽ|đang"
)
_RESTRICTION = (
    r"trừ|nếu|trường hợp|tối đa|tối thiểu|ít nhất|nhiều nhất|quá|trước|sau|chậm nhất|muộn nhất|riêng|hơn|dưới|trên"
    r"|đến|từ"
)
_ONLY = r"chỉ(?! (?:đạo|thị|tiêu|số|huy|rõ|dẫn|định|ra)\b)"
# None that has two readings: BCT, BTV, KL, TP.
_SPELT_OUT = {
    "ubnd": "ủy ban nhân dân", "hđnd": "hội đồng nhân dân", "mttq": "mặt trận tổ quốc", "tw": "trung ương",
    "csdl": "cơ sở dữ liệu", "đvhc": "đơn vị hành chính", "nsnn": "ngân sách nhà nước",
    "bhxh": "bảo hiểm xã hội", "cntt": "công nghệ thông tin",
    "kh&cn": "khoa học và công nghệ", "gd&đt": "giáo dục và đào tạo", "tphcm": "thành phố hồ chí minh",
    "cbcc": "cán bộ công chức",
}  # fmt: skip
_BODIES = (
    *KNOWN_BODIES, "Bộ Chính trị", "Ban Bí thư", "Chính phủ", "Trung ương Đảng", "Ban Chấp hành Trung ương", "thành ủy",
)  # fmt: skip
# Not «năm», which is a year as well.
_SPELT_NUMBERS = {
    "một": "1", "hai": "2", "ba": "3", "bốn": "4", "sáu": "6", "bảy": "7", "tám": "8", "chín": "9", "mười": "10",
    "mười một": "11",
}  # fmt: skip
_SPELT_OUT = {short: fold(long) for short, long in _SPELT_OUT.items()}
_NAMES = {re.escape(fold(_SPELT_OUT.get(fold(body), body))) for body in _BODIES}


def _any(words: str) -> str:
    return rf"\b(?:{fold(words)})\b"


_DATE = (
    r"\b(?:ngày\s+)?(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2})(?:\s+năm\s+(?P<year>\d{4}))?\b(?!\s+(?:ngày|tuần)\b)"
    r"|\b(?:ngày\s+)?(?P<slashed>\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?)(?![\w/-])"
    r"|\btháng\s+(?P<alone>\d{1,2})(?:\s+năm\s+|[/.-])(?P<of>\d{4})\b"
)
_TOKEN = re.compile(
    rf"(?P<date>{_DATE})"
    r"|(?P<symbol>\b\d+(?:/\d{4})?(?:[/-][^\W_\d][\w]*)+(?:[/-]\w+)*)"
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<plain>[^\W_]+)"
)
_SYLLABLE = re.compile(r"[^\W_]+")


def _by_first_syllable() -> dict[str, re.Pattern[str]]:
    """Return what a word of several syllables, or one that is not plain, may be, by its first syllable."""
    # Of one that fits two the first is taken; a longer one stands before the one that it begins with.
    phrases = {
        "short": [re.escape(short) for short in _SPELT_OUT],
        "spelt": ["mười một", *_SPELT_NUMBERS],
        "body": sorted(_NAMES, key=len, reverse=True),
        "negation": _NEGATION.split("|"),
        "strength": _STRENGTH.split("|"),
        "restriction": [*_RESTRICTION.split("|"), _ONLY],
        "unit": _UNITS.split("|"),
        "neutral": _NEUTRAL.split("|"),
    }
    found: dict[str, dict[str, list[str]]] = {}
    for group, written in phrases.items():
        for phrase in map(fold, written):
            found.setdefault(_SYLLABLE.findall(phrase)[0], {}).setdefault(group, []).append(phrase)
    return {
        first: re.compile("|".join(rf"(?P<{group}>(?:{'|'.join(fitting)})\b)" for group, fitting in groups.items()))
        for first, groups in found.items()
    }


_PHRASES = _by_first_syllable()
_SURE = re.compile(r"^ngày|tháng|\d{4}$")
_SORTS = {
    "date": Sort.DATE, "short": Sort.PLAIN, "spelt": Sort.NUMBER, "symbol": Sort.SYMBOL, "number": Sort.NUMBER,
    "body": Sort.BODY, "negation": Sort.NEGATION, "strength": Sort.STRENGTH,
    "restriction": Sort.RESTRICTION, "neutral": Sort.NEUTRAL, "unit": Sort.PLAIN, "plain": Sort.PLAIN,
}  # fmt: skip
# Bodies and levels of government that are written without a capital.
_ADDRESSED = re.compile(
    _any(
        "cấp ủy|tỉnh ủy|thành ủy|đảng ủy|ban thường vụ|ban cán sự|ban chỉ đạo|tổ chức đảng|chính quyền|địa phương"
        "|bí thư|chủ tịch|cơ quan|đơn vị|tỉnh|thành phố|huyện|xã|phường|đặc khu|ủy ban|hội đồng|chi bộ|công an|quân đội"
    )
)
_NAME = re.compile(rf"(?<=[\w,;:] )[{UPPER}]")
_MARKS = "\u0300\u0301\u0303\u0309\u0323", "\u0302\u0306\u031b"  # tones; of â, ă, ơ
_ALPHABET = {
    unicodedata.normalize("NFC", a + b + c) for a in ascii_letters for b in ("", *_MARKS[1]) for c in ("", *_MARKS[0])
}
_UNUSUAL = re.compile(rf"[^{''.join(c for c in _ALPHABET if len(c) == 1)}đĐ0-9\s.,;:!?()%/+&…“”‘’«»\"'–-]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or several that are one (a date, a body), in a form that can be compared; `span` is half-open."""

    form: str
    sort: Sort
    span: Span


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """Return the words of NFC `text[start:end]`, neutral ones too."""
    return list(_words(fold(text), start, len(text) if end is None else end))


def _words(folded: str, start: int, end: int) -> Iterator[Word]:
    while (match := _TOKEN.search(folded, start, end)) is not None:
        if match.lastgroup == "plain" and (phrase := _PHRASES.get(match[0])):
            match = phrase.match(folded, match.start(), end) or match
        group, start = str(match.lastgroup), match.end()
        span = Span(match.start(), match.end())
        if group == "date":
            yield Word(_date(match), Sort.DATE, span)
        elif group == "short":
            spelt = _SPELT_OUT[match[0]]
            yield from (Word(word.form, word.sort, span) for word in _words(spelt, 0, len(spelt)))
        elif group == "spelt":
            yield Word(_SPELT_NUMBERS[match[0]], Sort.NUMBER, span)
        else:
            yield Word(_padded(" ".join(match[0].split())), _SORTS[group], span)


def _date(match: re.Match[str]) -> str:
    if match["alone"]:
        return f"{int(match['alone'])}/{match['of']}"
    if match["slashed"]:
        # Neither «2-3 người» nor «1.5 lần» is a date, or «2/3» of anything.
        marks = "[/.-]" if is_date(match[0]) else "/"
        return "/".join(_padded(part) for part in re.split(marks, match["slashed"]))
    return "/".join(str(int(part)) for part in (match["day"], match["month"], match["year"]) if part)


def _padded(number: str) -> str:
    return re.sub(r"^0+(?=\d)", "", number)


def is_date(text: str) -> bool:
    """Return whether what may be a date («2/3») cannot be anything else («ngày 2/3»)."""
    return _SURE.search(fold(text)) is not None


def names_someone(text: str) -> bool:
    """Return whether NFC `text` names a body, a level of government, a person: anyone whom a duty may be laid to."""
    return _NAME.search(text) is not None or _ADDRESSED.search(fold(text)) is not None


def unusual(text: str) -> str:
    """Return the first character of NFC `text` that Vietnamese prose does not need; empty where there is none."""
    found = _UNUSUAL.search(text)
    return found[0] if found else ""
