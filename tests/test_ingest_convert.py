"""LibreOffice: asked only where it is needed, in a private folder, and never left behind."""

import os
import stat
import time
from pathlib import Path

import pytest
from ingest_word_helpers import Word, sprm

from ingest.errors import FileRefused, FileState
from ingest.extraction import Extraction, RawLine
from ingest.formats import convert, doc
from ingest.formats.docx import read_docx

installed = pytest.mark.skipif(not convert.available(), reason="LibreOffice is not installed")


def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """Put a program in the place of LibreOffice; return the folder that it works in."""
    made = tmp_path / "bin" / "soffice"
    made.parent.mkdir()
    made.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    made.chmod(made.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{made.parent}:{os.environ['PATH']}")
    (tmp_path / "space").mkdir()
    return tmp_path / "space"


def source(tmp_path: Path) -> Path:
    return Word("Điều 1\r").write(tmp_path / "-công văn.DOC")


def refusal(path: Path, workspace: Path) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        convert.to_docx(path, workspace)
    assert str(caught.value).startswith(f"«{path}»: ")
    assert "hãy" in str(caught.value)
    return caught.value


def test_without_libreoffice_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not convert.available()
    assert "cài LibreOffice" in str(refusal(source(tmp_path), tmp_path))


def test_it_works_on_a_copy_in_the_workspace_without_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    space = program(tmp_path, monkeypatch, 'echo "$@" > args; cat > input; env > env; mkdir out; cp in.doc out/in.docx')
    path = source(tmp_path)
    made = convert.to_docx(path, space)
    assert made.is_relative_to(space)
    assert made.read_bytes() == path.read_bytes()
    folder = space / "libreoffice"
    assert (folder / "input").read_bytes() == b""
    assert f"-env:UserInstallation=file://{folder}/profile" in (folder / "args").read_text()
    assert f"HOME={folder}\n" in (folder / "env").read_text()
    settings = (folder / "profile" / "user" / "registrymodifications.xcu").read_text()
    assert '"DisableMacrosExecution" oor:op="fuse"><value>true<' in settings


@pytest.mark.parametrize("script", ["exit 1", "exit 0", "kill -9 $$"])
def test_a_failure_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    space = program(tmp_path, monkeypatch, script)
    assert refusal(source(tmp_path), space).state is FileState.DAMAGED


def test_a_hanging_one_is_killed_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    space = program(tmp_path, monkeypatch, "sleep 60 & echo $! > child; wait")
    monkeypatch.setattr(convert, "_LIMIT", 0.5)
    assert refusal(source(tmp_path), space).state is FileState.TOO_SLOW
    child = int((space / "libreoffice" / "child").read_text())
    ended = time.monotonic() + 5
    while _alive(child) and time.monotonic() < ended:
        time.sleep(0.05)
    assert not _alive(child)


def _alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def converted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, document: Word, made: Extraction | None) -> Extraction:
    """Read the document where LibreOffice makes `made` of it, or fails."""

    def to_docx(path: Path, workspace: Path) -> Path:
        if made is None:
            raise FileRefused(f"«{path}»: hỏng.")
        return path

    monkeypatch.setattr(convert, "available", lambda: True)
    monkeypatch.setattr(convert, "to_docx", to_docx)
    monkeypatch.setattr(doc, "read_docx", lambda path: made)
    return doc.read_doc(document.write(tmp_path / "a.doc"), tmp_path)


OLD = Word("một\r", paragraphs=[(4, sprm(0xC63E, b"\2\1\1"))])


def test_only_old_or_damaged_files_are_converted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Extraction("DOCX", (RawLine("1. một"),))
    assert converted(tmp_path, monkeypatch, Word("một\r"), made).notes == ()
    found = converted(tmp_path, monkeypatch, OLD, made)
    assert (found.format, found.lines, len(found.notes)) == ("DOC", made.lines, 1)
    damaged = Word("một\r", parts={})
    damaged.main = ""
    assert "hỏng" in converted(tmp_path, monkeypatch, damaged, made).notes[0]


def test_a_failed_conversion_leaves_the_text_without_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = converted(tmp_path, monkeypatch, OLD, None)
    assert [line.text for line in found.lines] == ["một"]
    assert "số thứ tự" in found.notes[0]


def test_a_conversion_into_nothing_is_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileRefused):
        converted(tmp_path, monkeypatch, Word(""), Extraction("DOCX", ()))


@installed
def test_libreoffice_reads_what_we_read(tmp_path: Path) -> None:
    path = Word("Điều 1. Phạm vi\rhai\r").write(tmp_path / "a.doc")
    ours = [line.text for line in doc.read_doc(path, tmp_path).lines]
    theirs = [line.text for line in read_docx(convert.to_docx(path, tmp_path)).lines]
    assert ours == ["Điều 1. Phạm vi", "hai"]
    assert [text for text in theirs if text] == ours
