"""The benchmark of reading: what it makes is read as it was written, and its table says what it measured."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from eval import reading
from eval.made_documents import document_pages, make_documents, pdf
from ingest.formats.pdf import read_pdf
from ingest.library import read_document
from ingest.settings import PROJECT, Settings

CORPUS = PROJECT / "corpus"


def test_made_documents_are_read_as_they_were_written(tmp_path: Path) -> None:
    pages = document_pages(["Rà soát, hoàn thiện thể chế, phân cấp, phân quyền gắn với kiểm tra, giám sát."], 7, 3)
    path = tmp_path / "van-ban.pdf"
    path.write_bytes(pdf(pages))
    read = read_pdf(path).lines
    for number, page in enumerate(pages, 1):
        assert [line.text for line in read if line.page == number and line.text] == [line for line in page if line]


def test_made_documents_differ_and_have_the_frame_of_a_document(tmp_path: Path) -> None:
    made = [read_document(path) for path in make_documents(tmp_path, CORPUS, 3, 2)]
    assert [document.metadata.number for document in made] == ["1-BC/TU", "2-BC/TU", "3-BC/TU"]
    assert len({document.source_text for document in made}) == 3
    assert all(len(document.paragraphs) > 5 for document in made)
    assert {page for document in made if document.origin for _, page, _ in document.origin.pages} == {1, 2}


@pytest.mark.parametrize("given", [False, True])
def test_the_table_holds_a_ratio_for_every_step(given: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_ROUNDS", 1)
    monkeypatch.setattr(reading, "_ocr_seconds", lambda path, folder: None)
    make_documents(tmp_path, CORPUS, 1, 1)
    (tmp_path / "hong.pdf").write_bytes(b"%PDF-1.4 broken")  # left out, with what needs OCR
    told: list[str] = []
    report = reading.report(Settings(corpus=CORPUS), 2, tmp_path if given else None, told.append)
    rows = [line for line in report.splitlines() if re.search(r"\d×", line)]
    assert len(rows) == 7
    assert all(float(match[1]) > 0 for row in rows if (match := re.search(r"([\d.]+)×", row)))
    assert "nạp 2 văn bản" in report
    assert "Không đo được OCR" in report
    assert f"trên {1 if given else 2} tệp" in "".join(told)


def test_the_command_names_the_action() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "eval", "--help"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert "reading" in told.stdout
    assert "--count" in told.stdout
