"""What the tests of the language model's endpoint share: short limits, a network that ends at this machine."""

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from assistant.writing.breaker import Breaker
from assistant.writing.endpoint import Endpoint, ModelFault
from ingest.settings import LanguageModelSettings

SCHEMA = {"type": "object", "properties": {"sentences": {"type": "array"}}}
TIMEOUT = 2.0
SPARE = 2.0  # seconds more than the limit that a busy machine may take
_resolve = socket.getaddrinfo


@pytest.fixture(autouse=True)
def hosts(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """The hosts that were looked up; none but this machine is found."""
    asked: set[str] = set()

    def resolve(host: Any, *rest: Any, **named: Any) -> Any:
        asked.add(host)
        if host != "127.0.0.1":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return _resolve(host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    yield asked
    assert ended(), "a thread of the endpoint is left over"


def endpoint(url: str, breaker: Breaker | None = None, **changes: Any) -> Endpoint:
    """Return an endpoint with one place and short limits."""
    limits: dict[str, Any] = {"timeout": TIMEOUT, "connect_timeout": TIMEOUT, "parallel": 1, **changes}
    return Endpoint(LanguageModelSettings(url, "thu", **limits), breaker)


@dataclass(slots=True)
class Outcome:
    """What became of a call."""

    pieces: list[str] = field(default_factory=list)
    fault: ModelFault | None = None
    seconds: float = 0.0

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def ask(model: Endpoint, schema: Mapping[str, Any] | None = None, stop: threading.Event | None = None) -> Outcome:
    """Make one call to its end."""
    outcome = Outcome()
    started = time.monotonic()
    try:
        for piece in model.stream([("system", "Luật"), ("user", "Hỏi")], schema, stop or threading.Event()):
            outcome.pieces.append(piece)
    except ModelFault as fault:
        outcome.fault = fault
    outcome.seconds = time.monotonic() - started
    return outcome


def ended(seconds: float = 3.0) -> bool:
    """Tell whether the threads of all calls end within so many seconds."""
    threads = [thread for thread in threading.enumerate() if thread.name == "llm"]
    until = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    return not any(thread.is_alive() for thread in threads)
