"""Every fault of the catalogue against the endpoint, and the local server that serves them."""

import http.client
import json
import threading
import time
import tracemalloc
from urllib.parse import urlsplit

import pytest
from assistant_model_helpers import SPARE, TIMEOUT, ask, endpoint, hosts

from assistant.writing.breaker import Breaker
from assistant.writing.endpoint import FaultKind
from eval.writing.faults import FAULTS, served
from eval.writing.server import ChatRequest, Line, Reply, Server, Text

__all__ = ["hosts"]

ISSUE = ["refused", "dns", "401", "429", "500", "hang", "hang in mid-stream", "one token per 10 s", "bad JSON",
         "bad UTF-8", "endless stream", "HTML page", "wrong schema", "100 MB reply"]  # fmt: skip
BIG = ["endless stream", "100 MB reply", "gzip bomb", "100 MB of short lines", "100 MB error page", "deep nesting"]


def test_the_catalogue_holds_what_reliability_asks_for() -> None:
    assert set(ISSUE) <= set(FAULTS)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_in_time_and_the_next_question_answered(name: str, hosts: set[str]) -> None:
    # Only what is slow is waited for to the end: a busy machine needs time for the others.
    limit = TIMEOUT if FaultKind.TOO_SLOW in FAULTS[name].kinds else 20.0
    with served(FAULTS[name], then="Xin chào") as url:
        model = endpoint(url, timeout=limit, connect_timeout=limit)  # with one place: it must be free again
        outcome, following = ask(model), ask(model)
    assert outcome.fault is not None
    assert outcome.fault.kind in FAULTS[name].kinds
    assert outcome.seconds < limit + SPARE
    assert "máy chủ mô hình" in outcome.fault.text
    if FAULTS[name].reply is not None:
        assert (following.text, following.fault) == ("Xin chào", None)
    else:  # nobody is there, and told so again
        assert following.fault is not None
        assert following.fault.kind is outcome.fault.kind
    assert hosts <= {"127.0.0.1", "may-chu-mo-hinh.invalid"}


@pytest.mark.parametrize("name", BIG)
def test_memory_stays_bounded(name: str) -> None:
    with served(FAULTS[name]) as url:
        model = endpoint(url, Breaker(threshold=9))
        ask(model)  # what is loaded once does not count
        tracemalloc.start()
        try:
            outcome = ask(model)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert outcome.fault is not None
    assert peak < 20_000_000


def _post(server: Server, body: bytes) -> tuple[int, bytes]:
    return _exchange(server, "POST", "/v1/chat/completions", body)


def _exchange(server: Server, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(server.base_url).netloc, timeout=5)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def _chat(*, stream: bool) -> bytes:
    return json.dumps({"model": "thu", "stream": stream, "messages": [{"role": "user", "content": "Hỏi"}]}).encode()


def test_the_server_streams_events_of_several_tokens() -> None:
    with Server(lambda request: Text("Các cấp uỷ thực hiện.", piece=5)) as server:
        status, body = _post(server, _chat(stream=True))
    events = [line.removeprefix("data: ") for line in body.decode().split("\n\n") if line]
    assert (status, events[-1]) == (200, "[DONE]")
    deltas = [json.loads(event)["choices"][0]["delta"].get("content", "") for event in events[:-1]]
    assert deltas == ["", "Các c", "ấp uỷ", " thực", " hiện", ".", ""]


def test_the_server_answers_whole_where_no_stream_is_asked_for() -> None:
    with Server(lambda request: f"{len(request.messages)}: {request.messages[0][1]}") as server:
        status, body = _post(server, _chat(stream=False))
    assert status == 200
    assert json.loads(body)["choices"][0]["message"]["content"] == "1: Hỏi"


def test_the_server_keeps_what_it_was_asked() -> None:
    with Server(lambda request: "a") as server:
        _post(server, _chat(stream=False))
        _post(server, _chat(stream=True))
        asked = server.requests
    assert [request.stream for request in asked] == [False, True]
    assert asked[0].messages == (("user", "Hỏi"),)
    assert asked[0].raw == _chat(stream=False)


def test_the_server_lists_its_model_and_refuses_what_is_no_chat() -> None:
    with Server(lambda request: "a") as server:
        assert json.loads(_exchange(server, "GET", "/v1/models")[1])["data"] == [{"id": "thu"}]
        assert _post(server, b"[]")[0] == 400
        assert _post(server, b"no json")[0] == 400
        assert _exchange(server, "POST", "/v1/completions", _chat(stream=False))[0] == 404
        assert server.requests == []


def test_the_server_ends_at_once_while_replies_hang() -> None:
    begun = threading.Semaphore(0)

    def hang(line: Line) -> None:
        begun.release()
        line.wait(600)

    def reply(request: ChatRequest) -> Reply:
        return hang

    before = set(threading.enumerate())
    with Server(reply) as server:
        place = urlsplit(server.base_url).netloc
        connections = [http.client.HTTPConnection(place, timeout=30) for _ in range(3)]
        for connection in connections:
            connection.request("POST", "/v1/chat/completions", _chat(stream=True))
        for _ in connections:
            assert begun.acquire(timeout=10)
        started = time.monotonic()
    assert time.monotonic() - started < SPARE
    assert set(threading.enumerate()) <= before
    for connection in connections:
        connection.close()
