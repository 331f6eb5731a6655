"""The circuit breaker: when calls are refused, when one is let through on trial, what ends a pause."""

import threading

import pytest

from assistant.writing.breaker import Breaker


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(threshold=2, pause=60, clock=clock)


def _fail(breaker: Breaker, times: int = 1) -> None:
    for _ in range(times):
        assert breaker.permitted()
        breaker.failed()


def test_one_fault_is_no_reason(breaker: Breaker) -> None:
    _fail(breaker)
    assert breaker.permitted()
    assert breaker.remaining() == 0


def test_after_two_faults_calls_are_refused_for_the_pause(breaker: Breaker, clock: Clock) -> None:
    _fail(breaker, 2)
    assert not breaker.permitted()
    assert breaker.remaining() == 60
    clock.now += 59.9
    assert not breaker.permitted()
    clock.now += 0.2
    assert breaker.remaining() == 0
    assert breaker.permitted()


def test_faults_count_only_in_a_row(breaker: Breaker) -> None:
    for _ in range(5):
        _fail(breaker)
        assert breaker.permitted()
        breaker.succeeded()
    assert breaker.permitted()


def test_only_one_call_is_on_trial(breaker: Breaker, clock: Clock) -> None:
    _fail(breaker, 2)
    clock.now += 61
    assert breaker.permitted()
    assert not breaker.permitted()


def test_a_trial_that_succeeds_ends_it_all(breaker: Breaker, clock: Clock) -> None:
    _fail(breaker, 2)
    clock.now += 61
    assert breaker.permitted()
    breaker.succeeded()
    assert breaker.permitted()
    assert breaker.permitted()
    breaker.failed()
    assert breaker.permitted()  # counted from the beginning


def test_a_trial_that_fails_begins_another_pause(breaker: Breaker, clock: Clock) -> None:
    _fail(breaker, 2)
    clock.now += 61
    _fail(breaker)
    clock.now += 59
    assert not breaker.permitted()
    clock.now += 2
    assert breaker.permitted()


def test_a_trial_that_tells_nothing_leaves_room_for_the_next(breaker: Breaker, clock: Clock) -> None:
    _fail(breaker, 2)
    clock.now += 61
    assert breaker.permitted()
    breaker.dropped()
    assert breaker.permitted()
    assert not breaker.permitted()


def test_a_call_that_tells_nothing_does_not_make_up_for_a_fault(breaker: Breaker) -> None:
    _fail(breaker)
    assert breaker.permitted()
    breaker.dropped()
    _fail(breaker)
    assert not breaker.permitted()


def test_of_many_threads_one_gets_the_trial(breaker: Breaker, clock: Clock) -> None:
    _fail(breaker, 2)
    clock.now += 61
    together = threading.Barrier(16)
    permitted: list[bool] = []

    def ask() -> None:
        together.wait()
        permitted.append(breaker.permitted())

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert permitted.count(True) == 1
