"""A document stamped MẬT in every format, through the true command: refused, and no byte of its text stays."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from ingest_office_helpers import docx, odt, para
from ingest_pdf_fixtures import WHOLE_PAGE, TestFont, pdf, prose
from ingest_run_helpers import told
from ingest_word_helpers import Word
from test_ingest_ocr import scanned

from ingest.formats import ocr
from ingest.workspaces import FOLDER

WORDS = "Trạm gác Đồi Xanh"  # what must be found nowhere
HEAD = [
    *("TỈNH ỦY BÌNH MINH", "ĐẢNG CỘNG SẢN VIỆT NAM", "{stamp}", "Số {number}-BC/TU"),
    *("BÁO CÁO", "về công tác cán bộ", "-----"),
]
BODY = [
    "Bộ Nội vụ đề nghị các địa phương khẩn trương rà soát thể chế.",
    f"Tỉnh bảo đảm đủ nguồn lực cho {WORDS} theo quy định.",
    "Các đơn vị báo cáo kết quả trước ngày 15 hằng tháng.",
]
FORMATS = ("txt", "html", "rtf", "doc", "docx", "odt", "pdf", "scan.pdf", "zip")


def write(path: Path, lines: list[str]) -> None:
    """Write a document of these lines in the format that the end of the name says."""
    match path.name.split(".", 1)[1]:
        case "txt":
            path.write_text("\n".join(lines), encoding="utf-8")
        case "html":
            paragraphs = "".join(f"<p>{line}</p>" for line in lines)
            path.write_text(f"<!doctype html><html><body>{paragraphs}</body></html>", encoding="utf-8")
        case "rtf":
            text = "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in "\\par ".join(lines))
            path.write_text(rf"{{\rtf1\ansi {text}\par}}", encoding="ascii")
        case "doc":
            Word(main="\r".join(lines) + "\r").write(path)
        case "docx":
            docx(path, "".join(map(para, lines)))
        case "odt":
            odt(path, "".join(f"<text:p>{line}</text:p>" for line in lines))
        case "pdf":
            font = TestFont()
            path.write_bytes(pdf([prose(font, lines)], font))
        case "scan.pdf":
            path.write_bytes(pdf([WHOLE_PAGE], TestFont(), images=(scanned(lines),)))
        case "zip":
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("trong/báo cáo.txt", "\n".join(lines))


def run_over(folder: Path, stamp: str) -> dict[str, dict[str, Any]]:
    """Run the command over the document in each format and return what it told, by format."""
    (folder / "vao").mkdir()
    for number, form in enumerate(FORMATS, 12):
        if form != "scan.pdf" or ocr.available():
            lines = [line.format(stamp=stamp, number=number) for line in (*HEAD, *BODY)]
            write(folder / "vao" / f"bao-cao.{form}", list(filter(None, lines)))
    run = told(folder, "vao")
    (folder / "da-noi").write_text("\n".join([*run.lines, *map(str, run.records)]), encoding="utf-8")
    return {record["file"].split(" › ")[0].split(".", 1)[1]: record for record in run.records}


def holding(folder: Path, text: str) -> list[Path]:
    """Return the files under the folder that hold the text, in any usual encoding or escaped as in JSON."""
    forms = [text.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    forms += [ascii(text)[1:-1].encode(), "".join(c if c.isascii() else f"\\u{ord(c):04x}" for c in text).encode()]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if any(form in path.read_bytes() for form in forms)]


@pytest.fixture(scope="module")
def stamped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("mat")
    return folder, run_over(folder, "MẬT")


@pytest.fixture(scope="module")
def free(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("thuong")
    return folder, run_over(folder, "")


@pytest.mark.parametrize("form", FORMATS)
def test_a_stamped_document_is_refused(stamped: tuple[Path, dict[str, dict[str, Any]]], form: str) -> None:
    if form not in stamped[1]:
        pytest.skip("tesseract with the Vietnamese language is not installed")
    record = stamped[1][form]
    assert record["status"] == "secret"
    assert "đóng dấu «MẬT», không được nạp" in record["reason"]
    assert "document" not in record


def test_nothing_of_a_stamped_document_stays(stamped: tuple[Path, dict[str, dict[str, Any]]]) -> None:
    folder = stamped[0]
    for text in (WORDS, *(f"{number}-BC/TU" for number in range(12, 12 + len(FORMATS)))):
        assert [path for path in holding(folder, text) if path.parent != folder / "vao"] == []
    assert list((folder / "tam").iterdir()) == []
    assert [path.name for path in (folder / "kho" / FOLDER).iterdir()] == [".lock"]
    assert len(list((folder / "vao").iterdir())) == len(stamped[1])  # the user's own files are left alone


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_document_without_its_stamp_is_read(free: tuple[Path, dict[str, dict[str, Any]]], form: str) -> None:
    """So that it is the stamp that refuses it, and what is looked for above would be found."""
    if form not in free[1]:
        pytest.skip("tesseract with the Vietnamese language is not installed")
    record = free[1][form]
    assert record["status"] == "read", record["reason"]
    (path,) = (free[0] / "kho" / "documents").glob(f"*_{12 + FORMATS.index(form)}-BC-TU_*.json")
    assert holding(path.parent, WORDS)
