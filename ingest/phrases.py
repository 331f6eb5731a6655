"""The fixed phrases of a document's frame: letterhead, tên loại, stamps, signature (HD 36-HD/VPTW; NĐ 30/2020)."""

import re
from functools import lru_cache

from ingest.document import DocumentType
from ingest.grammar import Marker, readings
from ingest.text import LOWER, UPPER

NATION = re.compile(r"ĐẢNG CỘNG SẢN VIỆT NAM\b|CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM\b")
MOTTO = re.compile(r"Độc lập\s*[-–—]\s*Tự do\s*[-–—]\s*Hạnh phúc", re.IGNORECASE)
_NUMBER_WORD = r"(?:(?:Bộ luật|Luật|Pháp lệnh|Nghị quyết|Nghị định|LUẬT|NGHỊ QUYẾT)\s+[sS][ốỐ]|S[ốỐ])\s*:?"
_AFTER_NUMBER = rf"\s*(?:$|[|*]|\s[{UPPER}*_]|ngày\s.{{1,20}}\d{{4}}\W*$)"
NUMBER = re.compile(rf"{_NUMBER_WORD}\s*[\d.…_]*\s*(?:[-/]\s?[\w.…&-]+)+(?={_AFTER_NUMBER})")
_DAY = r"[\d.…_]{1,12}"
PLACE_DATE = re.compile(
    rf"(?:^|\s|\*)[{UPPER}][^,;:]{{1,40}},\s*(?i:ngày)\s*{_DAY}\s*(?i:tháng)\s*{_DAY}\s*(?i:năm)\s*[\d.…_]{{1,8}}\W*$"
)
# «Hà Nội, ngày 06 tháng 4 năm 2026 NGHỊ QUYẾT …»: a PDF's columns glued; what follows is a line of its own.
GLUED = re.compile(rf"[^,;:]{{2,80}},\s*ngày\s*{_DAY}\s*tháng\s*{_DAY}\s*năm\s*[\d.…_]{{1,8}}\s+(?=[{UPPER}]{{2}})")
GAZETTE = re.compile(r"VĂN BẢN (?:QUY PHẠM PHÁP LUẬT|KHÁC)|\(?(?:Tiếp theo|Xem tiếp|Đăng từ)\s+(?i:Công báo)\s.{1,40}")
_TYPES = "|".join(sorted((kind.value.upper() for kind in DocumentType), key=len, reverse=True))
_TYPES = _TYPES.replace("UỶ", "[UỦ][ỶY]")
TYPE_ALONE = re.compile(rf"(?:{_TYPES})(?: LIÊN TỊCH| KẾT LUẬN| LIÊN NGÀNH)?\s*\d{{0,2}}[*:]?")
TYPE_FIRST = re.compile(rf"(?:TOÀN VĂN:?\s+)?(?:{_TYPES})\b")
CAPACITY = re.compile(r"(?:T\s?/\s?M|K\s?/\s?T|T\s?/\s?L|T\s?/\s?UQ|(?:TM|KT|TL|TUQ|Q)\b)\s?[./]?\s*(?=[^\W\d_]{2})")
_POSITIONS = (
    "TỔNG BÍ THƯ|BÍ THƯ|CHỦ TỊCH|THỦ TƯỚNG|BỘ TRƯỞNG|THỨ TRƯỞNG|TRƯỞNG|CHÁNH|TỔNG GIÁM ĐỐC|GIÁM ĐỐC|TỔNG CỤC TRƯỞNG|"
    "CỤC TRƯỞNG|VỤ TRƯỞNG|VIỆN TRƯỞNG|CHỦ NHIỆM|TỔNG THANH TRA|THỐNG ĐỐC|TỔNG KIỂM TOÁN|HIỆU TRƯỞNG|THƯỜNG TRỰC|"
    "[UỦ][ỶY] VIÊN|TỔNG THƯ KÝ|THƯ KÝ|CHỈ HUY TRƯỞNG|TƯ LỆNH|CHÍNH [UỦ][ỶY]|THỦ TRƯỞNG"
)
POSITION = re.compile(rf"(?:QUYỀN )?(?:PHÓ )?(?:{_POSITIONS})\b")
SIGNED = re.compile(
    r"\W*(?:đã ký|ký tên|ký,? (?:và )?(?:ghi rõ )?(?:họ,? )?tên|ký tên,? đóng dấu|ký,? đóng dấu)\b.{0,40}",
    re.IGNORECASE,
)
RECIPIENTS = re.compile(r"N[ơƠ][iI]\s+(?:nhận|NHẬN)\s*(?:[:;*]|\(|$)")
ADDRESSEE = re.compile(r"K[íÍ]nh\s+g[ửỬ]i\b", re.IGNORECASE)
BASIS = re.compile(r"[-–]?\s*(?:Căn cứ|Xét|Theo đề nghị|Thực hiện|Để|Tại|Ngày|Trên cơ sở|Xuất phát)\b")
NOTE = re.compile(r"\[\d{1,3}\]\s?[^\s.,;:]")
_PART = rf"[{UPPER}][{LOWER}]*(?:['’][{UPPER}]?[{LOWER}]+)?"  # «Nguyễn», «Y», «H’Hen»
PERSON = re.compile(
    r"(?:(?i:Thượng|Trung|Đại|Thiếu) (?:tướng|tá|úy)\s+)?(?:(?:GS|PGS|TS|ThS|BS|CN|KS)\.?\s?)*"
    rf"(?=.*[{LOWER}])(?!(?:Chương|Phần|Mục|Điều|Khoản|Phụ|Nơi|Số|Mẫu)\s){_PART}(?:\s+{_PART}){{1,4}}\W*"
)
_STAMP_LETTERS = re.compile(r"(?:TUYỆT|TỐI)?MẬT|H(?:ỎA|OẢ)TỐC(?:HẸNGIỜ)?|(?:THƯỢNG)?KHẨN|DỰTHẢO(?:LẦN)?|LƯUHÀNHNỘIBỘ")
_UPPER_SHARE = 0.85
_LONGEST_NUMBER_LINE = 110


def in_capitals(text: str) -> bool:
    """Return whether nearly all letters of `text`, two at least, are capitals."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 1 and sum(map(str.isupper, letters)) >= _UPPER_SHARE * len(letters)


# What a marker can begin with; asking the whole grammar of every line costs more than all else here.
_MARKER_LIKE = re.compile(
    r"[\s*_\"“‘«(\[]*(?:\d|[^\w\s]|[IVX]{1,7}\b|[A-Za-zĐđ]{1,2}\d?[^\w]|o |Phần|Phụ|Chương|Mục|Điều|Mẫu|Biểu|Tiểu|"
    r"PH|CHƯƠNG|MỤC|ĐIỀU|MẪU|BIỂU|TIỂU|\uf000)"
)


@lru_cache(maxsize=8192)
def first_marker(text: str) -> Marker | None:
    """Return the likeliest marker that `text` begins with, sure or not."""
    return next(readings(text), None) if _MARKER_LIKE.match(text) else None


def marker(text: str) -> Marker | None:
    """Return the marker that `text` surely begins with."""
    found = first_marker(text)
    if found is None or found.sure:
        return found
    return next((other for other in readings(text) if other.sure), None)


def is_stamp(text: str) -> bool:
    """Return whether `text` is a stamp of secrecy, urgency or draft, however spaced: «M Ậ T», «DỰ THẢO lần 2»."""
    letters = "".join(filter(str.isalpha, text[:40]))
    shouted = letters[:1].isupper() and len(text) < 40
    return shouted and _STAMP_LETTERS.fullmatch(letters.upper()) is not None


def is_rule(text: str) -> bool:
    """Return whether `text` has neither letters nor digits: «-----», «*», «……»."""
    return not any(map(str.isalnum, text))


def is_frame(text: str) -> bool:
    """Return whether `text` is a line that only a letterhead has."""
    if len(text) > _LONGEST_NUMBER_LINE:
        return False
    national = NATION.search(text) is not None and in_capitals(text)
    return national or any(is_head(text, pattern) for pattern in (MOTTO, NUMBER, PLACE_DATE))


def is_head(text: str, pattern: re.Pattern[str]) -> bool:
    """Return whether `text`, a line of a letterhead, has what `pattern` says where it must stand."""
    if pattern is PLACE_DATE:
        return PLACE_DATE.search(text) is not None
    return pattern.match(text) is not None and (pattern is MOTTO or len(text) <= _LONGEST_NUMBER_LINE)


def is_capacity(text: str) -> bool:
    """Return whether `text` says for whom somebody signs: «T/M BAN BÍ THƯ», «KT. BỘ TRƯỞNG»."""
    return CAPACITY.match(text) is not None and in_capitals(text) and len(text.split()) < 25


def is_position(text: str) -> bool:
    """Return whether `text` is the position of who signs, in capitals."""
    return POSITION.match(text) is not None and in_capitals(text) and len(text.split()) < 15 and text[-1:] not in ".;:"


def is_person(text: str) -> bool:
    """Return whether `text` may be the name of one person and nothing more."""
    words = text.split()
    capital = in_capitals(text) and 2 <= len(words) <= 5 and all(word.isalpha() for word in words)
    return PERSON.fullmatch(text) is not None or (capital and not POSITION.match(text) and not NATION.search(text))
