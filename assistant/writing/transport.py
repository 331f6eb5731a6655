"""One call's connection: bounded in bytes below every decoder, and cut off from another thread at any moment."""

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ssl import SSLContext
from typing import Any

import httpx

from assistant.writing.fault import ReplyEncoded, ReplyTooLong

# Read of one reply, whatever it holds: some 8,000 tokens in the protocol's wrapping.
MOST_BYTES = 2_000_000
# Between two blank lines: the decoder gathers an event before it looks at it, in time that grows with the square.
MOST_OF_AN_EVENT = 128_000
# What the client libraries may send; the others tell about this machine, or come from its environment.
_SENT = {"host", "content-length", "content-type", "accept", "connection", "transfer-encoding"}
_BLANK_LINES = (b"\n\n", b"\r\n\r\n", b"\r\r")


@dataclass(frozen=True, slots=True)
class Route:
    """How the server is reached. The key is put in below the client libraries, so that none of them can show it."""

    timeout: float
    connect_timeout: float
    environment: bool
    tls: SSLContext
    authorisation: str = ""

    def __repr__(self) -> str:
        return f"Route(timeout={self.timeout}, connect_timeout={self.connect_timeout})"


class Wire:
    """The connection of one call, made by `open` in the call's thread; `cut` ends it from any other."""

    def __init__(self, route: Route) -> None:
        self._route = route
        self._deadline = time.monotonic() + route.timeout
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._cut = False
        self._read = 0
        self.connected = False

    def open(self) -> httpx.Client:
        """Return a client whose replies are bounded; it follows no redirect and keeps nothing between calls."""
        return httpx.Client(
            verify=self._route.tls,
            trust_env=self._route.environment,
            follow_redirects=False,
            event_hooks={"request": [self._prepare], "response": [self._bound]},
        )

    def cut(self) -> None:
        """End the connection now; a thread that waits for the server wakes up with an error."""
        with self._lock:
            self._cut = True
            self._shut_down()

    @property
    def over(self) -> bool:
        """Whether nothing more is wanted from the server."""
        return self._cut or time.monotonic() > self._deadline

    def _shut_down(self) -> None:
        if self._socket is None:
            return
        try:
            # Not the method of a TLS socket: that one drops its state under the feet of the thread that reads.
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
        except OSError:
            self._socket = None  # closed already, or its descriptor has gone over to the TLS socket

    def _prepare(self, request: httpx.Request) -> None:
        for name in [name for name in request.headers if name.lower() not in _SENT]:
            del request.headers[name]
        request.headers["Accept-Encoding"] = "identity"
        request.headers["User-Agent"] = "tro-ly-ket-luan"
        if self._route.authorisation:
            request.headers["Authorization"] = self._route.authorisation
        rest = self._route.timeout + 1  # the consumer's clock comes first: it knows how far the answer got
        times = {"connect": self._route.connect_timeout, "read": rest, "write": rest, "pool": rest}
        request.extensions = {**request.extensions, "timeout": times, "trace": self._follow}

    def _follow(self, event: str, info: Mapping[str, Any]) -> None:
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            with self._lock:
                self._socket = info["return_value"].get_extra_info("socket")
                if self._cut:
                    self._shut_down()
        elif event.endswith("send_request_headers.started"):
            self.connected = True

    def _bound(self, response: httpx.Response) -> None:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise ReplyEncoded
        assert isinstance(response.stream, httpx.SyncByteStream)  # noqa: S101 (a synchronous client has no other)
        response.stream = _Bounded(response.stream, self, wanted=response.status_code == httpx.codes.OK)

    def count(self, size: int, event: int) -> None:
        """Take note that so many bytes came, and of how many an unfinished event consists.

        Raises:
            ReplyTooLong: either is more than an answer can have.
            httpx.ReadTimeout: nothing more is wanted.
        """
        self._read += size
        if self._read > MOST_BYTES or event > MOST_OF_AN_EVENT:
            raise ReplyTooLong
        if self.over:
            raise httpx.ReadTimeout("over")


class _Bounded(httpx.SyncByteStream):
    """A reply's body; that of an error is not read at all, since nothing of it is ever shown."""

    def __init__(self, inner: httpx.SyncByteStream, wire: Wire, *, wanted: bool) -> None:
        self._inner = inner
        self._wire = wire
        self._wanted = wanted

    def __iter__(self) -> Iterator[bytes]:
        tail, event = b"", 0
        for part in self._inner if self._wanted else ():
            window = tail + part
            blank = max(window.rfind(line) for line in _BLANK_LINES)
            event = len(window) - blank if blank >= 0 else event + len(part)
            tail = window[-3:]
            self._wire.count(len(part), event)
            yield part

    def close(self) -> None:
        self._inner.close()
