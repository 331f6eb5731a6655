"""What a web site prints around a text: press reports, law portals; and notes and annexes after a signature."""

import re
from collections.abc import Sequence

from ingest import phrases
from ingest.grammar import NAMED, Style
from ingest.lines import Kind
from ingest.phrases import in_capitals
from ingest.pieces import Unit
from ingest.text import LOWER, UPPER

_TIME_STAMP = re.compile(r"\d{1,2}[:h]\d{2},?\s+\d{1,2}/\d{1,2}/\d{4}")
_PHOTO_CREDIT = re.compile(r".*-\s*Ảnh(?:\s+\d+)?\s*[.:].*|Ảnh\s*:.*")
# A caption stands under «… - Ảnh 1.»; «Quang cảnh hội nghị - Ảnh: TTXVN» is one itself.
_CAPTION_FOLLOWS = re.compile(r".*Ảnh(?:\s+\d+)?\s*[.:]?")
_CREDIT_IN_BRACKETS = re.compile(r".{0,300}\((?:Ảnh|Nguồn ảnh|Đồ họa|Đồ hoạ)\s*:[^()]{1,60}\)\W*")
_NAVIGATION_HEAD = re.compile(
    r"(?:Tin (?:đọc nhiều|cùng chuyên mục|khác|liên quan|mới nhất)|Xem theo ngày|Đọc thêm|Bình luận|Chia sẻ)\W*"
)
_BYLINE_INDENT = 8
# A part of a name: «Phương», «P.Anh», «Th.»; not «KẾT», not «V» of «Chương V», not «XV80».
_NAME = rf"(?:[{UPPER}][{LOWER}]*\.)*(?:[{UPPER}][{LOWER}]+|(?<=\.))(?:\s+|$|(?=[-–,]))"
_NAMES = rf"(?:{_NAME}){{1,5}}"
_PERSON_NAMES = re.compile(rf"(?!(?:Chương|Phần|Mục|Điều|Khoản|Phụ)\s){_NAMES}(?:[-–,]\s*{_NAMES})*")
_SENTENCE_END = re.compile(r"[.…;:!?,\"”)]$")
_LONGEST_SUBHEAD_WORDS = 16

_URL = re.compile(r"https?://\S+|www\.\S+")
# Words of a site about itself; no form that is annexed to a directive has them.
_STRONG = re.compile(
    r"đăng nhập|đăng xuất|đăng ký (?:tài khoản|thành viên|nhận tin)|(?:lộ|đổi|quên) mật khẩu|\bcookies?\b|"
    r"thuộc quyền sở hữu của|giữ bản quyền|bản quyền thuộc|copyright|all rights reserved|without the consent|"
    r"\bclick\b|nhấn vào đây|rà chuột|đang tải (?:văn bản|dữ liệu|nội dung)|tải (?:văn bản|ứng dụng)|hotline|"
    r"đăng tải lại|email protected|"
    r"văn bản (?:liên quan|bị thay thế|thay thế|gốc|cùng lĩnh vực)$|lược đồ|tin (?:cùng chuyên mục|liên quan|mới nhất)|"
    r"xem thêm|đọc thêm|^trang chủ$|^in trang|quý (?:khách|thành viên)|(?:file|tệp) (?:được )?đính kèm|attached|"
    r"nội dung (?:được )?sửa đổi, hướng dẫn$|(?:bản dịch|nội dung) tiếng anh|lượt (?:xem|truy cập|tải)|"
    r"bài viết gốc|facebook|\bzalo\b|youtube|thuvienphapluat|luatvietnam|^(?:gửi )?bình luận$|^chia sẻ$|^chú thích$|"
    r"^(?:từ khóa|từ khoá|tags?)\s*:|^tình trạng(?: hiệu lực)?\s*: (?:đã biết|còn hiệu lực|hết hiệu lực)",
    re.IGNORECASE,
)
# Its tables and addresses, which a form may have too.
_WEAK = re.compile(
    r"^(?:ngày )?(?:cập nhật|hiệu lực|công báo|ban hành)\s*:|^(?:điện thoại|địa chỉ|fax|e-?mail|ip|mã số thuế)\s*:|"
    r"https?://|\bwww\.",
    re.IGNORECASE,
)
_LABELS = re.compile(
    r"(?:Số(?: ký)? hiệu|Số hiệu văn bản|Loại văn bản|Nơi ban hành|Cơ quan ban hành|Người ký|Chức danh|Ngày ban hành|"
    r"Ngày(?: có)? hiệu lực|Ngày công báo|Số công báo|Tình trạng(?: hiệu lực)?|Lĩnh vực|Trích yếu|Phạm vi)\s*:?",
    re.IGNORECASE,
)
_CONTENTS_OF_PAGE = re.compile(r"(?:Nội dung chính|Mục lục bài viết|Nội dung bài viết|Tóm tắt)\W*", re.IGNORECASE)
_INFOGRAPHIC = re.compile(
    r"(?:INFOGRAPHICS?|ĐỒ H[ỌO]A|VIDEO|PODCAST)\b\s*[:.]?.*|\[?(?:Infographics?|Video|Podcast)\]?\s*[:].*"
)
_SOURCE = re.compile(r"\(?(?:Theo|Nguồn)\s*:?\s+(?=[A-ZĐ])[^.;:]{2,80}\)?")
_AGENCY = re.compile(r"[(\[](?:[A-ZĐ][\w./ -]{1,29})[)\]]\.?")
_POSTED = re.compile(
    r"(?:Ngày giờ|Giờ|Ngày|Link|Thời gian)\s+(?:đăng\s+)?(?:bài|tin|cập nhật|đăng)[^:]{0,30}:\s*\S+.*", re.IGNORECASE
)
_ANNEX = re.compile(r"(?:Phụ lục|PHỤ LỤC|Biểu|BIỂU|Mẫu|MẪU|Danh mục|DANH MỤC)\b")
_REFERENCE = re.compile(r"(?<=[^\W\d_]|[,.;)”\"])(\[[1-9]\d{0,2}\])")  # the fields of a form have blanks before
_TAIL = 8  # lines at the end of a report that name its source
_NEAR, _CROWD = 15, 3  # so many lines of a web site so near: its text has begun


def press(units: Sequence[Unit], kinds: list[Kind], official: bool) -> None:
    """Set what a press report has around its text.

    Time stamp, photo credit with the caption under it, byline and everything below the byline or below the head of a
    navigation block. A first line is a title when a time stamp follows it.
    """
    kept: list[int] = []
    caption_next = False
    for place, unit in enumerate(units):
        if kinds[place] is not Kind.SIGNATURE and _ends_report(units, place, kept, official):
            _set(kinds, range(place, len(units)))
            return
        if _TIME_STAMP.fullmatch(unit.text):
            if place == 1 and kept:
                kinds[kept.pop()] = Kind.TITLE
            kinds[place] = Kind.NAVIGATION
            continue
        credit = _PHOTO_CREDIT.fullmatch(unit.text) is not None
        if (credit or caption_next) and kinds[place] is Kind.PROSE:
            kinds[place] = Kind.CAPTION
        elif kinds[place] is Kind.PROSE:
            kept.append(place)
        caption_next = credit and _CAPTION_FOLLOWS.fullmatch(unit.text) is not None


def _set(kinds: list[Kind], places: range) -> None:
    for place in places:
        kinds[place] = Kind.NAVIGATION


def _ends_report(units: Sequence[Unit], place: int, kept: Sequence[int], official: bool) -> bool:
    unit = units[place]
    if kept and _NAVIGATION_HEAD.fullmatch(unit.text):
        return True
    if official or unit.indent < _BYLINE_INDENT or not _PERSON_NAMES.fullmatch(unit.text):
        return False
    return not all(_is_subhead(units[other].text) for other in kept)


def _is_subhead(text: str) -> bool:
    return not _SENTENCE_END.search(text) and len(text.split()) <= _LONGEST_SUBHEAD_WORDS


def single_lines(units: Sequence[Unit], kinds: list[Kind]) -> None:
    """Set the lines that only a web site prints, wherever they stand, and the heading of a saved page as the title."""
    for place, unit in enumerate(units):
        if kinds[place] is not Kind.PROSE or len(unit.text) > 400:
            continue
        if _is_of_site(unit.text):
            kinds[place] = Kind.NAVIGATION
        elif _CREDIT_IN_BRACKETS.fullmatch(unit.text):
            kinds[place] = Kind.CAPTION
    if (
        units
        and units[0].marked
        and kinds[0] is Kind.PROSE
        and len(units) > 1
        and phrases.marker(units[0].text) is None
    ):
        kinds[0] = Kind.TITLE


def _is_of_site(text: str) -> bool:
    fixed = _CONTENTS_OF_PAGE.fullmatch(text) or _INFOGRAPHIC.fullmatch(text) or _POSTED.fullmatch(text)
    address = sum(len(match[0]) for match in _URL.finditer(text))
    return bool(fixed) or address > 0.6 * len(text)


def attributes(units: Sequence[Unit], kinds: list[Kind]) -> None:
    """Set a table of attributes («Số hiệu:», «221-KL/TW», «Loại văn bản:» …) before a text."""
    labels = [place for place, unit in enumerate(units[:90]) if _LABELS.fullmatch(unit.text)]
    if len(labels) < 4 or labels[-1] - labels[0] > 6 * len(labels):
        return
    _set(kinds, range(min(labels[-1] + 2, len(units))))


def source_lines(units: Sequence[Unit], kinds: list[Kind]) -> None:
    """Set the lines at the end of a report that name where it was taken from: «Theo TTXVN», «(TTXVN)»."""
    for place in range(len(units) - 1, max(len(units) - 1 - _TAIL, 0), -1):
        text = units[place].text
        if kinds[place] is not Kind.PROSE:
            continue
        if not (_SOURCE.fullmatch(text) or _AGENCY.fullmatch(text)) or phrases.SIGNED.match(text):
            return
        kinds[place] = Kind.NAVIGATION


def after_signature(units: Sequence[Unit], kinds: list[Kind], ends: Sequence[int]) -> None:
    """Set the site's own text after the last signature; annexes and notes before it stay what they are."""
    end = ends[-1] if ends else _last_third(units)
    start = next((place for place in range(end, len(units)) if _is_crowded(units, place)), None)
    if start is None:
        return
    if ends:
        start = _back(units, kinds, start, end)
    _set(kinds, range(start, len(units)))


def _last_third(units: Sequence[Unit]) -> int:
    return max(len(units) * 2 // 3, 1)


def _is_crowded(units: Sequence[Unit], place: int) -> bool:
    """Return whether the line at `place` is a site's, many are that follow, and no part of a document comes after."""
    if not _is_web(units[place].text):
        return False
    near = [unit.text for unit in units[place : place + _NEAR]]
    strong = sum(_STRONG.search(text) is not None for text in near)
    crowd = sum(map(_is_web, near)) >= _CROWD and strong >= 2
    return crowd and not any(_is_structure(unit) for unit in units[place:])


def _is_web(text: str) -> bool:
    return _STRONG.search(text) is not None or _WEAK.search(text) is not None


def _is_structure(unit: Unit) -> bool:
    found = phrases.marker(unit.text)
    return found is not None and (found.style in NAMED or found.style is Style.ROMAN)


def _back(units: Sequence[Unit], kinds: Sequence[Kind], start: int, end: int) -> int:
    """Return where the site's text begins: right after signature and notes, unless an annex stands between."""
    between = range(end, start)
    if any(_begins_annex(units[place].text) for place in between) or len(between) > _NEAR:
        return start
    return next((place for place in between if kinds[place] is Kind.PROSE), start)


def _begins_annex(text: str) -> bool:
    return bool(_ANNEX.match(text) or phrases.TYPE_ALONE.fullmatch(text)) or (
        in_capitals(text) and len(text.split()) > 2
    )


def notes(units: Sequence[Unit], kinds: list[Kind]) -> None:
    """Set the footnotes «[4] …» whose reference stands in a paragraph before them."""
    referred: set[str] = set()
    for place, unit in enumerate(units):
        match = re.match(r"(\[\d{1,3}\])\s?[^\W\d_]", unit.text)
        if match and match[1] in referred and kinds[place] is Kind.PROSE:
            kinds[place] = Kind.NOTE
        referred.update(_REFERENCE.findall(unit.text))
