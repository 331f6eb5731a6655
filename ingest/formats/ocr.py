"""Letters out of the pictures of pages: pypdfium2 or pdftoppm draws a page, tesseract reads it.

The only place that imports pypdfium2 and calls tesseract.
"""

import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, sqrt
from pathlib import Path
from statistics import median
from threading import Lock

from ingest.errors import FileRefused, FileState
from ingest.extraction import RawLine
from ingest.formats.judge import judged
from ingest.formats.pdf_lines import columns
from ingest.formats.pdf_page import Run

REMEDY = "hãy cài tesseract (apt-get install tesseract-ocr tesseract-ocr-vie poppler-utils) rồi nạp lại"
_DOTS_AN_INCH = 300
_MOST_PIXELS = 20_000_000  # A3 at 300 dots an inch has 17 million
_LONGEST_SIDE = 3508  # pixels of A4 at 300 dots an inch
_SECONDS = 20.0  # of computing, for a page; 2 are usual
_LONGEST_WAIT = 60.0  # seconds by the clock
_LEAST_CONFIDENCE = 35.0  # of a line: stamps, signatures and specks are read with less
_AS_IT_STANDS, _TURNED_UPRIGHT = "3", "1"  # modes of tesseract; finding out which way is up costs a third more
_FEWEST_LETTERS = 40  # a page with fewer may lie on its side
_SPECK_LETTERS = 3  # a line with so few letters may be a speck
_LEAST_SPECK_CONFIDENCE = 60.0
_LEAST_LETTERS_SHARE = 0.3  # of the characters of a line that are letters or digits
_SPECKS = " |`'‘’_~^\\<>{}=¬°¦"  # what frames and specks are read as; a word of nothing else says nothing
Drawer = Callable[[Path, int], bytes | None]
_drawing = Lock()  # pdfium works in one thread only


@lru_cache(maxsize=1)
def available() -> bool:
    """Return whether tesseract is installed with the Vietnamese language."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    try:
        listed = subprocess.run(  # noqa: S603
            [program, "--list-langs"], capture_output=True, text=True, timeout=30, check=False
        )
    except (subprocess.TimeoutExpired, OSError):
        return False
    return "vie" in listed.stdout.split()


def ocr_page(path: Path, number: int) -> tuple[RawLine, ...]:
    """Return the lines that tesseract reads on page `number`, from 1, of the PDF `path`; raises `FileRefused`."""
    picture = _drawn(path, number)
    if picture is None:
        raise FileRefused(
            f"«{path}», trang {number}: không dựng được ảnh trang để nhận dạng chữ (OCR); "
            "hãy quét lại trang này rồi nạp lại.",
            FileState.DAMAGED,
        )
    lines = _lines(number, picture, _AS_IT_STANDS, _SECONDS)
    if lines is None:
        raise FileRefused(
            f"«{path}», trang {number}: nhận dạng chữ (OCR) không xong; hãy quét lại trang này rồi nạp lại.",
            FileState.NEEDS_OCR,
        )
    if judged(lines).sound and judged(lines).letters >= _FEWEST_LETTERS:
        return lines
    turned = _lines(number, picture, _TURNED_UPRIGHT, _SECONDS)
    return max(lines, turned or (), key=_words)


def _words(lines: Sequence[RawLine]) -> float:
    """Return how many letters stand in words that can be words."""
    quality = judged(lines)
    return quality.letters * quality.share


def _lines(number: int, picture: bytes, mode: str, seconds: float) -> tuple[RawLine, ...] | None:
    """Return what tesseract reads in that mode; `None` where it fails or takes longer."""
    program = shutil.which("tesseract") or "tesseract"
    command = [program, "-", "-", "-l", "vie", "--dpi", str(_DOTS_AN_INCH), "--psm", mode, "tsv"]
    table = _output(command, picture, seconds)
    if table is None:
        return None
    return tuple(RawLine(text, page=number, wrapped=True) for text in lines_of(table.decode("utf-8", "replace")))


def _drawn(path: Path, number: int) -> bytes | None:
    """Return the page as a grey picture, a PGM file; `None` where nobody can draw it."""
    drawers: tuple[Drawer, ...] = (_by_pdfium, _by_pdftoppm)
    return next((picture for drawer in drawers if (picture := drawer(path, number))), None)


def _by_pdfium(path: Path, number: int) -> bytes | None:
    import pypdfium2  # type: ignore[import-untyped]

    with _drawing:
        try:
            document = pypdfium2.PdfDocument(path)
        except (pypdfium2.PdfiumError, OSError):
            return None
        try:
            page = document[number - 1]
            width, height = page.get_size()
            bitmap = page.render(scale=_scale(width, height), grayscale=True)
            header = b"P5 %d %d 255\n" % (bitmap.width, bitmap.height)
            rows = memoryview(bitmap.buffer)
            return header + b"".join(
                bytes(rows[at : at + bitmap.width]) for at in range(0, bitmap.height * bitmap.stride, bitmap.stride)
            )
        except (pypdfium2.PdfiumError, IndexError, ValueError, MemoryError):
            return None
        finally:
            document.close()


def _scale(width: float, height: float) -> float:
    """Return pixels a point: 300 dots an inch, less where the page is larger than any paper."""
    usual = _DOTS_AN_INCH / 72
    return min(usual, sqrt(_MOST_PIXELS / max(width * height, 1.0)))


def _by_pdftoppm(path: Path, number: int) -> bytes | None:
    program = shutil.which("pdftoppm")
    if program is None:
        return None
    pages = ["-f", str(number), "-l", str(number), "-singlefile"]
    size = ["-scale-to", str(_LONGEST_SIDE)]  # by resolution a huge page would fill the memory
    return _output([program, "-q", "-gray", *size, *pages, str(path.resolve())], b"", _SECONDS)


def _output(command: list[str], data: bytes, seconds: float) -> bytes | None:
    """Return what a program writes; `None` where it fails, computes for longer than `seconds` or hangs."""
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # its own threads make it five times slower
    pipe = subprocess.PIPE
    try:
        with subprocess.Popen(  # noqa: S603
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment
        ) as program:
            return _written(program, data, seconds)
    except OSError:
        return None


def _written(program: subprocess.Popen[bytes], data: bytes, seconds: float) -> bytes | None:
    try:
        # By time of computing, not of the clock: on a busy machine a sound page takes long.
        resource.prlimit(program.pid, resource.RLIMIT_CPU, (ceil(seconds), ceil(seconds)))
        written, _ = program.communicate(data, timeout=_LONGEST_WAIT)
    except ProcessLookupError:  # it has ended already
        written, _ = program.communicate()
    except subprocess.TimeoutExpired:
        program.kill()
        return None
    return written if program.returncode == 0 else None


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    confidence: float
    left: int
    right: int
    height: int


def lines_of(table: str) -> list[str]:
    """Return the lines in tesseract's table of words, without noise, a blank one between two blocks of text."""
    lines: dict[tuple[str, ...], list[_Word]] = {}
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == "5" and cells[11].strip(_SPECKS):
            left, _, width, height = map(int, cells[6:10])
            word = _Word(cells[11].strip(), float(cells[10]), left, left + width, height)
            lines.setdefault(tuple(cells[2:5]), []).append(word)
    texts: list[str] = []
    before = ""
    for (block, *_), words in lines.items():
        if not _is_noise(words):
            texts += ["", *_columns(words)] if texts and block != before else _columns(words)
            before = block
    return texts


def _is_noise(words: Sequence[_Word]) -> bool:
    text = " ".join(word.text for word in words)
    sure = sum(len(word.text) * word.confidence for word in words) / sum(len(word.text) for word in words)
    said = sum(map(str.isalnum, text))
    least = _LEAST_CONFIDENCE if said > _SPECK_LETTERS else _LEAST_SPECK_CONFIDENCE
    return sure < least or said < _LEAST_LETTERS_SHARE * len(text)


def _columns(words: Sequence[_Word]) -> list[str]:
    """Return the text of a line, parted where a letterhead or a foot has two columns."""
    size = 1.4 * median(word.height for word in words)  # a word without ascenders is half the font's size high
    spaced = [word.text + " " for word in words]
    return columns(Run(text, word.left, 0, word.right, size, "", 0) for text, word in zip(spaced, words, strict=True))
