"""What the tabs of the page are put together from: panes of HTML, lists of documents, files to take away."""

import base64
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ingest.formats import LARGEST_FILE, SUFFIXES
from ui_assets.page import FOLDER, template

if TYPE_CHECKING:
    import gradio as gr

UNEXPECTED = "Có lỗi ngoài dự kiến, chưa làm được; hãy thử lại, nếu vẫn lỗi thì báo người quản trị."
# An event shows nothing of Gradio's own, in English, and is offered to no other program.
QUIET = {"show_progress": "hidden", "api_visibility": "private"}


def pane(html: str, name: str, *scripts: str) -> "gr.HTML":
    """Return a pane of the page that shows `html`; the scripts, of this folder, run in it together."""
    import gradio as gr

    script = "\n".join((FOLDER / file).read_text(encoding="utf-8") for file in scripts)
    return gr.HTML(html, elem_id=name, js_on_load=script or None, apply_default_css=False)


def document_list(choices: Sequence[tuple[str, str]], label: str, name: str) -> "gr.Dropdown":
    """Return a list in which several of the (name, label) can be chosen; at first none is."""
    import gradio as gr

    return gr.Dropdown(list(choices), value=[], multiselect=True, label=label, elem_id=name)


def notice(text: str) -> str:
    """Return an error as the page shows it."""
    return template("notice.html").render(notice=text, busy="")


def busy(text: str) -> str:
    """Return what the page shows while something is going on."""
    return template("notice.html").render(notice="", busy=text)


def unsent_pane(
    name: str, *, box: str, button: str, busy: str, wait: str, folder: str, suffixes: Sequence[str] = SUFFIXES
) -> "gr.HTML":
    """Return the pane that says which chosen or dropped files are not sent.

    `box` is the id of what holds the button with id `button`; while something matches the selector `busy`, every file
    is told to `wait`; a dropped `folder` is told so. The list of files to choose from shows those with `suffixes`.
    """
    told = {"box": box, "button": button, "busy": busy, "wait": wait, "folder": folder}
    html = template("unsent.html").render(suffixes=suffixes, largest=LARGEST_FILE, **told)
    return pane(html, name, "intake.js")


def download(name: str, media_type: str, content: bytes) -> str:
    """Return what makes the browser save `content` as file `name`, each time that a pane of `download_pane` shows it.

    The file travels in the event that asked for it: none lies on the disk, and no address leads to it.
    """
    encoded = base64.b64encode(content).decode("ascii")
    serial = secrets.token_hex(8)
    return template("download.html").render(name=name, media_type=media_type, content=encoded, serial=serial)


def download_pane(name: str) -> "gr.HTML":
    """Return the pane, which shows nothing, that hands files to the browser."""
    return pane("", name, "download.js")


def text_of(value: Any) -> str:
    """Return the text that the page sent for a field; an empty one may come as nothing at all."""
    return value if isinstance(value, str) else ""
