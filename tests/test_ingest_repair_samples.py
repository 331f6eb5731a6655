"""Repair of real documents: marks kept against the transcripts, words left torn, characters of legacy encodings."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from ingest_measures import marks, spaces
from lxml import etree
from pypdf import PdfReader

from ingest.extraction import Extraction, RawLine
from ingest.formats.rtf import read_rtf
from ingest.repair import repaired
from ingest.syllables import possible_share, words
from ingest.trust import garbled

_SAMPLES = Path(__file__).parents[2] / "shared/samples/vietnamese"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
pytestmark = pytest.mark.skipif(not _SAMPLES.exists(), reason="no samples here")


_PAGES = 12


def _raw_pdf(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages[:_PAGES])


def _raw_docx(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    paragraphs = root.iter(f"{_WORD}p")
    return "\n".join("".join(text.text or "" for text in paragraph.iter(f"{_WORD}t")) for paragraph in paragraphs)


def _raw_rtf(path: Path) -> str:
    return "\n".join(line.text for line in read_rtf(path).lines)


_READERS = {".pdf": _raw_pdf, ".docx": _raw_docx, ".rtf": _raw_rtf}


def _repaired(text: str) -> str:
    lines = tuple(RawLine(line) for line in text.split("\n"))
    return "\n".join(line.text for line in repaired(Extraction("", lines)).lines)


def _transcribed() -> Iterator[tuple[Path, Path]]:
    for transcript in sorted(_SAMPLES.glob("transcripts/*.txt")):
        path = _SAMPLES / transcript.stem
        if path.suffix == ".rtf" or path.name.startswith("25__"):
            yield path, transcript
    for path in sorted(_SAMPLES.glob("vni_docx/*.docx")):
        yield path, path.with_suffix(".txt")


_TRANSCRIBED = list(_transcribed())


@pytest.mark.parametrize(("path", "transcript"), _TRANSCRIBED, ids=[path.name for path, _ in _TRANSCRIBED])
def test_marks_are_kept(path: Path, transcript: Path) -> None:
    raw = _READERS[path.suffix](path)
    result = _repaired(raw)
    expected = transcript.read_text(encoding="utf-8")
    assert marks(raw, expected).kept < 0.3  # there is something to repair
    assert marks(result, expected).kept >= 0.98
    assert garbled(words(result)).total() <= 0.003 * len(words(result))  # typing errors of the originals
    assert not re.search("[¨©ª«¬®¶·¸¹µ¦§øæœ∙−]", "".join(re.findall(r"\w\S\w", result)))


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="no pdftotext here")
@pytest.mark.parametrize("name", ["18__36-2024-qh15_tiep.pdf", "25__2006-19412_QD115.04TTg_BLTch_DNNVV.pdf"])
def test_words_are_neither_left_torn_nor_run_together(name: str) -> None:
    path = _SAMPLES / name
    other = subprocess.run(["pdftotext", "-l", str(_PAGES), path, "-"], capture_output=True, check=True).stdout.decode()
    text = _repaired(_raw_pdf(path))
    measured = spaces(text, _repaired(other.replace("\f", "\n")))
    assert measured.share > 0.75
    assert len(measured.torn) <= measured.letters / 10_000, measured.torn
    assert len(measured.lost) <= measured.letters / 50_000, measured.lost
    assert possible_share(text) >= 0.98
