"""Lies within one sentence: each takes a true sentence and changes what it says, or tells that it cannot."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Ground:
    """What a lie is made from: the texts given to the model, other texts of the library, the paragraph lied about."""

    paragraphs: Sequence[Mapping[str, str]]
    others: Sequence[str]
    own: str
    chance: Random


WordLie = Callable[[str, Ground], str | None]
BODY = re.compile(
    r"(?:Bộ|Ban|Đảng [uủ][ỷy]|Thường trực Ban) (?:Chính trị|Bí thư|Tài chính|Công an|Tư pháp|Chính phủ"
    r"|Khoa học và Công nghệ|Tổ chức Trung ương|Chỉ đạo|Chấp hành Trung ương)"
    r"|Chính phủ|UBND|HĐND|(?:các )?tỉnh [uủ][ỷy]"
)
_INVENTED_BODIES = ("Bộ Quốc phòng", "Thanh tra Chính phủ", "Bộ Số hóa", "Ban Nội chính Trung ương", "Tổng cục Thuế")
_DATE = re.compile(r"(?<![\d/-])(\d{1,2})([/-])(\d{1,2})(?:[/-](\d{4}))?(?![\d/-]|-\w)")
_SPELT_DATE = re.compile(r"ngày (\d{1,2})( tháng )(\d{1,2})(?: năm (\d{4}))?")
_NUMBER = re.compile(r"(?<![\d/.,-])(\d{1,4})(?![\d/.,-]|\.\d)")
_SYMBOL = re.compile(
    r"(?<=\s)(\d{1,3})(-[A-ZĐ]{2,4}/[A-ZĐa-z]+)|(?i:(?<=số )|(?<=kết luận )|(?<=quy định ))(\d{2,3})\b"
)
_VERBS = (
    r"(?:chủ trì|phối hợp|triển khai|thực hiện|bảo đảm|bố trí|rà soát|hướng dẫn|hoàn thành|xử lý|giải quyết|đánh giá"
    r"|báo cáo|tập trung|tăng cường|kiện toàn|sửa đổi|nắm chắc|theo dõi|chuẩn bị|thống nhất|quan tâm|khắc phục)"
)
_VERB = re.compile(rf"(?i)(?<!được )\b{_VERBS}\b")
_ANTONYMS = (
    ("tăng cường", "giảm bớt"), ("nâng cao", "hạ thấp"), ("duy trì", "chấm dứt"), ("thành lập", "giải thể"),
    ("khẩn trương", "từ từ"), ("công khai", "giữ kín"), ("chặt chẽ", "lỏng lẻo"), ("cấp xã", "cấp huyện"),
    ("phản bác", "lan tỏa"), ("đồng bộ", "riêng lẻ"), ("bổ sung", "cắt giảm"), ("đầy đủ", "một phần"),
    ("tiếp tục", "tạm dừng"), ("hoàn thiện", "bãi bỏ"), ("thống nhất", "tách rời"), ("trung ương", "địa phương"),
    ("chủ trì", "phối hợp"), ("tháo gỡ", "duy trì"), ("ban hành", "thu hồi"), ("bảo đảm", "hạn chế"),
    ("khắc phục", "bỏ qua"), ("cấp tỉnh", "cấp trung ương"), ("phân cấp", "tập trung"), ("hỗ trợ", "xử phạt"),
    ("rà soát", "bỏ qua"), ("mở", "đóng"), ("tăng", "giảm"), ("nghiêm túc", "qua loa"), ("thuận lợi", "khó khăn"),
)  # fmt: skip
_INVENTED = (
    "với kinh phí 120 tỷ đồng", "kể cả các xã biên giới", "và chịu sự giám sát của Quốc hội", "nhất là ở vùng ven biển",
    "do Bộ Nội vụ hướng dẫn", "trong quý IV năm 2026", "theo ý kiến của nhân dân", "bằng nguồn vốn xã hội hóa",
)  # fmt: skip


def _number(text: str, ground: Ground) -> str | None:
    found = list(_NUMBER.finditer(text))
    if not found:
        return None
    match = ground.chance.choice(found)
    number = int(match[1])
    other = ground.chance.choice([n for n in (number + 1, number * 10, number - 1, number + 20) if n > 0])
    return f"{text[: match.start()]}{other}{text[match.end() :]}"


def _dated(part: int) -> WordLie:
    def lie(text: str, ground: Ground) -> str | None:
        pattern = _DATE if _DATE.search(text) else _SPELT_DATE
        match = pattern.search(text)
        if match is None or match[part] is None:
            return None
        value = int(match[part])
        other = value + 1 if part == 4 else value % (28 if part == 1 else 12) + 1
        start, end = match.span(part)
        return f"{text[:start]}{other}{text[end:]}"

    return lie


def _other_form(text: str, ground: Ground) -> str | None:
    match = _DATE.search(text)
    if match is None:
        return None
    day, month, year = int(match[1]) % 28 + 1, int(match[3]), match[4] or "2025"
    start = match.start() - (5 if text[: match.start()].endswith("ngày ") else 0)
    return f"{text[:start]}ngày {day:02} tháng {month:02} năm {year}{text[match.end() :]}"


def _year_added(text: str, ground: Ground) -> str | None:
    match = _DATE.search(text)
    if match is None or match[4]:
        return None
    return f"{text[: match.end()]}{match[2]}2024{text[match.end() :]}"


def _deadline(text: str, ground: Ground) -> str | None:
    return None if _DATE.search(text) else f"{text.rstrip('.…')} trước ngày 30/9/2025."


def _symbol(text: str, ground: Ground) -> str | None:
    match = _SYMBOL.search(text)
    if match is None:
        return None
    number = match[1] or match[3]
    return (
        f"{text[: match.start()]}{int(number) + ground.chance.choice((1, 9, 100))}{match[2] or ''}{text[match.end() :]}"
    )


def _bodies_in(texts: Sequence[str], without: str) -> list[str]:
    return sorted({match[0] for text in texts for match in BODY.finditer(text)} - {without})


def _body_of(source: Callable[[Ground], Sequence[str]]) -> WordLie:
    def lie(text: str, ground: Ground) -> str | None:
        match = BODY.search(text)
        bodies = _bodies_in(source(ground), match[0]) if match else []
        return text.replace(match[0], ground.chance.choice(bodies), 1) if match and bodies else None

    return lie


def _body_invented(text: str, ground: Ground) -> str | None:
    match = BODY.search(text)
    return text.replace(match[0], ground.chance.choice(_INVENTED_BODIES), 1) if match else None


def _swapped(text: str, ground: Ground) -> str | None:
    found = list(BODY.finditer(text))
    if len(found) < 2 or found[0][0] == found[1][0]:
        return None
    one, two = found[0], found[1]
    return f"{text[: one.start()]}{two[0]}{text[one.end() : two.start()]}{one[0]}{text[two.end() :]}"


def _laid_to_neighbour(text: str, ground: Ground) -> str | None:
    bodies = _bodies_in([*(p["text"] for p in ground.paragraphs), *ground.others], "")
    bodies = [body for body in bodies if body not in text and body not in ("UBND", "HĐND")]
    bare = re.sub(r"^[^:;]{3,70}: ", "", text)
    charge = ground.chance.choice(("", "được giao ", "phải ", "có trách nhiệm "))
    return f"{ground.chance.choice(bodies)} {charge}{bare[:1].lower()}{bare[1:]}" if bodies else None


def _laid_within(text: str, ground: Ground) -> str | None:
    """A duty of one clause is laid to a body that the same paragraph names elsewhere."""
    bodies = [body for body in _bodies_in([ground.own], "") if not text.startswith(body)]
    bare = BODY.sub("", text, count=1).strip(" ,") if BODY.match(text) else text
    return f"{ground.chance.choice(bodies)} {bare[:1].lower()}{bare[1:]}" if bodies else None


def _negated(text: str, ground: Ground) -> str | None:
    found = list(_VERB.finditer(text))
    if not found:
        return None
    match = ground.chance.choice(found)
    word = ground.chance.choice(("không", "chưa", "không cần", "không phải", "không được", "ngừng"))
    return f"{text[: match.start()]}{word} {match[0].lower()}{text[match.end() :]}"


def _negated_far(text: str, ground: Ground) -> str | None:
    small = f"{text[:1].lower()}{text[1:]}"
    return ground.chance.choice((
        f"Không có quy định nào về việc {small}", f"{text.rstrip('.…')} là điều không bắt buộc.",
        f"Không, {small}", f"Chưa có yêu cầu {small}", f"{text.rstrip('.…')}, không.",
    ))  # fmt: skip


def _replaced(table: str) -> WordLie:
    pairs = [tuple(entry.split("→")) for entry in table.split("|")]

    def lie(text: str, ground: Ground) -> str | None:
        found = [(match, new) for old, new in pairs for match in re.finditer(rf"(?i)\b(?:{old})", text)]
        if not found:
            return None
        match, new = ground.chance.choice(found)
        return _tidy(f"{text[: match.start()]}{new}{text[match.end() :]}")

    return lie


def _inserted(*words: str) -> WordLie:
    def lie(text: str, ground: Ground) -> str | None:
        match = _VERB.search(text)
        word = ground.chance.choice(words)
        return _tidy(f"{text[: match.start()]}{word} {match[0].lower()}{text[match.end() :]}") if match else None

    return lie


def _appended(*words: str) -> WordLie:
    return lambda text, ground: f"{text.rstrip('.… ')}{ground.chance.choice(words)}."


def _opposite(text: str, ground: Ground) -> str | None:
    pairs = [(a, b) for one, two in _ANTONYMS for a, b in ((one, two), (two, one)) if re.search(rf"\b{a}\b", text)]
    if not pairs:
        return None
    old, new = ground.chance.choice(pairs)
    return re.sub(rf"\b{old}\b", new, text, count=1)


def _alien_words(text: str, ground: Ground) -> str | None:
    alien = [word for other in ground.others for word in other.split() if word.isalpha() and word not in ground.own]
    words = text.split()
    if not alien or len(words) < 6:
        return None
    words[ground.chance.randrange(2, len(words) - 1)] = ground.chance.choice(alien)
    return " ".join(words)


def _turned(text: str, ground: Ground) -> str | None:
    bare = text.rstrip(".… ")
    for link in (" để ", " trước khi ", " theo ", " sau khi ", " phục vụ ", " bảo đảm ", ", "):
        before, found, behind = bare.partition(link)
        if found and len(before.split()) > 2 and len(behind.split()) > 2:
            return f"{behind[:1].upper()}{behind[1:]}{link}{before[:1].lower()}{before[1:]}."
    return None


def _chimera(text: str, ground: Ground) -> str | None:
    """The head of one clause with the tail of another of the same paragraph."""
    tails = [piece.split() for piece in re.split(r"[;.:]\s", ground.own) if len(piece.split()) > 7]
    words = text.split()
    tails = [tail for tail in tails if tail[-1] not in text]
    if len(words) < 8 or not tails:
        return None
    tail = ground.chance.choice(tails)
    return " ".join([*words[: ground.chance.randint(3, len(words) // 2)], *tail[len(tail) // 2 :]])


def _cut(text: str, ground: Ground) -> str | None:
    words = text.split()
    return f"{' '.join(words[: ground.chance.randint(3, len(words) - 2)]).rstrip(',;:')}." if len(words) > 8 else None


def _middle(text: str, ground: Ground) -> str | None:
    words = text.split()
    if len(words) < 12:
        return None
    start = ground.chance.randint(2, len(words) // 2 - 1)
    del words[start : start + ground.chance.randint(1, 5)]
    return " ".join(words)


def _once(pattern: str, new: str, text: str) -> str | None:
    changed = re.sub(pattern, new, text, count=1)
    return _tidy(changed) if changed != text else None


def _tidy(text: str) -> str:
    tidy = " ".join(text.split()).strip(" ,")
    return tidy[:1].upper() + tidy[1:]


_NAMES = ("Lê Văn Mẫu", "Phạm Thị Ví Dụ", "Hoàng Minh Thử")


def _counted(text: str, ground: Ground) -> str | None:
    return _once(r"\b(?:các|những) ", f"{ground.chance.randint(2, 40)} ", text)


def _person(text: str, ground: Ground) -> str | None:
    named = rf"\1 do đồng chí {ground.chance.choice(_NAMES)} đứng đầu "
    return _once(r"\b(Bộ [A-ZĐ]\w+ \w+|UBND|Ban Bí thư|[Cc]ác )", named, text)


def _other_document(text: str, ground: Ground) -> str:
    return f"Theo Nghị quyết {ground.chance.randint(10, 99)}-NQ/TW, {text[:1].lower()}{text[1:]}"


# What is looked for (an expression) → what stands there instead, one of which is drawn.
_UNDENIED = "không để →|không →|chưa →|tránh tình trạng →|tránh →"
_RAISED = (
    "có thể→phải|cho phép→bắt buộc|cần→bắt buộc phải|đề xuất→quyết định|khẩn trương→bắt buộc ngay lập tức"
    "|yêu cầu→ra lệnh|quan tâm→phải"
)
_LOWERED = (
    "phải→có thể|cần→nên|yêu cầu→khuyến khích|chỉ đạo→gợi ý|khẩn trương→khi thuận tiện|bảo đảm→cố gắng"
    "|được giao→được phép"
)
_UNHEDGED = "cơ bản →|dự kiến →|cho phép →|theo thẩm quyền→|có thể →|đề xuất →|theo hướng →|từng bước →|cần →|phải →"
_UNBOUND = (
    r"không quá →|trên (?=\d)→|trước ngày→ngày|trước →|ngắn hơn →|, nhất là → |trường hợp đặc biệt →|còn thiếu→"
    "|sau khi →|những →mọi "
)
_UNITS = r"(?<=\d) ngày→ tháng|(?<=\d) tháng→ năm|(?<=\d) đại biểu→ đảng viên|(?<=\d) cấp→ bước|xã→tỉnh|ngày→tháng"
_CONDITIONS = (" nếu có kinh phí", ", trừ cấp xã", " khi được phép", " trong trường hợp đặc biệt", " (trừ đặc khu)")
WORD_LIES: dict[str, WordLie] = {
    "đổi con số": _number, "thêm con số": _counted, "đổi ngày": _dated(1), "đổi tháng": _dated(3),
    "đổi năm": _dated(4), "viết ngày kiểu khác và đổi": _other_form, "thêm năm sai": _year_added,
    "thêm thời hạn": _deadline, "đổi số hiệu": _symbol, "đổi đơn vị": _replaced(_UNITS),
    "đổi cơ quan cùng đoạn": _body_of(lambda ground: [ground.own]),
    "đổi cơ quan của đoạn khác": _body_of(lambda ground: [*(p["text"] for p in ground.paragraphs), *ground.others]),
    "cơ quan bịa": _body_invented, "hoán đổi cơ quan": _swapped, "giao việc cho cơ quan khác": _laid_to_neighbour,
    "giao việc cho cơ quan khác trong đoạn": _laid_within, "thêm tên người": _person,
    "thêm phủ định": _negated, "phủ định ở xa": _negated_far, "bỏ phủ định": _replaced(_UNDENIED),
    "tăng mức độ": _replaced(_RAISED), "giảm mức độ": _replaced(_LOWERED), "bỏ dè dặt": _replaced(_UNHEDGED),
    "thêm mức độ": _inserted("bắt buộc", "phải", "tuyệt đối", "buộc phải", "sẽ", "đã"),
    "thêm giảm nhẹ": _inserted("có thể", "nên", "nghiên cứu", "dự kiến", "xem xét", "thí điểm", "khuyến khích"),
    "bỏ giới hạn": _replaced(_UNBOUND), "thêm giới hạn": _inserted("chỉ", "tối đa", "riêng", "sau đó mới"),
    "thêm điều kiện": _appended(*_CONDITIONS), "đổi từ trái nghĩa": _opposite, "đổi một từ": _alien_words,
    "thêm vế bịa": _appended(*(f", {words}" for words in _INVENTED)), "đảo nhân quả, trước sau": _turned,
    "ghép hai vế khác nhau": _chimera, "cắt cụt": _cut, "bỏ chữ ở giữa": _middle, "dẫn nhầm văn bản": _other_document,
}  # fmt: skip
