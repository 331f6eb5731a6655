"""What the tests of the tabs share: a chat over a library, the updates of an event, a file taken from the page."""

import asyncio
import base64
import html
import re
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import TYPE_CHECKING, TypeVar, cast

from assistant.intake import Intake
from ingest.library import Library
from ui_assets.chat import Chat

if TYPE_CHECKING:
    from assistant.assistant import Assistant

T = TypeVar("T")
# Of a draft, a topic, a file name: nothing in it may become markup, script or a link.
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> [xem](javascript:alert(3)) ${alert(4)} {{x}} \u202eabc"


def unused(*_: object) -> Intake:
    raise AssertionError("no file is added here")


def chat_over(library: Library) -> Chat:
    return Chat(cast("Assistant", SimpleNamespace(library=library, writes=False)), unused)


def updates(event: AsyncIterator[T]) -> list[T]:
    """Return everything that an event makes the page show, in order."""

    async def collected() -> list[T]:
        return [update async for update in event]

    return asyncio.run(collected())


def text(markup: str) -> str:
    """Return what a reader sees of some HTML, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())


def downloaded(markup: str) -> tuple[str, str, bytes]:
    """Return (name, media type, content) of the file that the page is handed."""
    name, kind, content = (re.findall(rf'data-{part}="([^"]*)"', markup)[0] for part in ("name", "type", "content"))
    return name, kind, base64.b64decode(content, validate=True)
