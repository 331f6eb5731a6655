"""Which files are found in folders and archives, in which order, and which are passed over."""

import os
import zipfile
from pathlib import Path

import pytest

from ingest.errors import FileState
from ingest.files import digest
from ingest.pool import Job, Refused
from ingest.sources import Selection, Source, jobs, selected

SUFFIXES = (".txt", ".pdf")


def made(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    return [folder / name for name in names]


def zipped(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name in names:
            file.writestr(name, name)
    return path


def shown(selection: Selection, folder: Path) -> list[str]:
    return [source.shown.replace(f"{folder}/", "") for source in selection.sources]


def test_folders_are_walked_in_order_and_unread_formats_named(tmp_path: Path) -> None:
    made(tmp_path, "b.txt", "a.PDF", "c/d/e.txt", "bang.xlsx", "c/anh.png", "khong-duoi")
    found = selected([tmp_path], SUFFIXES)
    assert shown(found, tmp_path) == ["a.PDF", "b.txt", "c/d/e.txt"]
    assert [Path(name).name for name in found.skipped] == ["bang.xlsx", "khong-duoi", "anh.png"]


@pytest.mark.parametrize("name", [".DS_Store", ".an.txt", "~$a.txt", "Thumbs.db", "desktop.ini", ".git/a.txt"])
def test_hidden_and_lock_files_are_passed_over_in_silence(tmp_path: Path, name: str) -> None:
    made(tmp_path, "a.txt", name)
    found = selected([tmp_path], SUFFIXES)
    assert (shown(found, tmp_path), found.skipped) == (["a.txt"], [])


def test_metadata_beside_a_file_are_not_a_file_of_their_own(tmp_path: Path) -> None:
    made(tmp_path, "a.txt", "a.toml", "le.toml")
    assert selected([tmp_path], SUFFIXES).skipped == [str(tmp_path / "le.toml")]


def test_each_file_comes_once_however_often_it_is_named(tmp_path: Path) -> None:
    a, b = made(tmp_path, "a.txt", "c/b.txt")
    (tmp_path / "c" / "vong").symlink_to(tmp_path)
    (tmp_path / "lien-ket.txt").symlink_to(a)
    found = selected([b, tmp_path, a, tmp_path / "c" / ".." / "a.txt"], SUFFIXES)
    assert shown(found, tmp_path) == ["c/b.txt", "a.txt"]


def test_a_linked_folder_is_entered(tmp_path: Path) -> None:
    made(tmp_path, "ngoai/a.txt")
    (tmp_path / "vao").mkdir()
    (tmp_path / "vao" / "lien-ket").symlink_to(tmp_path / "ngoai")
    assert shown(selected([tmp_path / "vao"], SUFFIXES), tmp_path) == ["vao/lien-ket/a.txt"]


def test_a_link_that_leads_to_itself_is_passed_over_or_tried_as_any_file(tmp_path: Path) -> None:
    made(tmp_path, "a.txt")
    loop = tmp_path / "vong.txt"
    loop.symlink_to(loop)
    found = selected([tmp_path], SUFFIXES)
    assert (shown(found, tmp_path), found.skipped) == (["a.txt"], [str(loop)])
    assert [source.path for source in selected([loop], SUFFIXES).sources] == [loop]


def test_a_named_file_is_tried_whatever_its_suffix_and_missing_ones_too(tmp_path: Path) -> None:
    (path,) = made(tmp_path, "bang.xlsx")
    found = selected([path, tmp_path / "vang.txt"], SUFFIXES)
    assert [source.path for source in found.sources] == [path, tmp_path / "vang.txt"]


def test_what_is_no_file_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ong.txt")
    (source,) = selected([tmp_path / "ong.txt"], SUFFIXES).sources
    assert str(source.refused) == f"«{tmp_path / 'ong.txt'}»: không phải tệp thường; hãy chọn tệp khác."
    assert selected([tmp_path], SUFFIXES).sources == []


def test_a_name_that_the_system_cannot_take_is_refused(tmp_path: Path) -> None:
    (source,) = selected([tmp_path / ("a" * 300)], SUFFIXES).sources
    assert "không mở được (tên quá dài); hãy kiểm tra đường dẫn." in str(source.refused)
    (source,) = selected([tmp_path / "a\0.txt"], SUFFIXES).sources
    assert "không mở được (tên tệp không dùng được); hãy kiểm tra đường dẫn." in str(source.refused)


def test_a_folder_that_cannot_be_opened_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path, "a.txt", "khoa/b.txt")
    scan = os.scandir

    def scandir(path: Path) -> object:
        if Path(path).name == "khoa":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = selected([tmp_path], SUFFIXES)
    assert shown(found, tmp_path) == ["a.txt", "khoa"]
    assert "không mở được thư mục (không có quyền); hãy kiểm tra quyền đọc." in str(found.sources[1].refused)


def test_archives_are_looked_into_but_not_those_within_them(tmp_path: Path) -> None:
    zipped(tmp_path / "g.zip", "Thư mục/b.txt", "a.txt", "a.exe", "trong.zip", ".an.txt")
    made(tmp_path, "z.txt")
    found = selected([tmp_path], SUFFIXES)
    assert shown(found, tmp_path) == ["g.zip › Thư mục/b.txt", "g.zip › a.txt", "g.zip › trong.zip", "z.txt"]
    assert found.skipped == [f"{tmp_path / 'g.zip'} › a.exe"]
    assert "tệp nén nằm trong tệp nén; hãy giải nén rồi nạp lại." in str(found.sources[2].refused)


def test_a_damaged_archive_is_one_refused_file(tmp_path: Path) -> None:
    made(tmp_path, "g.zip")
    (source,) = selected([tmp_path], SUFFIXES).sources
    assert source.refused is not None and source.refused.state is FileState.DAMAGED


def known(source: Source, path: Path, own: str) -> Refused | None:
    assert own == digest(path)
    return Refused("đã có", FileState.DUPLICATE) if source.path.name == "z.txt" else None


def test_jobs_hold_unpacked_files_and_what_is_known(tmp_path: Path) -> None:
    zipped(tmp_path / "g.zip", "Thư mục/b.txt", "a.txt", "trong.zip")
    made(tmp_path, "z.txt")
    folder = tmp_path / "tam"
    folder.mkdir()
    found = selected([tmp_path / "g.zip", tmp_path / "z.txt", tmp_path / "vang.txt"], SUFFIXES)
    done: list[Job] = []
    for job in jobs(found.sources, folder, known):
        if job.temporary:
            assert job.path.read_text(encoding="utf-8") in job.shown
            assert job.path.parent.parent == folder
        done.append(job)
    assert [job.temporary for job in done] == [True, True, False, False, False]
    assert [bool(job.known) for job in done] == [False, False, True, True, True]
    assert [bool(job.digest) for job in done] == [True, True, False, True, False]
    missing = done[-1].known
    assert isinstance(missing, Refused)
    assert missing.reason.startswith(f"«{tmp_path / 'vang.txt'}»: không mở được tệp (không có tệp")


def test_an_archive_changed_meanwhile_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "g.zip", "a.txt")
    found = selected([path], SUFFIXES)
    path.write_bytes(b"PK")
    (job,) = jobs(found.sources, tmp_path, known)
    assert isinstance(job.known, Refused) and job.known.state is FileState.DAMAGED
