"""The tab «Soạn thảo»: a cited draft of a kind of text, with its annex, to be read and taken away."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any

from assistant.drafting.draft import OWN_MARK, Draft, Kind, Sentence
from assistant.drafting.request import DEFAULT_WORDS, LEAST_WORDS, MOST_WORDS, Request, kind_named
from assistant.entities import plain
from assistant.export.formats import DRAFT_FORMATS
from assistant.export.letterhead import Letterhead
from assistant.export.sources import HEADER, LEGEND
from ingest.errors import UserError
from ui_assets.chat import Chat
from ui_assets.page import template
from ui_assets.parts import (
    QUIET,
    UNEXPECTED,
    busy,
    document_list,
    download,
    download_pane,
    notice,
    pane,
    text_of,
)

if TYPE_CHECKING:
    import gradio as gr

_FIRST = Kind.PRESS_RELEASE
_MOST_AT_ONCE = 4  # drafts; one that a model words takes its thread for seconds
_OFFERED = ("docx-party", "docx-state", "md")
_AUDIENCES = ("cán bộ cấp xã", "người dân", "báo chí", "đảng viên", "lãnh đạo")
_NOTHING = "Chưa có dự thảo để tải về; hãy bấm «Soạn» trước."


class Drafting:
    """Writes drafts for the page. A draft lives in the state of the page that asked for it, nowhere else."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._threads = ThreadPoolExecutor(_MOST_AT_ONCE, "draft")
        self._stops: dict[str, Event] = {}

    async def compose(
        self, kind: str, topic: str, documents: Sequence[str], audience: str, words: int, user: str = ""
    ) -> AsyncIterator[tuple[Any, str]]:
        """Yield (draft, what the page shows): at once that it is being written, then it or what is wrong."""
        from gradio import skip

        from assistant.drafting.compose import compose

        yield skip(), busy("Đang soạn…")
        stop = self._stops[user] = Event()
        try:
            request = Request(kind_named(kind), topic, tuple(documents), audience, words)
            work = partial(compose, request, self._chat.assistant, stop=stop)
            draft = await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except UserError as error:
            yield None, notice(str(error))
        else:
            yield draft, shown(draft)
        finally:  # the page may have been left
            stop.set()
            self._stops.pop(user, None)

    def stop(self, user: str) -> None:
        """End what a language model is writing for that page; what stands stays in quotes."""
        if stop := self._stops.get(user):
            stop.set()

    @staticmethod
    def export(draft: Draft | None, name: str) -> tuple[str, str]:
        """Return (what hands the file to the browser, error) for the format with that name."""
        if draft is None:
            return "", notice(_NOTHING)
        made = DRAFT_FORMATS[name]
        title = "-".join(plain(draft.kind).replace("–", " ").split())
        return download(f"{title}{made.extension}", made.media_type, made.write(draft, Letterhead())), ""


def shown(draft: Draft) -> str:
    """Return the draft as HTML: each sentence with its places or its mark, then sources, notes and the annex."""

    def places(sentence: Sentence) -> list[str]:
        return list(dict.fromkeys(draft.citations[position].locator for position in sentence.citations))

    return template("draft.html").render(draft=draft, header=HEADER, legend=LEGEND, own_mark=OWN_MARK, places=places)


def draw(chat: Chat) -> "gr.Dropdown":
    """Draw the tab and wire it; return its list of documents, which grows with the library."""
    import gradio as gr

    with gr.Column(elem_classes="form-pane"):
        with gr.Row(elem_classes="controls"):
            kind = gr.Dropdown([str(kind) for kind in Kind], value=str(_FIRST), label="Loại bài", elem_id="kind")
            audience = gr.Dropdown(
                list(_AUDIENCES),
                value=None,
                allow_custom_value=True,
                label="Đối tượng (để trống: chung)",
                elem_id="audience",
            )
            words = gr.Number(
                DEFAULT_WORDS[_FIRST],
                label=f"Độ dài (từ {LEAST_WORDS} đến {MOST_WORDS} tiếng)",
                precision=0,
                elem_id="words",
            )
        with gr.Row(elem_classes="controls"):
            topic = gr.Textbox(label="Chủ đề (để trống: cả văn bản)", max_lines=1, elem_id="topic")
            documents = document_list(chat.to_search(), "Soạn từ văn bản (để trống: tất cả)", "draft-documents")
        with gr.Row(elem_classes="controls"):
            button = gr.Button("Soạn", variant="primary", scale=0, min_width=120, elem_id="compose")
            stop = gr.Button("Dừng", scale=0, min_width=88, elem_id="draft-stop", visible=chat.writes)
            files = {
                name: gr.Button(
                    f"Tải về {DRAFT_FORMATS[name].name}", scale=0, elem_id=f"draft-{name}", elem_classes="take"
                )
                for name in _OFFERED
            }
    fault = pane("", "draft-fault")
    made = pane("", "made")
    _wire(Drafting(chat), [kind, topic, documents, audience, words], button, stop, files, fault, made)
    return documents


def _wire(
    drafting: Drafting,
    asked: Sequence[Any],
    button: "gr.Button",
    stop: "gr.Button",
    files: "dict[str, gr.Button]",
    fault: "gr.HTML",
    made: "gr.HTML",
) -> None:
    import gradio as gr

    draft, saved = gr.State(None), download_pane("draft-file-out")

    async def write(
        kind: Any, topic: Any, documents: list[str], audience: Any, words: Any, request: gr.Request
    ) -> AsyncIterator[tuple[Any, str, str]]:
        told = (text_of(kind), text_of(topic), documents, text_of(audience), int(words or 0))
        async for state, html in drafting.compose(*told, str(request.session_hash)):
            yield state, html, ""

    def end(request: gr.Request) -> None:
        drafting.stop(str(request.session_hash))

    kind, topic, _, _, words = asked
    kind.input(lambda name: DEFAULT_WORDS[kind_named(text_of(name))], kind, words, **QUIET)
    written = gr.on([button.click, topic.submit], write, list(asked), [draft, made, fault], **QUIET)
    written.failure(lambda: (None, notice(UNEXPECTED)), None, [draft, made], **QUIET)
    stop.click(end, None, None, **QUIET)
    for name, file in files.items():
        taken = file.click(partial(drafting.export, name=name), draft, [saved, fault], **QUIET)
        taken.failure(lambda: notice(UNEXPECTED), None, fault, **QUIET)
