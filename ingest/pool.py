"""Files read in children that can be killed: each within limits of time and memory, with no effect on its neighbours.

Nothing is left running: a child is killed with its whole family (tesseract, soffice) when it passes a limit, and by
the kernel when this process dies (`ingest.lifeline`). Nothing is left on disk: each file has a folder of its own,
made and erased here, and the next run erases those of a run that was killed (`ingest.workspaces`).
"""

import os
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ingest.child import Child, Ended
from ingest.document import Document
from ingest.errors import FileRefused, FileState, cause
from ingest.workspaces import workspace

_LOOK_AHEAD = 64  # files in hand at once, read or not; what is stored in one step cannot be more


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost; past it, its child is killed. Times in seconds, sizes in bytes.

    `silence`: without a page done; `page`: on average over the pages of a file, beside one `silence`. `memory`: of the
    child and all that it starts. A child is replaced after `files` files, or when it holds more than `kept` between
    two files. `reader` names the function (path, workspace) → Document.
    """

    jobs: int = min(os.cpu_count() or 1, 4)
    silence: float = 25.0
    page: float = 10.0
    memory: int = 900 * 2**20
    files: int = 200
    kept: int = 300 * 2**20
    reader: str = "ingest.reading:read_document"


@dataclass(frozen=True, slots=True)
class Read:
    """The file became this document."""

    document: Document


@dataclass(frozen=True, slots=True)
class Refused:
    """The file became no document; `reason` is a Vietnamese sentence, `state` its kind.

    `held` is the label of the document that the library has of this very file.
    """

    reason: str
    state: FileState
    held: str = ""


Outcome = Read | Refused


@dataclass(frozen=True, slots=True)
class Job:
    """A file to be read; `shown` is what the user calls it.

    `known`: there is nothing to read, the outcome is known already. `temporary`: erased once it is read.
    """

    path: Path
    shown: str
    known: Outcome | None = None
    temporary: bool = False
    digest: str = ""  # the SHA-256 of the file in hexadecimal digits, where it is known


PageListener = Callable[[Job, int, int], None]


def read_files(
    jobs: Iterable[Job], limits: Limits, folder: Path, on_page: PageListener | None = None
) -> Iterator[list[tuple[Job, Outcome]]]:
    """Read the files, several at a time, and yield them with their outcomes in the order in which they came.

    What is ready comes together, so that whoever stores it can do so in one step. `jobs` is taken from as reading
    goes on, so it may be made on the way. `folder` is a private one (`workspaces.run_folder`). `on_page(job, page, of)`
    is called in other threads. Closing the iterator early stops everything.
    """
    pool = _Pool(limits, folder, on_page or (lambda job, page, of: None))
    try:
        yield from pool.outcomes(iter(jobs))
    finally:
        pool.stop()


@dataclass(slots=True)
class _Pool:
    limits: Limits
    folder: Path
    on_page: PageListener
    _idle: "queue.SimpleQueue[Child]" = field(default_factory=queue.SimpleQueue)
    _children: list[Child] = field(default_factory=list)
    _threads: ThreadPoolExecutor = field(init=False)
    _starting: threading.Lock = field(default_factory=threading.Lock)
    _stopped: bool = False

    def __post_init__(self) -> None:
        self._threads = ThreadPoolExecutor(self.limits.jobs, thread_name_prefix="doc")

    def outcomes(self, jobs: Iterator[Job]) -> Iterator[list[tuple[Job, Outcome]]]:
        waiting: deque[tuple[Job, Future[Outcome]]] = deque()
        for job in jobs:
            waiting.append((job, self._threads.submit(self._outcome, job)))
            if len(waiting) >= _LOOK_AHEAD:
                yield _ready(waiting)
        while waiting:
            yield _ready(waiting)

    def stop(self) -> None:
        with self._starting:
            self._stopped = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for child in list(self._children):
            child.interrupt()
        self._threads.shutdown()
        for child in self._children:
            child.kill()

    def _outcome(self, job: Job) -> Outcome:
        try:
            if job.known is not None:
                return job.known
            with workspace(self.folder) as own:
                return Read(self._document(job, own))
        except FileRefused as error:
            return Refused(str(error).replace(str(job.path), job.shown), error.state)
        except OSError as error:
            reason = f"«{job.shown}»: không có chỗ tạm để đọc tệp ({cause(error)}); hãy kiểm tra dung lượng đĩa."
            return Refused(reason, FileState.REFUSED)
        finally:
            if job.temporary:
                with suppress(OSError):
                    job.path.unlink()

    def _document(self, job: Job, own: Path) -> Document:
        child = self._child()
        try:
            return child.document(job.path, own, lambda page, of: self.on_page(job, page, of))
        except Ended as end:
            raise FileRefused(f"«{job.path}»: {end.reason}", end.state) from None
        finally:
            self._idle.put(child)

    def _child(self) -> Child:
        with suppress(queue.Empty):
            while (child := self._idle.get_nowait()).is_spent():
                child.kill()
                self._children.remove(child)
            return child
        with self._starting:
            if self._stopped:
                raise FileRefused("đã dừng theo yêu cầu.")
            self._children.append(child := Child(self.limits))
        return child


def _ready(waiting: deque[tuple[Job, Future[Outcome]]]) -> list[tuple[Job, Outcome]]:
    """Take the first outcome, waiting for it, and those after it that are there already."""
    ready: list[tuple[Job, Outcome]] = []
    while waiting and (not ready or waiting[0][1].done()):
        job, future = waiting.popleft()
        ready.append((job, future.result()))
    return ready
