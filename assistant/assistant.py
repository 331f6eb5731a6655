"""One question from the words to the answer: understand, search, decide, compose."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from assistant import wording
from assistant.answer import Answer, Citation, Statement, Status, cite
from assistant.compose import extract
from assistant.context import context_lines
from assistant.decide import Decision, DecisionModel
from assistant.entities import Gazetteer, asks_to_confirm, plain
from assistant.places import Place, look_up
from assistant.question import History, Question, only_points_back, points_back, previous_questions, understand
from assistant.reading import CHAT_KIND, FAR_KIND, NEAR_ENOUGH, Reader, Reading
from assistant.scope import called
from index.points import MISUSE, document_of
from index.search import Index
from ingest.document import Document, Span
from ingest.library import Library
from ingest.settings import Settings

if TYPE_CHECKING:
    from assistant.writing.writer import Draft, Writer

_RELATED = 3
_MOST_CITED = 40
# Below this probability a document that the question names is taken not to hold the answer.
_HELD = 0.25
# Score from which a paragraph shares so much with a question that this is not off the topic, whatever lies near it.
# Development questions about the weather, football and the like stay below 0.16.
_OWN_WORDS = 0.2
# Logit of misuse from which a question is declined; on development cases no honest question reaches it.
_MISUSE_LOGIT = 1.2
# Abbreviations with two readings, and what each reads as.
_TWO_READINGS = {"btc": ("Bộ Tài chính", "Ban Tổ chức"), "bct": ("Bộ Chính trị", "Bộ Công Thương")}


def _quiet(_: object) -> None:
    pass


class Assistant:
    """Answers questions over a library; safe to use from several threads."""

    def __init__(self, library: Library, index: Index, model: DecisionModel, writer: "Writer | None" = None) -> None:
        self.library = library
        self.writer = writer
        self._index = index
        self._gazetteer = Gazetteer(library.documents)
        self._reader = Reader(index, model, self._gazetteer)
        self._documents = {document.label: document for document in library.documents}

    @classmethod
    def open(cls, settings: Settings, *, progress: Callable[[str], None] = _quiet) -> "Assistant":
        """Open the library and its index, making either where it is missing.

        Raises:
            UserError: the library, the index or a setting cannot be used.
        """
        library = Library.open(settings.library, settings.corpus)
        writer = None
        if settings.llm.base_url:
            from assistant.writing.writer import Writer  # seconds of imports that nobody else needs

            writer = Writer.open(settings.llm)
        return cls(library, Index.open(library, settings, progress), DecisionModel.load(), writer)

    @property
    def writes(self) -> bool:
        """Whether a language model words the answers."""
        return self.writer is not None

    def ask(self, question: str, *, history: History = (), documents: Sequence[str] = ()) -> Answer:
        """Return the answer to `question` after `history` as (role, text), from `documents` (labels or numbers) alone.

        Raises:
            QuestionError: the question is empty or too long, or a document is not in the library.
        """
        for answer in self.stream(question, history=history, documents=documents):
            last = answer
        return last

    def stream(
        self, question: str, *, history: History = (), documents: Sequence[str] = (),
        stop: Event | None = None, told: "Callable[[Draft], None]" = _quiet,
    ) -> Iterator[Answer]:  # fmt: skip
        """Yield the answer as it grows: without a language model once; the last one is complete.

        Every one of them is checked. Where `stop` is set, or the model fails, what is not written yet is quoted;
        `told` is given what the model wrote, with every sentence that was dropped.

        Raises:
            QuestionError: the question is empty or too long, or a document is not in the library.
        """
        started, stop = time.perf_counter(), stop or Event()
        chosen = tuple(found.label for name in documents for found in called(name, self.library.documents))
        understood = understand(question, self.library.documents)
        for answer in self._answers(understood, history, chosen, stop, told):
            yield replace(answer, elapsed_ms=(time.perf_counter() - started) * 1000)

    def _answers(
        self,
        question: Question,
        history: History,
        chosen: tuple[str, ...],
        stop: Event,
        told: "Callable[[Draft], None]",
    ) -> Iterator[Answer]:
        scope = tuple(number for number in question.numbers if not chosen or number in chosen) or chosen
        if (settled := self._settled(question, history, scope)) is not None:
            yield settled
            return
        answer = self._answer(question, history, scope, strict=bool(chosen), stop=stop)
        if self.writer is None or answer.status is not Status.ANSWERED:
            yield answer
        else:
            asked = " ".join([*previous_questions(history)[:1], question.text])
            yield from self.writer.answers(asked, answer, self.library.documents, stop, told)

    def quoted(self, question: str, *, documents: Sequence[str] = ()) -> Answer:
        """Return what `ask` does, in quotes alone, whatever model is configured; it raises as `ask` does."""
        chosen = tuple(found.label for name in documents for found in called(name, self.library.documents))
        understood = understand(question, self.library.documents)
        scope = tuple(number for number in understood.numbers if not chosen or number in chosen) or chosen
        if (settled := self._settled(understood, (), scope)) is not None:
            return settled
        return self._decided(understood, (), self._reader.read(understood, (), scope), scope, strict=bool(chosen))

    def judge(self, question: str) -> Decision:
        """Return the ranking of paragraphs for `question` alone, and how far it is from being refused."""
        return self._reader.alone(question).decision

    def by_words(self, question: str) -> list[str]:
        """Return the labels of the paragraphs by BM25 alone, best first: what the ranking is compared with."""
        parts = [part for part in (self._index, self._index.beside) if part is not None]
        query = [part.queries(question, weights=(0, 1, 0))[0] for part in parts]
        found = [part.store.search([asked])[0] for part, asked in zip(parts, query, strict=True)]
        ordered = sorted((record for records in found for record in records), key=lambda record: -record.score)
        return [record.payload["label"] for record in ordered]

    def close(self) -> None:
        """Release the index."""
        self._index.close()

    def _settled(self, question: Question, history: History, scope: tuple[str, ...]) -> Answer | None:
        """Return the answer where nothing needs to be searched."""
        if question.misuse:
            return Answer(Status.DECLINED, (wording.DECLINED,))
        if not history and not question.named and only_points_back(question.text):
            return Answer(Status.CLARIFICATION, (wording.NO_CONTEXT,))
        found = look_up(question.text, self._scope(scope), self.library.documents)
        return self._verbatim(found) if isinstance(found, Place) else found

    def _answer(
        self, question: Question, history: History, scope: tuple[str, ...], *, strict: bool, stop: Event
    ) -> Answer:
        standalone = partial(self.writer.standalone, stop=stop) if self.writer else lambda *_: ""
        reading = self._reader.read(question, history, scope, standalone)
        answer = self._decided(question, history, reading, scope, strict=strict)
        return self._widened(answer, reading, scope, stop) if answer.status is Status.SILENT else answer

    def _decided(
        self, question: Question, history: History, reading: Reading, scope: tuple[str, ...], *, strict: bool
    ) -> Answer:
        if reading.evidence.misuse_logit > _MISUSE_LOGIT:
            return Answer(Status.DECLINED, (wording.DECLINED,))
        confirms = asks_to_confirm(question.text)
        if question.unknown and not (reading.decision.answered and confirms):
            text = wording.unknown_document(question.unknown, self.library.documents)
            return self._refusal(Status.UNKNOWN_DOCUMENT, text, reading)
        follows = bool(history) and points_back(question.text) and self._gazetteer.foreign_body(question.text)
        foreign = (follows or self._gazetteer.foreign_addressee(question.text)) and not confirms
        if foreign or not reading.decision.answered:
            return self._unanswered(reading, scope)
        if (clarification := self._clarification(question, reading)) is not None:
            return clarification
        return self._composed(question, reading, scope, strict=strict or not confirms)

    def _verbatim(self, place: Place) -> Answer:
        """Return the paragraphs that the question asks for by their place, whole."""
        citations = [
            cite(place.document, paragraph.number, Span(0, len(paragraph.text))) for paragraph in place.paragraphs
        ]
        own_words = (*self._context(citations), wording.introduction([place.document]))
        statements = tuple(Statement(item.quote, True, (position,)) for position, item in enumerate(citations))
        return Answer(Status.ANSWERED, own_words, statements, tuple(citations))

    def _context(self, citations: Sequence[Citation]) -> list[str]:
        return context_lines(citations, self.library.documents, self._gazetteer)

    def _unanswered(self, reading: Reading, scope: tuple[str, ...]) -> Answer:
        nearest = reading.evidence.near_misses[:1]
        kind = nearest[0].kind if nearest else ""
        near_enough = bool(nearest) and nearest[0].score >= NEAR_ENOUGH
        if kind == MISUSE and near_enough and reading.evidence.misuse_logit > 0:
            return Answer(Status.DECLINED, (wording.DECLINED,))
        if kind == CHAT_KIND and near_enough:
            return Answer(Status.OFF_TOPIC, (wording.greeting(self.library.documents),))
        if kind == FAR_KIND and all(hit.score < _OWN_WORDS for hit in reading.evidence.paragraphs):
            return Answer(Status.OFF_TOPIC, (wording.OFF_TOPIC,))
        return self._refusal(Status.SILENT, wording.silent(self._scope(scope), ()), reading)

    def _scope(self, numbers: tuple[str, ...]) -> list[Document]:
        return [self._documents[number] for number in numbers]

    def _refusal(self, status: Status, text: str, reading: Reading) -> Answer:
        related = tuple(self._whole(item.label) for item in reading.decision.ranking[:_RELATED])
        return Answer(status, (text,), related=related)

    def _widened(self, answer: Answer, reading: Reading, scope: tuple[str, ...], stop: Event) -> Answer:
        """Return a refusal with what is nearest to phrases of the texts that the model suggests: it stays one."""
        searched = self._scope(scope) or self.library.documents
        if self.writer is None or not (phrases := self.writer.phrases(reading.text, searched, stop)):
            return answer
        found = map(self._whole, self._reader.nearest(reading.text, phrases, scope))
        added = [citation for citation in found if citation not in answer.related][:_RELATED]
        own_words = (*answer.own_words, wording.suggestion(phrases))
        return replace(answer, own_words=own_words, related=(*answer.related, *added))

    def _whole(self, label: str) -> Citation:
        document, number = self._place(label)
        return cite(document, number, Span(0, len(document.paragraph(number).text)))

    def _place(self, label: str) -> tuple[Document, int]:
        number, paragraph = label.rsplit("#", 1)
        return self._documents[number], int(paragraph)

    def _clarification(self, question: Question, reading: Reading) -> Answer | None:
        words = plain(question.text).split()
        for short, readings in _TWO_READINGS.items():
            if short in words and len(words) <= 8:
                best = [
                    self._reader.alone(re.sub(rf"(?i)\b{short}\b", full, reading.text)).decision for full in readings
                ]
                if all(item.answered for item in best) and best[0].chosen[:1] != best[1].chosen[:1]:
                    return Answer(Status.CLARIFICATION, (wording.two_readings(short.upper(), readings),))
        return None

    def _composed(self, question: Question, reading: Reading, scope: tuple[str, ...], *, strict: bool) -> Answer:
        inside = [item for item in reading.decision.ranking if not scope or document_of(item.label) in scope]
        nowhere = self._gazetteer.missing_from(question.text, [item.label for item in inside])
        outside = bool(scope) and (not inside or inside[0].probability < _HELD or nowhere)
        if outside and strict:
            return self._refusal(Status.SILENT, wording.silent(self._scope(scope), self._nearest(reading)), reading)
        kept = self._naming(question, reading.decision.chosen if outside else self._kept(reading, scope))
        if not kept:
            return self._refusal(Status.SILENT, wording.silent(self._scope(scope), ()), reading)
        labels = sorted(kept[:_MOST_CITED], key=self._order)
        statements: list[Statement] = []
        citations: list[Citation] = []
        for label in labels:
            document, number = self._place(label)
            said, cited = extract(reading.text, document, number, len(citations))
            statements += said
            citations += cited
        notes = self._notes(question, citations, self._scope(scope) if outside else [])
        cited_documents = [d for d in self.library.documents if d.label in {c.document for c in citations}]
        own_words = (*notes, *self._context(citations), wording.introduction(cited_documents))
        return Answer(Status.ANSWERED, own_words, tuple(statements), tuple(citations))

    def _kept(self, reading: Reading, scope: tuple[str, ...]) -> tuple[str, ...]:
        inside = tuple(label for label in reading.decision.chosen if not scope or document_of(label) in scope)
        if inside:
            return inside
        best = next(item for item in reading.decision.ranking if document_of(item.label) in scope)
        return (best.label,)

    def _naming(self, question: Question, labels: tuple[str, ...]) -> tuple[str, ...]:
        """Return the paragraphs that may answer: of a document that the library only cites, those that name it."""
        if not question.cited or asks_to_confirm(question.text):
            return labels
        serials = {reference.serial for reference in question.cited}
        return tuple(label for label in labels if any(serial in self._text(label) for serial in serials))

    def _text(self, label: str) -> str:
        document, number = self._place(label)
        return document.paragraph(number).text

    def _nearest(self, reading: Reading) -> list[Citation]:
        return [self._whole(item.label) for item in reading.decision.ranking[:1]]

    def _order(self, label: str) -> tuple[int, int]:
        document, number = self._place(label)
        return self.library.documents.index(document), number

    def _notes(self, question: Question, citations: Sequence[Citation], asked: Sequence[Document]) -> list[str]:
        """Return what in a question put up for confirmation does not stand in the paragraphs cited."""
        notes = [wording.other_document(asked)] if asked else []
        if asks_to_confirm(question.text):
            quoted = " ".join(citation.paragraph_text for citation in citations)
            if unfounded := self._gazetteer.unfounded(question.text, quoted):
                notes.append(wording.correction(unfounded))
        return notes
