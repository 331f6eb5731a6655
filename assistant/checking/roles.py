"""Who charges whom, who leads and who supports: the role of each body in a text, read from the words beside it."""

import re
from collections.abc import Iterator, Sequence
from enum import Enum

from assistant.checking.atoms import Atom, Sort
from ingest.text import fold


class Part(Enum):
    """What a body does in a sentence."""

    GIVES = "gives"
    TAKES = "takes"
    LEADS = "leads"
    SUPPORTS = "supports"
    IS_HELPED = "is helped"


_CHARGE = r"(?:yêu cầu|giao|chỉ đạo|đề nghị|phân công|cho phép|lưu ý|khuyến khích)"
_BESIDE = re.compile(r"(?:\s|,|\bcác\b|\bnhững\b|\bvà\b|\bcùng\b|\btrực thuộc trung ương\b|\bđịa phương\b)*")
_ARTICLES = re.compile(r"(?:\s|,|\bcác|\bnhững)+$")
_BEFORE = (
    (
        Part.SUPPORTS,
        re.compile(
            r"(?:phối hợp|kết hợp|thống nhất|trao đổi|bàn bạc)(?: chặt chẽ)?(?: cùng| với| cùng với)?$|\bcùng(?: với)?$"
        ),
    ),
    (Part.IS_HELPED, re.compile(r"\b(?:hướng dẫn|hỗ trợ|tập huấn|đồng hành cùng|phân cấp|giúp)(?: cụ thể)?(?: cho)?$")),
    (Part.TAKES, re.compile(rf"\b{_CHARGE}(?: nhiệm vụ)?(?: cho)?$|\b(?:trách nhiệm|nhiệm vụ|việc) của$|\bdo$")),
)
_AFTER = (
    (Part.LEADS, re.compile(r"^(?:là cơ quan |giữ vai trò |đứng ra |làm )?chủ trì")),
    (Part.SUPPORTS, re.compile(r"^(?:thì |cùng |có trách nhiệm |tham gia )?phối hợp")),
    (Part.TAKES, re.compile(
        r"^(?:(?:đã |sẽ |vừa |cũng )*được (?:giao|yêu cầu|chỉ đạo|phân công|phép|cho phép|khuyến khích|đề nghị)|phải|cần|có (?:trách nhiệm|nhiệm vụ)|chịu trách nhiệm|tiếp tục|khẩn trương)")),
    (Part.GIVES, re.compile(rf"^(?:đã |vừa |cũng |nghiêm túc |có ý kiến )*{_CHARGE}")),
)  # fmt: skip


# Someone who is told to do something, by what stands before or behind.
CHARGED_BEFORE = re.compile(
    "|".join(pattern.pattern for part, pattern in _BEFORE if part in (Part.TAKES, Part.SUPPORTS))
)
CHARGED_BEHIND = re.compile("|".join(pattern.pattern for part, pattern in _AFTER if part is not Part.GIVES))


def roles(text: str, atoms: Sequence[Atom]) -> dict[str, set[Part]]:
    """Return the parts of each body (by concept) that `atoms`, those of NFC `text`, name."""
    folded = fold(text)
    found: dict[str, set[Part]] = {}
    for group in _groups(folded, atoms):
        before = _ARTICLES.sub("", folded[: group[0].span.start])
        beside = _BESIDE.match(folded, group[-1].span.end)
        after = folded[beside.end() :] if beside else ""
        parts = {part for part, pattern in _BEFORE if pattern.search(before)}
        parts |= {part for part, pattern in _AFTER[:2] if pattern.search(after)}
        if not parts & {Part.LEADS, Part.SUPPORTS}:
            parts |= {part for part, pattern in _AFTER[2:] if pattern.search(after)}
        for atom in group:
            found.setdefault(atom.concept, set()).update(parts)
    return found


def _groups(folded: str, atoms: Sequence[Atom]) -> Iterator[list[Atom]]:
    """Yield the bodies that are named side by side: they share what stands before and behind them."""
    group = list[Atom]()
    for atom in atoms:
        if atom.sort is not Sort.BODY:
            continue
        if group and _BESIDE.fullmatch(folded, group[-1].span.end, atom.span.start) is None:
            yield group
            group = []
        group.append(atom)
    if group:
        yield group
