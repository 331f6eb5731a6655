"""What the pane of added files shows, step after step, without a browser."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from ingest_library_helpers import empty

from assistant.intake import FileOutcome, Intake, Progress
from ingest.errors import LibraryError, UserError
from ingest.library import Library
from ui_assets import chat as chat_module
from ui_assets.chat import NOT_ADDED, Adder, Chat

if TYPE_CHECKING:
    from assistant.assistant import Assistant


@pytest.fixture(autouse=True)
def _without_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_module, "SECONDS_BETWEEN_PROGRESS", 0.01)


def over(library: Library) -> "Assistant":
    return cast("Assistant", SimpleNamespace(library=library))


def shown(chat: Chat, folder: Path) -> list[str]:
    """Return what the pane shows, update after update, while one file is added."""
    file = folder / "bam" / "a.txt"
    file.parent.mkdir()
    file.write_text("nội dung", encoding="utf-8")

    async def updates() -> list[str]:
        return [html async for html in chat.add([str(file)])]

    return asyncio.run(updates())


def adding(library: Library, adder: Adder, folder: Path) -> list[str]:
    return shown(Chat(over(library), adder), folder)


def test_a_library_without_documents_is_told_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"«.*» không có văn bản nào; hãy nạp văn bản bằng «python -m ingest TỆP…»"):
        Chat(over(empty(tmp_path)), lambda files, progress, known: Intake((), None, ""))


def test_progress_is_shown_then_the_outcome_and_the_new_assistant_answers(library: Library, tmp_path: Path) -> None:
    after = over(library)
    chat: Chat

    def adder(files: Sequence[Path], progress: Progress, known: str) -> Intake:
        assert ([file.name for file in files], known) == (["a.txt"], library.fingerprint)
        progress("Đang đọc «a.txt», trang 1/2…")
        threading.Event().wait(0.2)
        return Intake((FileOutcome("a.txt", True, "Đã nạp."),), after, "Đã nạp 1 văn bản.")

    chat = Chat(over(library), adder)
    updates = shown(chat, tmp_path)
    assert all('aria-busy="true"' in html for html in updates[:-1])
    assert "Đang đọc «a.txt», trang 1/2…" in updates[-2]
    assert 'aria-busy="false"' in updates[-1]
    assert '<li class="good"><b>a.txt</b>: Đã nạp.</li>' in updates[-1]
    assert chat._assistant is after


def test_an_expected_error_is_said(library: Library, tmp_path: Path) -> None:
    def failing(*_: object) -> Intake:
        raise LibraryError("Không ghi được vào thư viện; hãy kiểm tra quyền ghi.")

    assert "Không ghi được vào thư viện; hãy kiểm tra quyền ghi." in adding(library, failing, tmp_path)[-1]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_unexpected_error_is_said_too(library: Library, tmp_path: Path) -> None:
    def broken(*_: object) -> Intake:
        raise ZeroDivisionError

    last = adding(library, broken, tmp_path)[-1]
    assert NOT_ADDED in last
    assert 'aria-busy="false"' in last


def test_a_file_that_is_gone_is_said(library: Library, tmp_path: Path) -> None:
    async def updates() -> list[str]:
        chat = Chat(over(library), lambda *_: pytest.fail("nothing is there to be added"))
        return [html async for html in chat.add([str(tmp_path / "bam" / "a.txt")])]

    (only,) = asyncio.run(updates())
    assert "«a.txt»: không nhận được tệp" in only


def test_a_page_that_is_left_does_not_stop_the_adding(library: Library, tmp_path: Path) -> None:
    go_on, after = threading.Event(), over(library)

    def adder(*_: object) -> Intake:
        assert go_on.wait(20)
        return Intake((), after, "")

    chat = Chat(over(library), adder)
    (tmp_path / "bam").mkdir()
    (tmp_path / "bam" / "a.txt").write_text("nội dung", encoding="utf-8")

    async def leave() -> None:
        updates = chat.add([str(tmp_path / "bam" / "a.txt")])
        await anext(updates)
        await updates.aclose()  # type: ignore[attr-defined] # it is an async generator

    asyncio.run(leave())
    before = set(threading.enumerate()) - {threading.current_thread()}
    go_on.set()
    for thread in before:
        thread.join(20)
    assert chat._assistant is after


def test_a_document_that_was_replaced_can_stay_open(library: Library) -> None:
    chat = Chat(over(library), lambda *_: pytest.fail("nothing is added"))
    first, *others = library.documents
    assert chat.to_open(first.key) == [(text.name, text.key) for text in library.documents]
    chat._assistant = over(cast("Library", SimpleNamespace(documents=others)))
    assert chat.to_open(first.key)[-1] == (f"{first.name} (bản trước)", first.key)
    assert chat.to_search() == [(text.name, text.label) for text in others]
