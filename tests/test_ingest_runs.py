"""Runs of `python -m ingest` over archives, with `--json`, cut short, and over what must not be kept."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.document import Document, DocumentType, Metadata, Origin, Paragraph, SourceKind, Span
from ingest.library import Library
from ingest.settings import PROJECT
from ingest.workspaces import FOLDER

TEXT = "Số {serial}-KL/TW\nKẾT LUẬN\nBộ Chính trị yêu cầu các cấp uỷ triển khai ngay việc thứ {serial}.\n"
FILES = 240


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the shipped corpus: making one takes longer than copying it."""
    folder = tmp_path_factory.mktemp("made") / "kho"
    Library.open(folder, PROJECT / "corpus")
    return folder


@pytest.fixture(autouse=True)
def _library(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "kho")


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "ingest", *map(str, arguments), "--library", "kho"]


def ingest(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), cwd=folder, env=environment(), capture_output=True, text=True, timeout=120, check=False
    )


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(PROJECT)}


def held(folder: Path) -> list[str]:
    labels = [document.label for document in Library(folder / "kho").documents]
    return [label for label in labels if label not in ("177-KL/TW", "179-KL/TW")]


def kept_copies(folder: Path) -> list[Path]:
    return [path for path in (folder / "kho" / FOLDER).rglob("*") if path.name != ".lock"]


def given_folder(folder: Path) -> Path:
    (folder / "vao").mkdir()
    for number in range(FILES):
        (folder / "vao" / f"{number:03}.txt").write_text(TEXT.format(serial=300 + number), encoding="utf-8")
    return folder / "vao"


def test_json_gives_an_object_a_file_and_a_closing_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "g.zip", "w") as file:
        file.writestr("Thư mục/Kết luận.txt", TEXT.format(serial=210))
        file.writestr("trong.zip", b"")
        file.writestr("anh.png", b"")
    (tmp_path / "b.txt").write_text("", encoding="utf-8")
    done = ingest("g.zip", "b.txt", "--json", folder=tmp_path)
    first, nested, empty, closing = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 1
    assert (first["file"], first["status"], first["reason"]) == ("g.zip › Thư mục/Kết luận.txt", "read", None)
    assert (first["document"], first["paragraphs"], first["outcome"]) == ("210-KL/TW", 1, "added")
    assert (nested["file"], nested["status"]) == ("g.zip › trong.zip", "refused")
    assert nested["reason"] == "«g.zip › trong.zip»: tệp nén nằm trong tệp nén; hãy giải nén rồi nạp lại."
    assert empty["file"] == "b.txt" and empty["status"] in ("refused", "damaged") and empty["reason"]
    assert closing["skipped"] == ["g.zip › anh.png"]
    assert (closing["files"], closing["refused"], closing["library"]) == (3, 2, 3)
    assert closing["summary"]["read"] == 1
    assert Library(tmp_path / "kho").source("210-KL/TW").file_name == "Kết luận.txt"
    assert kept_copies(tmp_path) == []


def test_a_reason_names_the_file_as_the_user_does(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "g.zip", "w") as file:
        file.writestr("rỗng.txt", b"")
    done = ingest("g.zip", folder=tmp_path)
    assert "«g.zip › rỗng.txt»" in done.stderr
    assert FOLDER not in done.stderr + done.stdout


@contextmanager
def begun(folder: Path) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A run over many files, and the labels that it has told to be in the library when it is cut short."""
    process = subprocess.Popen(
        command(given_folder(folder).name, "--json"),
        cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    told: list[str] = []
    with process:
        assert process.stdout is not None
        while len(told) < 5:
            told.append(json.loads(process.stdout.readline())["document"])
        yield process, told
        rest = process.stdout.read()
    told += [record["document"] for record in map(json.loads, rest.splitlines()) if "document" in record]


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_cut_short_keeps_what_it_told_and_a_rerun_finishes_it(tmp_path: Path, sign: signal.Signals) -> None:
    with begun(tmp_path) as (process, told):
        process.send_signal(sign)
        if sign is not signal.SIGKILL:
            process.wait(30)
            assert process.stderr is not None
            assert "Đã dừng theo yêu cầu; các văn bản đã báo nạp vẫn được giữ" in process.stderr.read()
            assert process.returncode == 130
            assert kept_copies(tmp_path) == []
    assert len(told) < FILES
    assert set(told) <= set(held(tmp_path))
    done = ingest("vao", folder=tmp_path)
    assert done.returncode == 0
    assert held(tmp_path) == [f"{300 + number}-KL/TW" for number in range(FILES)]
    assert kept_copies(tmp_path) == []


def test_a_file_found_secret_leaves_the_library_too(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"TUYỆT MẬT\n{TEXT.format(serial=210)}", encoding="utf-8")
    (tmp_path / "a.toml").write_text("", encoding="utf-8")  # so that it is read although it is held
    text = "Đọc từ trước."
    metadata = Metadata("210-KL/TW", DocumentType.CONCLUSION, SourceKind.OFFICIAL_TEXT)
    document = Document(metadata, text, (Paragraph(1, text, Span(0, len(text))),))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    Library(tmp_path / "kho").put(replace(document, origin=Origin("a.txt", "TXT", digest)))
    assert held(tmp_path) == ["210-KL/TW"]
    done = ingest("a.txt", "--json", folder=tmp_path)
    record = json.loads(done.stdout.splitlines()[0])
    assert (done.returncode, record["status"], held(tmp_path)) == (1, "secret", [])
    assert "chương trình không giữ bản nào" in record["reason"]
    assert record["reason"].endswith("Đã xóa khỏi thư viện và chỉ mục: 210-KL/TW.")
    assert path.exists()
    everything = [item for item in (tmp_path / "kho").rglob("*") if item.is_file()]
    assert not any(b"210-KL" in item.read_bytes() for item in everything if item.name != "questions.jsonl")


def test_a_bad_number_of_jobs_is_status_2(tmp_path: Path) -> None:
    for number in ("0", "17", "x"):
        assert ingest("a.txt", "--jobs", number, folder=tmp_path).returncode == 2


def test_a_file_called_list_is_named_with_its_folder(tmp_path: Path) -> None:
    (tmp_path / "list").write_text(TEXT.format(serial=210), encoding="utf-8")
    began = time.monotonic()
    assert ingest("./list", "--jobs", "1", folder=tmp_path).returncode == 0
    assert held(tmp_path) == ["210-KL/TW"]
    assert time.monotonic() - began < 20
