"""`python ui.py`: the page, on loopback. Wiring only: questions to the assistant, answers to the page."""

import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from assistant.intake import is_reading, read_in
from ingest.command import CommandParser, run
from ingest.settings import Settings
from ui_assets import checking_tab, drafting_tab, duties_tab
from ui_assets.chat import Chat, Turns
from ui_assets.page import template
from ui_assets.parts import QUIET, document_list, pane, unsent_pane
from ui_assets.server import listen, serve

if TYPE_CHECKING:
    import gradio as gr

    from assistant.assistant import Assistant

TITLE = "Trợ lý tra cứu văn bản của Đảng"
TABS = (
    ("Kiểm tra bản thảo", "checking", checking_tab.draw),
    ("Soạn thảo", "drafting", drafting_tab.draw),
    ("Sổ nhiệm vụ", "duties", duties_tab.draw),
)
PANES = ("copy.js", "panes.js")


def build(assistant: "Assistant", settings: Settings) -> "gr.Blocks":
    """Return the page: the chat beside the source, or above it where the screen is narrow; the other tabs."""
    import gradio as gr

    chat = Chat(assistant, partial(read_in, settings))
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as blocks:
        parts = SimpleNamespace(turns=gr.State(()), blocks=blocks)
        gr.HTML(template("header.html").render(title=TITLE), js_on_load=None, apply_default_css=False)
        with gr.Tabs(elem_id="tabs", overflow_behavior="wrap"):
            with gr.Tab("Hỏi đáp", elem_id="asking"), gr.Row(elem_id="panes"):
                with gr.Column(elem_id="chat"):
                    _draw_chat(parts, chat)
                with gr.Column(elem_id="reading"):
                    _draw_source(parts, chat)
            parts.lists = [_tab(*tab, chat) for tab in TABS]
        _wire(parts, chat)
    return blocks.queue(default_concurrency_limit=None, api_open=False)


def _tab(label: str, name: str, draw: "Callable[[Chat], gr.Dropdown]", chat: Chat) -> "gr.Dropdown":
    import gradio as gr

    with gr.Tab(label, elem_id=name, elem_classes="sheet"):
        return draw(chat)


def _draw_chat(parts: SimpleNamespace, chat: Chat) -> None:
    import gradio as gr

    parts.conversation = pane(chat.page.conversation(()), "conversation", *PANES)
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
        parts.stop = gr.Button("Dừng", scale=0, min_width=88, elem_id="stop", visible=chat.writes)
    with gr.Row(elem_id="options"):
        parts.documents = document_list(chat.to_search(), "Chỉ tìm trong văn bản (để trống: tất cả)", "documents")
        parts.fresh = gr.Button("Cuộc trò chuyện mới", scale=0, min_width=190, elem_id="fresh")
    with gr.Accordion("Nạp thêm văn bản", open=False, elem_id="intake"):
        # Gradio would refuse other types, in English; the reader does it better.
        parts.upload = gr.UploadButton("Chọn tệp…", file_count="multiple", elem_id="upload")
        parts.added = pane(chat.page.intake((), ""), "added")
    unsent_pane(
        "unsent",
        box="intake",
        button="upload",
        busy='#added [aria-busy="true"]',
        wait="chưa gửi, vì các tệp trước đang được đọc; hãy đợi xong rồi chọn lại.",
        folder="là thư mục; hãy nén thành tệp ZIP rồi nạp.",
    )


def _draw_source(parts: SimpleNamespace, chat: Chat) -> None:
    import gradio as gr

    first = chat.first
    parts.shown = gr.Dropdown(chat.to_open(first), value=first, label="Văn bản đang mở", elem_id="shown")
    parts.source = pane(chat.show(first, ()), "source", *PANES)


def _wire(parts: SimpleNamespace, chat: Chat) -> None:
    import gradio as gr

    async def ask(
        question: str, turns: Turns, documents: list[str], shown: str, request: gr.Request
    ) -> AsyncIterator[tuple[Any, ...]]:
        async for update in chat.ask(question, turns, documents, shown, str(request.session_hash)):
            yield update

    def stop(request: gr.Request) -> None:
        chat.stop(str(request.session_hash))

    def open_place(turns: Turns, event: gr.EventData) -> tuple[Any, ...]:
        return chat.open(_sent(event, "place"), turns)

    def example(event: gr.EventData) -> str:
        return _sent(event, "question")

    async def add(files: Sequence[str]) -> AsyncIterator[str]:
        async for shown in chat.add(files):
            yield shown

    def choices(shown: str) -> tuple[Any, ...]:
        to_search = gr.update(choices=chat.to_search())
        return gr.update(choices=chat.to_open(shown)), *[to_search] * (len(lists) - 1)

    thread = [parts.box, parts.turns, parts.conversation]
    view = [parts.source, parts.shown]
    asking = {
        "fn": ask,
        "inputs": [parts.box, parts.turns, parts.documents, parts.shown],
        "outputs": thread + view,
    }
    typed = gr.on([parts.box.submit, parts.button.click], **asking, **QUIET)
    picked = parts.conversation.example(example, None, parts.box, **QUIET).then(**asking, **QUIET)
    for asked in (typed, picked):
        asked.failure(chat.failed, parts.turns, thread, **QUIET)
    for either in (parts.conversation, parts.source):
        either.open(open_place, parts.turns, [parts.conversation, *view], **QUIET)
    parts.stop.click(stop, None, None, **QUIET)
    lists = [parts.shown, parts.documents, *parts.lists]
    parts.blocks.load(choices, parts.shown, lists, **QUIET)
    added = parts.upload.upload(add, parts.upload, parts.added, trigger_mode="multiple", **QUIET)
    added.failure(chat.not_added, None, parts.added, **QUIET)
    added.then(choices, parts.shown, lists, **QUIET).then(lambda: None, None, parts.upload, **QUIET)
    parts.shown.input(chat.show, [parts.shown, parts.turns], parts.source, **QUIET)
    parts.fresh.click(chat.restart, parts.shown, [*thread, parts.source], cancels=[typed, picked], **QUIET)


def _sent(event: "gr.EventData", name: str) -> str:
    """Return the text that the page sent with an event; it may have sent anything."""
    value = event._data.get(name) if isinstance(event._data, dict) else None
    return value if isinstance(value, str) else ""


def main(arguments: list[str]) -> int:
    """Serve the chat until it is stopped; one line on stdout gives its address when it is ready."""
    parser = CommandParser("python ui.py", "Mở trang hỏi đáp trong trình duyệt của máy này.")
    parser.add_argument("--port", type=int, metavar="CỔNG", help="cổng của trang (mặc định 7860; 0: tự chọn)")
    options = parser.parse_args(arguments)
    settings = parser.settings(options)
    port = settings.chat.port if options.port is None else options.port
    with (
        listen(settings.chat.host, port) as listener,
        tempfile.TemporaryDirectory(prefix="tro-ly-") as private,
    ):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the private folder is removed
        os.environ |= {"GRADIO_ANALYTICS_ENABLED": "False", "GRADIO_TEMP_DIR": private}
        from assistant.assistant import Assistant
        from ingest.workspaces import run_folder

        assistant = Assistant.open(settings, progress=lambda line: print(line, file=sys.stderr))
        with run_folder(settings.library):
            pass  # what a reading that was killed has left is erased
        serve(build(assistant, settings), listener)
    return 0


def _end(status: object) -> None:
    """Exit at once: an interpreter that ends would wait for the files being read; their readers die with it."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status if isinstance(status, int) else 1)


if __name__ == "__main__":
    try:
        run(main, sys.argv[1:])
    except SystemExit as end:
        if is_reading():
            _end(end.code)
        raise
