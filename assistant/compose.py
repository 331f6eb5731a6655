"""Extractive answers: whole clauses of the paragraphs, verbatim and in order, with the lead-in that governs them."""

import re
from collections.abc import Sequence

from assistant.answer import ELISION, Citation, Statement, cite
from assistant.entities import asked_facts, plain
from index.tokens import bare_units
from ingest.clauses import Clause, clauses
from ingest.document import Document, Span

# A paragraph up to this many words is quoted whole: cutting saves little and may lose the point.
_WHOLE_PARAGRAPH_WORDS = 170
_KEPT_SHARE = 0.3
_MOST_CLAUSES = 5
# Asked for everything that a paragraph says, not for one fact in it (plain text).
_ASKS_FOR_ALL = re.compile(
    r"\b(?:lam gi|nhung gi|gi\b.*\bgi|viec gi|nhung viec|nhiem vu|noi dung|tom tat|liet ke|neu|trinh bay"
    r"|tong hop|so sanh|doi chieu"
    r"|viet|soan|thao|lap bang|gach dau dong|de cuong|yeu cau (?:gi|nao)|ra sao|the nao)\b"
)


def _weights(text: str) -> set[str]:
    return set(bare_units(text))


def _score(question: set[str], asked: list[re.Pattern[str]], text: str) -> float:
    found = _weights(text)
    shared: float = sum(2.0 if "_" in unit else 0.5 for unit in question & found)
    return shared / float(len(found) ** 0.5 + 3) + sum(1.0 for pattern in asked if pattern.search(plain(text)))


def chosen_clauses(question: str, paragraph_text: str) -> list[Clause]:
    """Return the clauses of a paragraph to quote: all of a short one, the best matching ones of a long one."""
    found = clauses(paragraph_text)
    plain_question = plain(question)
    short = len(paragraph_text.split()) <= _WHOLE_PARAGRAPH_WORDS or len(found) == 1
    if short or _ASKS_FOR_ALL.search(plain_question):
        return found
    words = _weights(question)
    asked = asked_facts(question)
    scores = [_score(words, asked, clause.span.of(paragraph_text)) for clause in found]
    best = max(scores)
    if best <= 0:
        return found
    kept = [position for position, score in enumerate(scores) if score >= _KEPT_SHARE * best]
    kept = sorted(kept, key=lambda position: -scores[position])[:_MOST_CLAUSES]
    # The first clause names whom the paragraph addresses; later sentences often leave that out.
    return [found[position] for position in sorted({0, *kept})]


def quoted_spans(paragraph_text: str, kept: Sequence[Clause]) -> list[list[Span]]:
    """Return for each statement the spans it quotes: neighbouring clauses grow together, a lead-in stands before."""
    statements: list[list[Span]] = []
    for clause in kept:
        last = statements[-1][-1] if statements else None
        if last is not None and not paragraph_text[last.end : clause.span.start].strip():
            statements[-1][-1] = Span(last.start, clause.span.end)
            continue
        lead = clause.lead_in
        if lead is None:
            statements.append([clause.span])
        elif not paragraph_text[lead.end : clause.span.start].strip():
            statements.append([Span(lead.start, clause.span.end)])
        else:
            statements.append([lead, clause.span])
    return statements


def extract(question: str, document: Document, number: int, first: int) -> tuple[list[Statement], list[Citation]]:
    """Return the statements and citations that answer `question` from one paragraph of `document`.

    `first` is the position that the first citation will have in the answer.
    """
    text = document.paragraph(number).text
    statements: list[Statement] = []
    citations: list[Citation] = []
    for spans in quoted_spans(text, chosen_clauses(question, text)):
        made = [cite(document, number, span) for span in spans]
        places = tuple(range(first + len(citations), first + len(citations) + len(made)))
        statements.append(Statement(ELISION.join(citation.quote for citation in made), True, places))
        citations += made
    return statements, citations
