"""An extractive answer written anew by the model: its sentences where they are verified, the quotes where they fail."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant import wording
from assistant.answer import Answer, Citation, Statement, cite
from assistant.question import LONGEST_QUESTION
from assistant.writing import expand
from assistant.writing.endpoint import Endpoint, FaultKind, ModelFault
from assistant.writing.prompt import (
    REWRITTEN,
    SCHEMA,
    SUGGESTED,
    Messages,
    asked_to_expand,
    asked_to_rewrite,
    asked_to_write,
    fitting,
)
from assistant.writing.reply import MOST_CHARACTERS, Claim, ReplyReader, rewritten, suggested
from assistant.writing.verify import Passage, Verdict, verify
from assistant.writing.words import Sort, words
from index.llama import count_tokens
from ingest.document import Document, Span
from ingest.settings import LanguageModelSettings

# The least share of sentences that must hold; of a model that errs more often nothing is shown.
_LEAST_HELD = 0.5
_LONGEST_HELP = 2.0  # seconds for a question reworded, or phrases to search by


@dataclass(frozen=True, slots=True)
class Draft:
    """What the model wrote: every sentence with its verdict, and the fault that ended it, if one did."""

    verdicts: tuple[Verdict, ...] = ()
    fault: ModelFault | None = None

    @property
    def held(self) -> list[Verdict]:
        """The verified sentences, each once: none whose quotes an earlier one holds."""
        kept = list[Verdict]()
        for verdict in self.verdicts:
            if verdict.reason is None and not any(_holds(earlier, verdict) for earlier in kept):
                kept.append(verdict)
        return kept

    @property
    def dropped(self) -> list[Verdict]:
        """The sentences that did not hold, each with its reason."""
        return [verdict for verdict in self.verdicts if verdict.reason is not None]


def _holds(one: Verdict, other: Verdict) -> bool:
    return one.paragraph == other.paragraph and all(
        any(outer.start <= span.start and span.end <= outer.end for outer in one.spans) for span in other.spans
    )


class Writer:
    """Has answers written by a configured model; safe to use from several threads."""

    def __init__(self, endpoint: Endpoint, settings: LanguageModelSettings) -> None:
        self._endpoint = endpoint
        self._settings = settings

    @classmethod
    def open(cls, settings: LanguageModelSettings) -> "Writer | None":
        """Return a writer, or `None` where no model is configured.

        Raises:
            SettingsError: a setting of the model cannot be used, or the variable that holds its key is not set.
        """
        if not settings.base_url:
            return None
        count_tokens("")  # loads the vocabulary, which the first question need not wait for
        return cls(Endpoint(settings), settings)

    def drafts(self, question: str, passages: Sequence[Passage], stop: threading.Event) -> Iterator[Draft]:
        """Yield what is written as it grows, a draft after each sentence; the last one says how it ended."""
        draft, reader = Draft(), ReplyReader()
        given = fitting(question, passages, count_tokens, self._settings.context_tokens)
        if not given:
            yield replace(draft, fault=ModelFault(FaultKind.TOO_LONG, "các đoạn dài hơn mức mô hình đọc được"))
            return
        try:
            for claim in self._claims(question, given, reader, stop):
                verdict = verify(claim.text, given, claim.paragraph, claim.quote)
                draft = replace(draft, verdicts=(*draft.verdicts, verdict))
                yield draft
        except ModelFault as fault:
            draft = replace(draft, fault=fault)
        yield draft

    def _claims(
        self, question: str, given: Sequence[Passage], reader: ReplyReader, stop: threading.Event
    ) -> Iterator[Claim]:
        cut: ModelFault | None = None
        try:
            for piece in self._endpoint.stream(asked_to_write(question, given), SCHEMA, stop):
                yield from reader.feed(piece)
                if reader.full:
                    break
        except ModelFault as fault:
            if fault.kind is not FaultKind.CUT:
                raise
            cut = fault
        yield from reader.end(cut=cut is not None)
        if lacking := cut or _lacking(reader):
            raise lacking

    def answers(
        self, question: str, answer: Answer, documents: Sequence[Document], stop: threading.Event,
        told: Callable[[Draft], None],
    ) -> Iterator[Answer]:  # fmt: skip
        """Yield `answer` in the model's verified words as they come, then whole; `told` is given the last draft."""
        known, draft = passages_of(answer, documents), Draft()
        shown = 0
        for draft in self.drafts(question, [passage for passage, _, _ in known], stop):
            if len(draft.held) > shown:
                shown = len(draft.held)
                yield rewrite(answer, draft, known, ended=False)
        told(draft)
        yield rewrite(answer, draft, known, ended=True)

    def standalone(self, question: str, before: Sequence[str], stop: threading.Event) -> str:
        """Return the question as the model completes it from those `before` (latest first); empty where it may not.

        It is searched beside the user's own words, so it may hold no other words than the talk does.
        """
        if not self._settings.rewrite or not before:
            return ""
        found = rewritten(self._said(asked_to_rewrite(question, before), REWRITTEN, stop))
        known = {word.form for said in (question, *before) for word in words(said)}
        if len(found) > LONGEST_QUESTION:
            return ""
        alien = [w for w in words(found) if w.form not in known and w.sort is not Sort.NEUTRAL]
        return "" if alien else found

    def phrases(self, question: str, documents: Sequence[Document], stop: threading.Event) -> tuple[str, ...]:
        """Return what the model suggests to search by beside `question`, as paragraphs of the documents write it."""
        if not self._settings.expand:
            return ()
        return expand.held(suggested(self._said(asked_to_expand(question), SUGGESTED, stop)), question, documents)

    def _said(self, messages: Messages, schema: Mapping[str, Any], stop: threading.Event) -> str:
        """Return a whole short reply; empty where it has a fault, takes too long or is not wanted any more."""
        own = _ended(stop, _LONGEST_HELP)
        text = ""
        try:
            for piece in self._endpoint.stream(messages, schema, own):
                text += piece
                if len(text) > MOST_CHARACTERS:
                    break
        except ModelFault:
            return ""
        finally:
            own.set()
        return text


def _lacking(reader: ReplyReader) -> ModelFault | None:
    """Return what is wrong with a reply that came to its end."""
    if reader.full:
        return ModelFault(FaultKind.TOO_LONG, "máy chủ mô hình trả lời dài quá mức")
    if not reader.found:
        return ModelFault(FaultKind.BAD_REPLY, "mô hình không viết được câu nào trọn vẹn")
    return ModelFault(FaultKind.CUT, "câu trả lời của mô hình bị cắt") if reader.unfinished else None


def _ended(stop: threading.Event, seconds: float) -> threading.Event:
    """Return an event that is set with `stop`, or after so many seconds, or by whoever is done."""
    own = threading.Event()

    def watch() -> None:
        for _ in range(int(seconds / 0.05)):
            if own.wait(0.05) or stop.is_set():
                break
        own.set()

    threading.Thread(target=watch, daemon=True).start()
    return own


def passages_of(answer: Answer, documents: Sequence[Document]) -> list[tuple[Passage, Document, int]]:
    """Return the paragraphs that an answer rests on, each once, as the model may know them."""
    by_label = {document.label: document for document in documents}
    cited = dict.fromkeys((citation.document, citation.paragraph) for citation in answer.citations)
    found = []
    for position, (label, number) in enumerate(cited, 1):
        document = by_label[label]
        passage = Passage(f"D{position}", document.name, document.paragraph(number).text)
        found.append((passage, document, number))
    return found


def rewrite(answer: Answer, draft: Draft, known: Sequence[tuple[Passage, Document, int]], *, ended: bool) -> Answer:
    """Return `answer` in the verified words of `draft`; once it has `ended`, what it does not cover stays quoted.

    Until then only verified sentences are in it. An answer of which too little held comes back as it was, with a note.
    """
    kept = draft.held
    if ended and (not kept or len(kept) < _LEAST_HELD * (len(kept) + len(draft.dropped))):
        return replace(answer, own_words=(_failed(draft), *answer.own_words))
    places = {passage.id: (document, number) for passage, document, number in known}
    statements, citations = list[Statement](), list[Citation]()
    for verdict in kept:
        made = [cite(*places[verdict.paragraph], span) for span in verdict.spans]
        statements.append(Statement(verdict.shown, verdict.verbatim, _after(citations, made)))
        citations += made
    if ended:
        _leave(answer, statements, citations, {(document.label, number): document for _, document, number in known})
    notes = _notes(draft) if ended else ()
    own_words = (*notes, *answer.own_words)
    return replace(answer, own_words=own_words, statements=tuple(statements), citations=tuple(citations))


def _leave(
    answer: Answer,
    statements: list[Statement],
    citations: list[Citation],
    documents: Mapping[tuple[str, int], Document],
) -> None:
    """Add the quotes of `answer` that the written sentences do not hold in full: nothing that it says is lost.

    A paragraph of which something else was written than `answer` quotes is quoted whole: the rest may limit that.
    """
    held = list(citations)
    beyond = dict.fromkeys((c.document, c.paragraph) for c in held if not _is_held(c, answer.citations))
    for label, number in beyond:
        text = documents[label, number].paragraph(number).text
        whole = cite(documents[label, number], number, Span(0, len(text)))
        statements.append(Statement(text, True, _after(citations, [whole])))
        citations.append(whole)
    for statement in answer.statements:
        quoted = [answer.citations[position] for position in statement.citations]
        if not all(_is_held(citation, citations) for citation in quoted):
            statements.append(replace(statement, citations=_after(citations, quoted)))
            citations += quoted


def _is_held(citation: Citation, held: Sequence[Citation]) -> bool:
    """Return whether the other citations quote all letters and digits of this one."""
    spans = [c.span for c in held if (c.document, c.paragraph) == (citation.document, citation.paragraph)]
    text = citation.paragraph_text
    return all(
        any(span.start <= place < span.end for span in spans)
        for place in range(citation.span.start, citation.span.end)
        if text[place].isalnum()
    )


def _after(citations: Sequence[Citation], added: Sequence[Citation]) -> tuple[int, ...]:
    return tuple(range(len(citations), len(citations) + len(added)))


def _failed(draft: Draft) -> str:
    return _broke_off(draft.fault, wording.model_unused) if draft.fault else wording.MODEL_UNFOUNDED


def _notes(draft: Draft) -> tuple[str, ...]:
    return (
        wording.model_wrote(len(draft.dropped)),
        *([_broke_off(draft.fault, wording.model_broke_off)] if draft.fault else []),
    )


def _broke_off(fault: ModelFault, told: Callable[[str], str]) -> str:
    return wording.MODEL_STOPPED if fault.kind is FaultKind.STOPPED else told(fault.text)
