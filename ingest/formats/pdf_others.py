"""Other readers of a PDF's text layer, for pages that the first one reads badly. The only place with pdfplumber."""

import logging
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

from ingest.extraction import RawLine, Way

_SECONDS = 20
_DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


def by_pdfplumber(path: Path, number: int) -> list[RawLine] | None:
    """Return the lines of page `number`, from 1, as pdfplumber reads them; `None` where it cannot."""
    import pdfplumber
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import PdfminerException

    for noisy in ("pdfminer", "pdfplumber"):  # they report oddities on stderr, in English
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    try:
        with pdfplumber.open(path, pages=[number]) as document:
            return _lines(document.pages[0].extract_text(), number)
    except (PdfminerException, PDFException, PSException, *_DAMAGE):
        return None


def by_pdftotext(path: Path, number: int) -> list[RawLine] | None:
    """Return the lines of page `number`, from 1, as pdftotext reads them; `None` where it is missing or cannot."""
    program = shutil.which("pdftotext")
    if program is None:
        return None
    command = [program, "-q", "-enc", "UTF-8", "-f", str(number), "-l", str(number), str(path.resolve()), "-"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except (subprocess.TimeoutExpired, OSError):
        return None
    return _lines(done.stdout.decode("utf-8", "replace"), number) if done.returncode == 0 else None


def _lines(text: str, number: int) -> list[RawLine]:
    return [RawLine(line.strip(), page=number, wrapped=True) for line in text.replace("\f", "\n").splitlines()]


OTHER_WAYS = ((Way.PDFPLUMBER, by_pdfplumber), (Way.PDFTOTEXT, by_pdftotext))
