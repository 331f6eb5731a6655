"""`python -m ingest FILE|FOLDER…`: files are read and put into the library, those that it has already are not."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.errors import FileState
from ingest.formats import SUFFIXES
from ingest.library import Library
from ingest.pool import Job, Limits, Outcome, PageListener, Read, Refused, read_files
from ingest.progress import Display
from ingest.report import Report, Result
from ingest.settings import Settings
from ingest.sources import Source, jobs, selected
from ingest.workspaces import run_folder


def add(paths: Sequence[Path], settings: Settings, *, at_a_time: int | None, as_json: bool) -> int:
    """Add the named files to the library; return 0 when all were read, 1 when some were refused, 130 when stopped."""
    library = Library.open(settings.library, settings.corpus, lenient=True)
    selection = selected(paths, SUFFIXES)
    console = _Console(selection.sources, as_json=as_json)
    console.report.skipped = selection.skipped
    if not selection.sources:
        named = ", ".join(f"«{path}»" for path in paths)
        print(f"Không có tệp văn bản nào đọc được trong {named}; hãy kiểm tra đường dẫn.", file=sys.stderr)
    limits = Limits() if at_a_time is None else replace(Limits(), jobs=at_a_time)
    try:
        add_sources(library, selection.sources, limits, console.tell, console.page)
    except KeyboardInterrupt:
        console.close(len(library.documents))
        print(
            "Đã dừng theo yêu cầu; các văn bản đã báo nạp vẫn được giữ, hãy chạy lại lệnh để nạp tiếp.", file=sys.stderr
        )
        return 130
    console.close(len(library.documents))
    return 1 if console.report.failed or not selection.sources else 0


def add_sources(
    library: Library,
    sources: Sequence[Source],
    limits: Limits,
    tell: Callable[[Result], None],
    on_page: PageListener,
) -> None:
    """Read the sources and put them into the library; `tell` hears of each when it is on disk, in their order.

    Raises:
        LibraryError: the library cannot be written; what was told stays.
    """
    adding = _Adding(library, tell)
    with run_folder(library.folder) as folder:
        for batch in read_files(jobs(sources, folder, adding.known), limits, folder, on_page):
            adding.store(batch)


class _Console:
    """What a run prints: progress and a line a file on stderr, the closing table or JSON on stdout."""

    def __init__(self, sources: Sequence[Source], *, as_json: bool) -> None:
        self.report = Report()
        self._as_json = as_json
        self._display = Display(sys.stderr, [(source.shown, source.size) for source in sources])

    def page(self, job: Job, page: int, of: int) -> None:
        self._display.page(job.shown, page, of)

    def tell(self, result: Result) -> None:
        self.report.results.append(result)
        self._display.file_done(result.line())
        if self._as_json:
            print(json.dumps(result.record(), ensure_ascii=False), flush=True)

    def close(self, held: int) -> None:
        """Print the closing table, or object."""
        if self._as_json:
            print(json.dumps(self.report.summary(held), ensure_ascii=False))
        else:
            print(f"{self.report.table()}{self.report.closing(held)}")


class _Adding:
    def __init__(self, library: Library, tell: Callable[[Result], None]) -> None:
        self._library, self._tell = library, tell
        self._met: dict[str, str] = {}
        self._failed: dict[str, Result] = {}

    def known(self, source: Source, path: Path, digest: str) -> Refused | None:
        """Return the outcome of a file that the library holds, or that came before in this run.

        A file whose metadata stand beside it is read again: they may have changed.
        """
        if path.with_suffix(".toml").exists():
            return None
        if before := self._met.get(digest):
            reason = f"«{source.shown}»: giống hệt tệp «{before}» đã nêu trong lần nạp này; bỏ qua."
            return Refused(reason, FileState.DUPLICATE)
        self._met[digest] = source.shown
        if label := self._library.holds(digest):
            return Refused(f"«{source.shown}»: thư viện đã có tệp này ({label}); bỏ qua.", FileState.DUPLICATE, label)
        return None

    def store(self, batch: list[tuple[Job, Outcome]]) -> None:
        """Put what was read into the library in one step; only then is it told."""
        read = [outcome.document for _, outcome in batch if isinstance(outcome, Read)]
        stored = iter(self._library.put_many(read) if read else [])
        for job, outcome in batch:
            if isinstance(outcome, Read):
                self._tell(Result.read(job.shown, outcome.document, next(stored)))
            else:
                self._tell(self._refused(job, outcome))

    def _refused(self, job: Job, outcome: Refused) -> Result:
        result = self._same_failure(job, outcome) or self._erased(job, outcome)
        if result.failed and job.digest:
            self._failed.setdefault(job.digest, result)
        return result

    def _same_failure(self, job: Job, outcome: Refused) -> Result | None:
        """Return the result of a file whose double came before it and was refused: nobody has what is in it."""
        before = self._failed.get(job.digest) if outcome.state is FileState.DUPLICATE else None
        if before is None:
            return None
        reason = f"«{job.shown}»: giống hệt tệp «{before.shown}» không nạp được; hãy xem lý do nêu ở tệp đó."
        return Result(job.shown, before.state, reason)

    def _erased(self, job: Job, outcome: Refused) -> Result:
        if outcome.state is not FileState.SECRET or not job.digest:
            return Result(job.shown, outcome.state, outcome.reason, held=outcome.held)
        erased = self._library.erase(job.digest)  # read before its stamp was known
        named = f" Đã xóa khỏi thư viện và chỉ mục: {', '.join(erased)}." if erased else ""
        return Result(job.shown, outcome.state, outcome.reason + named)
