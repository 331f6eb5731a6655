"""The endpoint: text as it comes, the stop button, places, the key, structured output, the pause after faults."""

import json
import logging
import socket
import threading
import time

import pytest
from assistant_model_helpers import SCHEMA, SPARE, TIMEOUT, ask, ended, endpoint, hosts

from assistant.writing.breaker import Breaker
from assistant.writing.endpoint import Endpoint, FaultKind, ModelFault
from eval.writing.faults import FAULTS, served
from eval.writing.server import ChatRequest, Line, Raw, Reply, Server, Text, chunk, events
from ingest.errors import SettingsError
from ingest.settings import LanguageModelSettings

__all__ = ["hosts"]

ASKED = [("user", "Hỏi")]
KEY = "khoa-rat-bi-mat-4711"
LONG = Text("Các cấp uỷ thực hiện nghiêm. " * 100, pause=0.05)


def _sure(reply: Raw | None) -> Raw:
    assert reply is not None
    return reply


def test_the_text_comes_as_it_was_sent() -> None:
    said = 'Các cấp uỷ, "tổ chức đảng" thực hiện.\n\ndata: [DONE]\r\n😀 hết'
    with Server(lambda request: said) as server:
        outcome = ask(endpoint(server.base_url))
    assert outcome.fault is None
    assert outcome.text == said
    assert len(outcome.pieces) > 2


def test_the_request_is_bounded_and_says_nothing_of_this_machine() -> None:
    with Server(lambda request: "a") as server:
        ask(endpoint(server.base_url, context_tokens=2048))
        request = server.requests[0]
    assert request.messages == (("system", "Luật"), ("user", "Hỏi"))
    sent = {"temperature": 0.0, "max_tokens": 512, "model": "thu", "stream": True}
    assert {name: request.body[name] for name in sent} == sent
    assert request.schema is None
    names = {name.lower() for name in request.headers}
    assert names == {"host", "connection", "accept", "content-type", "content-length", "accept-encoding", "user-agent"}


def test_pieces_come_before_the_reply_ends() -> None:
    with Server(lambda request: LONG) as server:
        arrivals = endpoint(server.base_url, timeout=30).stream(ASKED, None, threading.Event())
        started = time.monotonic()
        assert next(arrivals) == "Các cấp uỷ t"
        assert time.monotonic() - started < 5  # the whole of it takes twelve
        arrivals.close()  # type: ignore[attr-defined] # a generator


def test_the_stop_button_works_in_mid_stream_and_while_the_server_hangs() -> None:
    for reply in (LONG, _sure(FAULTS["hang"].reply)):
        stop = threading.Event()
        with Server(lambda request, reply=reply: reply) as server:  # type: ignore[misc]
            threading.Timer(0.3, stop.set).start()
            outcome = ask(endpoint(server.base_url, timeout=30), stop=stop)
            assert ended()
        assert outcome.fault is not None
        assert outcome.fault.kind is FaultKind.STOPPED
        assert outcome.seconds < SPARE


def test_what_was_stopped_before_it_began_is_not_sent() -> None:
    stop = threading.Event()
    stop.set()
    with Server(lambda request: "a") as server:
        outcome = ask(endpoint(server.base_url), stop=stop)
        assert server.requests == []
    assert outcome.fault is not None
    assert outcome.fault.kind is FaultKind.STOPPED


def test_dropping_the_iterator_closes_the_connection_and_frees_the_place() -> None:
    gone = threading.Event()

    def talk(line: Line) -> None:
        line.head()
        try:
            while line.wait(0.01):
                line.write(chunk(content="Các cấp uỷ. "))
        except OSError:
            gone.set()

    replies: list[Reply] = [talk, "Xin chào"]
    with Server(lambda request: replies.pop(0)) as server:
        model = endpoint(server.base_url, timeout=30)
        for _ in model.stream(ASKED, None, threading.Event()):
            break
        assert gone.wait(5)
        assert ask(model).text == "Xin chào"


def test_without_a_place_the_answer_is_no_at_once_and_no_fault_of_the_server() -> None:
    with Server(lambda request: LONG) as server:
        model = endpoint(server.base_url, Breaker(threshold=1), timeout=30, parallel=2)
        running = [model.stream(ASKED, None, threading.Event()) for _ in range(2)]
        for arrivals in running:
            next(arrivals)
        refused = ask(model)
        assert refused.fault is not None
        assert refused.fault.kind is FaultKind.BUSY
        assert refused.seconds < 0.5
        assert len(server.requests) == 2
        for arrivals in running:
            arrivals.close()  # type: ignore[attr-defined] # a generator
        assert next(model.stream(ASKED, None, threading.Event()))


def test_a_resolver_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def resolve(*named: object, **more: object) -> object:
        over.wait(30)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    model = endpoint("http://mo-hinh.invalid/v1", timeout=30, connect_timeout=0.3)
    outcomes = [ask(model) for _ in range(2)]  # the second finds the place free
    over.set()
    for outcome in outcomes:
        assert outcome.fault is not None
        assert outcome.fault.kind is FaultKind.UNREACHABLE
        assert outcome.seconds < SPARE


def test_a_server_without_tls_is_told_as_such() -> None:
    with Server(lambda request: "a") as server:
        outcome = ask(endpoint(server.base_url.replace("http:", "https:")))
    assert outcome.fault is not None
    assert (outcome.fault.kind, "TLS" in outcome.fault.text) == (FaultKind.UNREACHABLE, True)


def test_half_a_character_does_not_reach_the_text() -> None:
    def talk(line: Line) -> None:
        line.head()
        line.write(b'data: {"choices": [{"index": 0, "delta": {"content": "a\\ud83d b"}}]}\n\n')

    with Server(lambda request: talk) as server:
        assert ask(endpoint(server.base_url)).text == "a� b"


def test_a_stream_without_its_last_line_is_taken() -> None:
    def talk(line: Line) -> None:
        line.head()
        line.write(b": ping\r\n\r\n" + b"".join(list(events(Text("Xin chào")))[:-2]).replace(b"\n", b"\r\n"))

    with Server(lambda request: talk) as server:
        outcome = ask(endpoint(server.base_url))
    assert (outcome.text, outcome.fault) == ("Xin chào", None)


def test_the_proxy_of_the_environment_is_for_other_hosts_only(monkeypatch: pytest.MonkeyPatch, hosts: set[str]) -> None:
    with Server(lambda request: "a") as server:
        monkeypatch.setenv("HTTP_PROXY", "http://proxy.invalid:3128")
        assert ask(endpoint(server.base_url)).text == "a"
        assert hosts == {"127.0.0.1"}
        ask(endpoint("http://mo-hinh.invalid/v1"))
        assert hosts == {"127.0.0.1", "proxy.invalid"}


def test_the_key_is_sent_and_shown_nowhere(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def echo(line: Line) -> None:
        line.whole(401, json.dumps({"error": {"message": f"wrong key {KEY}"}}).encode())

    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("LLM_KEY", f"{KEY}\n")
    replies: list[Reply] = ["a", echo, _sure(FAULTS["bad JSON"].reply), _sure(FAULTS["reset in mid-stream"].reply)]
    with Server(lambda request: replies.pop(0)) as server:
        model = endpoint(server.base_url, Breaker(threshold=9), api_key_env="LLM_KEY")
        outcomes = [ask(model) for _ in range(4)]
        assert [request.headers["Authorization"] for request in server.requests] == [f"Bearer {KEY}"] * 4
    told = [repr(vars(model)), caplog.text, *(repr(outcome) for outcome in outcomes)]
    assert [text for text in told if KEY in text] == []


def test_keys_of_other_services_are_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://other.invalid/v1")
    monkeypatch.setenv("OPENAI_API_BASE", "http://other.invalid/v1")
    with Server(lambda request: "a") as server:
        ask(endpoint(server.base_url))
        request = server.requests[0]
    assert KEY not in repr(request.headers) + request.raw.decode()


@pytest.mark.parametrize("value", ["", "  ", "mật-mã-4711", "a\nb4711"])
def test_an_impossible_key_is_refused_without_showing_it(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_KEY", value)
    with pytest.raises(SettingsError, match=r"«LLM_KEY»") as refused:
        Endpoint(LanguageModelSettings("http://127.0.0.1:1/v1", "thu", "LLM_KEY"))
    assert "4711" not in str(refused.value)


def test_the_schema_is_passed_to_a_server_that_takes_it() -> None:
    with Server(lambda request: "{}") as server:
        model = endpoint(server.base_url)
        assert model.structured is None
        ask(model, SCHEMA)
        assert server.requests[0].schema == SCHEMA
    assert model.structured is True


@pytest.mark.parametrize("status", [400, 422])
def test_a_server_that_refuses_the_schema_is_asked_without_it_from_then_on(status: int) -> None:
    def reply(request: ChatRequest) -> Reply:
        return "{}" if request.schema is None else lambda line: line.whole(status, b'{"error": {"message": "no"}}')

    with Server(reply) as server:
        model = endpoint(server.base_url)
        outcomes = [ask(model, SCHEMA), ask(model, SCHEMA)]
        assert [request.schema for request in server.requests] == [SCHEMA, None, None]
    assert [outcome.text for outcome in outcomes] == ["{}", "{}"]
    assert model.structured is False


def test_a_server_that_refuses_everything_says_nothing_about_schemas() -> None:
    with served(FAULTS["400"]) as url:
        model = endpoint(url)
        outcome = ask(model, SCHEMA)
    assert outcome.fault is not None
    assert (outcome.fault.kind, model.structured) == (FaultKind.BAD_REPLY, None)


def test_both_attempts_share_one_limit() -> None:
    def reply(request: ChatRequest) -> Reply:
        def slow(line: Line) -> None:
            line.wait(TIMEOUT * 0.7)
            line.whole(400 if request.schema else 200, b"")

        return slow

    with Server(reply) as server:
        outcome = ask(endpoint(server.base_url), SCHEMA)
    assert outcome.fault is not None
    assert outcome.fault.kind is FaultKind.TOO_SLOW


def test_after_two_faults_the_server_is_left_alone_until_a_trial_succeeds() -> None:
    now = [0.0]
    broken = True
    with Server(lambda request: _sure(FAULTS["500"].reply) if broken else "Xin chào") as server:
        model = endpoint(server.base_url, Breaker(clock=lambda: now[0]), timeout=10)
        kinds = [fault.kind if (fault := ask(model).fault) else None for _ in range(4)]
        assert kinds == [FaultKind.SERVER_ERROR] * 2 + [FaultKind.PAUSED] * 2
        assert len(server.requests) == 2
        with pytest.raises(ModelFault, match="tạm ngừng gọi trong 60 giây nữa"):
            next(model.stream(ASKED, None, threading.Event()))
        now[0] = 61
        broken = False
        assert [ask(model).text for _ in range(3)] == ["Xin chào"] * 3


def test_stopping_is_no_fault_of_the_server() -> None:
    with Server(lambda request: LONG) as server:
        model = endpoint(server.base_url, Breaker(threshold=1), timeout=30)
        for _ in range(2):
            stop = threading.Event()
            arrivals = model.stream(ASKED, None, stop)
            assert next(arrivals)
            stop.set()
            with pytest.raises(ModelFault, match="đã dừng"):
                list(arrivals)
        assert next(model.stream(ASKED, None, threading.Event()))


@pytest.mark.parametrize("reason", ["length", "content_filter"])
def test_a_reply_that_the_server_cut_is_told_and_no_reason_to_leave_it_alone(reason: str) -> None:
    with Server(lambda request: Text("Xin chào", finish=reason)) as server:
        model = endpoint(server.base_url, Breaker(threshold=1), timeout=30)
        for _ in range(2):
            outcome = ask(model, SCHEMA)
            assert outcome.text == "Xin chào"
            assert outcome.fault is not None
            assert outcome.fault.kind is FaultKind.CUT


@pytest.mark.parametrize("reason", [None, "stop", "tool_calls", "", 7, ["length"], {"length": 1}])
def test_whatever_else_a_stream_ends_with_it_is_whole(reason: object) -> None:
    def talk(line: Line) -> None:
        line.head()
        line.write(chunk(content="Xin chào"))
        choice = {"index": 0, "delta": {}, "finish_reason": reason}
        line.write(b"data: %s\n\ndata: [DONE]\n\n" % json.dumps({"choices": [choice]}).encode())

    with Server(lambda request: talk) as server:
        outcome = ask(endpoint(server.base_url, timeout=30))
    assert (outcome.text, outcome.fault) == ("Xin chào", None)


def test_words_that_were_enough_make_up_for_a_fault() -> None:
    broken = _sure(FAULTS["500"].reply)
    replies: list[Reply] = [broken, LONG, broken, "Xin chào"]
    with Server(lambda request: replies.pop(0)) as server:
        model = endpoint(server.base_url, timeout=30)
        assert ask(model).fault is not None
        for _ in model.stream(ASKED, None, threading.Event()):
            break
        assert ask(model).fault is not None
        assert ask(model).text == "Xin chào"
