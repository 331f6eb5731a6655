"""The library when things go wrong: crashes, full disks, damaged files, folders of something else."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest import files, shipped
from ingest.document import Document
from ingest.errors import FileRefused, LibraryError
from ingest.files import replace_text
from ingest.library import Library


@pytest.fixture
def new(library: Library) -> list[Document]:
    """Return two documents that the library does not hold."""
    document = library.documents[0]
    numbers = ("210-KL/TW", "211-KL/TW")
    return [replace(document, metadata=replace(document.metadata, number=n, issue_date=None)) for n in numbers]


def complaint(folder: Path, corpus: Path) -> str:
    with pytest.raises(LibraryError) as caught:
        Library.open(folder, corpus)
    return str(caught.value)


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"question": "a", "kind": "b", "targets": [{}]}'])
def test_damaged_questions_are_an_error(tmp_path: Path, corpus: Path, line: str) -> None:
    made = Library.open(tmp_path, corpus)
    (tmp_path / "questions.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(LibraryError) as caught:
        list(made.attached_questions())
    assert str(tmp_path / "questions.jsonl") in str(caught.value)


@pytest.mark.parametrize("failing", ["library.json", "conclusion_210", "conclusion_211"])
def test_a_crash_while_adding_leaves_the_library_as_it_was(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch, new: list[Document], failing: str
) -> None:
    before = Library.open(tmp_path, corpus)
    crash_at(monkeypatch, failing)
    with pytest.raises(KeyboardInterrupt):
        before.add(new)
    monkeypatch.undo()
    after = Library.open(tmp_path, corpus)
    assert (after.documents, after.fingerprint) == (before.documents, before.fingerprint)
    assert len(after.add(new).documents) == 4


def test_a_crash_while_replacing_a_document_leaves_the_old_one(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Library.open(tmp_path, corpus)
    old = before.documents[0]
    crash_at(monkeypatch, "library.json")
    with pytest.raises(KeyboardInterrupt):
        before.add([replace(old, source_text=old.source_text + "\nThêm.")])
    monkeypatch.undo()
    assert Library.open(tmp_path, corpus).documents == before.documents


def test_a_file_is_replaced_and_never_written_over(tmp_path: Path) -> None:
    path, old = tmp_path / "a.json", tmp_path / "old"
    replace_text(path, "cũ")
    old.hardlink_to(path)
    replace_text(path, "mới")
    assert [old.read_text(encoding="utf-8"), path.read_text(encoding="utf-8")] == ["cũ", "mới"]
    assert sorted(item.name for item in tmp_path.iterdir()) == ["a.json", "old"]


def crash_at(monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    """Make the write of the file named so leave half of it in its temporary file and stop the program."""
    write = files._write

    def halved(path: Path, text: str) -> None:
        if not path.name.startswith(f".{failing}"):
            return write(path, text)
        path.write_text(text[: len(text) // 2], encoding="utf-8")
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "_write", halved)


@pytest.mark.parametrize("failing", ["questions.jsonl", "conclusion_177", "conclusion_179", "library.json"])
def test_a_crash_while_making_the_library_is_mended_by_the_next_run(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    crash_at(monkeypatch, failing)
    with pytest.raises(KeyboardInterrupt):
        Library.open(tmp_path / "library", corpus)
    assert not (tmp_path / "library" / "library.json").exists()
    monkeypatch.undo()
    assert len(Library.open(tmp_path / "library", corpus).documents) == 2


def test_a_full_disk_is_an_error_that_names_the_file(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch, new: list[Document]
) -> None:
    made = Library.open(tmp_path, corpus)
    before = sorted(tmp_path.rglob("*"))

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ingest.files.os.fsync", full)
    with pytest.raises(LibraryError) as caught:
        made.add(new)
    monkeypatch.undo()
    assert str(tmp_path / "documents" / "conclusion_210-KL-TW_khong-ro-ngay") in str(caught.value)
    assert "hết chỗ trên đĩa" in str(caught.value)
    assert (sorted(tmp_path.rglob("*")), Library.open(tmp_path, corpus).documents) == (before, made.documents)


def shelf_text(**current: Any) -> str:
    entry = {"current": {"identity": {"base": "1-kl-tw"}, **current}}
    return json.dumps({"format": 2, "corpus": "x", "removed": [], "documents": {"1-KL/TW": entry}})


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "{}", "null", "[" * 100_000, "\udcff"),
        *('{"format": 1}', '{"format": 2, "documents": {}}', '{"format": 1, "documents": [], "corpus": "x"}'),
        *('{"format": "2", "documents": {}, "corpus": "x"}', '{"format": 2, "documents": {}, "corpus": "x"}'),
        *(
            shelf_text(),
            shelf_text(record="../luong.json"),
            shelf_text(record="a.json", identity={"base": "1", "told": "x"}),
        ),
        *(shelf_text(record="a.json", identity={}), shelf_text(record="a.json", lạ=1), shelf_text(record=5)),
    ],
)
def test_a_damaged_library_file_is_an_error_that_names_it(tmp_path: Path, corpus: Path, text: str) -> None:
    Library.open(tmp_path, corpus)
    (tmp_path / "library.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(LibraryError) as caught:
        Library(tmp_path)
    assert f"«{tmp_path / 'library.json'}»" in str(caught.value)
    assert str(caught.value).endswith("xóa thư mục thư viện rồi nạp lại văn bản.")


def test_a_library_of_a_newer_program_is_left_alone(tmp_path: Path, corpus: Path) -> None:
    (tmp_path / "library.json").write_text('{"format": 3, "documents": {}, "corpus": "x"}', encoding="utf-8")
    expected = f"Thư viện «{tmp_path}» do bản chương trình mới hơn tạo; hãy cập nhật chương trình rồi mở lại."
    assert complaint(tmp_path, corpus) == expected


@pytest.mark.parametrize("change", ["text", "half", "empty", "list", "other", "bytes"])
def test_a_damaged_document_is_an_error_that_names_it(tmp_path: Path, corpus: Path, change: str) -> None:
    made = Library.open(tmp_path, corpus)
    path = next((tmp_path / "documents").glob("conclusion_179*"))
    text = path.read_text(encoding="utf-8")
    other = next((tmp_path / "documents").glob("conclusion_177*")).read_text(encoding="utf-8")
    changed = {"text": text.replace("hai cấp", "ba cấp"), "half": text[: len(text) // 2], "empty": "", "list": "[]"}
    changed["other"] = other
    path.write_bytes(changed.get(change, "\udcff").encode("utf-8", "surrogateescape"))
    expected = f"Văn bản «{path.name}» trong thư viện «{tmp_path}» bị hỏng; hãy nạp lại tệp gốc."
    assert complaint(tmp_path, corpus) == expected
    lenient = Library.open(tmp_path, corpus, lenient=True)
    assert lenient.damaged == {"179-KL/TW": expected}
    assert [item.label for item in lenient.documents] == ["177-KL/TW"]
    lenient.put(made.documents[1])
    assert lenient.damaged == {}
    assert {item.label: item for item in Library.open(tmp_path, corpus).documents} == {
        item.label: item for item in made.documents
    }


def test_a_damaged_document_can_be_removed(tmp_path: Path, corpus: Path) -> None:
    Library.open(tmp_path, corpus)
    next((tmp_path / "documents").glob("conclusion_179*")).write_text("", encoding="utf-8")
    assert Library(tmp_path, lenient=True).remove("179-KL/TW") is None
    assert [item.label for item in Library.open(tmp_path, corpus).documents] == ["177-KL/TW"]


def test_a_lost_document_file_is_an_error_that_names_it(tmp_path: Path, corpus: Path) -> None:
    Library.open(tmp_path, corpus)
    path = next((tmp_path / "documents").glob("conclusion_179*"))
    path.unlink()
    assert f"Không đọc được «{path}»" in complaint(tmp_path, corpus)


def test_a_folder_of_something_else_is_refused_and_left_alone(tmp_path: Path, corpus: Path) -> None:
    (tmp_path / "luong.xlsx").write_bytes(b"1")
    expected = f"Thư mục «{tmp_path}» không phải thư viện văn bản; hãy chọn thư mục khác hoặc thư mục trống."
    assert complaint(tmp_path, corpus) == expected
    assert [path.name for path in tmp_path.iterdir()] == ["luong.xlsx"]


def test_a_file_in_the_place_of_the_library_is_refused(tmp_path: Path, corpus: Path) -> None:
    file = tmp_path / "tep"
    file.write_text("a", encoding="utf-8")
    assert complaint(file, corpus).startswith(f"Không mở được thư viện «{file}»")
    assert complaint(file / "ben-trong", corpus).startswith(f"Không ghi được vào thư mục «{file / 'ben-trong'}»")


def test_a_first_run_seen_half_way_by_another_is_no_foreign_folder(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    write = files._write

    def watched(path: Path, text: str) -> None:
        write(path, text)
        seen.append(path.name)
        assert not shipped.is_current(tmp_path, "")

    monkeypatch.setattr(files, "_write", watched)
    Library.open(tmp_path, corpus)
    assert len(seen) == 4


def test_a_library_finished_by_another_between_two_looks_is_opened(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def finished_first(folder: Path) -> list[Path]:
        monkeypatch.undo()
        Library.open(folder, corpus)
        return [*folder.iterdir(), folder / "index"]

    monkeypatch.setattr(shipped, "_listed", finished_first)
    assert len(Library.open(tmp_path, corpus).documents) == 2


def test_a_corpus_without_texts_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    expected = f"Không có văn bản nguồn trong «{tmp_path / 'corpus'}»; hãy tải lại đủ bộ chương trình."
    assert complaint(tmp_path / "library", tmp_path / "corpus") == expected


def test_a_refused_corpus_text_makes_no_library(tmp_path: Path, corpus: Path) -> None:
    mine = shutil.copytree(corpus, tmp_path / "corpus")
    (mine / "179-KL-TW" / "source.txt").write_text("", encoding="utf-8")
    with pytest.raises(FileRefused):
        Library.open(tmp_path / "library", mine)
    assert not (tmp_path / "library" / "library.json").exists()
