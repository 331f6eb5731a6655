"""Programs that die with the process that started them, however that one ends.

The started program holds the reading end of a pipe whose writing end only the starter holds. When the starter ends,
even by SIGKILL, the kernel closes the writing end and sends SIGKILL to the program's whole process group (`F_SETSIG`,
Linux): neither a busy interpreter nor a hung one can be late for it. A chain of such programs falls in order.
"""

import fcntl
import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any

_SET_SIGNAL = getattr(fcntl, "F_SETSIG", None)


class Tied:
    """A program in a session and process group of its own; leaving a `with` block kills what is left of the group."""

    def __init__(self, process: subprocess.Popen[bytes], leash: int) -> None:
        self.process = process
        self._leash = leash  # the writing end
        self._ended = False

    def kill(self) -> None:
        """Kill the whole group and wait for its leader; a second call does nothing."""
        if self._ended:
            return
        self._ended = True
        if self.process.returncode is None:  # not waited for yet, so the number is still its own
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self._leash)  # kills those whom a leader that ended by itself left behind
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                with suppress(BrokenPipeError):  # what was not yet written to the dead program
                    pipe.close()

    def __enter__(self) -> "Tied":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()


def started(command: Sequence[str | os.PathLike[str]], **options: Any) -> Tied:
    """Start a program tied to this process; `options` are those of `subprocess.Popen`.

    Raises:
        OSError: the program cannot be started.
    """
    held, leash = os.pipe()
    try:
        process = subprocess.Popen(command, start_new_session=True, pass_fds=(held,), **options)  # noqa: S603 (no shell)
        _tie(held, process.pid)
    except OSError:
        os.close(leash)
        raise
    finally:
        os.close(held)
    return Tied(process, leash)


def _tie(held: int, group: int) -> None:
    if _SET_SIGNAL is None:
        return
    fcntl.fcntl(held, fcntl.F_SETOWN, -group)
    fcntl.fcntl(held, _SET_SIGNAL, signal.SIGKILL)
    fcntl.fcntl(held, fcntl.F_SETFL, fcntl.fcntl(held, fcntl.F_GETFL) | os.O_ASYNC)
