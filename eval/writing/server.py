"""A local server that speaks the protocol of language models; what it replies is a function it is given."""

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

MODEL = "thu"
_PIECE = 12  # characters in a chunk: several tokens, and cuts within words
_MOST_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A request as it came. `schema` is that of the reply, where one was asked for."""

    messages: tuple[tuple[str, str], ...]
    stream: bool
    headers: Mapping[str, str]
    raw: bytes
    body: Mapping[str, Any] = field(repr=False)

    @property
    def schema(self) -> Mapping[str, Any] | None:
        """The JSON schema that the reply is to follow."""
        wanted: Mapping[str, Any] = self.body.get("response_format") or {}
        return (wanted.get("json_schema") or {}).get("schema")


@dataclass(frozen=True, slots=True)
class Text:
    """A model's text, sent in chunks of `piece` characters with `pause` seconds between them; why it ends."""

    text: str
    pause: float = 0.0
    piece: int = _PIECE
    finish: str = "stop"


class Line:
    """The open connection to the client, for replies written by hand."""

    def __init__(self, handler: BaseHTTPRequestHandler, closing: threading.Event) -> None:
        self._handler = handler
        self._closing = closing

    def write(self, data: bytes) -> None:
        """Send bytes as they are.

        Raises:
            OSError: the client is gone.
        """
        self._handler.wfile.write(data)
        self._handler.wfile.flush()

    def head(self, status: int = 200, kind: str = "text/event-stream", **headers: str) -> None:
        """Send the status and the headers of a body that ends with the connection."""
        self._handler.send_response(status)
        given = {"Content-Type": kind, "Connection": "close", **headers}
        for name, value in given.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.end_headers()

    def whole(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        """Send a complete reply."""
        self.head(status, kind, Content_Length=str(len(body)), **headers)
        self.write(body)

    def wait(self, seconds: float) -> bool:
        """Wait; tell whether the server goes on after it. A server that closes ends the wait."""
        return not self._closing.wait(seconds)

    def reset(self) -> None:
        """Break the connection as a server that dies does."""
        self._handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self._handler.connection.close()


Raw = Callable[[Line], None]
Reply = str | Text | Raw


def chunk(**delta: Any) -> bytes:
    """Return one event of a streamed reply."""
    return _event({"delta": delta, "finish_reason": None})


def _event(choice: Mapping[str, Any]) -> bytes:
    record = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": MODEL}
    return b"data: %s\n\n" % json.dumps({**record, "choices": [{"index": 0, **choice}]}).encode()


def events(text: Text) -> Iterator[bytes]:
    """Yield the events of a streamed reply that says `text`."""
    yield chunk(role="assistant", content="")
    for start in range(0, len(text.text), text.piece):
        yield chunk(content=text.text[start : start + text.piece])
    yield _event({"delta": {}, "finish_reason": text.finish})
    yield b"data: [DONE]\n\n"


class Server:
    """Serves on a free port of this machine while the context is open; keeps the requests it was sent."""

    def __init__(self, reply: Callable[[ChatRequest], Reply]) -> None:
        self.requests: list[ChatRequest] = []
        self._reply = reply
        self._closing = threading.Event()
        self._server = _Listener(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True, name="model")

    @property
    def base_url(self) -> str:
        """What a settings file would call `base_url`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server.hang_up()

    def answer(self, request: ChatRequest, line: Line) -> None:
        """Send the reply to a request."""
        self.requests.append(request)
        reply = self._reply(request)
        text = Text(reply) if isinstance(reply, str) else reply
        if not isinstance(text, Text):
            text(line)
        elif request.stream:
            self._send_events(text, line)
        else:
            choice = {"index": 0, "finish_reason": text.finish, "message": {"role": "assistant", "content": text.text}}
            record = {"id": "1", "object": "chat.completion", "created": 1, "model": MODEL, "choices": [choice]}
            line.whole(200, json.dumps(record).encode())

    def _send_events(self, text: Text, line: Line) -> None:
        line.head(Transfer_Encoding="chunked")
        for event in events(text):
            line.write(b"%x\r\n%s\r\n" % (len(event), event))
            if text.pause and not line.wait(text.pause):
                return
        line.write(b"0\r\n\r\n")

    def line(self, handler: BaseHTTPRequestHandler) -> Line:
        """Return the line to the client that `handler` serves."""
        return Line(handler, self._closing)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, owner: Server) -> None:
        self.owner = owner
        self._open: dict[socket.socket, threading.Thread] = {}
        self._guard = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        with self._guard:
            self._open[request] = threading.current_thread()
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._guard:
                del self._open[request]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up: they are meant to."""

    def hang_up(self) -> None:
        """End the connections that are still open and wait for their threads."""
        with self._guard:
            left = dict(self._open)
        for connection, thread in left.items():
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listener

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class names it)
        """Print nothing."""

    def do_GET(self) -> None:
        """List the one model."""
        self.server.owner.line(self).whole(200, json.dumps({"object": "list", "data": [{"id": MODEL}]}).encode())

    def do_POST(self) -> None:
        """Answer a chat."""
        line = self.server.owner.line(self)
        raw = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), _MOST_BYTES))
        try:
            request = _request(raw, dict(self.headers.items()))
        except (ValueError, KeyError, TypeError, AttributeError):
            line.whole(400, b'{"error": {"message": "not a chat request"}}')
            return
        if self.path != "/v1/chat/completions":
            line.whole(404, b'{"error": {"message": "no such address"}}')
            return
        self.close_connection = True
        with suppress(OSError):
            self.server.owner.answer(request, line)


def _request(raw: bytes, headers: Mapping[str, str]) -> ChatRequest:
    body = json.loads(raw)
    messages = tuple((message["role"], message["content"]) for message in body["messages"])
    return ChatRequest(messages, bool(body.get("stream")), headers, raw, body)
