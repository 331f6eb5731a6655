"""Whether a sentence that a model wrote says what a retrieved paragraph says, and no more.

The check is pure and knows no model. A sentence passes when its words stand in order in one clause of the paragraph
(or in neighbouring ones) under the lead-in that governs it, and when no negation, no «phải» or «có thể» of what it
covers is left out. Nothing of what the model wrote is shown as it stands unless it leaves out nothing that counts;
otherwise the covered part of the paragraph is shown itself.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.answer import ELISION
from assistant.writing.align import Scope, aligned, scopes
from assistant.writing.words import Sort, Word, names_someone, unusual, words
from ingest.document import Span
from ingest.text import compose, fold

LONGEST_SENTENCE = 1500  # characters
# The least share of the words shown that the model must have written: below it, it meant something else.
_LEAST_SHARE = 0.34
_OPENINGS = (
    "Ngoài ra", "Đồng thời", "Cụ thể", "Theo đó", "Bên cạnh đó", "Trước hết", "Tiếp theo", "Cuối cùng", "Cùng với đó",
    "Thứ nhất", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Một là", "Hai là", "Ba là", "Bốn là", "Năm là",
)  # fmt: skip
_OPENING = re.compile(rf"(?P<words>{'|'.join(fold(words) for words in _OPENINGS)})\s*[,:]\s+")
_ACCORDING = re.compile(r"theo (?P<name>[^,]{5,80}),\s+")
# «Bộ Tài chính được giao …» of «Giao Bộ Tài chính: …»: whoever is charged may stand first.
_CHARGED = re.compile(
    r"\s(?:được (?:giao(?: nhiệm vụ)?|chỉ đạo|yêu cầu|phân công)|có (?:nhiệm vụ|trách nhiệm)|phải|cần)(?=\s)"
)
_CHARGING = re.compile(r"\b(?:giao|chỉ đạo|yêu cầu|phân công)\b")
_CHARGING_WORDS = frozenset({"giao", "chỉ", "đạo", "yêu", "cầu", "phân", "công"})
_WHITE = re.compile(r"\s+")


class Reason(StrEnum):
    """Why a sentence is dropped; the value is what the closing table calls it."""

    EMPTY = "không có chữ"
    TOO_LONG = "quá dài"
    MARKUP = "có ký tự lạ"
    UNKNOWN_PARAGRAPH = "dẫn đoạn không được đưa"
    QUOTE = "câu trích không có trong đoạn"
    NUMBER = "con số không có trong đoạn"
    DATE = "ngày tháng không có trong đoạn"
    DOCUMENT = "số hiệu không có trong đoạn"
    BODY = "cơ quan không có trong đoạn"
    ADDRESSEE = "giao cho cơ quan khác đoạn"
    NEGATION = "phủ định khác đoạn"
    STRENGTH = "mức độ khác đoạn"
    RESTRICTION = "điều kiện khác đoạn"
    WORDING = "từ ngữ không có trong đoạn"
    ORDER = "trật tự khác đoạn"
    OTHER = "xa nội dung đoạn"


_MISSING = {
    Sort.NUMBER: Reason.NUMBER, Sort.DATE: Reason.DATE, Sort.SYMBOL: Reason.DOCUMENT, Sort.BODY: Reason.BODY,
    Sort.NEGATION: Reason.NEGATION, Sort.STRENGTH: Reason.STRENGTH, Sort.RESTRICTION: Reason.RESTRICTION,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved paragraph as the model knows it: by an id of its own; `name` is that of its document."""

    id: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a sentence: `reason` with `detail`, or the words to show and what they rest on.

    `paragraph` is the id of the passage, `spans` are half-open, in characters of it. Where `verbatim`, `shown` is exactly what they hold, joined by
    `ELISION`.
    """

    sentence: str
    reason: Reason | None
    detail: str = ""
    paragraph: str = ""
    shown: str = ""
    spans: tuple[Span, ...] = ()
    verbatim: bool = False


def verify(sentence: str, passages: Sequence[Passage], paragraph: str | None = None, quote: str = "") -> Verdict:
    """Return whether `sentence` rests on one of `passages`: on that with id `paragraph`, where one is named.

    `quote` is what the model says that it rests on; it must stand there word for word.
    """
    text = " ".join(compose(sentence).split())
    if fault := _fault(text):
        return Verdict(sentence, *fault)
    named = [passage for passage in passages if paragraph in (None, passage.id)]
    if not named:
        return Verdict(sentence, Reason.UNKNOWN_PARAGRAPH, str(paragraph))
    verdicts = [_against(sentence, text, passage, quote) for passage in named]
    return next((verdict for verdict in verdicts if verdict.reason is None), verdicts[0])


def _fault(text: str) -> tuple[Reason, str] | None:
    if not any(map(str.isalpha, text)):
        return Reason.EMPTY, text
    if len(text) > LONGEST_SENTENCE:
        return Reason.TOO_LONG, str(len(text))
    return (Reason.MARKUP, character) if (character := unusual(text)) else None


def _against(sentence: str, text: str, passage: Passage, quote: str) -> Verdict:
    if quote and _squeezed(quote) not in _squeezed(passage.text):
        return Verdict(sentence, Reason.QUOTE, quote)
    opening, rest = _opened(text, passage.name)
    written = [word for word in words(rest) if word.sort != Sort.NEUTRAL]
    best: Verdict | None = None
    for scope in scopes(passage.text):
        uncharged = _without_charge(rest, written, scope)
        if (places := aligned(uncharged, scope)) is None:
            continue
        verdict = _judged(sentence, opening, rest, uncharged, scope, places, passage)
        if verdict.reason is None:
            return verdict
        best = best or verdict
    return best or Verdict(sentence, *_missing(written, passage))


def _squeezed(text: str) -> str:
    return _WHITE.sub(" ", fold(compose(text))).strip(" .;,\"'«»…")


def _opened(text: str, name: str) -> tuple[str, str]:
    """Return the neutral opening of a sentence, as we write it, and what follows."""
    folded = fold(text)
    if match := _OPENING.match(folded):
        return f"{next(w for w in _OPENINGS if fold(w) == match['words'])},", text[match.end() :]
    if (match := _ACCORDING.match(folded)) and match["name"] in (fold(name), fold(name).removeprefix("kết luận ")):
        return f"Theo {name},", text[match.end() :]
    return "", text


def _without_charge(text: str, written: list[Word], scope: Scope) -> list[Word]:
    """Return the words without «được giao», «phải» after whom the lead-in charges."""
    if scope.lead_in is None or not _CHARGING.search(fold(scope.lead_in.of(scope.text))):
        return written
    match = _CHARGED.search(fold(text))
    if match is None or not names_someone(f"x {text[: match.start()]}"):
        return written
    return [word for word in written if not match.start() <= word.span.start < match.end()]


def _judged(
    sentence: str, opening: str, text: str, written: Sequence[Word], scope: Scope, places: list[int], passage: Passage
) -> Verdict:
    touched = [scope.segment_of[place] for place in places if scope.segment_of[place] >= 0]
    if not touched:
        return Verdict(sentence, Reason.OTHER, "", passage.id)
    first, last = touched[0], touched[-1]
    inside = [place for place, segment in enumerate(scope.segment_of) if first <= segment <= last]
    left_out = [scope.words[place] for place in inside if place not in set(places)]
    if denial := next((word for word in left_out if word.sort == Sort.NEGATION), None):
        return Verdict(sentence, Reason.NEGATION, denial.form, passage.id)
    if written[0].sort == Sort.BODY and not _is_charged(scope, places[0]):
        return Verdict(sentence, Reason.ADDRESSEE, written[0].form, passage.id)
    if len(written) < _LEAST_SHARE * sum(scope.segment_of.count(segment) for segment in set(touched)):
        return Verdict(sentence, Reason.OTHER, "", passage.id)
    whole = _complete(scope, places, inside) and not any(word.sort != Sort.MANNER for word in left_out)
    return _shown(sentence, opening, text, scope, (first, last), passage, as_written=whole)


def _is_charged(scope: Scope, place: int) -> bool:
    """Return whether the body at that place is the first of its clause, or the last that those before it charge."""
    before = [word.span.end for word in scope.words[:place] if word.sort == Sort.BODY]
    between = fold(scope.text[before[-1] : scope.words[place].span.start]) if before else ""
    return not before or _CHARGING.search(between) is not None or not re.sub(r"[\s,]|các|và", "", between)


def _complete(scope: Scope, places: list[int], inside: list[int]) -> bool:
    """Return whether of the lead-in nothing but who charges whom with what verb is left out."""
    lead = [word for place, word in enumerate(scope.words) if scope.segment_of[place] < 0 and place not in set(places)]
    return bool(inside) and all(word.form in _CHARGING_WORDS for word in lead)


def _shown(
    sentence: str,
    opening: str,
    text: str,
    scope: Scope,
    covered: tuple[int, int],
    passage: Passage,
    *,
    as_written: bool,
) -> Verdict:
    start, end = _widened(scope, *covered)
    if (start, end) != covered:
        as_written = False
    body = _trimmed(scope.text, scope.segments[start].start, scope.segments[end].end)
    spans = _joined(scope.lead_in, body, scope.text)
    quoted = ELISION.join(span.of(scope.text) for span in spans)
    if not opening and (not as_written or _squeezed(text) == _squeezed(quoted)):
        return Verdict(sentence, None, "", passage.id, quoted, spans, verbatim=True)
    shown = f"{opening} {_continued(text if as_written else quoted)}" if opening else text
    return Verdict(sentence, None, "", passage.id, shown, spans)


def _widened(scope: Scope, first: int, last: int) -> tuple[int, int]:
    """Return the segments to show: what stands before may say who or negate, what stands behind may restrict."""
    texts = [span.of(scope.text) for span in scope.segments]
    before = [
        i for i in range(first) if names_someone(texts[i]) or _has(texts[i], _unsaying) or _has(texts[i], _restricting)
    ]
    behind = [i for i in range(last + 1, len(texts)) if _has(texts[i], _restricting)]
    return min([first, *before]), max([last, *behind])


def _has(text: str, told: Callable[[Word], bool]) -> bool:
    return any(map(told, words(text)))


def _unsaying(word: Word) -> bool:
    return word.sort in (Sort.NEGATION, Sort.STRENGTH)


def _restricting(word: Word) -> bool:
    return word.form in ("trừ", "nếu", "chỉ", "riêng", "trường hợp")


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end].rstrip(" \t\n,;:–-(")
    if piece.count("(") > piece.count(")") and (closing := text.find(")", end - 1)) >= 0:
        piece = text[start : closing + 1]
    return Span(start + len(piece) - len(piece.lstrip()), start + len(piece))


def _joined(lead: Span | None, body: Span, text: str) -> tuple[Span, ...]:
    if lead is None:
        return (body,)
    return (Span(lead.start, body.end),) if not text[lead.end : body.start].strip() else (lead, body)


def _continued(text: str) -> str:
    """Return `text` as it goes on after an opening: in lower case, unless it begins with a name."""
    second = text.split(" ", 2)[1:2]
    return text[0].lower() + text[1:] if second and second[0][:1].islower() else text


def _missing(written: Sequence[Word], passage: Passage) -> tuple[Reason, str]:
    held = {word.form for word in words(passage.text)}
    absent = [word for word in written if word.form not in held]
    absent.sort(key=lambda word: word.sort not in _MISSING)
    if not absent:
        return Reason.ORDER, ""
    return _MISSING.get(absent[0].sort, Reason.WORDING), absent[0].form
