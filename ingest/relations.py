"""The documents that a text names by number, and how it stands to each: Nghị định 30/2020/NĐ-CP, art. 8; 36-HD/VPTW.

Direction matters: only what the text says of itself («Quyết định này thay thế …», «Sửa đổi, bổ sung …» at the start
of a title or an article) replaces, amends or repeals; what it tells of others («được sửa đổi bởi Luật …») refers.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ingest.document import DocumentType, Relation, RelationKind
from ingest.text import UPPER, fold

_TYPES = {fold(kind.value): kind for kind in DocumentType if kind is not DocumentType.ANNEX}
_NAMES = "|".join(sorted(_TYPES, key=len, reverse=True))
_SYMBOL = rf"[{UPPER}][{UPPER}0-9]*[a-z]{{0,2}}"
NUMBER = re.compile(
    rf"(?<![\w/.-])(\d{{1,5}}(?:\.\d{{1,3}})?[a-z]?\s?(?:[-/]\s?\d{{4}}\s?)?[-/]\s?(?=[{UPPER}]{{2}}|[{UPPER}]/){_SYMBOL}"
    rf"(?:(?:-|\s?/\s?){_SYMBOL}){{0,4}}(?<=\w))(?![\w/]|-\w)"
)
_DATED = re.compile(
    r"[,\s]*(?:\(\s*)?ngày\s+(?:(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})|"
    r"(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4}))(?!\d)",
    re.IGNORECASE,
)
_TYPED = re.compile(rf"(?<!\w)({_NAMES})(?!\w)(?:(?!{_NAMES})[^;.()\n]){{0,110}}$")
_LIST_GAP = re.compile(r"(?:\s*(?:,|và|;)\s*(?:số\s+)?(?:ngày\s+[\d/.]+,?\s*)?)+(?:số\s+)?$")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[^\s])")
_NOT_AN_END = re.compile(r"(?:\d|\btp|\bđ/c|\bths|\bgs|\bts|\bpgs)\.$")

_THIS = rf"(?:{_NAMES}|văn bản)\s+này"
_MARKED = r"^\W*(?:(?:điều|khoản|mục)\s+\d+\s*[.:]\s*|\d+(?:\.\d+)*\s*[.)-]\s*|[a-zđ]\s*[.)]\s*|[ivx]+\s*[.-]\s*)?"
_PASSIVE = re.compile(r"(?:được|bị|đã được|sẽ được)\s+(?:sửa đổi|bổ sung|thay thế|bãi bỏ|hợp nhất|huỷ bỏ|hủy bỏ)[^;]*$")
_OPENS_BASIS = re.compile(_MARKED + r"căn cứ\b")
_BASIS = re.compile(rf"căn cứ\s+(?:vào\s+|theo\s+)?(?:các\s+)?(?:{_NAMES})\b[^,;]*$")
# «Căn cứ Nghị định số A sửa đổi, bổ sung một số điều của Nghị định số B»: the basis is A.
_NESTED = re.compile(
    rf"\d\S*(?=\s)(?:(?!{_NAMES})[^;])*?(?:theo|thực hiện|thi hành|hướng dẫn|sửa đổi|bổ sung|kèm theo|quy định tại|"
    rf"chi tiết)\s[^,;]*$"
)
_OPENS_TASK = re.compile(_MARKED + r"(?:tiếp tục\s+|để\s+)?(?:(?:triển khai|tổ chức|quán triệt)(?:\s+|,\s*))*"
    r"(?:thực hiện|thi hành|triển khai)\b(?!\s+theo)")  # fmt: skip
_TASK = re.compile(
    rf"(?:thực hiện|thi hành|triển khai)\s+(?!theo\b)(?:(?!{_NAMES})[\w,]+\s+){{0,5}}(?:{_NAMES})\b[^,;]*$"
)
_OWN_REPLACES = re.compile(
    rf"(?:{_THIS}\b[^;]*?|{_MARKED}(?:về\s+(?:việc\s+)?)?)(?<!được )(?<!bị )(?:và\s+)?thay thế\b"
)
_OWN_AMENDS = re.compile(
    rf"(?:{_THIS}\s+(?:quy định\s+)?|{_MARKED}(?:(?:{_NAMES})\s+)?(?:về\s+(?:việc\s+)?)?)"
    r"(?:sửa đổi|bổ sung|đính chính)\b"
)
_OWN_REPEALS = re.compile(
    rf"(?:{_THIS}\b[^;]*?|{_MARKED}(?:về\s+(?:việc\s+)?)?(?:sửa đổi, bổ sung, )?)"
    r"(?<!được )(?<!bị )(?:bãi bỏ|huỷ bỏ|hủy bỏ)\b"
)
_ENDS = re.compile(r"^[^;]*?(?<!đã )(?:hết|chấm dứt|không còn)\s+hiệu lực(?!\s+(?:một phần|trước))")
_OWN_END = re.compile(rf"{_THIS}|từ ngày\s+(?:\d|ký|ban hành)")


@dataclass(frozen=True, slots=True)
class _Named:
    number: str
    kind: DocumentType | None
    issued: date | None
    start: int
    end: int


def relations(texts: Iterable[str], own: str | None = None) -> tuple[Relation, ...]:
    """Return the documents named in the paragraphs `texts`, each (kind, number) once, in order of appearance.

    `own` is the document's own number, which is not listed. A mere reference is left out where the text also
    stands in another relation to the same document.
    """
    found: dict[tuple[RelationKind, str], Relation] = {}
    for text in texts:
        for sentence in _sentences(" ".join(text.split())) if NUMBER.search(text) else ():
            for relation in _of_sentence(sentence):
                key = (relation.kind, fold(relation.number))
                earlier = found.get(key)
                if earlier is None or (earlier.issue_date is None and relation.issue_date):
                    found[key] = relation
    told = {number for kind, number in found if kind is not RelationKind.REFERS}
    return tuple(
        relation
        for (kind, number), relation in found.items()
        if number != fold(own or "") and not (kind is RelationKind.REFERS and number in told)
    )


def _sentences(text: str) -> list[str]:
    sentences: list[str] = []
    for piece in _SENTENCE.split(text):
        if sentences and _NOT_AN_END.search(fold(sentences[-1])):
            sentences[-1] += " " + piece
        else:
            sentences.append(piece)
    return sentences


def _of_sentence(sentence: str) -> list[Relation]:
    folded = fold(sentence)
    return [
        Relation(_kind(folded, named), named.number, named.kind, named.issued) for named in _named(sentence, folded)
    ]


def _named(sentence: str, folded: str) -> list[_Named]:
    named: list[_Named] = []
    for match in NUMBER.finditer(sentence):
        before = folded[: match.start()]
        gap = folded[named[-1].end : match.start()] if named else ""
        typed = None if named and _LIST_GAP.fullmatch(gap) else _TYPED.search(before[named[-1].end if named else 0 :])
        listed = bool(named) and typed is None and _LIST_GAP.fullmatch(gap) is not None
        if not (typed or listed or before.rstrip().endswith("số")):
            continue
        kind = _TYPES[typed[1]] if typed else named[-1].kind if listed else None
        dated = _DATED.match(sentence, match.end())
        number = re.sub(r"\s", "", match[1])
        named.append(_Named(number, kind, calendar_date(dated), match.start(), dated.end() if dated else match.end()))
    return named


def calendar_date(match: re.Match[str] | None) -> date | None:
    """Return the date of a match whose groups are day, month, year, in one of several alternatives."""
    if match is None:
        return None
    day, month, year = (int(group) for group in match.groups() if group)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _kind(folded: str, named: _Named) -> RelationKind:
    before, after = folded[: named.start], folded[named.end :]
    if _PASSIVE.search(before):
        return RelationKind.REFERS
    if _ENDS.match(after) and _OWN_END.search(after):
        return RelationKind.REPEALS
    own = (
        (RelationKind.REPLACES, _OWN_REPLACES),
        (RelationKind.REPEALS, _OWN_REPEALS),
        (RelationKind.AMENDS, _OWN_AMENDS),
    )
    told = [(match.end(), kind) for kind, pattern in own if (match := pattern.search(before))]
    if told:
        return max(told)[1]
    if (_OPENS_BASIS.match(folded) or _BASIS.search(before)) and not _NESTED.search(before):
        return RelationKind.BASED_ON
    if _OPENS_TASK.match(folded) or _TASK.search(before):
        return RelationKind.IMPLEMENTS
    return RelationKind.REFERS
