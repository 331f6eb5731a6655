"""Progress while a file is read: readers say which page is done, whoever supervises them listens.

A reader of pages calls `page_done(number, of)` after every page: it tells the user how far the reading is, and it
shows that a long file is not hanging, so that its time limit begins anew.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from ingest.text import on_one_line

PageListener = Callable[[int, int], None]

_TERMINAL_PAUSE, _PLAIN_PAUSE = 0.25, 5.0  # seconds between two lines about pages
_FEWEST_SECONDS, _LEAST_DONE = 3.0, 0.03  # before which the time left is no more than a guess
_WIDTH = 110

_listeners: list[PageListener] = []


def page_done(number: int, of: int) -> None:
    """Say that page `number` (from 1) of `of` pages has been read; nothing happens where nobody listens."""
    for listener in _listeners:
        listener(number, of)


@contextmanager
def listening(listener: PageListener) -> Iterator[None]:
    """Call `listener(number, of)` for every page that is read inside the block."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


class Display:
    """The progress of a run on a stream: a line that is rewritten on a terminal, else a plain line now and then.

    `sizes` holds all files by the names that they are shown by, in order, with their bytes; the time left is judged
    by these. Any thread may call it.
    """

    def __init__(self, stream: TextIO, sizes: Sequence[tuple[str, int]]) -> None:
        self._stream, self._sizes = stream, sizes
        self._terminal = stream.isatty()
        self._began = self._told = time.monotonic()
        self._done = 0
        self._parts: dict[str, float] = {}  # how much has been read of files that are not yet done
        self._lock = threading.Lock()

    def page(self, shown: str, page: int, of: int) -> None:
        """Take note that a page of a file was read; it is told a few times a second at most, in plain lines rarely."""
        with self._lock:
            self._parts[shown] = page / of if of else 0.0
            if time.monotonic() - self._told < (_TERMINAL_PAUSE if self._terminal else _PLAIN_PAUSE):
                return
            self._told = time.monotonic()
            name = on_one_line(shown)
            text = f"[{self._done}/{len(self._sizes)}] «{name}»: trang {page}/{of}{self._left()}"
            self._stream.write(f"\r\x1b[K{text[-_WIDTH:]}" if self._terminal else f"{text}\n")
            self._stream.flush()

    def file_done(self, line: str) -> None:
        """Print a line about the next file, which is done."""
        with self._lock:
            self._parts.pop(self._sizes[self._done][0], None)
            self._done += 1
            begin = "\r\x1b[K" if self._terminal else ""
            self._stream.write(f"{begin}[{self._done}/{len(self._sizes)}] {on_one_line(line)}\n")
            self._stream.flush()

    def _left(self) -> str:
        elapsed = time.monotonic() - self._began
        whole = sum(size for _, size in self._sizes)
        ahead = sum(self._parts.get(shown, 0.0) * size for shown, size in self._sizes[self._done :])
        done = sum(size for _, size in self._sizes[: self._done]) + ahead
        if elapsed < _FEWEST_SECONDS or done < _LEAST_DONE * whole:
            return ""
        return f", còn khoảng {duration(elapsed * (whole - done) / done)}"


def duration(seconds: float) -> str:
    """Return a rough length of time in words: «40 giây», «3 phút», «2 giờ 5 phút»."""
    if seconds < 59.5:
        return f"{max(round(seconds), 1)} giây"
    hours, minutes = divmod(round(seconds / 60), 60)
    return " ".join(f"{number} {unit}" for number, unit in ((hours, "giờ"), (minutes, "phút")) if number)
