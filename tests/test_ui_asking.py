"""What a question makes the page show, update after update, with an assistant that answers from a list."""

import asyncio
from collections.abc import Iterator, Sequence
from threading import Event
from typing import TYPE_CHECKING, Any, cast

import pytest

from assistant.answer import ELISION, Answer, Citation, Statement, Status, cite
from assistant.intake import Intake
from ingest.document import Document, Span
from ingest.errors import QuestionError
from ingest.library import Library
from ui_assets import chat
from ui_assets.chat import Chat
from ui_assets.page import Turn

if TYPE_CHECKING:
    from assistant.assistant import Assistant


def answered(*citations: Citation) -> Answer:
    statement = Statement(ELISION.join(item.quote for item in citations), True, tuple(range(len(citations))))
    return Answer(Status.ANSWERED, ("…",), (statement,), citations)


def held(library: Library, number: str) -> Document:
    return next(document for document in library.documents if document.metadata.number == number)


def written(*citations: Citation) -> Answer:
    statement = Statement("Ngoài ra, có việc ấy.", False, tuple(range(len(citations))))
    return Answer(Status.ANSWERED, (), (statement,), citations)


class Stub:
    """An assistant whose answer grows from one of a list to the next; it remembers what it was asked."""

    def __init__(self, library: Library, *answers: Answer | Exception, writes: bool = False) -> None:
        self.library = library
        self.writes = writes
        self.answers = list(answers)
        self.asked: list[tuple[str, object, object]] = []

    def stream(
        self, question: str, *, history: Sequence[tuple[str, str]], documents: Sequence[str], stop: Event
    ) -> Iterator[Answer]:
        self.asked.append((question, list(history), list(documents)))
        for answer in self.answers:
            if stop.is_set():
                return
            if isinstance(answer, Exception):
                raise answer
            yield answer


def unused(*_: object) -> Intake:
    raise AssertionError("no file is added here")


def exchange(stub: Stub, question: str, turns: tuple[Turn, ...] = (), documents: Sequence[str] = ()) -> list[Any]:
    """Return what a question makes the page show, update after update."""
    page = Chat(cast("Assistant", stub), unused)

    async def updates() -> list[Any]:
        return [item async for item in page.ask(question, turns, list(documents), stub.library.documents[0].key)]

    return asyncio.run(updates())


def test_the_assistant_gets_the_talk_so_far_and_the_chosen_documents(library: Library) -> None:
    silent = Answer(Status.SILENT, ("Không nêu.",))
    stub = Stub(library, silent)
    turns = (Turn("Câu một?", silent), Turn("Câu dở dang?"))
    assert exchange(stub, "Câu hai?", turns, ["179-KL/TW"])[-1][1] == (*turns, Turn("Câu hai?", silent, 0))
    assert stub.asked == [("Câu hai?", [("user", "Câu một?"), ("assistant", "Không nêu.")], ["179-KL/TW"])]


def test_a_question_that_cannot_be_asked_goes_back_to_its_box(library: Library) -> None:
    box, turns, conversation, *_ = exchange(Stub(library, QuestionError("Câu hỏi dài quá.")), "Hỏi?")[-1]
    assert (box, turns) == ("Hỏi?", ())
    assert '<p class="notice" role="alert">Câu hỏi dài quá.</p>' in conversation


def test_an_answer_grows_as_it_is_written(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat, "SECONDS_BETWEEN_UPDATES", 0.0)
    first, second = (cite(held(library, "179-KL/TW"), number, Span(0, 20)) for number in (9, 11))
    part, whole = answered(first), written(first, second)
    updates = exchange(Stub(library, part, whole, writes=True), "Hỏi?")
    turns = [update[1][-1] for update in updates]
    assert [(turn.answer, turn.complete) for turn in turns] == [
        (None, False), (part, False), (whole, False), (whole, True),
    ]  # fmt: skip
    assert "Mô hình diễn đạt, đã đối chiếu" in updates[-1][2]
    assert "<blockquote>" in updates[1][2] and "<blockquote>" not in updates[-1][2]


def test_stopping_ends_what_is_written_for_one_page_alone(library: Library) -> None:
    answer = answered(cite(held(library, "179-KL/TW"), 9, Span(0, 20)))
    stub = Stub(library, answer, answer, answer, writes=True)
    page = Chat(cast("Assistant", stub), unused)

    async def updates() -> int:
        count = 0
        async for _ in page.ask("Hỏi?", (), [], library.documents[0].key, "một"):
            count += 1
            page.stop("hai")
            if count == 2:
                page.stop("một")
        return count

    assert asyncio.run(updates()) == 3  # the question, the first words, the whole of what is verified


def test_an_unexpected_error_loses_neither_the_question_nor_the_talk(library: Library) -> None:
    done = Turn("Câu một?", Answer(Status.SILENT, ("Không nêu.",)))
    box, turns, conversation = Chat(cast("Assistant", Stub(library)), unused).failed((done, Turn("Câu hai?")))
    assert (box, turns) == ("Câu hai?", (done,))
    assert "Có lỗi ngoài dự kiến" in conversation
