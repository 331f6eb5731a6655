"""Bodies, places and forms of speech that a question may hold and the texts may lack."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.points import label
from ingest.document import Document
from ingest.text import fold, strip_diacritics

# Central bodies of the Party and the State, as they are called before and since the reorganisation of 2025.
_BODIES = (
    "Bộ Nội vụ", "Bộ Giáo dục", "Bộ Y tế", "Bộ Xây dựng", "Bộ Nông nghiệp", "Bộ Công Thương", "Bộ Văn hóa",
    "Bộ Dân tộc", "Bộ Quốc phòng", "Bộ Ngoại giao", "Bộ Tư pháp", "Bộ Công an", "Bộ Tài chính",
    "Bộ Khoa học và Công nghệ", "Bộ Thông tin", "Bộ Lao động", "Bộ Giao thông", "Bộ Kế hoạch", "Bộ Tài nguyên",
    "Quốc hội", "Thủ tướng", "Thanh tra Chính phủ", "Ngân hàng Nhà nước", "Văn phòng Trung ương",
    "Ủy ban Kiểm tra", "Ban Nội chính", "Ban Tuyên giáo", "Ban Dân vận", "Ban Chính sách", "Mặt trận Tổ quốc",
    "Tòa án", "Viện kiểm sát", "Bảo hiểm xã hội", "Kiểm toán", "công đoàn", "Đoàn Thanh niên", "Hội Phụ nữ",
    "Hội Nông dân", "Hội Cựu chiến binh", "Chủ tịch nước", "Kho bạc",
)  # fmt: skip
# Bodies that the texts give duties to.
_ADDRESSEES = (
    "Bộ Tư pháp", "Bộ Công an", "Bộ Tài chính", "Bộ Khoa học", "Bộ Nội vụ", "Bộ Quốc phòng", "Bộ Y tế",
    "Bộ Giáo dục", "Bộ Xây dựng", "Bộ Nông nghiệp", "Bộ Công Thương", "Bộ Văn hóa", "Bộ Dân tộc", "Bộ Ngoại giao",
    "Đảng ủy Chính phủ", "Ban Tổ chức Trung ương", "Ban Chỉ đạo", "Mặt trận Tổ quốc", "Quốc hội", "Thủ tướng",
    "tỉnh ủy", "Hội đồng nhân dân", "HĐND", "chi bộ quân sự", "đảng đoàn",
)  # fmt: skip
# How the bodies begin that a duty is laid to and a follow-up may exchange (plain text).
_CHARGED = ("bo ", "dang uy chinh phu", "ban to chuc", "quoc hoi", "mat tran", "thanh tra", "ngan hang")
# Offices that a signature or a duty is often wrongly laid to.
_TITLES = ("Tổng Bí thư", "Chủ tịch nước", "Thủ tướng", "Chủ tịch Quốc hội", "Phó Thủ tướng", "Thường trực Ban Bí thư")
KNOWN_BODIES = (*_BODIES, *_ADDRESSEES, *_TITLES)
_DUTY = re.compile(r"(?:\s+\w+){0,3}?\s+(?:duoc giao|phai lam|lam gi|co (?:trach nhiem|nhiem vu)|chu tri|phu trach)\b")
_GIVEN = re.compile(r"\b(?:giao|yeu cau|chi dao|viec cua|nhiem vu cua|trach nhiem cua)(?: cho)? $")
_NUMBER = re.compile(r"\d{1,2} thang \d{1,2}(?: nam \d{4})?|\d+(?:[/.-]\d+)*")
# Provinces and cities before and since 1 July 2025.
_PROVINCES = (
    "An Giang", "Bà Rịa", "Bạc Liêu", "Bắc Giang", "Bắc Kạn", "Bắc Ninh", "Bến Tre", "Bình Dương", "Bình Định",
    "Bình Phước", "Bình Thuận", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Đắk Nông", "Điện Biên",
    "Đồng Nai", "Đồng Tháp", "Gia Lai", "Hà Giang", "Hà Nam", "Hà Nội", "Hà Tĩnh", "Hải Dương", "Hải Phòng",
    "Hậu Giang", "Hòa Bình", "Hồ Chí Minh", "TPHCM", "Sài Gòn", "Hưng Yên", "Khánh Hòa", "Kiên Giang", "Kon Tum",
    "Lai Châu", "Lạng Sơn", "Lào Cai", "Lâm Đồng", "Long An", "Nam Định", "Nghệ An", "Ninh Bình", "Ninh Thuận",
    "Phú Thọ", "Phú Yên", "Quảng Bình", "Quảng Nam", "Quảng Ngãi", "Quảng Ninh", "Quảng Trị", "Sóc Trăng",
    "Sơn La", "Tây Ninh", "Thái Bình", "Thái Nguyên", "Thanh Hóa", "Thừa Thiên", "Tiền Giang", "Trà Vinh",
    "Tuyên Quang", "Vĩnh Long", "Vĩnh Phúc", "Yên Bái", "Dương Nội",
)  # fmt: skip
_CONFIRMATION = re.compile(
    r"\b(?:dung|phai|that|co)\s+(?:the\s+)?(?:khong|ko|k|hong|hk|hem|chua|chu|vay|nhi|k0|hok)\b"
    r"|\bco (?:phai|dung)\b|\bphai vay\b"
    r"|\b(?:vi sao|tai sao|sao lai)\b|\bdung (?:khong|chua|chu|roi)\b|^sao\b"
)


# What a question of this kind (folded text) must find in the text that answers it (plain text).
_ASKED_FACTS = (
    (re.compile(r"\b(?:khi nào|bao giờ|lúc nào|hạn|ngày nào|thời hạn|deadline|tháng mấy|ngày mấy|ngày bao nhiêu"
                r"|khi nao|bao gio|luc nao|ngay nao|thoi han|han chot|ngay may|ngay bao nhieu)\b"),
     re.compile(r"\d{1,2}[/-]\d{1,2}|\bnam \d{4}|\btruoc (?:ngay|dai hoi)|\bngay lam viec|\bthuong xuyen")),
    (re.compile(r"\b(?:bao nhiêu|mấy|bao nhieu)\b"), re.compile(r"\d")),
    (re.compile(r"\b(?:số hiệu|số mấy|quy định nào|kết luận nào|chỉ thị nào|kế hoạch nào|so hieu)\b"),
     re.compile(r"\b(?:so|ket luan|quy dinh|chi thi|ke hoach) (?:so )?\d")),
)  # fmt: skip
# Words of questions that ask for several things, or of both documents (plain text).
_SEVERAL = re.compile(
    r"\b(?:nhung (?:gi|viec|noi dung|nhiem vu|cho|yeu cau|moc|van ban|co quan|bo|doan|ai|diem)"
    r"|cac (?:moc|viec|noi dung|nhiem vu|yeu cau|thoi han|han|bo|co quan|van ban|diem|doan|chi dao|y)"
    r"|liet ke|ke (?:ra|het|ten)|tong hop|gom|so sanh|doi chieu|ca hai|hai (?:ket luan|van ban|ben|ban|cai)"
    r"|moi (?:ket luan|ben|van ban|viec|thu)|tat ca|toan bo|tung|dan y|de cuong|tom tat|bang|diem chung|giong|khac"
    r"|danh (?:sach|muc)|day du|may (?:viec|moc|cho|lan)|va|voi|con|ca)\b"
)


def plain(text: str) -> str:
    """Return NFC `text` folded and without diacritics, same length."""
    return strip_diacritics(fold(text))


@dataclass(frozen=True, slots=True)
class Traits:
    """What the words of a question say beside its content; `words` is its length in words."""

    words: int
    foreign_body: bool
    foreign_place: bool
    confirmation: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a paragraph fits what a question names: 1 it holds all of them, -1 none, between for some, 0 none named."""

    bodies: float
    numbers: float


class Gazetteer:
    """What the documents name: bodies, provinces, numbers; asked of a question, how it fits them."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._serials = {document.metadata.serial for document in documents}
        self._addressees = _any_of({plain(name) for name in _ADDRESSEES})
        charged = {name for name in map(plain, (*_BODIES, *_ADDRESSEES)) if name.startswith(_CHARGED)}
        self._charged = _any_of(charged)
        self._known = _any_of({plain(name) for name in KNOWN_BODIES})
        self._named = {
            label(document, paragraph): self._names(paragraph.text)
            for document in documents
            for paragraph in document.paragraphs
        }
        self._headed = {
            label(document, paragraph): plain(f"{paragraph.section or ''} {paragraph.text}")
            for document in documents
            for paragraph in document.paragraphs
        }
        self._plain = {
            label(document, paragraph): plain(paragraph.text)
            for document in documents
            for paragraph in document.paragraphs
        }
        held = plain("\n".join(p.text for document in documents for p in document.paragraphs))
        held += plain(" ".join(document.metadata.issuing_body or "" for document in documents))
        self._bodies, self._places = (
            _any_of({name for name in map(plain, names) if name not in held}) for names in (_BODIES, _PROVINCES)
        )

    def foreign_addressee(self, question: str) -> bool:
        """Return whether `question` asks what a body that no document names has to do («Bộ Y tế được giao gì?»)."""
        words = plain(question)
        return any(
            _DUTY.match(words, match.end()) or _GIVEN.search(words[: match.start()])
            for match in self._bodies.finditer(words)
        )

    def unfounded(self, question: str, quoted: str) -> list[str]:
        """Return the bodies, offices and numbers that `question` names and `quoted` does not, as they are written."""
        held = plain(quoted)
        bodies = [match for match in self._known.finditer(plain(question)) if match[0] not in held]
        held_numbers = set(_numbers(held)) | self._serials
        # A single digit is left out: the texts write «2 cấp» and «hai cấp» alike.
        numbers = [
            m for m in _NUMBER.finditer(plain(question)) if len(m[0]) > 1 and _numbers(m[0])[0] not in held_numbers
        ]
        found = sorted([*bodies, *numbers], key=lambda match: match.start())
        return list(dict.fromkeys(question[match.start() : match.end()] for match in found))

    def lacks_asked_fact(self, question: str, label: str) -> bool:
        """Return whether `question` asks for a date or number and the paragraph with that label has none."""
        return any(not fact.search(self._plain.get(label, "")) for fact in asked_facts(question))

    def without_bodies(self, text: str) -> str:
        """Return `text` without the bodies charged with duties that it names: what a follow-up on another one means."""
        kept, position = [], 0
        for match in self._charged.finditer(plain(text)):
            kept.append(text[position : match.start()])
            position = match.end()
        return " ".join("".join([*kept, text[position:]]).split())

    def names_charged_body(self, text: str) -> bool:
        """Return whether `text` names a body charged with duties (a ministry, a central committee)."""
        return self._charged.search(plain(text)) is not None

    def missing_from(self, question: str, labels: Sequence[str]) -> bool:
        """Return whether `question` names charged bodies and no paragraph (or its heading) with these labels does."""
        bodies = {match[0] for match in self._charged.finditer(plain(question))}
        return bool(bodies) and not any(body in self._headed.get(label, "") for body in bodies for label in labels)

    def names_body(self, text: str) -> bool:
        """Return whether `text` names a body or an office."""
        return self._known.search(plain(text)) is not None

    def foreign_body(self, text: str) -> bool:
        """Return whether `text` names a body that no document names."""
        return self._bodies.search(plain(text)) is not None

    def _names(self, text: str) -> tuple[frozenset[str], frozenset[str]]:
        words = plain(text)
        return frozenset(self._addressees.findall(words)), frozenset(_numbers(words)) - self._serials

    def agreements(self, question: str, labels: Sequence[str]) -> list[Agreement]:
        """Return how each paragraph (by its label in the index) fits the bodies and numbers that `question` names."""
        bodies, numbers = self._names(question)
        named = [self._named.get(label, (frozenset(), frozenset())) for label in labels]
        return [Agreement(_share(bodies, held[0]), _share(numbers, held[1])) for held in named]

    def traits(self, question: str) -> Traits:
        """Return the traits of `question`; foreign are bodies and provinces that no document names."""
        words = plain(question)
        return Traits(
            words=len(words.split()),
            foreign_body=self._bodies.search(words) is not None,
            foreign_place=self._places.search(words) is not None,
            confirmation=asks_to_confirm(question),
        )


def _numbers(words: str) -> list[str]:
    """Return numbers and dates in one form: 31-07-2025 and 31/7/2025 both give 31/7."""
    written = [re.sub(r" (?:thang|nam) ", "/", number) for number in _NUMBER.findall(words)]
    found = [re.sub(r"(?<!\d)0(?=\d)", "", re.sub(r"[.-]", "/", number)) for number in written]
    return [re.sub(r"^(\d{1,2}/\d{1,2})/\d{4}$", r"\1", number) for number in found]


def _share(asked: frozenset[str], held: frozenset[str]) -> float:
    return 2 * len(asked & held) / len(asked) - 1 if asked else 0.0


def _any_of(names: set[str]) -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, names), key=lambda name: (-len(name), name))
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b")


def asked_facts(question: str) -> list[re.Pattern[str]]:
    """Return what the answer to `question` must hold: a date, a number, the number of a document (plain text)."""
    words = fold(question)
    return [fact for pattern, fact in _ASKED_FACTS if pattern.search(words)]


def asks_for_several(question: str) -> bool:
    """Return whether the question may need more than one paragraph («những việc gì», «cả hai», «so sánh»)."""
    return _SEVERAL.search(plain(question)) is not None


def asks_to_confirm(question: str) -> bool:
    """Return whether the question puts a statement up for confirmation («… đúng không?», «vì sao …»)."""
    return _CONFIRMATION.search(plain(question)) is not None
