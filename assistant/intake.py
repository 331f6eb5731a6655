"""Files that a user adds while questions are answered: read, stored, indexed, then answered from."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Semaphore
from typing import TYPE_CHECKING

from ingest.errors import UserError, cause
from ingest.settings import Settings

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from ingest.report import Report, Result

Progress = Callable[[str], None]
_ONE_AT_A_TIME = Lock()
_MOST_DRAFTS = 2  # that are read at a time
_DRAFT_TURNS = Semaphore(_MOST_DRAFTS)
_drafts: set[Path] = set()


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file: its name, whether the library holds it, and a Vietnamese sentence."""

    name: str
    held: bool
    text: str


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of the files, and an assistant over the library as it is now, `None` where nothing changed."""

    files: tuple[FileOutcome, ...]
    assistant: "Assistant | None"
    summary: str


def unstamped(draft: str) -> str:
    """Return the text of a draft, typed or read, that no stamp of secrecy stands on; files have passed the gate so far.

    Raises:
        UserError: a stamp stands on it; the text names it.
    """
    from ingest import gate
    from ingest.lines import CleanLine

    if stamp := gate.stamp([CleanLine(line, line) for line in draft.split("\n")]):
        raise UserError(
            f"Bản thảo đóng dấu «{stamp}», không được kiểm tra ở đây; chương trình không giữ bản nào, "
            "hãy xử lý theo quy định bảo vệ bí mật nhà nước."
        )
    return draft


def claimed(files: Sequence[Path]) -> list[Path]:
    """Move uploaded files into folders of their own and return where they are now, each once.

    Gradio keeps an upload in a folder that is called after its content, where another user's may come any moment.

    Raises:
        UserError: a file is not there any more, or cannot be moved.
    """
    moved: list[Path] = []
    try:
        for file in dict.fromkeys(files):
            moved.append(file.rename(Path(tempfile.mkdtemp(dir=file.parent.parent), file.name)))
            with suppress(OSError):  # another file may be in it
                file.parent.rmdir()
    except OSError as error:
        erase(moved)
        raise UserError(f"«{file.name}»: không nhận được tệp ({cause(error)}); hãy chọn lại tệp.") from error
    return moved


def erase(files: Sequence[Path]) -> None:
    """Erase claimed files with their folders."""
    for file in files:
        shutil.rmtree(file.parent, ignore_errors=True)


def is_reading() -> bool:
    """Return whether files are being read."""
    return _ONE_AT_A_TIME.locked() or bool(_drafts)


def draft_text(library: Path, file: Path) -> str:
    """Return the text of a claimed file, which is erased; nothing of it goes into the library in folder `library`.

    Raises:
        UserError: the file cannot be read; the text names it as the user does.
    """
    from assistant.checking.drafts import text_of

    _drafts.add(file)
    try:
        with _DRAFT_TURNS:
            return text_of(file, library)
    except UserError as error:
        raise UserError(_named(str(error), [file])) from error
    finally:
        erase([file])
        _drafts.discard(file)


def read_in(settings: Settings, files: Sequence[Path], progress: Progress, known: str) -> Intake:
    """Read claimed files, index what is new, and erase them; `known` is the fingerprint of the library answered from.

    Raises:
        UserError: the library or the index cannot be written.
    """
    from assistant.assistant import Assistant
    from ingest.report import Report

    report, assistant = Report(), None
    try:
        with _turn(progress):
            if _stored(settings, files, report, progress) != known:
                assistant = Assistant.open(settings, progress=progress)
    finally:
        erase(files)
    summary = report.closing(len(assistant.library.documents)) if assistant else "Không có văn bản nào mới."
    return Intake(tuple(_outcomes(report, files)), assistant, summary)


@contextmanager
def _turn(progress: Progress) -> Iterator[None]:
    if not _ONE_AT_A_TIME.acquire(blocking=False):
        progress("Đang đợi nạp xong các tệp của trang khác…")
        _ONE_AT_A_TIME.acquire()
    try:
        yield
    finally:
        _ONE_AT_A_TIME.release()


def _stored(settings: Settings, files: Sequence[Path], report: "Report", progress: Progress) -> str:
    """Put the files into the library; return its fingerprint."""
    from ingest.adding import add_sources
    from ingest.formats import SUFFIXES
    from ingest.library import Library
    from ingest.pool import Limits
    from ingest.sources import selected

    library = Library.open(settings.library, settings.corpus, lenient=True)

    def tell(result: "Result") -> None:
        report.results.append(result)
        progress(f"Đã xong {len(report.results)} tệp…")

    selection = selected(files, SUFFIXES)
    report.skipped = selection.skipped
    add_sources(
        library,
        selection.sources,
        Limits(),
        tell,
        lambda job, page, of: progress(f"Đang đọc «{Path(job.shown).name}», trang {page}/{of}…"),
    )
    return library.fingerprint


def _outcomes(report: "Report", files: Sequence[Path]) -> Iterator[FileOutcome]:
    for result in report.results:
        name = _named(result.shown, files)
        text = _named(result.line(), files).removesuffix(f" ({name})").replace(f"«{name}»: ", "", 1)
        yield FileOutcome(name, not result.failed, text)
    for shown in report.skipped:
        yield FileOutcome(_named(shown, files), False, "Bỏ qua: không phải tệp văn bản.")


def _named(text: str, files: Sequence[Path]) -> str:
    """Return the text with the names that the user knows, not where the page has put the files."""
    for file in files:
        text = text.replace(str(file), file.name)
    return text
