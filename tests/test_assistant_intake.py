"""Files that a user adds to a running assistant: taken over, read in turn, told of by name, erased."""

import threading
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant import intake
from assistant.assistant import Assistant
from assistant.intake import FileOutcome, claimed, is_reading, read_in
from ingest.document import Document, DocumentType, Metadata, Paragraph, SourceKind, Span
from ingest.errors import FileState, LibraryError, UserError
from ingest.library import Library
from ingest.pool import Job, Limits, Read, Refused
from ingest.settings import Settings


def uploaded(folder: Path, name: str, content: str = "nội dung", place: str = "bam") -> Path:
    """Put a file where Gradio puts it: in a folder called after its content."""
    path = folder / place / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def document(serial: str) -> Document:
    text = f"Nội dung của văn bản {serial}."
    metadata = Metadata(f"{serial}-QĐ/TU", DocumentType.REGULATION, SourceKind.OFFICIAL_TEXT, "về việc thử")
    return Document(metadata, text + "\n", (Paragraph(1, text, Span(0, len(text))),))


@pytest.fixture(name="settings")
def settings_fixture(tmp_path: Path, corpus: Path) -> Settings:
    Library.open(tmp_path / "thu-vien", corpus)
    return Settings(library=tmp_path / "thu-vien", corpus=corpus)


@pytest.fixture(autouse=True)
def _no_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file «12.txt» becomes document 12 without being read; others are refused. The index is not built."""

    def read_files(
        jobs: Iterator[Job], _: Limits, __: Path, on_page: Callable[[Job, int, int], None]
    ) -> Iterator[list[tuple[Job, Read | Refused]]]:
        for job in jobs:
            on_page(job, 1, 2)
            stem = Path(job.shown.split(" › ")[-1]).stem
            refused = Refused(f"«{job.shown}»: tệp bị hỏng; hãy nạp lại.", FileState.DAMAGED)
            yield [(job, job.known or (Read(document(stem)) if stem.isdigit() else refused))]

    def opened(settings: Settings, *, progress: Callable[[str], None]) -> Any:
        progress("Đang lập chỉ mục…")
        return SimpleNamespace(library=Library.open(settings.library, settings.corpus))

    monkeypatch.setattr("ingest.adding.read_files", read_files)
    monkeypatch.setattr(Assistant, "open", opened)


def known(settings: Settings) -> str:
    return Library.open(settings.library, settings.corpus).fingerprint


def quiet(_: str) -> None:
    pass


def test_a_claimed_file_is_where_no_other_upload_comes(tmp_path: Path) -> None:
    first = claimed([uploaded(tmp_path, "a.txt")])
    assert not (tmp_path / "bam").exists()
    second = claimed([uploaded(tmp_path, "a.txt")])
    assert [path.name for path in (*first, *second)] == ["a.txt", "a.txt"]
    assert first[0].parent != second[0].parent
    assert all(path.read_text(encoding="utf-8") == "nội dung" for path in (*first, *second))
    assert first[0].parent.stat().st_mode & 0o777 == 0o700


def test_two_names_of_one_content_are_claimed_and_one_named_twice_is_claimed_once(tmp_path: Path) -> None:
    one, other = uploaded(tmp_path, "a.txt"), uploaded(tmp_path, "b.txt")
    assert [path.name for path in claimed([one, other, one])] == ["a.txt", "b.txt"]
    assert len(list(tmp_path.iterdir())) == 2


def test_where_a_file_is_gone_none_is_kept(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"^«mat\.txt»: không nhận được tệp \(.+\); hãy chọn lại tệp\.$"):
        claimed([uploaded(tmp_path, "a.txt"), tmp_path / "xoa" / "mat.txt"])
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_is_read_is_stored_indexed_and_told_by_its_own_name(settings: Settings, tmp_path: Path) -> None:
    files = claimed([uploaded(tmp_path / "gui", "12.txt", "a"), uploaded(tmp_path / "gui", "hỏng.txt", "b", "khac")])
    said: list[str] = []
    done = read_in(settings, files, said.append, known(settings))
    assert done.files == (
        FileOutcome("12.txt", True, "Đã nạp Quy định 12-QĐ/TU: 1 đoạn"),
        FileOutcome("hỏng.txt", False, "Từ chối: tệp bị hỏng; hãy nạp lại."),
    )
    assert done.summary == "Đã nạp 1 văn bản, từ chối 1. Thư viện có 3 văn bản."
    assert done.assistant is not None
    assert "12-QĐ/TU" in [text.label for text in done.assistant.library.documents]
    assert said == [
        "Đang đọc «12.txt», trang 1/2…",
        "Đã xong 1 tệp…",
        "Đang đọc «hỏng.txt», trang 1/2…",
        "Đã xong 2 tệp…",
        "Đang lập chỉ mục…",
    ]
    assert list((tmp_path / "gui").iterdir()) == []


def test_where_nothing_is_new_the_assistant_stays(settings: Settings, tmp_path: Path) -> None:
    done = read_in(settings, claimed([uploaded(tmp_path / "gui", "hỏng.txt")]), quiet, known(settings))
    assert (done.assistant, done.summary) == (None, "Không có văn bản nào mới.")


def test_an_assistant_that_has_fallen_behind_the_library_is_made_anew(settings: Settings, tmp_path: Path) -> None:
    before = known(settings)
    Library.open(settings.library, settings.corpus).put(document("13"))
    done = read_in(settings, claimed([uploaded(tmp_path / "gui", "hỏng.txt")]), quiet, before)
    assert done.assistant is not None
    assert len(done.assistant.library.documents) == 3


def test_the_members_of_an_archive_are_told_of_even_those_passed_over(settings: Settings, tmp_path: Path) -> None:
    path = uploaded(tmp_path / "gui", "goi.zip")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("14.txt", "a")
        archive.writestr("bang.xlsx", "b")
    done = read_in(settings, claimed([path]), quiet, known(settings))
    assert done.files == (
        FileOutcome("goi.zip › 14.txt", True, "Đã nạp Quy định 14-QĐ/TU: 1 đoạn"),
        FileOutcome("goi.zip › bang.xlsx", False, "Bỏ qua: không phải tệp văn bản."),
    )


def test_a_library_that_fails_keeps_no_upload_and_lets_the_next_in(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        assert is_reading()
        raise LibraryError("Không ghi được.")

    with monkeypatch.context() as patched:
        patched.setattr("ingest.adding.add_sources", failing)
        with pytest.raises(LibraryError):
            read_in(settings, claimed([uploaded(tmp_path / "gui", "12.txt")]), quiet, known(settings))
    assert list((tmp_path / "gui").iterdir()) == []
    assert not is_reading()
    assert read_in(settings, claimed([uploaded(tmp_path / "gui", "12.txt")]), quiet, "").files[0].held


def test_files_of_two_users_are_read_one_after_the_other(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, go_on, waiting = threading.Event(), threading.Event(), threading.Event()
    stored = intake._stored

    def slow(settings: Settings, files: Sequence[Path], report: Any, progress: Callable[[str], None]) -> str:
        inside.set()
        assert go_on.wait(20)
        return stored(settings, files, report, progress)

    monkeypatch.setattr(intake, "_stored", slow)
    held: list[bool] = []
    said: list[str] = []

    def second_said(line: str) -> None:
        said.append(line)
        waiting.set()

    def add(name: str, progress: Callable[[str], None]) -> None:
        done = read_in(settings, claimed([uploaded(tmp_path / name, f"{name}.txt")]), progress, "")
        held.append(done.files[0].held)

    first = threading.Thread(target=add, args=("21", quiet))
    second = threading.Thread(target=add, args=("22", second_said))
    first.start()
    assert inside.wait(20)
    second.start()
    assert waiting.wait(20)
    assert said == ["Đang đợi nạp xong các tệp của trang khác…"]
    go_on.set()
    for thread in (first, second):
        thread.join(20)
    assert held == [True, True]
