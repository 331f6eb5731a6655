"""Bodies, places and forms of speech that a question may hold and the texts may lack."""

import re
from collections.abc import Sequence

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
    r"\b(?:dung|phai|that|co)\s+(?:the\s+)?(?:khong|ko|k|hong|hk|hem|chua|chu|vay|nhi|k0|hok)\b|\bco (?:phai|dung)\b|\bphai vay\b"
    r"|\b(?:vi sao|tai sao|sao lai)\b|\bdung (?:khong|chua|chu|roi)\b|^sao\b"
)


def plain(text: str) -> str:
    """Return NFC `text` folded and without diacritics, same length."""
    return strip_diacritics(fold(text))


class Gazetteer:
    """Which known bodies and provinces the documents name; asked of a question, which it names and they do not."""

    def __init__(self, documents: Sequence[Document]) -> None:
        held = plain("\n".join(p.text for document in documents for p in document.paragraphs))
        held += plain(" ".join(document.metadata.issuing_body or "" for document in documents))
        names = {plain(name) for name in (*_BODIES, *_PROVINCES)}
        self._foreign = _any_of({name for name in names if name not in held})

    def foreign(self, question: str) -> tuple[str, ...]:
        """Return the bodies and provinces that `question` names and no document holds, without diacritics."""
        return tuple(self._foreign.findall(plain(question)))


def _any_of(names: set[str]) -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, names), key=lambda name: (-len(name), name))
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b")


def asks_to_confirm(question: str) -> bool:
    """Return whether the question puts a statement up for confirmation («… đúng không?», «vì sao …»)."""
    return _CONFIRMATION.search(plain(question)) is not None
