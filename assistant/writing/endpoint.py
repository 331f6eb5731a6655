"""The language model's server, through llama-index. Whatever it does, a call ends in time and frees its place."""

import queue
import re
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.writing import fault
from assistant.writing.breaker import Breaker
from assistant.writing.fault import FaultKind, ModelFault
from ingest.errors import SettingsError
from ingest.settings import LanguageModelSettings, secret

if TYPE_CHECKING:
    import httpx
    from llama_index.llms.openai_like import OpenAILike

    from assistant.writing.transport import Route, Wire

__all__ = ["Endpoint", "FaultKind", "ModelFault"]

_LOOK_ASIDE = 0.05  # seconds between looks at the stop button and the clock
_SURROGATE = re.compile("[\ud800-\udfff]")  # JSON can name half a character, nothing can show it
_MOST_TOKENS = 1024


@dataclass(slots=True)
class _Call:
    """One call while it runs: its connection, what came of it so far, and its place among the calls at once."""

    wire: "Wire"
    place: threading.BoundedSemaphore
    # Pieces of text; at the end the fault, or `None`.
    pieces: "queue.SimpleQueue[str | ModelFault | None]" = field(default_factory=queue.SimpleQueue)
    started: float = field(default_factory=time.monotonic)
    begun: bool = False
    held: bool = True
    lock: threading.Lock = field(default_factory=threading.Lock)

    def leave(self) -> None:
        """Free the place; once, by whichever side ends first."""
        with self.lock:
            held, self.held = self.held, False
        if held:
            self.place.release()


class Endpoint:
    """An OpenAI-compatible server. To be made once and shared by threads.

    `structured` tells whether it takes a schema for its reply: `None` while that is not known.
    """

    def __init__(self, settings: LanguageModelSettings, breaker: Breaker | None = None) -> None:
        """Import the client libraries, which takes seconds, and take the key from the environment.

        Raises:
            SettingsError: the variable that should hold the key is not set, or holds no possible key.
        """
        self._settings = settings
        self._route = _route(settings)
        self._breaker = breaker or Breaker()
        self._places = threading.BoundedSemaphore(settings.parallel)
        self.structured: bool | None = None
        _load()

    def stream(
        self, messages: Sequence[tuple[str, str]], schema: Mapping[str, Any] | None, stop: threading.Event
    ) -> Iterator[str]:
        """Yield the reply's text as it comes; drop the iterator to end the call.

        Args:
            messages: pairs of role and text.
            schema: JSON schema of the reply, passed to servers that take one.
            stop: the user's stop button.

        Raises:
            ModelFault: the server gave no answer, or none to the end; pieces may have been yielded before.
        """
        call = self._begin(stop)
        failed: bool | None = None
        try:
            threading.Thread(target=self._run, args=(call, messages, schema), daemon=True, name="llm").start()
            yield from self._arrivals(call, stop)
            failed = False
        except ModelFault as error:
            failed = {FaultKind.STOPPED: None, FaultKind.CUT: False}.get(error.kind, True)
            raise
        except GeneratorExit:  # enough was read
            failed = False if call.begun else None
            raise
        finally:
            call.wire.cut()
            call.leave()
            self._report(failed)

    def _begin(self, stop: threading.Event) -> _Call:
        from assistant.writing.transport import Wire

        if stop.is_set():
            raise ModelFault(FaultKind.STOPPED, "đã dừng theo yêu cầu")
        if not self._places.acquire(blocking=False):
            raise ModelFault(FaultKind.BUSY, "mô hình đang phục vụ các câu hỏi khác")
        if not self._breaker.permitted():
            self._places.release()
            seconds = round(self._breaker.remaining())
            again = f"trong {seconds} giây nữa" if seconds else "cho tới khi gọi thử xong"
            raise ModelFault(FaultKind.PAUSED, f"máy chủ mô hình vừa lỗi liên tiếp, tạm ngừng gọi {again}")
        return _Call(Wire(self._route), self._places)

    def _report(self, failed: bool | None) -> None:
        if failed is None:
            self._breaker.dropped()
        elif failed:
            self._breaker.failed()
        else:
            self._breaker.succeeded()

    def _arrivals(self, call: _Call, stop: threading.Event) -> Iterator[str]:
        while True:
            if stop.is_set():
                raise ModelFault(FaultKind.STOPPED, "đã dừng theo yêu cầu")
            self._check_time(call)
            try:
                piece = call.pieces.get(timeout=_LOOK_ASIDE)
            except queue.Empty:
                continue
            if isinstance(piece, ModelFault):
                raise piece
            if piece is None:
                return
            call.begun = True
            yield piece

    def _check_time(self, call: _Call) -> None:
        taken = time.monotonic() - call.started
        if taken > self._settings.timeout:
            raise fault.too_slow(self._settings.timeout, call.begun)
        # The resolver heeds no limit; the thread that waits for it is left to it.
        if not call.wire.connected and taken > self._settings.connect_timeout + _LOOK_ASIDE:
            raise fault.unreachable()

    def _run(self, call: _Call, messages: Sequence[tuple[str, str]], schema: Mapping[str, Any] | None) -> None:
        """Make the call in its own thread; its last word to the consumer is the fault or `None`."""
        end: ModelFault | None = fault.ended(None, found=False)  # should the thread die of something unforeseen
        try:
            self._talk(call, messages, schema)
            end = None
        except ModelFault as error:
            end = error
        except _errors() as error:
            end = fault.of(error)
        finally:
            call.leave()
            call.pieces.put(end)

    def _talk(self, call: _Call, messages: Sequence[tuple[str, str]], schema: Mapping[str, Any] | None) -> None:
        import openai

        with call.wire.open() as client:
            if schema is None or self.structured is False:
                self._pump(call, self._model(client), messages, {})
                return
            try:
                self._pump(call, self._model(client), messages, _as_format(schema))
                self.structured = True
            except (openai.BadRequestError, openai.UnprocessableEntityError):
                self._pump(call, self._model(client), messages, {})
                self.structured = False

    def _model(self, client: "httpx.Client") -> "OpenAILike":
        from llama_index.llms.openai_like import OpenAILike

        return OpenAILike(
            model=self._settings.model,
            api_base=self._settings.base_url,
            api_key="none",  # empty, the one of another service would be taken from the environment
            is_chat_model=True,
            max_retries=0,
            temperature=0.0,
            max_tokens=min(_MOST_TOKENS, self._settings.context_tokens // 4),
            context_window=self._settings.context_tokens,
            timeout=self._settings.timeout,
            http_client=client,  # type: ignore[call-arg] # taken by the constructor of its base class
        )

    def _pump(
        self, call: _Call, model: "OpenAILike", messages: Sequence[tuple[str, str]], options: dict[str, Any]
    ) -> None:
        from llama_index.core.llms import ChatMessage

        found, reason = False, None
        said = [ChatMessage(role=role, content=text) for role, text in messages]
        for chunk in model.stream_chat(said, **options):
            if call.wire.over:
                raise fault.too_slow(self._settings.timeout, found)
            if chunk.delta:
                found = True
                call.pieces.put(_SURROGATE.sub("�", chunk.delta))
            reason = _reason(chunk.raw) or reason
        if end := fault.ended(reason, found):
            raise end


def _reason(raw: Any) -> object:
    """Return why a stream ends, if this event of it tells."""
    return raw.choices[0].finish_reason if raw.choices else None


def _as_format(schema: Mapping[str, Any]) -> dict[str, Any]:
    described = {"name": "reply", "strict": True, "schema": dict(schema)}
    return {"response_format": {"type": "json_schema", "json_schema": described}}


def _errors() -> tuple[type[Exception], ...]:
    """Return what the client libraries raise over a server's faults; over odd shapes of JSON, the plain errors."""
    import httpx
    import openai

    shapes = (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError)
    transport = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ImportError)
    return (openai.OpenAIError, *transport, *shapes, fault.ReplyTooLong, fault.ReplyEncoded)


def _load() -> None:
    """Import what a call needs, so that its time is the server's."""
    import llama_index.llms.openai_like  # noqa: F401
    import openai.resources.chat.completions  # noqa: F401


def _route(settings: LanguageModelSettings) -> "Route":
    import certifi

    from assistant.writing.transport import Route

    tls = ssl.create_default_context()  # the system's, where an organisation puts its own authority
    tls.load_verify_locations(certifi.where())
    key = (secret(settings.api_key_env, "api_key_env") or "").strip()
    if settings.api_key_env and not (key and key.isascii() and key.isprintable()):
        raise SettingsError(
            f"Biến môi trường «{settings.api_key_env}» không chứa khóa truy cập hợp lệ; hãy đặt lại rồi chạy lại."
        )
    environment = not _is_loopback(settings.base_url)
    return Route(settings.timeout, settings.connect_timeout, environment, tls, f"Bearer {key}" if key else "")


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name
        return host == "localhost" or host.endswith(".localhost")
