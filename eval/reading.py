"""Speed of reading files, as ratios within one run: beside pypdf's own extraction, beside the limits, run after run."""

import logging
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from eval.made_documents import make_documents
from ingest.errors import FileRefused
from ingest.formats import convert, ocr
from ingest.formats.pdf import read_pdf
from ingest.library import read_document
from ingest.pool import Job, Limits, Read, read_files
from ingest.settings import PROJECT, Settings

_ROUNDS = 3
_PAGES = 5  # of a made document
_SAMPLE = 20  # documents that the readers of one process are timed on
_LEAST_PAGES = 50.0  # a second, of text
_LEAST_DOCUMENTS = 1000 / 300  # a second
_MOST_OCR = 2.0  # seconds a page
_LINE = "| {:<52} | {:>16} | {:>24} | {:>8} |"
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Row:
    work: str
    figure: str
    beside: str
    ratio: float

    def text(self) -> str:
        return _LINE.format(self.work, self.figure, self.beside, f"{self.ratio:.2f}×")


def report(settings: Settings, count: int, data: Path | None, progress: Progress) -> str:
    """Return a table of figures and ratios for `count` made documents; the readers are timed on the PDFs in `data`."""
    with tempfile.TemporaryDirectory(prefix="nap-do-") as name:
        folder = Path(name)
        (folder / "van-ban").mkdir()
        progress(f"Tạo {count} văn bản PDF, mỗi văn bản {_PAGES} trang…")
        made = make_documents(folder / "van-ban", settings.corpus, count, _PAGES)
        given = _readable(sorted(data.rglob("*.pdf"))) if data else made[:_SAMPLE]
        progress(f"Đo việc đọc PDF trên {len(given)} tệp…")
        rows = _reader_rows(given, folder) if given else []
        progress(f"Đo cả lệnh nạp {count} văn bản…")
        rows += _command_rows(folder, count)
        progress("Đo nhận dạng chữ…")
        page = _ocr_seconds(made[0], folder)
    head = [_LINE.format("việc", "kết quả", "so với", "tỷ lệ"), _LINE.format("---", "---", "---", "---")]
    if page is not None:
        rows.append(_Row("nhận dạng chữ (OCR) một trang (CPU) / hạn", f"{page:.2f} giây", "2 giây", _MOST_OCR / page))
    notes = [f"Tải trung bình của máy khi đo: {os.getloadavg()[0]:.1f} trên {os.cpu_count()} nhân."]
    if page is None:
        notes.append("Không đo được OCR: máy chưa cài tesseract tiếng Việt hoặc LibreOffice.")
    return "\n".join([*head, *(row.text() for row in rows), "", *notes])


# --- in one process, and through the pool


def _readable(paths: Sequence[Path]) -> list[Path]:
    """Return the files that become documents without OCR: of the others reading measures other things."""
    return [path for path in paths if _is_readable(path)]


def _is_readable(path: Path) -> bool:
    try:
        return len(PdfReader(path).pages) > 0 and bool(read_document(path).paragraphs)
    except (FileRefused, PyPdfError, ValueError, KeyError):
        return False


def _reader_rows(paths: Sequence[Path], folder: Path) -> list[_Row]:
    """Return the rows about reading: in one process by seconds of computing, which busy neighbours lengthen least."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    pages = sum(len(PdfReader(path).pages) for path in paths)
    plain = pages / _seconds(lambda: [_extracted(path) for path in paths], _computing)
    reader = pages / _seconds(lambda: [read_pdf(path) for path in paths], _computing)
    whole = pages / _seconds(lambda: [read_document(path) for path in paths], _computing)
    alone = pages / _seconds(lambda: [read_document(path) for path in paths])
    pool = pages / _seconds(lambda: _through_pool(paths, folder))
    least = _a_second(_LEAST_PAGES)
    return [
        _Row("đọc chữ PDF (CPU) / extract_text của pypdf", _a_second(reader), _a_second(plain), reader / plain),
        _Row("đọc chữ PDF (CPU) / yêu cầu", _a_second(reader), least, reader / _LEAST_PAGES),
        _Row("đọc PDF thành văn bản (CPU) / yêu cầu", _a_second(whole), least, whole / _LEAST_PAGES),
        _Row(
            f"qua {Limits().jobs} tiến trình con, gồm khởi động / một", _a_second(pool), _a_second(alone), pool / alone
        ),
    ]


def _a_second(pages: float) -> str:
    return f"{pages:.0f} trang/giây"


def _seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the median time of `work` in seconds, after one round to warm up."""
    times = []
    for _ in range(_ROUNDS + 1):
        started = clock()
        work()
        times.append(clock() - started)
    return max(median(times[1:]), 1e-9)


def _computing() -> float:
    """Return the seconds of computing of this process and of the children that have ended."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _extracted(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


def _through_pool(paths: Sequence[Path], folder: Path) -> None:
    jobs = [Job(path, path.name) for path in paths]
    for batch in read_files(jobs, Limits(), folder):
        for job, outcome in batch:
            if not isinstance(outcome, Read):
                raise FileRefused(f"«{job.shown}»: {outcome.reason}")


# --- the whole command


def _command_rows(folder: Path, count: int) -> list[_Row]:
    library = folder / "thu-vien"
    _run([], library)  # an empty library: the shipped documents are read before the clock starts
    first, computed = _run([folder / "van-ban"], library)
    second, _ = _run([folder / "van-ban"], library)
    done = f"{count / first:.1f} văn bản/giây"
    limit = f"{_LEAST_DOCUMENTS:.1f} văn bản/giây"
    return [
        _Row(f"cả lệnh nạp {count} văn bản {_PAGES} trang / yêu cầu", done, limit, count / first / _LEAST_DOCUMENTS),
        _Row("  thời gian tính (CPU) / thời gian chờ", f"{computed:.1f} giây", f"{first:.1f} giây", computed / first),
        _Row("nạp lần hai, không có gì mới / lần đầu", f"{second:.1f} giây", f"{first:.1f} giây", second / first),
    ]


def _run(paths: Sequence[Path], library: Path) -> tuple[float, float]:
    """Run the command; return its seconds by the clock and of computing, those of its children with them."""
    action: list[str | Path] = list(paths) or ["list"]
    command = [sys.executable, "-m", "ingest", *map(str, action), "--library", str(library), "--json"]
    before, started = _computing(), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=PROJECT)  # noqa: S603
    return time.perf_counter() - started, _computing() - before


# --- letters read from a picture


def _ocr_seconds(path: Path, folder: Path) -> float | None:
    """Return how long OCR takes for the first page of the PDF, set in a real font by LibreOffice; `None` without it."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None or not convert.available() or not ocr.available():
        return None
    text = "\n".join(line.text for line in read_pdf(path).lines if line.page == 1)
    (folder / "trang.txt").write_text(text, encoding="utf-8-sig")
    profile = f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}"
    quiet = ["--headless", "--norestore", "--nologo", "--infilter=Text (encoded):UTF8,LF,Liberation Serif,vi-VN"]
    command = [program, profile, *quiet, "--convert-to", "pdf", "--outdir", str(folder), str(folder / "trang.txt")]
    subprocess.run(command, check=False, capture_output=True, timeout=120)  # noqa: S603
    drawn = folder / "trang.pdf"
    return _seconds(lambda: ocr.ocr_page(drawn, 1), _computing) if drawn.is_file() else None
