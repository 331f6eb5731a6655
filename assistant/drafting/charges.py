"""Whom a sentence charges with a task, and where the task begins: by the verbs of directives."""

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.writing.words import Sort, names_someone, words
from ingest.document import Span
from ingest.text import fold

# With these a task begins. Not «tổ chức», «quy định», «yêu cầu»: they are nouns as well.
_TASKS = (
    "khẩn trương", "tiếp tục", "kịp thời", "thường xuyên", "nghiêm túc", "chủ động", "tích cực", "kiên quyết",
    "nhanh chóng", "trực tiếp", "tập trung", "tăng cường", "đẩy mạnh", "đẩy nhanh", "nâng cao", "khơi dậy",
    "củng cố", "duy trì", "chú trọng", "quan tâm", "bám sát", "nắm chắc", "nắm vững", "theo dõi", "đôn đốc",
    "giám sát", "kiểm tra", "thanh tra", "rà soát", "đánh giá", "báo cáo", "tổng hợp", "tổng kết", "sơ kết",
    "hướng dẫn", "quán triệt", "triển khai", "thực hiện", "thi hành", "hoàn thành", "hoàn thiện", "xây dựng",
    "ban hành", "sửa đổi", "bổ sung", "điều chỉnh", "thay thế", "bãi bỏ", "công bố", "công khai", "phổ biến",
    "tuyên truyền", "vận động", "bố trí", "sắp xếp", "kiện toàn", "lựa chọn", "chuẩn bị", "tiến hành", "thành lập",
    "lãnh đạo", "chỉ đạo", "phối hợp", "chủ trì", "chịu trách nhiệm", "giải quyết", "xử lý", "khắc phục", "tháo gỡ",
    "bảo đảm", "đảm bảo", "đề xuất", "trình", "cập nhật", "động viên", "hỗ trợ", "đào tạo", "bồi dưỡng", "tập huấn",
    "gắn", "thống nhất", "phát huy", "phát triển", "đổi mới", "cải cách", "nghiên cứu", "xem xét", "nhận diện",
    "phản bác", "đấu tranh", "ngăn chặn", "phòng ngừa", "quản lý", "phân bổ", "phân cấp", "phân công", "giao",
    "sử dụng", "khai thác", "đồng bộ", "kết nối", "chuyển đổi", "thu hút", "khuyến khích",
    "quyết liệt", "cụ thể hoá", "cụ thể hóa", "thể chế hoá", "thể chế hóa", "nghiêm cấm", "định kỳ", "hằng năm",
    "xác định", "xoá", "xóa", "hạn chế", "khôi phục", "phục vụ", "tham mưu", "kiến nghị", "gương mẫu",
    "ứng dụng", "kiểm soát", "làm tốt", "đưa vào", "định hướng", "phấn đấu", "hoàn tất", "chấm dứt", "tham gia",
    "tổ chức thực hiện", "tổ chức quán triệt", "tổ chức triển khai",
    "biên soạn", "soạn thảo", "coi trọng", "đề cao", "siết chặt", "cho phép", "vận dụng",
)  # fmt: skip
_WORDS = "|".join(sorted({fold(task) for task in _TASKS}, key=len, reverse=True))
_TASK = re.compile(rf"(?:(?:cùng|cần|phải|sớm|luôn) )?(?:{_WORDS})\b")
_MODAL = re.compile(r"(?:cũng )?(?:cần|phải)\b")
# Of an item that goes on with what the one before it began: «Về cơ chế đặc biệt …».
_ABOUT = re.compile(r"về\b")
# Begins anew, whatever stands before: «Chỉ đạo tiến hành đại hội …».
_ANEW = re.compile(r"(?:chỉ đạo|yêu cầu|giao|phân công|đề nghị)\b")
_VERB = r"yêu cầu|giao(?: nhiệm vụ)?(?: cho)?|chỉ đạo|phân công|đề nghị|phê bình|lưu ý"
_CHARGING = re.compile(rf"(?<!ban )\b(?P<verb>{_VERB})\s+")
_CHARGED = re.compile(
    r"[\s,]+(?P<verb>được (?:giao|chỉ đạo|yêu cầu|phân công)(?: nhiệm vụ)?|có (?:nhiệm vụ|trách nhiệm)|(?:cũng )?cần"
    r"|phải|chịu trách nhiệm)(?=\s)"
)
_WITHIN = re.compile(rf"(?<!ban )(?<!\bđược )\b(?:{_WORDS}|cần|phải|như)\b|[:;.]")
_ROLE = re.compile(r"chủ trì,? (?:phối hợp (?:với|cùng) )?|phối hợp (?:với|cùng) ")
_LONGEST_ADDRESSEE = 26  # words
_LONGEST_BEFORE = 12  # words of whoever charges
_MANNER = re.compile(r"\b(?:nghiêm túc|thống nhất|đồng thời)$")
_STOP = re.compile(r"[;.]")
# «yêu cầu của …», «phân công nhiệm vụ …», «giao đồng chí được … phân công …» charge nobody whom the words name.
_NO_ADDRESSEE = re.compile(r"^(?:của|về|nêu|tại|trong|đã|đối với|nhiệm vụ|việc|công việc|nội dung)\b|\bđược\b")
# Whoever stands before these charges nobody: «Ban Tổ chức Trung ương chủ trì, phối hợp …».
_TAKES_PART = re.compile(r"(?P<who>[^,;:.]{3,60}) (?=(?:chủ trì|phối hợp)\b)")
_ASIDE = re.compile(r",? (?:nhất là|đặc biệt là|trong đó)\b.*$", re.IGNORECASE)
_ENDS_IN_MODAL = re.compile(r"\b(?:phải|cần)$")


@dataclass(frozen=True, slots=True)
class Charge:
    """Whom a sentence charges (a half-open span of it), by which verb, and where what it charges them with begins."""

    addressee: Span
    verb: str
    task: int


def begins_task(text: str) -> bool:
    """Return whether `text` begins with the verb of a task: it names nobody, or goes on with what names somebody."""
    return _TASK.match(fold(text)) is not None


def lacks_subject(text: str) -> bool:
    """Return whether a sentence that begins so is not whole: it begins with a task, «cần», «về»."""
    folded = fold(text)
    if _ANEW.match(folded):
        return False
    return begins_task(text) or _MODAL.match(folded) is not None or _ABOUT.match(folded) is not None


def charged_by_name(text: str) -> bool:
    """Return whether the sentence `text` says who charges whom: «Bộ Chính trị giao Ban Tổ chức Trung ương …»."""
    found = charge(text)
    if found is None or found.addressee.start <= len(found.verb) + 1:
        return False
    return re.fullmatch(_VERB, found.verb) is not None


def begins_anew(text: str) -> bool:
    """Return whether `text` begins with a verb that charges: «Chỉ đạo tiến hành đại hội …»."""
    return _ANEW.match(fold(text)) is not None


def begins_with_modal(text: str) -> bool:
    """Return whether `text` begins with «cần», «phải» (which no «được giao» may stand before)."""
    return _MODAL.match(fold(text)) is not None


def goes_on_about(text: str) -> bool:
    """Return whether `text` is a further item of the sentence before it: «Về cung cấp dịch vụ công …»."""
    return _ABOUT.match(fold(text)) is not None


@lru_cache(maxsize=512)
def charge(text: str) -> Charge | None:
    """Return whom the sentence `text` charges: «… yêu cầu X làm …», «Chỉ đạo X: …», «X được giao …», «X cần …»."""
    folded = fold(text)
    for found in (_charging(text, folded), _charged(text, folded), _plain(text, folded)):
        if found is not None and len(found.addressee.of(text).split()) <= _LONGEST_ADDRESSEE:
            return found
    return None


def _charging(text: str, folded: str) -> Charge | None:
    match = _CHARGING.search(folded)
    if match is None:
        return None
    before = _MANNER.sub("", folded[: match.start()].rstrip())
    if len(before.split()) > _LONGEST_BEFORE or _STOP.search(before) or _CHARGED.search(before):
        return None
    if _within(text[: len(before)]):
        return None
    if match.start() and not _names(text[: match.start()]):
        return None
    end = _within(text, match.end())
    # «phê bình các địa phương chậm kiện toàn …»: what follows describes them.
    stop = _stop(folded, match.end()) if match["verb"] == "phê bình" else end.start() if end else len(text)
    span = _trimmed(text, match.end(), stop)
    if span.start == span.end or not _names(span.of(text)) or _NO_ADDRESSEE.search(span.of(folded)):
        return None
    return Charge(span, match["verb"], stop)


def _within(text: str, start: int = 0) -> re.Match[str] | None:
    """Return where a task begins within `text`; «Xây dựng» of «Bộ Xây dựng» is a name."""
    found = _WITHIN.finditer(fold(text), start)
    return next((match for match in found if not text[match.start()].isupper() or match.start() == start), None)


def _stop(folded: str, start: int) -> int:
    match = re.compile(r"[,.;:]").search(folded, start)
    return match.start() if match else len(folded)


def _charged(text: str, folded: str) -> Charge | None:
    match = _CHARGED.search(folded)
    if match is None:
        return None
    before = folded[: match.start()]
    if _within(text[: match.start()]) or re.search(rf"\b(?:{_VERB})\b", before) or not _names(text[: match.start()]):
        return None
    start = re.match(r"(?:theo [^,]{3,30}, )?", before)
    return Charge(_trimmed(text, start.end() if start else 0, match.start()), match["verb"], match.end())


def _plain(text: str, folded: str) -> Charge | None:
    """Return the charge of «Các cơ quan … đánh giá tình hình …», «Ban Tổ chức Trung ương chủ trì …»."""
    part = _TAKES_PART.match(folded)
    if part is not None and words(text[: part.end()])[0].sort is Sort.BODY and not _within(text[: part.end()]):
        return Charge(_trimmed(text, 0, part.end()), "", part.end())
    match = _within(text)
    if match is None or not re.match(r"(?:các|những|mỗi|từng) ", folded) or not _TASK.match(folded, match.start()):
        return None
    if not _names(text[: match.start()]):
        return None
    return Charge(_trimmed(text, 0, match.start()), "", match.start())


def _names(text: str) -> bool:
    """Return whether `text` names somebody; that it begins with a capital says nothing."""
    first = words(text)[:1]
    return names_someone(text[:1].lower() + text[1:]) or bool(first and first[0].sort is Sort.BODY)


def _trimmed(text: str, start: int, end: int) -> Span:
    inner = text[start:end]
    kept = inner.strip(" ,\n\t")
    left = start + inner.find(kept) if kept else start
    return Span(left, left + len(kept))


def addressee(text: str) -> str:
    """Return whom the sentence `text` charges, without what is said of them; empty where it names nobody."""
    found = charge(text)
    return _ASIDE.sub("", found.addressee.of(text)).strip(" ,") if found else ""


def charges_another(text: str) -> bool:
    """Return whether within what a sentence charges with, somebody else is charged: «… chỉ đạo Bộ X chủ trì …»."""
    match = _CHARGING.search(fold(text))
    return match is not None and _names(text[match.end() : match.end() + 40])


def head(text: str) -> tuple[int, bool] | None:
    """Return where the words that charge somebody end and the task begins; `None` where they cannot be parted.

    Beside it, whether another task may follow them directly: not where they charge somebody through another, or end in
    «cần», which may not be meant for it.
    """
    found = charge(text)
    if found is None or found.verb == "phê bình":
        return None
    end, joins = found.task, not _ENDS_IN_MODAL.search(fold(text[: found.task]).rstrip())
    rest = text[end:].lstrip()
    if charges_another(rest):
        another = charge(rest)
        if another is None:
            return None
        end, joins = len(text) - len(rest) + another.task, False
    end = _behind_role(text, end)
    return (end, joins) if begins_task(text[end:].lstrip()) else None


def _behind_role(text: str, end: int) -> int:
    """Return where the task begins behind who takes part: «chủ trì, phối hợp với Bộ Tư pháp» belongs to the charge."""
    rest = text[end:].lstrip()
    role = _ROLE.match(fold(rest))
    task = _within(rest, role.end()) if role else None
    return len(text) - len(rest) + task.start() if task else end
