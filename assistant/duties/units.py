"""Paragraph → sentences → clauses, with the head before «:» that governs them: the units that duties are cut from."""

import re
from dataclasses import dataclass

from assistant.duties import lexicon
from assistant.duties.bodies import DOING, MANNER, bodies_at
from assistant.duties.charge import charge_of, head_end, late_charge
from assistant.duties.lexicon import any_of
from ingest.clauses import sentences
from ingest.document import Span
from ingest.text import fold

_OPEN, _CLOSE = "([{«“", ")]}»”"
_SEMICOLON = re.compile(r";\s*(?=\S)")
_COLON = re.compile(r":(?=\s+\S|\s*$)")
# «… giao Bộ Y tế: (i) …. (ii) …»: the head governs further sentences that are numbered so.
_ITEM = re.compile(r"\s*\((?:[ivx]{1,5}|\d{1,2}|[a-zđ])\)\s")
_BEFORE_ITEM = re.compile(rf"(?<=[.!?])\s+(?={_ITEM.pattern})")
_THINGS = re.compile(rf"(?:các|những|một số|nhóm)\s+{any_of(lexicon.THINGS)}(?:\s+[^\s,;:]+){{0,4}}\s*:$")
_OF_HEAD = re.compile(r"\s*(?:đây|đó)\s+là\s")
# «…, trong đó: (1) …»: what stands before it is a clause of its own.
_WITHIN = re.compile(r"[\s,;(]*trong đó\s*:$")
_MANNERED = re.compile(MANNER)
_TAIL = re.compile(r"[\s.;,…/:]*$")
# A charge before the bodies («Giao Ban Tổ chức Trung ương; Uỷ ban Kiểm tra Trung ương; … chủ động rà soát …»).
_CHARGE = re.compile(rf"(?:{any_of('|'.join(lexicon.CHARGES))}\s+(?:cho\s+)?)?")


@dataclass(frozen=True, slots=True)
class Unit:
    """A clause; `head` is what stands before the colon that governs it, `first` whether it opens its sentence.

    `numbered`: it begins an item behind the head («(ii) …»); `things`: it is a list of things, and no
    more than the object of its head.
    """

    span: Span
    head: Span | None
    first: bool
    numbered: bool = False
    things: bool = False


def units(text: str) -> list[Unit]:
    """Return the clauses of the paragraph `text` in order, spans without white space around them.

    A head that governs no clause of the paragraph («… các nội dung sau:») is a clause itself.
    """
    folded = fold(text)
    shut = _within_brackets(text)
    found: list[Unit] = []
    over: Span | None = None  # the head of a numbered list that is not yet at its end
    for sentence in _at_items(text, _whole(text, sentences(text), shut)):
        head = _head(text, folded, sentence, shut)
        if head and _OF_HEAD.match(folded, head.end):
            found.append(Unit(Span(head.start, head.end - 1), None, True))
            continue
        start = head.end if head else sentence.start
        if head and (within := _WITHIN.search(folded, head.start, head.end)):
            found.append(Unit(Span(head.start, within.start()), None, True))
            spans = _cut(text, folded, Span(start, sentence.end), shut)
            found += [Unit(span, None, False) for span in spans]
            continue
        over = (head or over) if _ITEM.match(folded, start) else None
        spans = _cut(text, folded, Span(start, sentence.end), shut)
        things = head is not None and _lists_things(folded, head)
        if things:
            spans = _joined(folded, spans)
        for number, span in enumerate(spans):
            numbered = over is not None and _ITEM.match(folded, span.start) is not None
            found.append(Unit(span, head or over, number == 0, numbered, things and number == 0))
    return found


def plain(text: str) -> str:
    """Return `text` with spaces for the marks of emphasis («*»), every other character in its place."""
    return text.replace("*", " ")


def _at_items(text: str, found: list[Span]) -> list[Span]:
    """Cut sentences before «(ii)» too, which begins one though it is no capital."""
    cut: list[Span] = []
    for span in found:
        start = span.start
        for mark in _BEFORE_ITEM.finditer(text, span.start, span.end):
            cut.append(Span(start, mark.start()))
            start = mark.end()
        cut.append(Span(start, span.end))
    return cut


def _lists_things(folded: str, head: Span) -> bool:
    """Return whether the head counts up things behind its colon, not clauses: «ưu tiên các lĩnh vực: …»."""
    opens = DOING.match(folded, head.end + len(folded[head.end :]) - len(folded[head.end :].lstrip()))
    return opens is None and _THINGS.search(head.of(folded)) is not None


def _joined(folded: str, spans: list[Span]) -> list[Span]:
    """Return the clauses with the things at their head as one: up to what begins like an order again."""
    orders = (number for number, span in enumerate(spans) if number and _MANNERED.match(folded, span.start))
    rest = next(orders, len(spans))
    return [Span(spans[0].start, spans[rest - 1].end), *spans[rest:]] if spans else []


def without_tail(text: str, span: Span) -> Span:
    """Return the span without the marks at its end: «.», «;», «…», «./.»."""
    body = span.of(text)
    tail = _TAIL.search(body)
    return Span(span.start, span.start + (tail.start() if tail else len(body)))


def _within_brackets(text: str) -> list[bool]:
    """Return for every character whether it stands within brackets or quotation marks that are closed."""
    shut = [False] * len(text)
    opened: list[int] = []
    for place, character in enumerate(text):
        if character in _OPEN:
            opened.append(place)
        elif character in _CLOSE and opened:
            start = opened.pop()
            shut[start:place] = [True] * (place - start)
    return shut


def _whole(text: str, found: list[Span], shut: list[bool]) -> list[Span]:
    """Join sentences whose end lies within brackets, or that hold no word."""
    joined: list[Span] = []
    for span in found:
        if joined and shut[joined[-1].end - 1]:
            joined[-1] = Span(joined[-1].start, span.end)
        elif any(map(str.isalnum, span.of(text))):
            joined.append(span)
    return joined


def _head(text: str, folded: str, sentence: Span, shut: list[bool]) -> Span | None:
    """Return the head of the sentence with its colon, where clauses follow it."""
    for colon in _COLON.finditer(text, sentence.start, sentence.end):
        before = folded[sentence.start : colon.start()]
        if shut[colon.start()] or re.search(r"các\s+(?:đảng uỷ|bộ|ban|sở)$", before):
            continue
        marks = _SEMICOLON.finditer(text, sentence.start, colon.start())
        if not all(_listed(text, folded, sentence.start, mark, shut) for mark in marks):
            return None
        rest = text[colon.end() : sentence.end]
        return Span(sentence.start, colon.end()) if any(map(str.isalnum, rest)) else None
    return None


def _cut(text: str, folded: str, body: Span, shut: list[bool]) -> list[Span]:
    """Cut at semicolons, but not in a list of bodies."""
    found: list[Span] = []
    start = body.start
    for mark in _SEMICOLON.finditer(text, body.start, body.end):
        if _listed(text, folded, start, mark, shut):
            continue
        found.append(_trimmed(text, start, mark.end()))
        start = mark.end()
    found.append(_trimmed(text, start, body.end))
    whole = [span for span in found if any(map(str.isalnum, span.of(text)))]
    return [part for span in whole for part in _at_second_charge(text, folded, span, shut)]


def _listed(text: str, folded: str, start: int, mark: re.Match[str], shut: list[bool]) -> bool:
    """Return whether a semicolon cuts nothing: within brackets, or in a list of bodies that begins at `start`."""
    return shut[mark.start()] or _only_bodies(text, folded, start, mark.start())


def _at_second_charge(text: str, folded: str, clause: Span, shut: list[bool]) -> list[Span]:
    """Cut a clause that lays two tasks on two bodies by two verbs of charge: «Giao A làm …, đề nghị B làm …»."""
    late = late_charge(text, folded, clause.start, clause.end)
    if late is None or shut[late[0]]:
        return [clause]
    first = charge_of(text, folded, clause.start, late[0])
    if first is None or not first.named or not first.strength:
        return [clause]
    return [_trimmed(text, clause.start, late[0]), _trimmed(text, late[0], clause.end)]


def _only_bodies(text: str, folded: str, start: int, end: int) -> bool:
    first = head_end(text, folded, start, end)
    charge = _CHARGE.match(folded, first, end)
    bodies = bodies_at(text, folded, charge.end() if charge else first, end)
    return bodies is not None and bodies.end >= end


def _trimmed(text: str, start: int, end: int) -> Span:
    inner = text[start:end]
    left = len(inner) - len(inner.lstrip())
    return Span(start + left, start + max(left, len(inner.rstrip())))
