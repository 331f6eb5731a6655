"""The tab «Sổ nhiệm vụ»: who must do what until when, sifted, to be read and taken away."""

import asyncio
import datetime
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.duties.duty import Duty
from assistant.duties.members import BodyLevel, named, readings
from assistant.duties.register import Entry, Sieve, day_in, register, sift
from assistant.duties.table import deadline_words, of_texts, whom
from assistant.export.formats import DUTY_FORMATS
from assistant.scope import chosen
from ingest.document import Document
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

_MOST_AT_ONCE = 2
_OFFERED = ("xlsx", "csv", "ics")
_LONGEST = 200  # characters of what a user types in a field
_MOST_NAMED = 12
_NOTHING = "Chưa có nhiệm vụ nào trong sổ để tải về; hãy lọc lại."
_NO_DAY = "Không có nhiệm vụ nào có hạn tính được ra ngày, nên không lập được lịch."
_ANY_LEVEL = "mọi cấp"


class Register:
    """Sifts the duties of the library for the page. What was found lives in the state of the page that asked."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._threads = ThreadPoolExecutor(_MOST_AT_ONCE, "duties")
        self._read: tuple[str, dict[str, list[Duty]]] = ("", {})

    async def find(
        self, documents: Sequence[str], body: str, level: str, until: str, topic: str
    ) -> AsyncIterator[tuple[Any, str]]:
        """Yield (duties, what the page shows): at once that they are sought, then the table or what is wrong."""
        from gradio import skip

        yield skip(), busy("Đang lập sổ…")
        try:
            sieve = _sieve(body, level, until, topic)
            work = partial(self._found, documents, sieve)
            entries, html = await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except UserError as error:
            yield (), notice(str(error))
        else:
            yield tuple(entry.duty for entry in entries), html

    def _found(self, documents: Sequence[str], sieve: Sieve) -> tuple[list[Entry], str]:
        library = self._chat.assistant.library
        texts = chosen(library.documents, documents)
        duties = [duty for text in texts for duty in self._duties(text, library.fingerprint)]
        entries = sift(duties, sieve)
        return entries, template("duties.html").render(
            entries=entries, texts=of_texts(texts), meant=readings(sieve.body) if sieve.body else (),
            bodies=[] if entries else named(duties)[:_MOST_NAMED], whom=whom, deadline_words=deadline_words,
            undated=sum(duty.deadline is None or duty.deadline.date is None for duty in duties) if sieve.until else 0,
        )  # fmt: skip

    def _duties(self, document: Document, library: str) -> list[Duty]:
        """Return the duties of a document, cut once for each state of the library, which its fingerprint tells."""
        if self._read[0] != library:
            self._read = library, {}
        held = self._read[1]
        if document.key not in held:
            held[document.key] = [entry.duty for entry in register([document], Sieve())]
        return held[document.key]

    @staticmethod
    def export(duties: Sequence[Duty], name: str) -> tuple[str, str]:
        """Return (what hands the file to the browser, error) for the format with that name."""
        if not duties:
            return "", notice(_NOTHING)
        if name == "ics" and not any(duty.deadline and duty.deadline.date for duty in duties):
            return "", notice(_NO_DAY)
        made = DUTY_FORMATS[name]
        return download(f"so-nhiem-vu{made.extension}", made.media_type, made.write(duties)), ""


def _sieve(body: str, level: str, until: str, topic: str) -> Sieve:
    """Return what the fields ask for.

    Raises:
        UserError: a field is too long, or the day is none.
    """
    for name, text in (("Cơ quan được giao", body), ("Có hạn đến hết ngày", until), ("Nhiệm vụ có các từ", topic)):
        if len(text) > _LONGEST:
            raise UserError(f"Ô «{name}» dài {len(text)} ký tự, tối đa {_LONGEST}; hãy viết gọn lại.")
    asked = BodyLevel(level) if level in list(BodyLevel) else None
    return Sieve(body.strip(), _day(until), asked, topic.strip())


def _day(text: str) -> datetime.date | None:
    if not text.strip():
        return None
    try:
        return day_in(text)
    except ValueError:
        raise UserError(f"«{text.strip()}» không phải ngày; hãy ghi như 31/7/2025.") from None


def draw(chat: Chat) -> "gr.Dropdown":
    """Draw the tab and wire it; return its list of documents, which grows with the library."""
    import gradio as gr

    with gr.Column(elem_classes="form-pane"):
        with gr.Row(elem_classes="controls"):
            body = gr.Textbox(label="Cơ quan được giao", placeholder="Bộ Tài chính", max_lines=1, elem_id="body")
            topic = gr.Textbox(label="Nhiệm vụ có các từ", placeholder="trụ sở", max_lines=1, elem_id="duty-topic")
            until = gr.Textbox(label="Có hạn đến hết ngày", placeholder="31/7/2025", max_lines=1, elem_id="until")
        with gr.Row(elem_classes="controls"):
            levels = [_ANY_LEVEL, *map(str, BodyLevel)]
            level = gr.Dropdown(levels, value=_ANY_LEVEL, label="Cấp được giao", elem_id="level")
            documents = document_list(chat.to_search(), "Trong văn bản (để trống: tất cả)", "duty-documents")
        with gr.Row(elem_classes="controls"):
            button = gr.Button("Lập sổ", variant="primary", scale=0, min_width=120, elem_id="sift")
            files = {
                name: gr.Button(
                    f"Tải về {DUTY_FORMATS[name].name}", scale=0, elem_id=f"duties-{name}", elem_classes="take"
                )
                for name in _OFFERED
            }
    fault = pane("", "duties-fault")
    found = pane(template("duties_hint.html").render(), "found")
    _wire(Register(chat), [documents, body, level, until, topic], button, files, fault, found)
    return documents


def _wire(
    sifting: Register,
    asked: Sequence[Any],
    button: "gr.Button",
    files: "dict[str, gr.Button]",
    fault: "gr.HTML",
    found: "gr.HTML",
) -> None:
    import gradio as gr

    duties, saved = gr.State(()), download_pane("duties-file-out")

    async def find(documents: list[str], *fields: Any) -> AsyncIterator[tuple[Any, str, str]]:
        async for state, html in sifting.find(documents, *map(text_of, fields)):
            yield state, html, ""

    _, body, _, until, topic = asked
    sought = gr.on(
        [button.click, body.submit, until.submit, topic.submit], find, list(asked), [duties, found, fault], **QUIET
    )
    sought.failure(lambda: ((), notice(UNEXPECTED)), None, [duties, found], **QUIET)
    for name, file in files.items():
        taken = file.click(partial(sifting.export, name=name), duties, [saved, fault], **QUIET)
        taken.failure(lambda: notice(UNEXPECTED), None, fault, **QUIET)
