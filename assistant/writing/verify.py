"""Whether a sentence that a model wrote says what a retrieved paragraph says, and no more.

The check is pure and knows no model. A sentence passes when its words stand in order in one clause of the paragraph
(or in neighbouring ones) under the lead-in that governs it, and when no negation, no «phải» or «có thể» of what it
covers is left out. What is shown is the covered part of the paragraph itself, with what governs and limits it (`cut`);
in words of the model's only where these leave out and move nothing that counts (`own`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.answer import ELISION
from assistant.writing.align import Scope, aligned, effort, in_order, scopes, words_of
from assistant.writing.cut import trimmed, whole
from assistant.writing.own import CHARGING, as_written, without_charge
from assistant.writing.words import Sort, Word, unusual, words
from ingest.document import Span
from ingest.text import compose, fold

LONGEST_SENTENCE = 1500  # characters
# The least share of the words shown that the model must have written: below it, it meant something else.
_LEAST_SHARE = 0.34
# Of places compared for a sentence, and of what each alignment costs beside: a real one needs a hundredth.
_MOST_EFFORT, _LEAST_EFFORT = 20_000, 500
_OPENINGS = (
    "Ngoài ra", "Đồng thời", "Cụ thể", "Theo đó", "Bên cạnh đó", "Trước hết", "Tiếp theo", "Cuối cùng", "Cùng với đó",
    "Thứ nhất", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Một là", "Hai là", "Ba là", "Bốn là", "Năm là",
)  # fmt: skip
# Not shown: «Ngoài ra,», «Thứ hai,» say of order, reason and likeness what the paragraph does not.
_OPENING = re.compile(rf"(?:{'|'.join(map(fold, _OPENINGS))})\s*[,:]\s+")
_ACCORDING = re.compile(r"theo (?P<name>[^,]{5,80}),\s+")
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

    `paragraph` is the id of the passage, `spans` are half-open, in characters of it. Where `verbatim`, `shown` is
    exactly what they hold, joined by `ELISION`.
    """

    sentence: str
    reason: Reason | None
    detail: str = ""
    paragraph: str = ""
    shown: str = ""
    spans: tuple[Span, ...] = ()
    verbatim: bool = False


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence as the model gave it, its text without an opening, held against one passage."""

    sentence: str
    text: str
    passage: Passage

    def dropped(self, reason: Reason, detail: str = "") -> Verdict:
        return Verdict(self.sentence, reason, detail, self.passage.id)


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
    said = _Said(sentence, text[_opening(text, passage.name) :], passage)
    written = [word for word in words(said.text) if word.sort is not Sort.NEUTRAL]
    best, left = None, _MOST_EFFORT
    for scope in scopes(passage.text):
        uncharged = without_charge(said.text, written, scope)
        if not in_order(uncharged, scope):
            continue
        left -= effort(uncharged, scope) + _LEAST_EFFORT
        if left > 0 and (places := aligned(uncharged, scope)) is not None:
            verdict = _judged(said, uncharged, scope, places)
            if verdict.reason is None:
                return verdict
            best = best or verdict
    return best or said.dropped(*_missing(written, passage))


def _squeezed(text: str) -> str:
    return _WHITE.sub(" ", fold(compose(text))).strip(" .;,\"'«»…")


def _opening(text: str, name: str) -> int:
    """Return how many characters of a sentence open it and say nothing of what the paragraph does."""
    folded = fold(text)
    if match := _OPENING.match(folded):
        return match.end()
    match = _ACCORDING.match(folded)
    return match.end() if match and match["name"] in (fold(name), fold(name).removeprefix("kết luận ")) else 0


def _judged(said: _Said, written: Sequence[Word], scope: Scope, places: list[int]) -> Verdict:
    touched = {scope.segment_of[place] for place in places} - {-1}
    if not touched:
        return said.dropped(Reason.OTHER)
    inside = [place for place, segment in enumerate(scope.segment_of) if min(touched) <= segment <= max(touched)]
    left_out = [scope.words[place] for place in sorted({*inside} - {*places})]
    if denial := next((word for word in left_out if word.sort is Sort.NEGATION), None):
        return said.dropped(Reason.NEGATION, denial.form)
    if written[0].sort is Sort.BODY and not _is_charged(scope, places[0]):
        return said.dropped(Reason.ADDRESSEE, written[0].form)
    if len(written) < _LEAST_SHARE * sum(segment in touched for segment in scope.segment_of):
        return said.dropped(Reason.OTHER)
    covered = Span(scope.segments[min(touched)].start, scope.segments[max(touched)].end)
    return _shown(said, scope, covered, as_written(said.text, written, scope, places, covered))


def _is_charged(scope: Scope, place: int) -> bool:
    """Return whether the body at that place is the first of its clause, or the last that those before it charge."""
    before = [word.span.end for word in scope.words[:place] if word.sort is Sort.BODY]
    between = fold(scope.text[before[-1] : scope.words[place].span.start]) if before else ""
    return not before or CHARGING.search(f"{between} ") is not None or not re.sub(r"[\s,]|các|và", "", between)


def _shown(said: _Said, scope: Scope, covered: Span, own: str) -> Verdict:
    body = whole(scope.text, covered)
    spans = _joined(scope.lead_in, body, scope.text)
    quoted = ELISION.join(span.of(scope.text) for span in spans)
    worded = own if body == trimmed(scope.text, covered.start, covered.end) else ""
    verbatim = not worded or _squeezed(worded) == _squeezed(quoted)
    return Verdict(said.sentence, None, "", said.passage.id, quoted if verbatim else worded, spans, verbatim)


def _joined(lead: Span | None, body: Span, text: str) -> tuple[Span, ...]:
    if lead is None or body.start <= lead.start:
        return (body,)
    return (Span(lead.start, body.end),) if not text[lead.end : body.start].strip() else (lead, body)


def _missing(written: Sequence[Word], passage: Passage) -> tuple[Reason, str]:
    held = {word.form for word in words_of(passage.text)}
    absent = [word for word in written if word.form not in held]
    absent.sort(key=lambda word: word.sort not in _MISSING)
    if not absent:
        return Reason.ORDER, ""
    return _MISSING.get(absent[0].sort, Reason.WORDING), absent[0].form
