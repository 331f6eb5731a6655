"""Which bodies a collective includes, on which level a body works, and what an abbreviation of one may mean.

«các bộ, ngành» includes Bộ Tài chính, «các tỉnh uỷ» includes Tỉnh uỷ Nghệ An. A body is compared in plain letters:
without quantifier and, where the one who asks writes none, without diacritics.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.duties.duty import Duty, Role
from ingest.text import fold, has_diacritics, strip_diacritics


class BodyLevel(StrEnum):
    """A level of the political system; the value is the Vietnamese name."""

    CENTRAL = "trung ương"
    PROVINCE = "cấp tỉnh"
    COMMUNE = "cấp xã"


class Sort(StrEnum):
    """What sort of body one is, as far as collectives tell them apart."""

    MINISTRY = "bộ"
    AGENCY = "cơ quan ngang bộ"
    PARTY_ORGAN = "ban đảng"
    CENTRAL_COMMITTEE = "đảng ủy trực thuộc Trung ương"
    PROVINCE_COMMITTEE = "tỉnh ủy"
    CITY_COMMITTEE = "thành ủy"
    PROVINCE_STATE = "chính quyền cấp tỉnh"
    COMMUNE_COMMITTEE = "đảng ủy cấp xã"
    COMMUNE_STATE = "chính quyền cấp xã"
    MASS_ORGANISATION = "đoàn thể"


_C, _P, _X = BodyLevel.CENTRAL, BodyLevel.PROVINCE, BodyLevel.COMMUNE
_LEVELS = {
    Sort.MINISTRY: _C, Sort.AGENCY: _C, Sort.PARTY_ORGAN: _C, Sort.CENTRAL_COMMITTEE: _C, Sort.MASS_ORGANISATION: _C,
    Sort.PROVINCE_COMMITTEE: _P, Sort.CITY_COMMITTEE: _P, Sort.PROVINCE_STATE: _P,
    Sort.COMMUNE_COMMITTEE: _X, Sort.COMMUNE_STATE: _X,
}  # fmt: skip
_STATE_OF = r"(?:uy ban nhan dan|ubnd|hoi dong nhan dan|hdnd|chu tich (?:ubnd|uy ban nhan dan))"
_COMMUNE = r"(?:cap xa|cac xa|xa|phuong|dac khu)"
# A single body by its plain name; a name must follow where «.» stands.
_SINGLE = [
    (r"bo (?!chinh tri)\w.*", Sort.MINISTRY),
    (r"(?:thanh tra chinh phu|ngan hang nha nuoc.*|van phong chinh phu)", Sort.AGENCY),
    (r"(?:ban \w.* trung uong|van phong trung uong.*|uy ban kiem tra trung uong)", Sort.PARTY_ORGAN),
    (
        r"(?:dang uy (?:chinh phu|quoc hoi|mat tran.*|cac co quan dang.*|cong an trung uong)|quan uy trung uong)",
        Sort.CENTRAL_COMMITTEE,
    ),
    (r"(?:ban thuong vu |bi thu )?tinh uy\b.*", Sort.PROVINCE_COMMITTEE),
    (r"(?:ban thuong vu |bi thu )?thanh uy\b.*", Sort.CITY_COMMITTEE),
    (rf"{_STATE_OF} (?:cap tinh|tinh|thanh pho)\b.*", Sort.PROVINCE_STATE),
    (r"(?:ban thuong vu |bi thu )?dang uy (?:xa|phuong|dac khu)\b.*", Sort.COMMUNE_COMMITTEE),
    (rf"{_STATE_OF} {_COMMUNE}\b.*", Sort.COMMUNE_STATE),
    (r"(?:mat tran to quoc.*|tong lien doan.*|hoi (?:nong dan|phu nu|cuu chien binh).*|doan thanh nien.*)",
     Sort.MASS_ORGANISATION),
]  # fmt: skip
_CENTRAL_STATE = frozenset({Sort.MINISTRY, Sort.AGENCY})
_UNDER_CENTRE = frozenset({Sort.PROVINCE_COMMITTEE, Sort.CITY_COMMITTEE, Sort.CENTRAL_COMMITTEE})
_COMMITTEES = _UNDER_CENTRE | {Sort.COMMUNE_COMMITTEE}
_LOCAL = frozenset(
    {Sort.PROVINCE_COMMITTEE, Sort.CITY_COMMITTEE, Sort.PROVINCE_STATE, Sort.COMMUNE_COMMITTEE, Sort.COMMUNE_STATE}
)
_LOCAL_STATE = frozenset({Sort.PROVINCE_STATE, Sort.COMMUNE_STATE})
# A collective by its plain name, the first that fits; «co quan» alone may mean anyone and includes nobody.
_COLLECTIVES = [
    (r"bo(?: nganh)?(?: (?:o )?trung uong)?", frozenset({Sort.MINISTRY})),
    (r"nganh(?: (?:o )?trung uong)?", _CENTRAL_STATE),
    (r"(?:bo )?co quan ngang bo.*", frozenset({Sort.AGENCY})),
    (r"(?:ban thuong vu |thuong truc |bi thu )?(?:cac )?tinh uy\b.*", frozenset({Sort.PROVINCE_COMMITTEE})),
    (r"(?:ban thuong vu |thuong truc |bi thu )?(?:cac )?thanh uy\b.*", frozenset({Sort.CITY_COMMITTEE})),
    (r"dang uy(?: truc thuoc trung uong)?", frozenset({Sort.CENTRAL_COMMITTEE})),
    (r"(?:cap uy|to chuc dang|cap uy dang)\b.* truc thuoc trung uong", _UNDER_CENTRE),
    (r"(?:cap uy|to chuc dang|cap uy dang)(?: (?:cac cap|truc thuoc))?", _COMMITTEES),
    (r"ban(?: dang)?(?: (?:o )?trung uong)?", frozenset({Sort.PARTY_ORGAN})),
    (r"(?:co quan|don vi)(?: dang)? (?:o )?trung uong", _CENTRAL_STATE | {Sort.PARTY_ORGAN}),
    (r"(?:nganh |co quan |don vi )?dia phuong.*", _LOCAL),
    (r"(?:tinh|thanh pho)(?: truc thuoc trung uong)?", frozenset({Sort.PROVINCE_STATE})),
    (rf"{_COMMUNE}(?: .*)?", frozenset({Sort.COMMUNE_STATE})),
    (rf"{_STATE_OF} (?:cac )?(?:cap )?(?:tinh|thanh pho).*", frozenset({Sort.PROVINCE_STATE})),
    (rf"{_STATE_OF} (?:cac )?{_COMMUNE}.*", frozenset({Sort.COMMUNE_STATE})),
    (rf"(?:{_STATE_OF}|chinh quyen(?: dia phuong)?)(?: cac cap)?", _LOCAL_STATE),
    (r"(?:doan the|to chuc chinh tri - xa hoi).*", frozenset({Sort.MASS_ORGANISATION})),
]  # fmt: skip
_WORDS_OF_LEVEL = [(r"\btrung uong\b", _C), (r"\b(?:cap tinh|tinh|thanh pho)\b", _P), (rf"(?<!dia )\b{_COMMUNE}\b", _X)]
# Bodies of the centre that no collective tells apart.
_CENTRAL = re.compile(r"(?:chinh phu|quoc hoi|thu tuong.*|toa an nhan dan toi cao|vien kiem sat nhan dan toi cao)$")
_QUANTIFIER = re.compile(r"^(?:cac|nhung|tung|moi|toan the|mot so)\s+")
_RELATED = re.compile(r"\s+(?:co )?lien quan$|\s+huu quan$")
_SHARED = re.compile(r"\s((?:truc thuoc|o) trung uong)$")
# What may be missing at the end of a name: «Ban Tổ chức» for «Ban Tổ chức Trung ương».
_LEFT_OUT = re.compile(r"(?: trung uong| viet nam| dang| nha nuoc)+$")
ABBREVIATIONS = {
    "btc": ("Bộ Tài chính", "Ban Tổ chức Trung ương"), "bct": ("Bộ Công Thương", "Bộ Chính trị"),
    "bca": ("Bộ Công an",), "btp": ("Bộ Tư pháp",), "bnv": ("Bộ Nội vụ",), "byt": ("Bộ Y tế",),
    "bqp": ("Bộ Quốc phòng",), "bxd": ("Bộ Xây dựng",), "bng": ("Bộ Ngoại giao",),
    "bkhcn": ("Bộ Khoa học và Công nghệ",),
    "bkh&cn": ("Bộ Khoa học và Công nghệ",), "bgdđt": ("Bộ Giáo dục và Đào tạo",), "đucp": ("Đảng ủy Chính phủ",),
    "btctw": ("Ban Tổ chức Trung ương",), "ubktw": ("Ủy ban Kiểm tra Trung ương",), "nhnn": ("Ngân hàng Nhà nước",),
    "vptw": ("Văn phòng Trung ương Đảng",), "mttq": ("Mặt trận Tổ quốc",), "cp": ("Chính phủ",), "qh": ("Quốc hội",),
}  # fmt: skip
_SPELT_OUT = {"ubnd": "Ủy ban nhân dân", "hđnd": "Hội đồng nhân dân", "tu": "tỉnh ủy"}


@dataclass(frozen=True, slots=True)
class Reach:
    """How a duty reaches the body `asked`: by the body `by`, in its role; `collective`: that only includes it."""

    asked: str
    by: str
    role: Role
    collective: bool


def readings(asked: str) -> tuple[str, ...]:
    """Return the bodies that `asked` may mean: two for «BTC», itself where it is no abbreviation."""
    key = fold(asked).strip()
    bare = strip_diacritics(key)
    found = next((names for short, names in ABBREVIATIONS.items() if bare == strip_diacritics(short)), None)
    if found is not None:
        return found
    words = [_SPELT_OUT.get(word, word) for word in key.split()]
    return (" ".join(words) if words != key.split() else asked.strip(),)


def plain(body: str) -> str:
    """Return the name of a body in plain letters, without quantifier and «có liên quan»."""
    bare = strip_diacritics(fold(" ".join(body.replace(",", " ").split())))
    return _RELATED.sub("", _QUANTIFIER.sub("", " ".join(bare.split())))


def sort_of(body: str) -> Sort | None:
    """Return the sort of a single body or of who is called by it («tỉnh ủy»), `None` where collectives know none."""
    name = plain(body)
    return next((sort for pattern, sort in _SINGLE if re.fullmatch(pattern, name)), None)


def included(body: str) -> frozenset[Sort]:
    """Return the sorts of bodies that a collective includes; none where it is no collective."""
    name = plain(body)
    return next((sorts for pattern, sorts in _COLLECTIVES if re.fullmatch(pattern, name)), frozenset())


def levels(body: str) -> frozenset[BodyLevel]:
    """Return the levels on which a body, or who is included in it, works; none where its name does not tell."""
    sort = sort_of(body)
    sorts = included(body) or (frozenset({sort}) if sort else frozenset())
    if sorts:
        return frozenset(_LEVELS[sort] for sort in sorts)
    name = plain(body)
    if _CENTRAL.fullmatch(name):
        return frozenset({BodyLevel.CENTRAL})
    return frozenset(level for pattern, level in _WORDS_OF_LEVEL if re.search(pattern, name))


def bodies_of(duty: Duty) -> list[str]:
    """Return the bodies of the duty, each with what the last of a list says for all («… trực thuộc Trung ương»)."""
    names = [item.body for item in duty.addressees]
    for place in range(len(names) - 2, -1, -1):
        shared = _SHARED.search(plain(names[place + 1]))
        one_list = duty.addressees[place].role is duty.addressees[place + 1].role
        bare = included(names[place]) or plain(names[place]) in ("co quan", "don vi")
        if shared and one_list and bare and not _SHARED.search(plain(names[place])):
            tail = names[place + 1].split()[-len(shared[1].split()) :]
            names[place] = " ".join([names[place], *tail])
    return names


def reach(duty: Duty, asked: str) -> Reach | None:
    """Return how the duty reaches the body `asked`, by its own name rather than by a collective."""
    found = [
        Reach(asked, item.body, item.role, collective)
        for item, whole in zip(duty.addressees, bodies_of(duty), strict=True)
        if (collective := False if _same(item.body, asked) else _reaches(whole, asked)) is not None
    ]
    return min(found, key=lambda item: item.collective, default=None)


def _reaches(body: str, asked: str) -> bool | None:
    """Return whether `body` means `asked` as a collective, `None` where it does not mean it."""
    if _same(body, asked):
        return False
    sort = sort_of(asked)
    return True if sort is not None and sort in included(body) else None


def _same(body: str, asked: str) -> bool:
    if has_diacritics(asked):
        one, other = _marked(body), _marked(asked)
        return one == other or _shorter(plain(body), plain(asked), one.startswith(other))
    return plain(body) == plain(asked) or _shorter(plain(body), plain(asked), plain(body).startswith(plain(asked)))


def _shorter(body: str, asked: str, begins: bool) -> bool:
    return begins and _LEFT_OUT.fullmatch(body[len(asked) :]) is not None


def _marked(body: str) -> str:
    folded = " ".join(fold(body.replace(",", " ")).split())
    return folded[len(folded) - len(plain(body)) :] if not _RELATED.search(strip_diacritics(folded)) else folded


def of_level(duty: Duty, level: BodyLevel) -> bool:
    """Return whether the duty is laid on someone on that level."""
    return any(level in levels(body) for body in bodies_of(duty))


def named(duties: Sequence[Duty]) -> list[str]:
    """Return the bodies that duties are laid on, as first written, each once."""
    found: dict[str, str] = {}
    for duty in duties:
        for item in duty.addressees:
            found.setdefault(plain(item.body), item.body)
    return list(found.values())
