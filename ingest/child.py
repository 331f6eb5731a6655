"""The parent's side of a reading child: one question at a time, its limits watched while the answer comes."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.document import Document
from ingest.errors import FileRefused, FileState
from ingest.lifeline import started
from ingest.processes import family, kill_family
from ingest.record import decoded
from ingest.settings import PROJECT
from ingest.worker import LARGEST_MESSAGE, LENGTH, packed

if TYPE_CHECKING:
    from ingest.pool import Limits

_LOOK_EVERY = 0.1  # seconds
_PIECE = 1 << 20  # bytes
_REMEDY = "hãy mở tệp bằng phần mềm soạn thảo, lưu lại rồi nạp lại."
_DIED = (f"tệp hỏng, chương trình đọc dừng giữa chừng; {_REMEDY}", FileState.DAMAGED)


class Ended(Exception):
    """The child is no more; why, as the continuation of «file»: a Vietnamese reason and the state of the file."""

    def __init__(self, reason: str, state: FileState) -> None:
        super().__init__(reason)
        self.reason, self.state = reason, state


class Child:
    """A child process that reads files; dead after `Ended`, and of no more use."""

    def __init__(self, limits: "Limits") -> None:
        self._limits = limits
        self._files = 0
        self._alive = True
        command = [sys.executable, "-P", "-m", "ingest.worker", limits.reader, str(limits.memory)]
        self._tied = started(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
        )

    def document(self, path: Path, workspace: Path, on_page: Callable[[int, int], None]) -> Document:
        """Return the document in file `path`.

        Raises:
            FileRefused: the child says that it is none, and why.
            Ended: the child passed a limit and was killed, or died.
        """
        self._files += 1
        watch = _Watch(self._limits, self._tied.process.pid)
        try:
            self._ask({"path": str(path), "workspace": str(workspace)})
            for message in self._messages(watch):
                if "page" in message:
                    watch.page_done(message["page"], message["of"])
                    on_page(message["page"], message["of"])
                    continue
                return self._document(message)
        except Ended:
            self.kill()
            raise
        self.kill()
        raise Ended(*_DIED)

    def _document(self, message: dict[str, Any]) -> Document:
        if "reason" in message:
            state = FileState[message["state"]]
            if state is FileState.TOO_BIG:  # it may hold on to what it could not finish
                self._files = self._limits.files
            raise FileRefused(message["reason"], state)
        if "crashed" in message:
            raise _crash(str(message["crashed"]))
        try:
            return decoded(message["document"])
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise Ended(*_DIED) from error

    def is_spent(self) -> bool:
        """Return whether the next file had better have another child."""
        if not self._alive or self._files >= self._limits.files:
            return True
        return self._files % 10 == 0 and family(self._tied.process.pid).memory > self._limits.kept

    def interrupt(self) -> None:
        """Kill the child and all that it started; whoever waits for its answer in another thread gets `Ended`."""
        if self._alive:
            kill_family(self._tied.process.pid)

    def kill(self) -> None:
        """Kill the child and all that it started, and close what leads to it; a second call does nothing."""
        self.interrupt()
        self._alive = False
        self._tied.kill()

    def _ask(self, request: dict[str, Any]) -> None:
        pipe = self._tied.process.stdin
        try:
            if pipe is None:
                raise Ended(*_DIED)
            pipe.write(packed(request))
            pipe.flush()
        except BrokenPipeError as error:
            raise Ended(*_DIED) from error

    def _messages(self, watch: "_Watch") -> Iterator[dict[str, Any]]:
        """Yield the child's messages until it ends; raises `Ended` past a limit."""
        pipe = self._tied.process.stdout
        received = bytearray()
        while pipe is not None:
            ready = select.select([pipe], [], [], _LOOK_EVERY)[0]
            if ready and not (piece := os.read(pipe.fileno(), _PIECE)):
                return
            received += piece if ready else b""
            yield from _taken(received)
            watch.look()


class _Watch:
    """The limits of one file."""

    def __init__(self, limits: "Limits", process: int) -> None:
        self._limits, self._process = limits, process
        self._began = self._heard = time.monotonic()
        self._looked = self._began
        self._page, self._pages = 0, 0

    def page_done(self, page: int, of: int) -> None:
        """Take note of a page; one that was told before is no news."""
        if page > self._page:
            self._page, self._pages, self._heard = page, of, time.monotonic()

    def look(self) -> None:
        """Raise `Ended` past a limit; the memory is looked at ten times a second."""
        now, limits = time.monotonic(), self._limits
        if now - self._looked < _LOOK_EVERY / 2:
            return
        if now - self._heard > limits.silence or now - self._began > limits.silence + limits.page * self._page:
            where = f" ở trang {self._page + 1} trên {self._pages}" if self._page < self._pages else ""
            reason = f"đọc quá thời gian{where} ({now - self._began:.0f} giây); hãy tách nhỏ hoặc xuất lại tệp."
            raise Ended(reason, FileState.TOO_SLOW)
        if family(self._process).memory > limits.memory:
            most = f"{limits.memory // 2**20} MB"
            raise Ended(f"đọc tệp cần quá {most} bộ nhớ; hãy tách nhỏ hoặc xuất lại tệp.", FileState.TOO_BIG)
        self._looked = time.monotonic()


def _crash(error: str) -> Ended:
    if error in {"ImportError", "ModuleNotFoundError"}:
        return Ended("chương trình thiếu thành phần để đọc tệp; hãy cài đặt lại đủ bộ.", FileState.REFUSED)
    return Ended(f"tệp làm chương trình đọc dừng vì lỗi ({error}); {_REMEDY}", FileState.DAMAGED)


def _taken(received: bytearray) -> Iterator[dict[str, Any]]:
    """Take the whole messages out of what was received."""
    while len(received) >= LENGTH.size:
        (size,) = LENGTH.unpack_from(received)
        if size > LARGEST_MESSAGE:
            raise Ended("nội dung đọc ra quá lớn; hãy tách nhỏ tệp rồi nạp lại.", FileState.TOO_BIG)
        end = LENGTH.size + size
        if len(received) < end:
            return
        body = bytes(received[LENGTH.size : end])
        del received[:end]
        yield _message(body)


def _message(body: bytes) -> dict[str, Any]:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Ended(*_DIED) from error
    if not isinstance(message, dict):
        raise Ended(*_DIED)
    return message


def _environment() -> dict[str, str]:
    """Return this process's environment, in which a child finds this program wherever it is run."""
    paths = [str(PROJECT), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}
