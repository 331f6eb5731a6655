"""When a sentence may be shown in the model's own words, and how: in the letters of the source wherever they agree."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise

from assistant.writing.align import Scope
from assistant.writing.words import Sort, Word, is_date, names_someone
from ingest.document import Span
from ingest.text import fold

# «Bộ Tài chính được giao …» of «Giao Bộ Tài chính: …»: whoever is charged may stand first.
_CHARGED = re.compile(
    r"\s(?:được (?:giao(?: nhiệm vụ)?|chỉ đạo|yêu cầu|phân công)|có (?:nhiệm vụ|trách nhiệm)|phải|cần)(?=\s)"
)
# Not every «phải», «cần» has the strength of the lead-in: these are not shown.
_SHOWN_CHARGE = re.compile(
    r"\s(?:được (?:giao(?: nhiệm vụ)?|chỉ đạo|yêu cầu|phân công)|có (?:nhiệm vụ|trách nhiệm))(?=\s)"
)
# As verbs: not «giao dịch», «bàn giao», «yêu cầu của».
CHARGING = re.compile(
    r"(?<!bàn )(?<!chuyển )\b(?:giao(?! (?:dịch|thông|lưu|tiếp|ban|đất)\b)|(?:chỉ đạo|yêu cầu|phân công)(?! của\b))"
    r"(?: cho)?(?=\s)"
)
# Between two words these may be put in or left out; «việc», «và», «của», «là» may not: «thôi việc được hưởng».
_FREE = frozenset({"các", "những"})
_LONGEST_CHARGE = 20  # characters
_DOUBLED = re.compile(rf"\b({'|'.join(sorted(_FREE))}) \1\b")
_BETWEEN = re.compile(r"đồng thời|[^\W_]+|[^\w\s]")
_ENDS = frozenset(".;,")


def without_charge(text: str, written: list[Word], scope: Scope) -> list[Word]:
    """Return the words without «được giao», «phải» behind whom the lead-in, or the clause by its verb, charges."""
    charge = _charge(text)
    addressed = _addressed(scope) if charge else frozenset()
    if charge is None or not addressed:
        return written
    if not all(word.form in addressed for word in written if word.span.start < charge.start):
        return written
    return [word for word in written if not charge.start <= word.span.start < charge.end]


@lru_cache(maxsize=64)
def _charge(text: str) -> Span | None:
    match = _CHARGED.search(fold(text))
    return Span(match.start(), match.end()) if match and names_someone(f"x {text[: match.start()]}") else None


@lru_cache(maxsize=64)
def _charges(lead_in: str) -> bool:
    return CHARGING.search(fold(lead_in)) is not None


def _addressed(scope: Scope) -> frozenset[str]:
    """Return the words that name whom a scope charges; none where it charges nobody."""
    if scope.lead_in is not None:
        charges = _charges(scope.lead_in.of(scope.text))
        return frozenset(word.form for word in scope.words[: scope.led]) if charges else frozenset()
    if CHARGING.match(fold(scope.text[scope.body.start : scope.body.start + _LONGEST_CHARGE])) is None:
        return frozenset()
    return frozenset(next(([word.form] for word in scope.words if word.sort is Sort.BODY), []))


def _charging(scope: Scope) -> int:
    """Return how many words of the lead-in charge somebody, at its head: «chỉ đạo» of «Chỉ đạo Bộ Tài chính:»."""
    match = CHARGING.match(fold(scope.lead_in.of(scope.text))) if scope.lead_in else None
    if match is None or scope.lead_in is None:
        return 0
    return sum(word.span.start < scope.lead_in.start + match.end() for word in scope.words[: scope.led])


def as_written(text: str, written: Sequence[Word], scope: Scope, places: Sequence[int], covered: Span) -> str:
    """Return the sentence in the model's words; empty where it leaves out or moves anything that counts.

    It must have every word of the lead-in, but for the verb that charges, and of `covered`, which its words at
    `places` are from; and the marks between them.
    """
    listed = scope.lead_in is not None and scope.text[scope.lead_in.end : covered.start].strip() != ""
    if listed and not _charging(scope):  # the quotes have a mark where the list is cut
        return ""
    if (
        _DOUBLED.search(fold(text))
        or not _same_abbreviations(written, [scope.words[place] for place in places])
        or not _complete(scope, places, covered)
        or not _same_marks(text, written, scope, places, covered)
    ):
        return ""
    return "".join(_in_letters_of_the_source(text, written, scope, places)).rstrip(" ,;:–-")


def _same_abbreviations(written: Sequence[Word], source: Sequence[Word]) -> bool:
    """Return whether the same words are written short: those of one abbreviation have one span."""
    short = [[one.span == other.span for one, other in pairwise(words)] for words in (written, source)]
    return short[0] == short[1]


def _complete(scope: Scope, places: Sequence[int], covered: Span) -> bool:
    needed = {
        place
        for place, word in enumerate(scope.words)
        if (_charging(scope) <= place < scope.led)
        or (place >= scope.led and covered.start <= word.span.start < covered.end)
    }
    return needed <= set(places)


def _same_marks(text: str, written: Sequence[Word], scope: Scope, places: Sequence[int], covered: Span) -> bool:
    """Return whether between the words stand the marks and the joining words that stand there in the source."""
    there = [scope.words[place].span for place in places]
    head = scope.text[covered.start : there[0].start] if places[0] >= scope.led else ""
    if _between(text[: written[0].span.start]) not in (_between(head), [t for t in _between(head) if t != "đồng thời"]):
        return False
    for (left, right), (one, other), (before, behind) in zip(
        pairwise(places), pairwise(written), pairwise(there), strict=True
    ):
        own = text[one.span.end : other.span.start]
        if left < scope.led <= right:
            if not _leads_over(own, charged=0 < _charging(scope) <= places[0]):
                return False
        elif _between(own) != _between(scope.text[before.end : behind.start]):
            return False
    tail = scope.text[there[-1].end : covered.end]
    return _without_ends(text[written[-1].span.end :]) == _without_ends(tail)


def _without_ends(gap: str) -> list[str]:
    return [mark for mark in _between(gap) if mark not in _ENDS]


def _between(gap: str) -> list[str]:
    """Return the marks and joining words of a gap; of commas that follow one another, one."""
    found = [token for token in _BETWEEN.findall(fold(gap)) if token not in _FREE]
    return [token for token, _ in groupby(found)]


def _leads_over(gap: str, *, charged: bool) -> bool:
    """Return whether a lead-in may end so: with its colon, or with «được giao»."""
    rest = _SHOWN_CHARGE.sub("", fold(gap), count=1) if charged else fold(gap)
    return all(token in (":", ",") or token in _FREE for token in _BETWEEN.findall(rest))


def _may_differ(word: Word, own: str, source: str) -> bool:
    """Return whether the form of the model's stays: of a date, if both are one for sure."""
    return word.sort is Sort.DATE and is_date(own) and is_date(source)


def _in_letters_of_the_source(text: str, written: Sequence[Word], scope: Scope, places: Sequence[int]) -> Iterator[str]:
    done = 0
    for word, place in zip(written, places, strict=True):
        if word.span.start < done:
            continue  # one of the words that an abbreviation stands for
        own, source = word.span.of(text), scope.words[place].span
        yield text[done : word.span.start]
        kept = _may_differ(word, own, source.of(scope.text))
        yield own if kept else _begun(word, own, source, scope.text, first=done == 0)
        done = word.span.end
    yield text[done:]


def _begun(word: Word, own: str, span: Span, text: str, *, first: bool) -> str:
    """Return a word of the source as it is written where it now begins the sentence, or no longer begins one."""
    source = span.of(text)
    begins = text[max(0, span.start - 3) : span.start].rstrip()[-1:] in ("", *".:;!?…")
    begun = first and (own[0].isupper() or word.sort is not Sort.BODY)
    ended = begins and word.sort is not Sort.BODY and source[0].isupper()
    return own[0] + source[1:] if fold(own) == fold(source) and (begun or ended) else source
