"""The bodies that a text names at a place, cut as an official would: «các bộ, ngành» are two, a ministry is one."""

import re
from dataclasses import dataclass

from assistant.duties import lexicon
from assistant.duties.lexicon import any_of
from ingest.document import Span
from ingest.text import LOWER, UPPER, fold

_QUANTIFIER = r"(?:(?:các|những|từng|mỗi|mọi|toàn thể|tất cả các|một số|toàn bộ)\s+)"
_AFTER = "|".join(rf"(?<={fold(head)})\s+{any_of(words)}" for head, words in lexicon.NOT_HEADS.items() if words)
_ONLY = "".join(rf"(?!(?<={fold(head)})\s+(?!{any_of(words)}))" for head, words in lexicon.HEADS_BEFORE.items())
_LISTED = "|".join(rf"(?<={fold(head)})," for head in lexicon.HEADS_BEFORE)
_HEAD = re.compile(rf"{_QUANTIFIER}?(?P<head>{any_of(lexicon.HEADS)})(?!{_AFTER}){_ONLY}(?!{_LISTED})")
_CAPITALISED = re.compile(rf"{_QUANTIFIER}?(?P<head>{any_of(lexicon.CAPITALISED_HEADS)})(?=\s)")
_LONG_NAME = re.compile(any_of(lexicon.LONG_NAMES))
_QUALIFIER = re.compile(any_of(lexicon.QUALIFIERS))
# «cấp uỷ triệu tập đại hội», «thành uỷ thuộc diện hợp nhất, sáp nhập», «đồng chí được Bộ Chính trị phân công».
_FIRM = re.compile(
    rf"{any_of(lexicon.FIRM_QUALIFIERS)}"
    r"|(?:trong|thuộc)\s+diện\s+\w+\s+\w+(?:,\s+(?:hợp nhất|sáp nhập|sắp xếp|giải thể))*"
    r"|được\s+[^,;:.]{3,40}?\s+phân công(?:\s+triệu tập)?"
)
ISSUER = re.compile(any_of(lexicon.ISSUERS))
_BODY_OF = re.compile(any_of(lexicon.BODY_OF))
_REMARK = re.compile(rf"{any_of(lexicon.REMARKS)}(?!\s+(?:quá trình|thời gian|khi|năm|tháng|quý|đó|việc|thực hiện)\b)")
_NAME = re.compile(rf"[{UPPER}][{LOWER}]*")
_SYLLABLE = re.compile(rf"[{LOWER}]+")
_NOT_VERBS = "|".join(rf"(?<={fold(verb)})\s*{any_of(words)}" for verb, words in lexicon.NOT_VERBS.items())
VERB = re.compile(rf"(?:{any_of(lexicon.VERBS)})(?!{_NOT_VERBS})")
MANNER = rf"(?:{any_of(lexicon.MANNER)}(?:,\s+|\s+và\s+|\s+))"
DOING = re.compile(rf"{MANNER}*(?:{VERB.pattern})")
_MODAL = any_of("|".join(lexicon.MODALS))
# Where a remark on a body ends: at what it is to do.
_END = re.compile(
    rf",?\s+(?=(?:cũng\s+)?(?:{_MODAL}|{MANNER}|{VERB.pattern}|đồng chủ trì|{any_of(lexicon.LIMITS)}))|\s*[:;.(]|$"
)
_LONGEST_REMARK = 130  # characters
_JOINT = re.compile(r"\s*,\s+(?:và\s+)?|\s+và\s+|\s*;\s+(?:và\s+)?|\s*:\s+(?=[^\W\d_])")
_SPACE = re.compile(r"\s+")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_NAME_JOINT = re.compile(rf",\s+(?:và\s+)?(?=[{UPPER}])|\s+và\s+(?=[{UPPER}])")


@dataclass(frozen=True, slots=True)
class Bodies:
    """Bodies named one after another, in order; `end` is where the last one ends."""

    spans: tuple[Span, ...]
    end: int


def bodies_at(text: str, folded: str, start: int, end: int) -> Bodies | None:
    """Return the bodies that are named from `start` on, `end` at the latest; `None` where none begins there."""
    found: list[Span] = []
    position = start
    while (stop := _body_end(text, folded, position, end)) is not None:
        found.append(Span(position, stop))
        brackets = _BRACKETS.match(folded, stop, end)
        joint = _JOINT.match(folded, brackets.end() if brackets else stop, end)
        if joint is None or (":" in joint[0] and not _lists_names(text, found[-1])):
            break
        position = joint.end()
    return Bodies(tuple(found), found[-1].end) if found else None


def _lists_names(text: str, span: Span) -> bool:
    """Return whether a colon behind the body opens a list of names («các Đảng uỷ: Chính phủ; Quốc hội …»)."""
    return re.fullmatch(r"các\s+(?:đảng uỷ|bộ|ban|sở)", fold(span.of(text))) is not None


def _body_end(text: str, folded: str, start: int, end: int) -> int | None:
    head = _HEAD.match(folded, start, end)
    if head is None:
        head = _CAPITALISED.match(folded, start, end)
        if head is None or not text[head.start("head")].isupper():
            return None
    position = head.end()
    if _BODY_OF.fullmatch(head["head"]):
        inner = re.match(r"\s+(?:của\s+)?(?=\w)", folded[position:end])
        within = _body_end(text, folded, position + inner.end(), end) if inner else None
        if within is not None and inner is not None and not _charges(folded, position + inner.end(), end):
            return within
    return _qualified(text, folded, position, end)


def _qualified(text: str, folded: str, position: int, end: int) -> int:
    """Return where the name that goes on at `position` ends: capitals, qualifiers, remarks, brackets."""
    while True:
        space = _SPACE.match(folded, position, end)
        if space is None:
            return position
        further = _step(text, folded, space.end(), end)
        if further is None:
            return position
        position = further


def _step(text: str, folded: str, at: int, end: int) -> int | None:
    if firm := _FIRM.match(folded, at, end):
        return firm.end()
    if (known := _LONG_NAME.match(folded, at, end)) and (text[at].isupper() or known[0].startswith("các")):
        return known.end()
    if _NAME.match(text, at, end):
        return _name_end(text, folded, at, end)
    if (qualifier := _QUALIFIER.match(folded, at, end)) and not _charges(folded, at, end):
        return qualifier.end()
    remark = _REMARK.match(folded, at, end)
    inner = _SPACE.match(folded, remark.end(), end) if remark and not _charges(folded, at, end) else None
    if inner is None or _charges(folded, inner.end(), end):
        return None
    stop = _END.search(folded, inner.end() + 1, min(end, at + _LONGEST_REMARK))
    return _before_next_body(text, folded, inner.end(), stop.start()) if stop else None


def _before_next_body(text: str, folded: str, start: int, end: int) -> int:
    """Return where a remark ends: before a comma and another body, unless it is of the one that issues texts."""
    for comma in re.compile(r",\s+").finditer(folded, start, end):
        head = _HEAD.match(folded, comma.end()) or _CAPITALISED.match(folded, comma.end())
        if head and text[comma.end()].isupper() and not ISSUER.match(folded, comma.end()):
            return comma.start()
    return end


def _charges(folded: str, at: int, end: int) -> bool:
    return re.compile(_MODAL).match(folded, at, end) is not None or DOING.match(folded, at, end) is not None


def _name_end(text: str, folded: str, at: int, end: int) -> int:
    """Return where a proper name ends: each capital takes the syllable behind it, unless that begins a task."""
    position = at
    while name := _NAME.match(text, position, end):
        position = name.end()
        follows = _SPACE.match(text, position, end)
        if follows is None:
            break
        if (low := _SYLLABLE.match(text, follows.end(), end)) and not _begins_task(folded, low.start(), end):
            position = low.end()
        joint = _NAME_JOINT.match(text, position, end) or re.compile(r"\s+-?\s*").match(text, position, end)
        if joint is None or not _NAME.match(text, joint.end(), end):
            break
        if joint[0].strip() and (_HEAD.match(folded, joint.end(), end) or _CAPITALISED.match(folded, joint.end(), end)):
            break
        position = joint.end()
    return position


def _begins_task(folded: str, at: int, end: int) -> bool:
    word = rf"(?:và|có|của|{_MODAL}|cũng|là|đã|sẽ|đồng|chủ|theo|tại|trong|về|thì|nên|{any_of(lexicon.SAYS)})\b"
    return re.compile(word).match(folded, at, end) is not None or DOING.match(folded, at, end) is not None
