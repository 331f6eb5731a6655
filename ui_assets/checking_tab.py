"""The tab «Kiểm tra bản thảo»: each sentence of a draft with its verdict, and the paragraph beside it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from assistant.checking.checked import Checked, Verdict
from assistant.checking.checker import Checker
from assistant.checking.sentences import sentences_of
from assistant.intake import claimed, draft_text, unstamped
from assistant.scope import chosen
from ingest.errors import UserError
from ingest.formats import LARGEST_FILE, SUFFIXES
from ingest.text import compose
from ui_assets.chat import SECONDS_BETWEEN_PROGRESS, Chat
from ui_assets.page import Place, template
from ui_assets.parts import QUIET, UNEXPECTED, busy, document_list, notice, pane, text_of, unsent_pane

if TYPE_CHECKING:
    import gradio as gr

MOST_CHARACTERS = 100_000  # some 40 pages, a minute or two of work
SECONDS_BETWEEN_UPDATES = 1.0
_MOST_AT_ONCE = 2  # sentences; those of several drafts take turns
_EMPTY = "Chưa có bản thảo; hãy dán nội dung vào ô hoặc chọn tệp."


class Checking:
    """Checks drafts for the page. Of no draft does it keep anything but, while it works, the work in hand."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._threads = ThreadPoolExecutor(_MOST_AT_ONCE, "check")
        self._made: tuple[tuple[str, ...], Checker] | None = None

    async def check(self, draft: str, documents: Sequence[str]) -> AsyncIterator[str]:
        """Yield what the page shows while `draft` is checked: how far it is, at the end the result or what is wrong."""
        try:
            async for html in self._checked(_usable(draft), documents):
                yield html
        except UserError as error:
            yield notice(str(error))

    async def check_file(self, file: str, documents: Sequence[str]) -> AsyncIterator[tuple[Any, str]]:
        """Yield (draft, what the page shows below it) while an uploaded file is read, erased and checked."""
        from gradio import skip

        try:  # before anything else may run: another page may send the very same file
            own = claimed([Path(file)])[0]
        except UserError as error:
            yield skip(), notice(str(error))
            return
        outcome: list[str | UserError] = []
        # The server does not wait for such a thread when it stops; nor does it stop when the page is left.
        thread = Thread(target=self._read, args=(own, outcome), daemon=True)
        thread.start()
        while thread.is_alive():
            yield skip(), busy(f"Đang đọc «{own.name}»…")
            await asyncio.sleep(SECONDS_BETWEEN_PROGRESS)
        text = outcome[0] if outcome else UserError(UNEXPECTED)
        if isinstance(text, UserError):
            yield skip(), notice(str(text))
            return
        yield text, busy("Đang tách câu…")
        async for html in self.check(text, documents):
            yield skip(), html

    def _read(self, file: Path, outcome: list[str | UserError]) -> None:
        try:
            outcome.append(_usable(draft_text(self._chat.assistant.library.folder, file)))
        except UserError as error:
            outcome.append(error)

    async def _checked(self, draft: str, documents: Sequence[str]) -> AsyncIterator[str]:
        loop, found, due = asyncio.get_running_loop(), list[Checked](), 0.0
        yield busy("Đang tách câu…")
        count = await loop.run_in_executor(self._threads, _count, draft)
        yield template("checked.html").render(done=0, count=count)
        checker = await loop.run_in_executor(self._threads, self._checker, documents)
        checking = checker.check(draft)
        while (item := await loop.run_in_executor(self._threads, next, checking, None)) is not None:
            found.append(item)
            if loop.time() >= due and len(found) < count:
                due = loop.time() + SECONDS_BETWEEN_UPDATES
                yield template("checked.html").render(done=len(found), count=count)
        yield self._shown(found)

    def _checker(self, documents: Sequence[str]) -> Checker:
        """Return the checker against those documents, that of before where it is the same."""
        library = self._chat.assistant.library
        texts = chosen(library.documents, documents)
        key = (library.fingerprint, *(document.key for document in texts))
        made = self._made
        if made is None or made[0] != key:
            made = self._made = key, Checker(texts)
        return made[1]

    def _shown(self, found: Sequence[Checked]) -> str:
        counts = [(verdict, sum(item.verdict is verdict for item in found)) for verdict in Verdict]
        return template("checked.html").render(
            done=len(found), count=len(found), counts=counts, items=[(item, self._beside(item)) for item in found],
            marked=marked,
        )  # fmt: skip

    def _beside(self, item: Checked) -> list[Place]:
        return self._chat.page.places(item.citations)


def _usable(draft: str) -> str:
    """Return the draft in NFC.

    Raises:
        UserError: it is empty, too long, or stamped secret.
    """
    if not draft.strip():
        raise UserError(_EMPTY)
    if len(draft) > MOST_CHARACTERS:
        raise UserError(
            f"Bản thảo dài {len(draft)} ký tự, mỗi lần kiểm tra được tối đa {MOST_CHARACTERS} ký tự; "
            "hãy chia thành nhiều phần."
        )
    return unstamped(compose(_sendable(draft)))


def _sendable(text: str) -> str:
    """Return the text with «?» for half surrogate pairs, which a page may send and no page can be sent."""
    return text.encode("utf-8", errors="replace").decode("utf-8")


def _count(draft: str) -> int:
    return sum(1 for _ in sentences_of(draft))


def marked(item: Checked) -> list[tuple[str, bool]]:
    """Return the sentence in pieces, each with whether it deviates; together they are the sentence."""
    text, flags = item.sentence, bytearray(len(item.sentence))
    for deviation in item.deviations:
        start = text.find(deviation.found) if deviation.found else -1
        if start >= 0:
            flags[start : start + len(deviation.found)] = b"\1" * len(deviation.found)
    edges = [0, *(at for at in range(1, len(text)) if flags[at] != flags[at - 1]), len(text)]
    return [(text[a:b], bool(flags[a])) for a, b in pairwise(edges) if a < b]


def draw(chat: Chat) -> "gr.Dropdown":
    """Draw the tab and wire it; return its list of documents, which grows with the library."""
    import gradio as gr

    checking = Checking(chat)
    with gr.Column(elem_classes="form-pane"):
        box = gr.Textbox(
            label="Bản thảo",
            placeholder="Dán nội dung cần kiểm tra vào đây",
            lines=6,
            max_lines=14,
            elem_id="draft",
        )
        with gr.Row(elem_classes="controls", elem_id="draft-file"):
            button = gr.Button("Kiểm tra", variant="primary", scale=0, min_width=120, elem_id="check")
            upload = gr.UploadButton("Chọn tệp bản thảo…", scale=0, min_width=190, elem_id="draft-upload")
            documents = document_list(chat.to_search(), "Chỉ đối chiếu với (để trống: tất cả)", "check-documents")
        unsent_pane(
            "draft-unsent",
            box="draft-file",
            button="draft-upload",
            busy='#checked [aria-busy="true"]',
            wait="chưa gửi, vì bản thảo trước đang được kiểm tra; hãy đợi xong rồi chọn lại.",
            folder="là thư mục; hãy chọn một tệp trong đó.",
            suffixes=[suffix for suffix in SUFFIXES if suffix != ".zip"],
        )
        pane(template("checking_hint.html").render(largest=LARGEST_FILE, most=MOST_CHARACTERS), "check-hint")
        gr.Checkbox(label="Chỉ hiện câu sai lệch", elem_id="only-deviating", container=False)
    result = pane("", "checked", "copy.js", "copies.js")
    _wire(checking, box, button, upload, documents, result)
    return documents


def _wire(
    checking: Checking,
    box: "gr.Textbox",
    button: "gr.Button",
    upload: "gr.UploadButton",
    documents: "gr.Dropdown",
    result: "gr.HTML",
) -> None:
    async def check(draft: Any, chosen_documents: list[str]) -> AsyncIterator[str]:
        async for html in checking.check(text_of(draft), chosen_documents):
            yield html

    async def check_file(file: str, chosen_documents: list[str]) -> AsyncIterator[tuple[Any, str]]:
        async for update in checking.check_file(file, chosen_documents):
            yield update

    typed = button.click(check, [box, documents], result, **QUIET)
    sent = upload.upload(check_file, [upload, documents], [box, result], **QUIET)
    for event in (typed, sent):
        event.failure(lambda: notice(UNEXPECTED), None, result, **QUIET)
    sent.then(lambda: None, None, upload, **QUIET)
