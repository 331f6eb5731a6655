"""The catalogue of what a model's server can do wrong, each to be served by `served`."""

import json
import socket
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from assistant.writing.fault import FaultKind
from eval.writing.server import Line, Raw, Reply, Server, Text, chunk, events

HELD = 600.0  # seconds: longer than anybody waits
_BEGINNING = chunk(role="assistant", content='{"sentences": [')
_HUGE = 100_000_000
_BLOCK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the reply of a server, or an address where none is, and the kinds it may be told as."""

    name: str
    kinds: frozenset[FaultKind]
    reply: Raw | None = None
    base_url: str = ""


@contextmanager
def served(fault: Fault, then: Reply | None = None) -> Iterator[str]:
    """Give the `base_url` of a server with this fault; with `then`, only its first reply has it."""
    if fault.base_url:
        yield fault.base_url
    elif (reply := fault.reply) is not None:
        later = reply if then is None else then
        order = count()
        with Server(lambda request: later if next(order) else reply) as server:
            yield server.base_url
    else:
        with socket.socket() as nobody:  # bound, so that no other takes the port; never listening
            nobody.bind(("127.0.0.1", 0))
            yield f"http://127.0.0.1:{nobody.getsockname()[1]}/v1"


def _status(code: int, **headers: str) -> Raw:
    body = json.dumps({"error": {"message": "no", "type": "error", "code": code}}).encode()
    return lambda line: line.whole(code, body, **headers)


def _events(*parts: bytes) -> Raw:
    def reply(line: Line) -> None:
        line.head()
        for part in parts:
            line.write(part)

    return reply


def _hang(line: Line) -> None:
    line.wait(HELD)


def _hang_after_headers(line: Line) -> None:
    line.head()
    line.wait(HELD)


def _hang_midway(line: Line) -> None:
    line.head()
    line.write(_BEGINNING)
    line.wait(HELD)


def _drip(line: Line) -> None:
    line.head()
    line.write(_BEGINNING)
    while line.wait(10):
        line.write(chunk(content="x"))


def _drip_bytes(line: Line) -> None:
    line.head()
    line.write(_BEGINNING)
    while line.wait(0.2):
        line.write(b":")


def _drip_headers(line: Line) -> None:
    line.write(b"HTTP/1.1 200 OK\r\nX-")
    while line.wait(0.2):
        line.write(b"a")


def _endless(line: Line) -> None:
    line.head()
    line.write(_BEGINNING)
    while line.wait(0):
        line.write(chunk(content="Các cấp uỷ tiếp tục thực hiện. ") * 20)


def _endless_interim(line: Line) -> None:
    while line.wait(0.001):
        line.write(b"HTTP/1.1 102 Processing\r\n\r\n" * 50)


def _huge(line: Line) -> None:
    line.head()
    line.write(b"data: ")
    for _ in range(_HUGE // _BLOCK):
        line.write(b"a" * _BLOCK)


def _huge_error(line: Line) -> None:
    line.head(500, "application/json")
    for _ in range(_HUGE // _BLOCK):
        line.write(b"a" * _BLOCK)


def _many_lines(line: Line) -> None:
    line.head()
    for _ in range(_HUGE // _BLOCK):
        line.write(b"a\n" * (_BLOCK // 2))


def _bomb(line: Line) -> None:
    packer = zlib.compressobj(1, wbits=zlib.MAX_WBITS | 16)
    packed = [packer.compress(b"a" * _BLOCK) for _ in range(_HUGE // _BLOCK)]
    line.whole(200, b"".join(packed) + packer.flush(), "text/event-stream", Content_Encoding="gzip")


def _html(line: Line) -> None:
    page = "<!DOCTYPE html><html><body><h1>Đăng nhập</h1>" + "<p>Xin mời đăng nhập.</p>\n\n" * 50
    line.whole(200, page.encode(), "text/html; charset=utf-8")


def _whole(line: Line) -> None:
    message = {"role": "assistant", "content": '{"sentences": []}'}
    line.whole(200, json.dumps({"choices": [{"index": 0, "message": message}]}).encode())


def _reset(line: Line) -> None:
    line.head()
    line.write(_BEGINNING)
    line.reset()


def _cut_short(line: Line) -> None:
    line.head(Transfer_Encoding="chunked")
    line.write(b"%x\r\n%s\r\n" % (len(_BEGINNING), _BEGINNING))


def _no_http(line: Line) -> None:
    line.write(b"\x00\x01\x02 garbage\r\n\r\n")


def _other_shape(value: object) -> bytes:
    return b"data: %s\n\n" % json.dumps(value).encode()


_TOOL = {"index": 0, "id": "1", "type": "function", "function": {"name": "mo_trang", "arguments": "{}"}}
_CLOSED = '{"sentences": []}'
_SLOW, _BAD = FaultKind.TOO_SLOW, FaultKind.BAD_REPLY
_NO_ADDRESS = "http://may-chu-mo-hinh.invalid/v1"


def _catalogue() -> Iterator[Fault]:
    def fault(name: str, reply: Raw | None, *kinds: FaultKind) -> Fault:
        return Fault(name, frozenset(kinds), reply)

    yield fault("refused", None, FaultKind.UNREACHABLE)
    yield Fault("dns", frozenset([FaultKind.UNREACHABLE]), base_url=_NO_ADDRESS)
    yield fault("401", _status(401), FaultKind.UNAUTHORISED)
    yield fault("429", _status(429, Retry_After="30"), FaultKind.BUSY)
    yield fault("500", _status(500), FaultKind.SERVER_ERROR)
    yield fault("hang", _hang, _SLOW)
    yield fault("hang in mid-stream", _hang_midway, _SLOW)
    yield fault("one token per 10 s", _drip, _SLOW)
    yield fault("bad JSON", _events(_BEGINNING, b'data: {"choices": [{"delta": {"con\n\n'), _BAD)
    yield fault("bad UTF-8", _events(_BEGINNING, b'data: {"choices": [{"delta": {"content": "\xc3\x28"}}]}\n\n'), _BAD)
    yield fault("endless stream", _endless, FaultKind.TOO_LONG, _SLOW)
    yield fault("HTML page", _html, _BAD)
    yield fault("wrong schema", _events(_other_shape({"answer": "Xin chào", "score": 1}), b"data: [DONE]\n\n"), _BAD)
    yield fault("100 MB reply", _huge, FaultKind.TOO_LONG)
    yield from _more()


def _more() -> Iterator[Fault]:
    def fault(name: str, reply: Raw, *kinds: FaultKind) -> Fault:
        return Fault(name, frozenset(kinds), reply)

    yield fault("400", _status(400), _BAD)
    yield fault("403", _status(403), FaultKind.UNAUTHORISED)
    yield fault("404", _status(404), _BAD)
    yield fault("503", _status(503), FaultKind.SERVER_ERROR)
    yield fault("204", lambda line: line.head(204), _BAD)
    yield fault("redirect to another host", _status(307, Location="http://198.51.100.7/v1/chat/completions"), _BAD)
    yield fault("endless interim replies", _endless_interim, _SLOW)
    yield fault("hang after the headers", _hang_after_headers, _SLOW)
    yield fault("one byte at a time", _drip_bytes, _SLOW)
    yield fault("headers one byte at a time", _drip_headers, _SLOW)
    yield fault("reset in mid-stream", _reset, FaultKind.UNREACHABLE, _BAD)
    yield fault("cut short", _cut_short, _BAD)
    yield fault("not HTTP", _no_http, _BAD)
    yield fault("empty reply", _events(), _BAD)
    yield fault("only the end", _events(b"data: [DONE]\n\n"), _BAD)
    yield fault("not streamed", _whole, _BAD)
    yield fault("error in the stream", _events(_BEGINNING, _other_shape({"error": {"message": "no"}})),
                FaultKind.SERVER_ERROR)  # fmt: skip
    yield fault("content null", _events(chunk(role="assistant", content=None), b"data: [DONE]\n\n"), _BAD)
    yield fault("content a number", _events(chunk(role="assistant", content=7), b"data: [DONE]\n\n"), _BAD)
    yield fault("only a tool call", _events(chunk(role="assistant", content=None, tool_calls=[_TOOL])), _BAD)
    yield fault("a list", _events(_other_shape([1, 2, 3])), _BAD)
    yield fault("choices null", _events(_other_shape({"choices": None})), _BAD)
    yield fault("deep nesting", _events(b"data: " + b"[" * 100_000 + b"\n\n"), _BAD)
    for reason in ("length", "content_filter"):
        yield fault(f"ended by {reason}", _events(*events(Text(_CLOSED, finish=reason))), FaultKind.CUT)
        yield fault(f"{reason} before any text", _events(*events(Text("", finish=reason))), _BAD)
    yield fault("gzip bomb", _bomb, _BAD)
    yield fault("100 MB of short lines", _many_lines, FaultKind.TOO_LONG)
    yield fault("100 MB error page", _huge_error, FaultKind.SERVER_ERROR)


FAULTS: dict[str, Fault] = {fault.name: fault for fault in _catalogue()}
