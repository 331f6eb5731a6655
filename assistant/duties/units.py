"""Paragraph → sentences → clauses, with the head before «:» that governs them: the units that duties are cut from."""

import re
from dataclasses import dataclass

from assistant.duties import lexicon
from assistant.duties.bodies import bodies_at
from assistant.duties.charge import charge_of, head_end, late_charge
from assistant.duties.lexicon import any_of
from ingest.clauses import sentences
from ingest.document import Span
from ingest.text import fold

_OPEN, _CLOSE = "([{«“", ")]}»”"
_SEMICOLON = re.compile(r";\s*(?=\S)")
_COLON = re.compile(r":(?=\s+\S|\s*$)")
_TAIL = re.compile(r"[\s.;,…/:]*$")
# A charge before the bodies («Giao Ban Tổ chức Trung ương; Uỷ ban Kiểm tra Trung ương; … chủ động rà soát …»).
_CHARGE = re.compile(rf"(?:{any_of('|'.join(lexicon.CHARGES))}\s+(?:cho\s+)?)?")


@dataclass(frozen=True, slots=True)
class Unit:
    """A clause; `head` is what stands before the colon that governs it, `first` whether it opens its sentence."""

    span: Span
    head: Span | None
    first: bool


def units(text: str) -> list[Unit]:
    """Return the clauses of the paragraph `text` in order, spans without white space around them.

    A head that governs no clause of the paragraph («… các nội dung sau:») is a clause itself.
    """
    folded = fold(text)
    shut = _within_brackets(text)
    found: list[Unit] = []
    for sentence in _whole(text, sentences(text), shut):
        head = _head(text, folded, sentence, shut)
        start = head.end if head else sentence.start
        for number, span in enumerate(_cut(text, folded, Span(start, sentence.end), shut)):
            found.append(Unit(span, head, number == 0))
    return found


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
