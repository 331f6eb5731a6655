"""A user of the library that dies, or whose disk fails, at a chosen step; run in a forked child or in the test.

A step is what reaches the file system: a file is opened for writing, half of it is written, all of it, it is made
durable, renamed, linked or deleted. Each is counted before it is done, so that between them all states are met.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from ingest_library_helpers import LINES, OTHER, PRESS, document, file, scan

from ingest import files
from ingest.document import Document
from ingest.errors import LibraryError
from ingest.library import Library

Step = Callable[[str], None]
Operation = Callable[[Library], object]
_CALLS = ("replace", "link", "unlink", "fsync", "mkdir")


@contextmanager
def watched(step: Step) -> Iterator[None]:
    """Call `step` with a name before everything that the library does to the file system."""
    originals: dict[str, Any] = {name: getattr(os, name) for name in _CALLS}
    write = files._write

    def around(name: str) -> Callable[..., Any]:
        def called(*arguments: Any, **named: Any) -> Any:
            step(name)
            return originals[name](*arguments, **named)

        return called

    def in_halves(path: Path, text: str) -> None:
        step("open")
        path.write_text(text[: len(text) // 2], encoding="utf-8")
        step("write the other half")
        write(path, text)

    for name in _CALLS:
        setattr(os, name, around(name))
    files._write = in_halves
    try:
        yield
    finally:
        for name in _CALLS:
            setattr(os, name, originals[name])
        files._write = write


def numbered(ordinal: int) -> Document:
    return document((*LINES, f"Văn bản thứ {ordinal} của tỉnh ta."), f"{ordinal}-KL/TU", origin=file(f"{ordinal}.docx"))


def operations() -> list[Operation]:
    """Return what the user does: every kind of change, in an order in which each builds on those before."""
    first, second = document(origin=file("1.docx")), document((*LINES[:3], *OTHER), origin=file("2.docx"))
    report = document(OTHER, "12-QĐ/TU", source=PRESS, origin=file("tin.html", "HTML"))
    signed = document(LINES[1:], "12-QĐ/TU", date(2021, 5, 6), origin=file("12.docx"))
    changes: list[Operation] = [
        lambda library: library.put(first),
        lambda library: library.put(document(origin=scan("1.pdf"))),
        lambda library: library.put_many([numbered(1), numbered(2), report]),
        lambda library: library.put(second),
        lambda library: library.put(signed),
        lambda library: library.put(document(OTHER, "12-QĐ/TU", date(2016, 5, 6))),
        lambda library: library.remove("1-KL/TU"),
        lambda library: library.put_many([numbered(3), second, document(OTHER, None, called="Tờ trình")]),
        lambda library: library.erase(file("1.docx").digest),
        lambda library: library.put(first),
    ]
    return changes


def perform(folder: Path, operation: Operation) -> None:
    """Do one thing with the library, which another run may have done already."""
    try:
        operation(Library(folder))
    except LibraryError as error:
        if "không có văn bản này" not in str(error):
            raise


def killed(work: Callable[[Callable[[], object]], None], after: float | None = None) -> tuple[int, bool]:
    """Run `work` in a child, which calls what it is given for every change that is done.

    The child is killed after so many seconds, or kills itself. Return how many changes it acknowledged, and whether
    it died.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work(lambda: os.write(writing, b"."))
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writing)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, "rb") as pipe:
        acknowledged = len(pipe.read())
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the child failed in another way"
    return acknowledged, os.WIFSIGNALED(status)


def dying(at: int) -> Step:
    """Return a step that kills its process when it is called for the `at`-th time, from 0."""
    left = iter(range(at, -1, -1))

    def step(_: str) -> None:
        if next(left, 1) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return step


def failing(at: int, code: int, *, for_good: bool) -> Step:
    """Return a step that raises an error of the disk the `at`-th time that something is to be done, or from then on."""
    done = iter(range(10**9))

    def step(_: str) -> None:
        number = next(done)
        if number == at or (for_good and number > at):
            raise OSError(code, os.strerror(code))

    return step
