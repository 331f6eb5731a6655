"""Paragraph → sentences → clauses, as spans; the unit that an extractive answer quotes."""

import re
from dataclasses import dataclass

from ingest.document import Span
from ingest.text import UPPER, fold

# A full stop after these does not end a sentence; neither does one between digits,
# or after «1.», «II.», «a.» at the head of a sentence.
_TITLES = ("tp", "ts", "ths", "th.s", "pgs", "pgs.ts", "gs", "gs.ts", "tx", "tt", "đ/c", "ông", "bà")
_ABBREVIATIONS = (*_TITLES, "số", "v.v")
_SENTENCE_BREAK = re.compile(rf"[.…!?]++[\"”)]*\s+(?=[\"“(]*[{UPPER}0-9])")
_ENUMERATOR = re.compile(r"[\"“(]*(?:\d{1,3}(?:\.\d{1,3})*|[IVX]{1,5}|\w)")
_CLAUSE_BREAK = re.compile(r";\s+")
# «Chỉ đạo Bộ Tài chính: …», «… yêu cầu các cấp uỷ …:»: what stands before the colon governs each clause after it.
_LEAD_IN = re.compile(r"^[^:;.]{3,120}?:\s+")


@dataclass(frozen=True, slots=True)
class Clause:
    """A quotable unit of a paragraph: its own span, and the span of the lead-in that governs it."""

    span: Span
    lead_in: Span | None


def sentences(text: str) -> list[Span]:
    """Return the sentences of `text`, without the white space between them; they cover every other character."""
    spans, start = [], 0
    for match in _SENTENCE_BREAK.finditer(text):
        last_word = fold(text[start : match.start()]).rsplit(" ", 1)[-1].lstrip("(\"'")
        enumerator = _ENUMERATOR.fullmatch(text[start : match.start()].lstrip())
        if text[match.start()] == "." and (enumerator or last_word in _ABBREVIATIONS):
            continue
        spans.append(_trimmed(text, start, match.end()))
        start = match.end()
    if start < len(text):
        spans.append(_trimmed(text, start, len(text)))
    return [span for span in spans if span.end > span.start]


def _trimmed(text: str, start: int, end: int) -> Span:
    inner = text[start:end]
    left = len(inner) - len(inner.lstrip())
    return Span(start + left, start + max(left, len(inner.rstrip())))


def clauses(text: str) -> list[Clause]:
    """Return the `;`-clauses of every sentence of `text`, each with the lead-in that it inherits."""
    found = []
    for sentence in sentences(text):
        body = sentence.of(text)
        lead = _LEAD_IN.match(body)
        lead_span = _trimmed(text, sentence.start, sentence.start + lead.end()) if lead else None
        start = sentence.start + (lead.end() if lead else 0)
        for match in [*_CLAUSE_BREAK.finditer(text, start, sentence.end), None]:
            end = match.end() if match else sentence.end
            span = _trimmed(text, start, end)
            if span.end > span.start:
                found.append(Clause(span, lead_span))
            start = end
    return found
