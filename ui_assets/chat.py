"""What each event of the page does: questions to the assistant, files to the library, HTML to the page."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from assistant.answer import Answer
from assistant.intake import Intake, Progress, claimed
from ingest.errors import UserError
from ui_assets.page import Page, Turn

if TYPE_CHECKING:
    from assistant.assistant import Assistant

UNEXPECTED = "Có lỗi ngoài dự kiến, chưa trả lời được; hãy bấm «Hỏi» lần nữa, nếu vẫn lỗi thì báo người quản trị."
NOT_ADDED = "Có lỗi ngoài dự kiến, chưa nạp được tệp; hãy chọn lại tệp, nếu vẫn lỗi thì báo người quản trị."
CANNOT_OPEN = "Không mở được trích dẫn này; hãy tải lại trang rồi hỏi lại."
MOST_UPDATES = 4
SECONDS_BETWEEN_UPDATES = 0.2
SECONDS_BETWEEN_PROGRESS = 0.5
MOST_AT_ONCE = 32  # answers; one that a model writes takes its thread for seconds

Turns = tuple[Turn, ...]
Adder = Callable[[Sequence[Path], Progress, str], Intake]


class Chat:
    """What each event of the page does. It holds nothing of any user: the turns travel through it.

    Raises:
        UserError: the library holds no document, so there is none to show.
    """

    def __init__(self, assistant: "Assistant", adder: Adder) -> None:
        if not assistant.library.documents:
            raise UserError(
                f"Thư viện «{assistant.library.folder}» không có văn bản nào; hãy nạp văn bản bằng "
                "«python -m ingest TỆP…» rồi mở lại trợ lý."
            )
        self._assistant = assistant
        self._add = adder
        self._threads = ThreadPoolExecutor(MOST_AT_ONCE, "answer")
        self._stops: dict[str, Event] = {}
        self.page = Page(assistant.library.documents)

    @property
    def assistant(self) -> "Assistant":
        """The assistant that answers now; after files were added, another one."""
        return self._assistant

    @property
    def first(self) -> str:
        """The key of the document that is shown at first."""
        return self._assistant.library.documents[0].key

    def to_search(self) -> list[tuple[str, str]]:
        """Return (name, label) of every document to search in."""
        return [(document.name, document.label) for document in self._assistant.library.documents]

    def to_open(self, shown: str) -> list[tuple[str, str]]:
        """Return (name, key) of every document to open, and of the one shown, which may have been replaced."""
        held = [(document.name, document.key) for document in self._assistant.library.documents]
        replaced = shown not in {key for _, key in held}
        return [*held, (f"{self.page.name(shown)} (bản trước)", shown)] if replaced else held

    async def add(self, files: Sequence[str]) -> AsyncIterator[str]:
        """Yield what the pane of added files shows while `files` are read, stored and indexed; they are erased.

        What is begun goes on when the page is left, and is given up when the server stops.
        """
        try:  # before anything else may run: another page may send the very same file
            own = claimed([Path(file) for file in files])
        except UserError as error:
            yield self.page.intake((), str(error))
            return
        said, shown = ["Đang đọc tệp…"], list[str]()
        thread = Thread(target=lambda: shown.append(self._taken_in(own, said.append)), daemon=True)
        thread.start()
        while thread.is_alive():
            yield self.page.intake((), said[-1], busy=True)
            await asyncio.sleep(SECONDS_BETWEEN_PROGRESS)
        yield shown[0] if shown else self.not_added()

    def _taken_in(self, files: Sequence[Path], progress: Progress) -> str:
        try:
            done = self._add(files, progress, self._assistant.library.fingerprint)
        except UserError as error:
            return self.page.intake((), str(error))
        if done.assistant is not None:
            self.page = Page(done.assistant.library.documents, before=self.page)
            self._assistant = done.assistant
        return self.page.intake(done.files, done.summary)

    def not_added(self) -> str:
        """Return what the pane of added files shows after an unexpected error."""
        return self.page.intake((), NOT_ADDED)

    async def ask(
        self, question: str, turns: Turns, documents: list[str], shown: str, user: str = ""
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Yield (question box, turns, conversation, source, shown document) while the answer appears.

        `user` tells one page from another, for `stop`.
        """
        from gradio import skip

        pending = (*turns, Turn(question))
        yield "", pending, self.page.conversation(pending), skip(), skip()
        opened = False
        try:
            async for turn in self._growing(question, turns, documents, user):
                now = (*turns, turn)
                beside = (
                    (skip(), skip())
                    if opened and not (self.writes and turn.complete)
                    else self._beside(turn, now, shown)
                )
                yield skip(), now, self.page.conversation(now), *beside
                opened = True
        except UserError as error:
            yield question, turns, self.page.conversation(turns, str(error)), skip(), skip()

    async def _growing(self, question: str, turns: Turns, documents: list[str], user: str) -> AsyncIterator[Turn]:
        """Yield the turn as its answer grows: as a model writes it, or one that is there at once in a few steps."""
        stop = self._stops[user] = Event()
        answers = self._assistant.stream(question, history=_history(turns), documents=documents, stop=stop)
        loop, answer, due = asyncio.get_running_loop(), None, 0.0
        try:
            while (more := await loop.run_in_executor(self._threads, next, answers, None)) is not None:
                answer = more
                if self.writes and loop.time() >= due:
                    due = loop.time() + SECONDS_BETWEEN_UPDATES
                    yield Turn(question, answer, len(answer.statements), growing=True)
        finally:  # the page may have been left
            stop.set()
            self._stops.pop(user, None)
        for turn in _steps(question, answer, at_once=self.writes) if answer else ():
            yield turn
            await asyncio.sleep(0 if turn.complete else SECONDS_BETWEEN_UPDATES)

    @property
    def writes(self) -> bool:
        """Whether a language model words the answers."""
        return self._assistant.writes

    def stop(self, user: str) -> None:
        """End what the language model is writing for that page; what is verified stays."""
        if stop := self._stops.get(user):
            stop.set()

    def _beside(self, turn: Turn, turns: Turns, shown: str) -> tuple[str, Any]:
        places = self.page.places(turn.answer.citations) if turn.answer else []
        key = places[0].document.key if places else shown
        return self.page.source(key, turns, places[0] if places else None), self._opened(key)

    def _opened(self, key: str) -> Any:
        """Return the list of documents to open, as it is now, with that one chosen."""
        from gradio import update

        return update(choices=self.to_open(key), value=key)

    def failed(self, turns: Turns) -> tuple[str, Turns, str]:
        """Return (question box, turns, conversation) after an unexpected error; the question is kept."""
        kept = tuple(turn for turn in turns if turn.complete)
        question = turns[-1].question if len(kept) < len(turns) else ""
        return question, kept, self.page.conversation(kept, UNEXPECTED)

    def open(self, key: str, turns: Turns) -> tuple[Any, ...]:
        """Return (conversation, source, shown document), the source open at the place with that key."""
        from gradio import skip

        if (place := self.page.place(key)) is None:
            return self.page.conversation(turns, CANNOT_OPEN), skip(), skip()
        document = place.document.key
        return self.page.conversation(turns), self.page.source(document, turns, place), self._opened(document)

    def show(self, shown: str, turns: Turns) -> str:
        """Return the source open at the beginning of a document."""
        return self.page.source(shown, turns)

    def restart(self, shown: str) -> tuple[str, Turns, str, str]:
        """Return (question box, turns, conversation, source) of a new conversation."""
        return "", (), self.page.conversation(()), self.page.source(shown, ())


def _history(turns: Turns) -> list[tuple[str, str]]:
    answered = [(turn.question, turn.answer.text) for turn in turns if turn.answer]
    return [line for question, text in answered for line in (("user", question), ("assistant", text))]


def _steps(question: str, answer: Answer, *, at_once: bool) -> list[Turn]:
    """Return the turn with more and more statements shown, in few steps, the last of them complete."""
    count = len(answer.statements)
    steps = 1 if at_once else min(count, MOST_UPDATES) or 1
    return [Turn(question, answer, -(-count * step // steps)) for step in range(1, steps + 1)]
