"""The shapes of a secrecy mark within one line of text, whatever its spacing, frame, encoding or damage by OCR."""

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from itertools import product

LEVELS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")  # ascending

# What OCR, and typing without marks, make of each vowel; «MẮT» and «MÁT» are words with another look.
_MAT = [f"M{vowel}T" for vowel in "ẬÂẶẠẤẦẨẪA"] + ["MẬI", "MÂI", "MẬL", "MẬ7", "MÂ7"]
_TOI = [f"T{vowel}I" for vowel in "ỐÔỒỔỖỘOÓÒỎÕỌỚ0"] + ["TỐ1", "TỐL"]
_TUYET = [f"{first}{vowel}T" for first in ("TUY", "TUỲ") for vowel in "ỆÊẾỀỂỄEẸẺÉÈ"]
_EXACT = {"MẬT": "MẬT", "TỐIMẬT": "TỐI MẬT", "TUYỆTMẬT": "TUYỆT MẬT"}
# TCVN3, VNI, and Windows-1258 read as Latin-1: repair may leave so short a line alone.
_LEGACY = {
    "MËT": "MẬT", "TÈIMËT": "TỐI MẬT", "TUYÖTMËT": "TUYỆT MẬT",
    "MAÄT": "MẬT", "TOÁIMAÄT": "TỐI MẬT", "TUYEÄTMAÄT": "TUYỆT MẬT",
    "MÂÒT": "MẬT", "TÔÌIMÂÒT": "TỐI MẬT", "TUYÊÒTMÂÒT": "TUYỆT MẬT",
}  # fmt: skip
_DAMAGED = (
    dict.fromkeys(_MAT, "MẬT")
    | {first + last: "TỐI MẬT" for first, last in product(_TOI, _MAT)}
    | {first + last: "TUYỆT MẬT" for first, last in product(_TUYET, _MAT)}
)

# Cyrillic letters that look like the Latin ones, and marks of Markdown.
_LOOKALIKES = str.maketrans("МАТОІмат", "MATOImat", "*#_\u200b\u200c\u200d\u2060\ufeff\xad")
_ODD = re.compile(r"[МАТОІмат*#_\u200b-\u200d\u2060\ufeff\xad]")
# A cheap look at a raw line before the dear one: the letters of MẬT in any disguise, or a part of a mark.
_MAY_HOLD = re.compile(
    r"[mMМмＭｍ]\W{0,5}[aAАаＡａâÂậẬặẶạẠấẤầẦẩẨẫẪËëäÄáÁòÒº¬\u0302\u0323\xad]{1,5}\W{0,5}[tTТтＴｔiIlL7]|\(\s*T?M\s*\)"
)
_FRAME = re.compile(r"^\W*[Il|!1]+\s+|\s+[Il|!1]+\W*$")  # the sides of a box, read by OCR
_SEPARATOR = re.compile(r"\s{2,}|\t|[|/;,]|\s[-–—]\s|(?<=[^\W\d_])\s*[(\[]|[)\]]")
_LIST_ITEM = re.compile(r"\s*(?:\d{1,3}[.)]|[a-zđ][.)](?=\s)|[-+•])\s*\S.*|.*[;,]\s*", re.IGNORECASE)

_L = r"(?:tuyệt\s*mật|tối\s*mật|mật|tuyet\s+mat|toi\s+mat|mat)"
_END = r"(?=\s*$|\s{2,}|\t|\s*\|)"
_FIELD = re.compile(
    rf"(?<!\w)(?:độ\s+(?:bảo\s+)?mật|"
    rf"do\s+(?:bao\s+)?mat)(?:\s+của\s+\w+\s+\w+)?\s*[:=\-–—]+\s*[\[(«\"“]*({_L})[\])»\"”.]*{_END}",
    re.IGNORECASE,
)
_EMPTY_FIELD = re.compile(r"\W*(?:mức\s+|cấp\s+|chỉ\s+)*độ\s+(?:bảo\s+)?mật\W*", re.IGNORECASE)
_TICKED = re.compile(
    rf"độ\s+mật\b.*(?:\[\s*[xX✓✔]\s*\]|[☑☒✓✔■])\s*({_L})(?!\w)|độ\s+mật\b.*?({_L})\s*(?:\[\s*[xX]\s*\]|[☑☒✓✔])", re.I
)
_NUMBER = re.compile(
    rf"\W*(?:số|so)\s*[:.]?\s*[\d.…_]*\s*[-/]?\s*[^\s].{{0,40}}?[\s\-–—/(\[]\(?({_L})[)\]]?\W*", re.IGNORECASE
)
_NUMBER_LETTER = re.compile(r"\W*(?:số|so)\s*[:.]?.{0,40}?\d.{0,30}?\(\s*(M|TM)\s*\)\W*", re.IGNORECASE)
_STATEMENT = re.compile(
    r"\W*(?:văn bản|tài liệu|hồ sơ|báo cáo|công văn|tờ trình|đề án|nghị quyết|kết luận|thông báo|kế hoạch)\s+này\b"
    rf".{{0,80}}\b(?:độ|mức|dấu|cấp)\s+[«\"“(]?({_L})[»\"”)]?\W*",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\W*(?:(?:tài liệu|văn bản|hồ sơ|công văn|báo cáo|dấu|đóng dấu|con dấu|dấu chỉ độ mật)\s*:?|"
    r"(?:thuộc\s+)?bí mật (?:nhà nước|của đảng|quốc gia)(?:\s*[-–—:(]+)?(?:\s*độ)?|(?P<bare>độ|mức))"
    rf"\s*[-–—:(\[«\"“]*\s*(?P<level>{_L})\W*",
    re.IGNORECASE,
)
_COMPANION = re.compile(
    r"\W*(?:(?:hỏa|hoả)\s*tốc(?:\s+hẹn\s+giờ)?|thượng\s+khẩn|khẩn|dự\s+thảo.{0,20}|lưu\s+hành\s+nội\s+bộ|"
    r"(?:bản|trang|tờ|page)\s*(?:số)?\s*:?\s*[\d./…]*|(?:số\s+)?\d+(?:\s*/\s*\d+)?|không\s+(?:được\s+)?(?:sao|"
    r"phổ|chụp|photo).{0,40}|"
    r"(?:có\s+)?(?:thời\s+hạn|bảo\s+vệ)\b.{0,60}|chỉ\s+người\s+có\s+tên.{0,40}|bí\s+mật\s+(?:nhà\s+nước|của\s+đảng)|"
    r"(?:ký\s+hiệu\s+)?[abc]|(?:thu\s+hồi|trả\s+lại)\b.{0,40})?\W*",
    re.IGNORECASE,
)
_LETTERHEAD_RIGHT = re.compile(
    r"\W*(?:đảng cộng sản|cộng\s+h(?:òa|oà)|độc\s+lập|số\b|(?:[\w.]+\s+){0,3}[\w.]+,?\s+ngày\b|ngày\b|ban\s|bộ\s|"
    r"tỉnh\s|thành\s|"
    r"(?:ủy|uỷ)\s+ban|ubnd|hđnd|công\s+an|sở\s|văn\s+phòng|đảng\s+(?:ủy|uỷ|bộ)|huyện\s|(?:hỏa|hoả)\s+tốc|khẩn)",
    re.IGNORECASE,
)
_LETTERHEAD_LEFT = re.compile(
    r".*(?:việt nam|hạnh phúc|trung ương|năm\s+[\d.…]*|\d\s*[-/][A-ZĐ/\-–\d]+)\W*|\W*(?:ban|bộ|tỉnh|thành|"
    r"huyện|(?:ủy|uỷ)\s+ban|ubnd|hđnd|công an|sở|văn phòng|đảng (?:ủy|uỷ|bộ)|chính phủ|quốc hội|quân khu|"
    r"tổng cục|cục|ngân hàng|tòa án|viện)\b.*",
    re.IGNORECASE,
)
# Words before «mật», and after it, with which it makes another word; no mark.
_JOINED_LEFT = re.compile(
    r"(?:^|\W)(?:bí|bảo|cơ|độ|giải|niêm|thư|mức|dấu|liệu|bản|sơ|văn|tin|thân|đường|kín|cẩn|lộ|và|hoặc)\W*$",
    re.IGNORECASE,
)
_AT_START = re.compile(r"\W*(TUYỆT\s*MẬT|TỐI\s*MẬT|MẬT|TUYET\s+MAT|TOI\s+MAT|MAT)\W*\s(.*)")
_AT_END = re.compile(r"(.*?)\s\W*(TUYỆT\s*MẬT|TỐI\s*MẬT|MẬT|TUYET\s+MAT|TOI\s+MAT|MAT)\W*")


@dataclass(frozen=True, slots=True)
class Mark:
    """A level of secrecy that is all of a line or of a part of it; `exact` where it is spelt without damage."""

    level: str
    capitals: bool
    exact: bool


def plain(text: str) -> str:
    """Return `text` in NFKC without the marks that hide a letter or look like one."""
    composed = unicodedata.normalize("NFKC", text)
    return composed.translate(_LOOKALIKES) if _ODD.search(composed) else composed


def readings(text: str, original: str) -> list[str]:
    """Return the ways to read a line: as repaired, as the file gave it, and as UTF-8 taken for Windows-1252."""
    found = dict.fromkeys(map(plain, (text, original)))
    with suppress(UnicodeError):
        found[plain(original.encode("cp1252").decode("utf-8"))] = None
    return [reading for reading in found if reading.strip()]


def may_hold(text: str) -> bool:
    """Return whether a raw line is worth a closer look: nearly all lines of prose are not."""
    return _MAY_HOLD.search(text) is not None


def level_of(words: str) -> str | None:
    """Return the level that `words` are, however spaced, damaged or encoded."""
    mark = _mark(words)
    return mark.level if mark else None


def _mark(words: str) -> Mark | None:
    letters = "".join(character for character in words if character.isalnum())
    key = letters.upper()
    level = _EXACT.get(key) or _LEGACY.get(key) or _DAMAGED.get(key)
    if level is None:
        return None
    capitals = all(character.isupper() for character in letters if character.isascii() and character.isalpha())
    return Mark(level, capitals, key in _EXACT or key in _LEGACY)


def lone_level(text: str) -> Mark | None:
    """Return the mark that is all of the line, or all of it beside «HỎA TỐC», «Trang 2» and the like."""
    if mark := _mark(text) or _mark(_FRAME.sub(" ", text)):
        return None if _LIST_ITEM.fullmatch(text) and not _framed(text) else mark
    parts = [part for part in _SEPARATOR.split(text) if part.strip()]
    marks = [mark for part in parts if (mark := _mark(part))]
    rest = [part for part in parts if not _mark(part)]
    if len(marks) == 1 and marks[0].capitals and rest and all(map(_COMPANION.fullmatch, rest)):
        return marks[0]
    return None


def _framed(text: str) -> bool:
    """Return whether the dash before the mark stands after it too: a frame, not a list."""
    stripped = text.strip()
    return stripped[0] == stripped[-1] or (stripped[0] == "-" and stripped[-1] == "-")


def marked_level(text: str) -> str | None:
    """Return the level written in a field, a number or a statement made for it: «Độ mật: Mật», «Số 12-BC/TU (M)»."""
    for pattern in (_FIELD, _TICKED):
        if match := pattern.search(text):
            return level_of(match[match.lastindex or 0])
    if match := _STATEMENT.fullmatch(text):
        return level_of(match[1])
    for part in (text, *re.split(r"\s{2,}|\t|\|", text)):
        if letter := _NUMBER_LETTER.fullmatch(part):
            return "MẬT" if letter[1].upper() == "M" else "TỐI MẬT"
        if (
            (match := _NUMBER.fullmatch(part))
            and match[1].isupper()
            and not _JOINED_LEFT.search(part[: match.start(1)])
        ):
            return level_of(match[1])
    return None


def is_empty_field(text: str) -> bool:
    """Return whether the line is «Độ mật:» with nothing after it."""
    return _EMPTY_FIELD.fullmatch(text) is not None


def merged_level(text: str) -> str | None:
    """Return the mark in a line that two columns of a letterhead were merged into: «MẬT ĐẢNG CỘNG SẢN VIỆT NAM»."""
    parts = [part for part in re.split(r"\s{2,}|\t|\|", text) if part.strip()]
    marks = [mark for part in parts if (mark := _mark(part)) and mark.capitals]
    if len(parts) > 1 and len(marks) == 1:
        return marks[0].level
    if (match := _AT_START.fullmatch(text)) and _LETTERHEAD_RIGHT.match(match[2]):
        return level_of(match[1])
    if (
        (match := _AT_END.fullmatch(text))
        and _LETTERHEAD_LEFT.fullmatch(match[1])
        and not _JOINED_LEFT.search(match[1])
    ):
        return level_of(match[2])
    return None


def label_level(text: str, *, any_case: bool) -> str | None:
    """Return the level of a label: «TÀI LIỆU MẬT», «BÍ MẬT NHÀ NƯỚC – ĐỘ TỐI MẬT», «ĐỘ TUYỆT MẬT»."""
    match = _LABEL.fullmatch(text)
    if match is None or not (any_case or match["level"].isupper()):
        return None
    level = level_of(match["level"])
    return None if match["bare"] and level == "MẬT" else level
