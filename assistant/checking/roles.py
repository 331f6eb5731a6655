"""Who charges whom, who leads and who supports: the role of each body in a text, read from the words beside it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from assistant.checking.atoms import Atom, Sort
from ingest.document import Span
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
    (Part.LEADS, re.compile(r"^(?:là (?:cơ quan|đơn vị) |giữ vai trò |đứng ra |làm )?chủ trì")),
    (Part.SUPPORTS, re.compile(
        r"^(?:là (?:cơ quan|đơn vị) |giữ vai trò |thì |cùng "
        r"|có trách nhiệm |tham gia )?phối hợp")),
    (Part.TAKES, re.compile(
        r"^(?:(?:đã |sẽ |vừa |cũng )*được (?:giao|yêu cầu|chỉ đạo|phân công|phép|cho phép|khuyến khích|đề nghị)"
        r"|phải(?! được)|cần(?! được)|có (?:trách nhiệm|nhiệm vụ)|chịu trách nhiệm|tiếp tục|khẩn trương)")),
    (Part.GIVES, re.compile(rf"^(?:đã |vừa |cũng |nghiêm túc |có ý kiến )*{_CHARGE}")),
)  # fmt: skip


# Someone who is told to do something, by what stands before or behind.
CHARGED_BEFORE = re.compile(
    "|".join(pattern.pattern for part, pattern in _BEFORE if part in (Part.TAKES, Part.SUPPORTS))
)
CHARGED_BEHIND = re.compile("|".join(pattern.pattern for part, pattern in _AFTER if part is not Part.GIVES))


@dataclass(frozen=True, slots=True)
class Charge:
    """A body (by concept), its parts in a text, and the words that say so; `span` is half-open, in characters."""

    concept: str
    parts: frozenset[Part]
    span: Span


def charges(text: str, atoms: Sequence[Atom]) -> list[Charge]:
    """Return the parts of the bodies that `atoms`, those of NFC `text`, name; one charge each time one is named."""
    folded = fold(text)
    found = list[Charge]()
    for group in _groups(folded, atoms):
        parts, start, end = set[Part](), group[0].span.start, group[-1].span.end
        before = _ARTICLES.sub("", folded[:start])
        beside = _BESIDE.match(folded, end)
        after = folded[beside.end() :] if beside else ""
        for part, pattern in _BEFORE:
            if match := pattern.search(before):
                parts.add(part)
                start = min(start, match.start())
        for part, pattern in _AFTER:
            told = part not in (Part.TAKES, Part.GIVES) or not parts & {Part.LEADS, Part.SUPPORTS}
            if told and (match := pattern.search(after)):
                parts.add(part)
                end = max(end, len(folded) - len(after) + match.end())
        found += [Charge(atom.concept, frozenset(parts), Span(start, end)) for atom in group]
    return found


def parts_of(found: Sequence[Charge]) -> dict[str, set[Part]]:
    """Return all parts of each body that is named."""
    parts: dict[str, set[Part]] = {}
    for charge in found:
        parts.setdefault(charge.concept, set()).update(charge.parts)
    return parts


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
