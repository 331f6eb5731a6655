"""What must stand beside a piece of a paragraph when it is shown alone, so that it says there what it says here."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ingest.clauses import Clause, clauses, sentences
from ingest.document import Span
from ingest.text import fold

_LONGEST_WHOLE = 80  # words
_BREAK = re.compile(r"[,;:]\s+")
_ENCLOSED = re.compile(r"\([^()]*\)|“[^“”]*”|\"[^\"]*\"|«[^«»]*»")
# What a piece may not lose behind it, in its own clause …
_CONDITION = re.compile(
    r"\b(?:không|chưa|chẳng|cấm|trừ|nếu|riêng|trường hợp|điều kiện|khi|ngoài|có thể|tối đa|tối thiểu|ít nhất|nhiều nhất"
    r"|chậm nhất|muộn nhất|chỉ(?! (?:đạo|thị|tiêu|số|huy|rõ|dẫn|định|ra)\b))\b"
)
# … nor anything but these: «các tổ chức, cá nhân lợi dụng tôn giáo» is no list of two whole things.
_ADDED = re.compile(
    r"(?:bảo đảm|đảm bảo|tạo|phục vụ|góp phần|nhằm|nhất là|đặc biệt là|trong đó|đồng thời|đáp ứng|lấy|từ đó|qua đó)\b"
)
# … and at the head of the clause or the sentence that follows.
EXCEPTION = re.compile(
    r"(?:ngoại trừ|trừ|nếu|với điều kiện|riêng|không áp dụng|không bao gồm|tuy nhiên|nhưng|song|trường hợp"
    r"|(?:quy định|nội dung|ý kiến|việc) này)\b"
)
# «…; về việc …»: a clause that goes on with what the one before it began.
_CONTINUING = re.compile(r"về\b")
# An item of a list: what stands before the list governs it.
_LEADING = re.compile(r":(?:\s*\d{1,2}[.)])?$")
ITEM = re.compile(r"\W*(?:\d{1,2}[.)]|[a-zđ]\)|[-+•])\s")
# Stands before a clause and says nothing.
_CONNECTING = re.compile(
    r"(?:theo đó|đáng chú ý|cùng với đó|bên cạnh đó|ngoài ra|đồng thời|trước hết|cụ thể|cuối cùng|tiếp theo), "
)
# At the head of a clause: it may go on to govern those after it.
_GOVERNING = re.compile(
    r"(?:nghiêm cấm|cấm|bãi bỏ|huỷ|đình chỉ|tạm dừng|thu hồi|từ chối"
    r"|không|chưa|chẳng|tránh|cho phép|có thể|khuyến khích|đề nghị|kiến nghị|đề xuất"
    r"|nghiên cứu|xem xét|dự kiến|thí điểm|trừ|nếu|trường hợp|khi|chỉ(?! (?:đạo|thị|tiêu|số|huy|rõ|dẫn|định|ra)\b))\b"
)


@dataclass(frozen=True)
class _Layout:
    clauses: list[Clause]
    sentences: list[Span]
    enclosed: list[Span]
    breaks: list[int]

    def sentence_of(self, position: int) -> Span:
        return next(span for span in reversed(self.sentences) if span.start <= position)


@lru_cache(maxsize=64)
def _layout(text: str) -> _Layout:
    enclosed = [Span(match.start(), match.end()) for match in _ENCLOSED.finditer(text)]
    masked = _ENCLOSED.sub(lambda match: "x" * len(match[0]), text)
    found = clauses(text)
    starts = {clause.span.start for clause in found}
    return _Layout(found, sentences(text), enclosed, sorted(starts | {m.end() for m in _BREAK.finditer(masked)}))


def segments(text: str, body: Span) -> list[Span]:
    """Return the parts of `body` between commas, semicolons and colons, outside brackets and quotation marks."""
    inner = [place for place in _layout(text).breaks if body.start < place < body.end]
    return [Span(start, end) for start, end in pairwise([body.start, *inner, body.end])]


def whole(text: str, piece: Span, *, longest: int | None = None) -> Span:
    """Return the sentences that `piece` is of; of one of more than `longest` words (eighty, where none is given) its
    clause, with what governs and limits it.
    """
    layout = _layout(text)
    sentence = Span(layout.sentence_of(piece.start).start, layout.sentence_of(piece.end - 1).end)
    if len(sentence.of(text).split()) <= (_LONGEST_WHOLE if longest is None else longest):
        return _with_neighbours(text, layout.sentences, sentence)
    start, end = _start(text, layout, piece.start), _end(text, layout, piece.end)
    for span in layout.enclosed:
        if span.start < start < span.end:
            start = _start(text, layout, span.start)
        if span.start < end < span.end:
            end = _end(text, layout, span.end)
    return trimmed(text, start, end)


def _with_neighbours(text: str, sentences: list[Span], shown: Span) -> Span:
    """Return whole sentences with what governs them as items of a list, and with the exceptions behind."""
    start, end = shown.start, shown.end
    for before in reversed([span for span in sentences if span.start < start]):
        if not (ITEM.match(text[start:end]) or _LEADING.search(before.of(text))):
            break
        start = before.start
    for behind in [span for span in sentences if span.start >= end]:
        if not EXCEPTION.match(fold(behind.of(text))):
            break
        end = behind.end
    return trimmed(text, start, end)


def _start(text: str, layout: _Layout, position: int) -> int:
    place = max(i for i, clause in enumerate(layout.clauses) if clause.span.start <= position or i == 0)
    clause, sentence = layout.clauses[place], layout.sentence_of(position)
    if place and layout.clauses[place - 1].span.start >= sentence.start and _continues(text, clause):
        return _start(text, layout, layout.clauses[place - 1].span.start)
    own = _GOVERNING.match(fold(clause.span.of(text))) is not None  # it takes up anew what it says of its part
    before = [item for item in layout.clauses[:place] if item.span.start >= sentence.start]
    governing = [item for item in before if _governs(item.span.of(text), led=clause.lead_in is not None or own)]
    if governing:
        return governing[0].span.start
    connecting = _CONNECTING.match(fold(clause.span.of(text)))
    return clause.span.start + (
        connecting.end() if connecting and clause.span.start + connecting.end() <= position else 0
    )


def _governs(clause: str, *, led: bool) -> bool:
    """Return whether a clause may govern those after it: it holds a list of its own, or begins by denying."""
    return re.search(r":\s", clause) is not None or (not led and _GOVERNING.search(fold(clause)) is not None)


def _end(text: str, layout: _Layout, position: int) -> int:
    place = max(i for i, clause in enumerate(layout.clauses) if clause.span.start < position or i == 0)
    clause = layout.clauses[place]
    behind = [place for place in [*layout.breaks, clause.span.end] if position <= place <= clause.span.end]
    for start, end in pairwise([position, *behind]):
        added = _ADDED.match(fold(text[start:end])) and not _CONDITION.search(fold(text[start:end]))
        if not added:
            position = end
    for following in layout.clauses[place + 1 :]:
        if not EXCEPTION.match(fold(following.span.of(text))) and not _continues(text, following):
            break
        position = following.span.end
    return position


def _continues(text: str, clause: Clause) -> bool:
    return text[clause.span.start].islower() and _CONTINUING.match(clause.span.of(text)) is not None


def trimmed(text: str, start: int, end: int) -> Span:
    """Return the span without white space around it and without the comma, colon or dash that it ends with."""
    piece = text[start:end].rstrip(" \t\n,;:–-")
    return Span(start + len(piece) - len(piece.lstrip()), start + len(piece))
