"""`python ui.py`: the chat, on loopback. Wiring only: questions to the assistant, answers to the page."""

import asyncio
import errno
import ipaddress
import os
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from assistant.answer import Answer
from ingest.command import CommandParser, run
from ingest.errors import SettingsError, UserError
from ingest.settings import Settings
from ui_assets.page import FOLDER, Page, Turn, template

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI

    from assistant.assistant import Assistant

TITLE = "Trợ lý tra cứu văn bản của Đảng"
UNEXPECTED = "Có lỗi ngoài dự kiến, chưa trả lời được; hãy bấm «Hỏi» lần nữa, nếu vẫn lỗi thì báo người quản trị."
CANNOT_OPEN = "Không mở được trích dẫn này; hãy tải lại trang rồi hỏi lại."
MOST_UPDATES = 4
SECONDS_BETWEEN_UPDATES = 0.2

Turns = tuple[Turn, ...]


class Chat:
    """What each event of the page does. It holds nothing of any user: the turns travel through it."""

    def __init__(self, assistant: "Assistant") -> None:
        self._assistant = assistant
        self.page = Page(assistant.library.documents)

    async def ask(
        self, question: str, turns: Turns, documents: list[str], shown: str
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Yield (question box, turns, conversation, source, shown document) while the answer appears."""
        from gradio import skip

        pending = (*turns, Turn(question))
        yield "", pending, self.page.conversation(pending), skip(), skip()
        try:
            answer = await asyncio.to_thread(
                self._assistant.ask, question, history=_history(turns), documents=documents
            )
        except UserError as error:
            yield question, turns, self.page.conversation(turns, str(error)), skip(), skip()
            return
        beside: tuple[Any, ...] = self._beside(answer, (*turns, Turn(question, answer)), shown)
        for turn in _growing(question, answer):
            now = (*turns, turn)
            yield skip(), now, self.page.conversation(now), *beside
            beside = skip(), skip()
            await asyncio.sleep(0 if turn.complete else SECONDS_BETWEEN_UPDATES)

    def _beside(self, answer: Answer, turns: Turns, shown: str) -> tuple[str, str]:
        places = self.page.places(answer.citations)
        key = places[0].document.key if places else shown
        return self.page.source(key, turns, places[0] if places else None), key

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
        return self.page.conversation(turns), self.page.source(document, turns, place), document

    def show(self, shown: str, turns: Turns) -> str:
        """Return the source open at the beginning of a document."""
        return self.page.source(shown, turns)

    def restart(self, shown: str) -> tuple[str, Turns, str, str]:
        """Return (question box, turns, conversation, source) of a new conversation."""
        return "", (), self.page.conversation(()), self.page.source(shown, ())


def _history(turns: Turns) -> list[tuple[str, str]]:
    answered = [(turn.question, turn.answer.text) for turn in turns if turn.answer]
    return [line for question, text in answered for line in (("user", question), ("assistant", text))]


def _growing(question: str, answer: Answer) -> list[Turn]:
    """Return the turn with more and more statements shown, in few steps, the last of them complete."""
    count = len(answer.statements)
    steps = min(count, MOST_UPDATES) or 1
    return [Turn(question, answer, -(-count * step // steps)) for step in range(1, steps + 1)]


def build(assistant: "Assistant", settings: Settings) -> "gr.Blocks":
    """Return the page: the chat beside the source, or above it where the screen is narrow."""
    import gradio as gr

    chat = Chat(assistant)
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as blocks:
        parts = SimpleNamespace(turns=gr.State(()))
        gr.HTML(template("header.html").render(title=TITLE), js_on_load=None, apply_default_css=False)
        with gr.Row(elem_id="panes"):
            with gr.Column(elem_id="chat"):
                _draw_chat(parts, chat, assistant)
            with gr.Column(elem_id="reading"):
                _draw_source(parts, chat, assistant)
        _wire(parts, chat)
    return blocks.queue(default_concurrency_limit=None, api_open=False)


def _draw_chat(parts: SimpleNamespace, chat: Chat, assistant: "Assistant") -> None:
    import gradio as gr

    parts.conversation = _pane(chat.page.conversation(()), "conversation")
    with gr.Row(elem_id="composer"):
        parts.box = gr.Textbox(
            label="Câu hỏi",
            placeholder="Nhập câu hỏi rồi nhấn Enter",
            max_lines=6,
            scale=1,
            autofocus=True,
            elem_id="question",
        )
        parts.button = gr.Button("Hỏi", variant="primary", scale=0, min_width=88, elem_id="ask")
    with gr.Row(elem_id="options"):
        names = {item.metadata.number: item.metadata.name for item in assistant.library.documents}
        parts.documents = gr.Dropdown(
            [(name, number) for number, name in names.items()],
            value=[],
            multiselect=True,
            label="Chỉ tìm trong văn bản (để trống: tất cả)",
            elem_id="documents",
        )
        parts.fresh = gr.Button("Cuộc trò chuyện mới", scale=0, min_width=190, elem_id="fresh")


def _draw_source(parts: SimpleNamespace, chat: Chat, assistant: "Assistant") -> None:
    import gradio as gr

    choices = [(document.metadata.name, document.key) for document in assistant.library.documents]
    first = choices[0][1]
    parts.shown = gr.Dropdown(choices, value=first, label="Văn bản đang mở", elem_id="shown")
    parts.source = _pane(chat.show(first, ()), "source")


def _pane(html: str, name: str) -> "gr.HTML":
    import gradio as gr

    script = (FOLDER / "panes.js").read_text(encoding="utf-8")
    return gr.HTML(html, elem_id=name, js_on_load=script, apply_default_css=False)


def _wire(parts: SimpleNamespace, chat: Chat) -> None:
    import gradio as gr

    async def ask(*inputs: Any) -> AsyncIterator[tuple[Any, ...]]:
        async for update in chat.ask(*inputs):
            yield update

    def open_place(turns: Turns, event: gr.EventData) -> tuple[Any, ...]:
        return chat.open(_sent(event, "place"), turns)

    def example(event: gr.EventData) -> str:
        return _sent(event, "question")

    quiet = {"show_progress": "hidden", "api_visibility": "private"}
    thread = [parts.box, parts.turns, parts.conversation]
    view = [parts.source, parts.shown]
    asking = {
        "fn": ask,
        "inputs": [parts.box, parts.turns, parts.documents, parts.shown],
        "outputs": thread + view,
    }
    typed = gr.on([parts.box.submit, parts.button.click], **asking, **quiet)
    picked = parts.conversation.example(example, None, parts.box, **quiet).then(**asking, **quiet)
    for asked in (typed, picked):
        asked.failure(chat.failed, parts.turns, thread, **quiet)
    for pane in (parts.conversation, parts.source):
        pane.open(open_place, parts.turns, [parts.conversation, *view], **quiet)
    parts.shown.input(chat.show, [parts.shown, parts.turns], parts.source, **quiet)
    parts.fresh.click(chat.restart, parts.shown, [*thread, parts.source], cancels=[typed, picked], **quiet)


def _sent(event: "gr.EventData", name: str) -> str:
    """Return the text that the page sent with an event; it may have sent anything."""
    value = event._data.get(name) if isinstance(event._data, dict) else None
    return value if isinstance(value, str) else ""


def _application(blocks: "gr.Blocks", address: str) -> "FastAPI":
    import gradio as gr
    from fastapi import FastAPI

    from ui_assets.guard import Guard

    @asynccontextmanager
    async def announced(_: FastAPI) -> AsyncIterator[None]:
        print(f"Trợ lý đã sẵn sàng tại {address} (nhấn Ctrl+C để dừng).", flush=True)
        yield

    application = FastAPI(lifespan=announced, openapi_url=None)
    application.add_middleware(Guard)
    style = (FOLDER / "style.css").read_text(encoding="utf-8")
    fonts = ["system-ui", "Segoe UI", "Roboto", "Noto Sans", "Arial", "sans-serif"]
    gr.mount_gradio_app(
        application,
        blocks,
        "/",
        theme=gr.themes.Base(font=fonts, font_mono=["monospace"]),
        head=f"<style>{style}</style>",  # Gradio would rewrite what it gets as `css`
        footer_links=[],
        run_history=False,  # Gradio would keep every question in the browser
        show_error=False,
        allowed_paths=[],
        max_file_size=1,
    )
    return application


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on that loopback address."""
    if not 0 <= port <= 65535:
        raise SettingsError(f"Cổng {port} không hợp lệ; hãy chọn một số từ 1024 đến 65535.")
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        address = None
    if address is None or not address.is_loopback:
        raise SettingsError(f"Địa chỉ «{host}» ở mục [chat] không phải của riêng máy này; hãy đặt host là 127.0.0.1.")
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    try:
        return socket.create_server((str(address), port), family=family)
    except OSError as error:
        reason = (
            "đang có chương trình khác dùng" if error.errno == errno.EADDRINUSE else f"không mở được ({error.strerror})"
        )
        raise UserError(f"Cổng {port} {reason}; hãy chạy lại với cổng khác, ví dụ --port 7861.") from error


def main(arguments: list[str]) -> int:
    """Serve the chat until it is stopped; one line on stdout gives its address when it is ready."""
    parser = CommandParser("python ui.py", "Mở trang hỏi đáp trong trình duyệt của máy này.")
    parser.add_argument("--port", type=int, metavar="CỔNG", help="cổng của trang (mặc định 7860; 0: tự chọn)")
    options = parser.parse_args(arguments)
    settings = parser.settings(options)
    port = settings.chat.port if options.port is None else options.port
    with (
        _listen(settings.chat.host, port) as listener,
        tempfile.TemporaryDirectory(prefix="tro-ly-") as private,
    ):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the private folder is removed
        os.environ |= {"GRADIO_ANALYTICS_ENABLED": "False", "GRADIO_TEMP_DIR": private}
        _serve(settings, listener)
    return 0


def _serve(settings: Settings, listener: socket.socket) -> None:
    import uvicorn

    from assistant.assistant import Assistant

    assistant = Assistant.open(settings, progress=lambda line: print(line, file=sys.stderr))
    host, port = listener.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    application = _application(build(assistant, settings), address)
    config = uvicorn.Config(application, ws="none", log_level="warning", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    server.run(sockets=[listener])
    if server.should_exit:  # by a signal, which uvicorn raises again only when it comes at the right moment
        raise KeyboardInterrupt


if __name__ == "__main__":
    run(main, sys.argv[1:])
