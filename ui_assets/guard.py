"""Only what the page needs is served, only to this machine, and nothing foreign runs in it."""

import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

# Gradio has some 85 routes; the page needs these.
_PATHS = re.compile(
    r"/(?:assets/[\w.-]+|static/js/[\w.-]+|theme\.css|favicon\.ico"
    r"|gradio_api/(?:queue/(?:join|data)|heartbeat/\w+|app_id|cancel|upload(?:_progress)?))?"
)
# A page elsewhere that renames its host to a loopback address (DNS rebinding) still sends its own name.
_HOSTS = re.compile(r"(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])(?::\d+)?")
# Gradio's front end compiles its own templates ('unsafe-eval') and sets style attributes.
_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'none'; "
    "frame-ancestors 'none'"
)
# It must come before Gradio's own scripts; what Gradio takes as `head` comes after them.
_STREAM = (Path(__file__).parent / "stream.js").read_text(encoding="utf-8")
_FOREIGN = re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>|<link rel="manifest"[^>]*>')


class Guard:
    """An ASGI layer: only listed paths, only loopback hosts, and a content security policy on the page."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request, or hand it on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif not _invited(scope):
            await _refuse(send)
        elif scope["path"] == "/":
            await self._page(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _page(self, scope: Message, receive: Receive, send: Send) -> None:
        """Send the page in Vietnamese dress, with a nonce on its own scripts: no others run."""
        start: Message = {}
        body = b""

        async def collect(message: Message) -> None:
            nonlocal body
            start.update(message if message["type"] == "http.response.start" else {})
            body += message.get("body", b"")

        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self._app({**scope, "headers": plain}, receive, collect)
        nonce = secrets.token_urlsafe(16)
        page = _dressed(body.decode(), nonce).encode()
        kept = [(name, value) for name, value in start["headers"] if name != b"content-length"]
        length = (b"content-length", str(len(page)).encode())
        await send({**start, "headers": [*kept, *_headers(nonce), length]})
        await send({"type": "http.response.body", "body": page})


def _invited(scope: Message) -> bool:
    hosts = _sent(scope, b"host")
    # A page elsewhere may send a form here, with a file in it; the browser then names that page.
    foreign = {*_sent(scope, b"origin")} - {f"http://{host}" for host in hosts}
    return not foreign and _PATHS.fullmatch(scope["path"]) is not None and all(map(_HOSTS.fullmatch, hosts or [""]))


def _sent(scope: Message, wanted: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name == wanted]


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *_headers("")]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": "Không có trang này.".encode()})


def _dressed(page: str, nonce: str) -> str:
    page = _FOREIGN.sub("", page.replace('lang="en"', 'lang="vi"', 1))
    page = page.replace("<head>", f"<head><script>{{\n{_STREAM}}}</script>", 1)
    return page.replace("<script", f'<script nonce="{nonce}"')


def _headers(nonce: str) -> list[tuple[bytes, bytes]]:
    return [
        (b"content-security-policy", _POLICY.format(nonce=nonce).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cache-control", b"no-store"),
    ]
