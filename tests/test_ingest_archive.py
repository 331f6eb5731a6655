"""ZIP files: what they hold is listed and unpacked safely, and those made to do harm are refused before it is done."""

import io
import random
import stat
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import archive
from ingest.archive import opened
from ingest.errors import FileRefused, FileState
from ingest.settings import PROJECT

Files = dict[str, bytes]


def chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 (no secret)


def packed(path: Path, files: Files, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as file:
        for name, content in files.items():
            file.writestr(zipfile.ZipInfo(name), content, method)
    return path


def renamed(path: Path, old: str, new: bytes) -> Path:
    """Put other bytes for a name in both lists of the archive, as a program that knows no Unicode would."""
    assert len(old) == len(new)
    path.write_bytes(path.read_bytes().replace(old.encode(), new))
    return path


def listed(path: Path) -> list[str]:
    with opened(path) as held:
        return [member.name for member in held.members]


def unpacked(path: Path, folder: Path) -> dict[str, Path]:
    folder.mkdir(exist_ok=True)
    with opened(path) as held:
        return {member.name: held.extract(member, folder) for member in held.members}


def refusal(path: Path, folder: Path) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        unpacked(path, folder)
    assert str(path) in str(caught.value) and str(caught.value).endswith(".")
    return caught.value


def test_files_are_unpacked_under_their_own_last_name_each_in_a_new_folder(tmp_path: Path) -> None:
    files = {"a.txt": b"A", "Thư mục/Kết luận.txt": b"B" * 10**6, "Thư mục/sâu/a.txt": b""}
    paths = unpacked(packed(tmp_path / "a.zip", files), tmp_path / "ra")
    assert {name: path.read_bytes() for name, path in paths.items()} == files
    assert [path.name for path in paths.values()] == ["a.txt", "Kết luận.txt", "a.txt"]
    assert len({path.parent for path in paths.values()}) == 3
    assert all(path.parent.parent == tmp_path / "ra" for path in paths.values())


def test_a_long_name_is_cut_but_keeps_its_suffix(tmp_path: Path) -> None:
    ((_, path),) = unpacked(packed(tmp_path / "a.zip", {"ấ" * 300 + ".txt": b"A"}), tmp_path / "ra").items()
    assert (path.name, path.read_bytes()) == ("ấ" * 50 + ".txt", b"A")


@pytest.mark.parametrize("name", [".DS_Store", "__MACOSX/a.txt", "b/.an/a.txt", "~$a.docx", "b/Thumbs.db", "b/"])
def test_what_systems_leave_behind_is_not_named(tmp_path: Path, name: str) -> None:
    assert listed(packed(tmp_path / "a.zip", {name: b"", "a.txt": b"A"})) == ["a.txt"]


def test_links_and_devices_are_left_out(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        for name, kind in (("link.txt", stat.S_IFLNK), ("dev.txt", stat.S_IFCHR), ("a.txt", stat.S_IFREG)):
            info = zipfile.ZipInfo(name)
            info.external_attr = (kind | 0o644) << 16
            file.writestr(info, "/etc/passwd")
    assert listed(tmp_path / "a.zip") == ["a.txt"]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Kết luận.txt".encode(), "Kết luận.txt"),  # UTF-8 without its flag
        ("Quyết định số 5 của Ủy ban.txt".encode(), "Quyết định số 5 của Ủy ban.txt"),
        ("KÊ\u0301 hoa\u0323ch đê\u0300 a\u0301n.txt".encode("cp1258"), "KẾ hoạch đề án.txt"),
        ("ke\u0302\u0301.txt".encode(), "kế.txt"),  # decomposed, as macOS writes
        ("caf\u00e9.txt".encode("cp437"), "caf\u00e9.txt"),
        (b"thu muc\\a.txt", "thu muc/a.txt"),
    ],
)
def test_names_without_a_stated_encoding_are_read(tmp_path: Path, raw: bytes, name: str) -> None:
    placeholder = "x" * (len(raw) - 4) + ".txt"
    path = renamed(packed(tmp_path / "a.zip", {placeholder: b"A"}), placeholder, raw)
    assert listed(path) == [name]


def test_a_name_in_the_unicode_path_field_goes_before(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("x.txt")
    name = "Kế hoạch.txt".encode()
    info.extra = struct.pack("<HHBI", 0x7075, 5 + len(name), 1, zlib.crc32(b"x.txt")) + name
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        file.writestr(info, "A")
    assert listed(tmp_path / "a.zip") == ["Kế hoạch.txt"]


@pytest.mark.parametrize(
    "name", ["../a.txt", "b/../../a.txt", "/etc/a.txt", "C:/a.txt", "c:a.txt", "..\\a.txt", "\\a.txt"]
)
def test_a_name_that_leads_outside_refuses_the_archive(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path / "a.zip", {"tot.txt": b"A", name: b"A"})
    assert "có tệp mang tên trỏ ra ngoài tệp nén" in str(refusal(path, tmp_path / "ra"))
    assert list((tmp_path / "ra").iterdir()) == []


def test_a_nul_in_a_name_refuses_the_archive(tmp_path: Path) -> None:
    path = renamed(packed(tmp_path / "a.zip", {"axtxt": b"A"}), "axtxt", b"a\0txt")
    assert "trỏ ra ngoài" in str(refusal(path, tmp_path / "ra"))


def test_a_password_is_named(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.txt": b"A"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\1\2") + 8] |= 1
    path.write_bytes(data)
    error = refusal(path, tmp_path / "ra")
    assert (error.state, str(error)) == (
        FileState.PASSWORD, f"«{path}»: tệp nén đặt mật khẩu; hãy gỡ mật khẩu rồi nạp lại.",
    )  # fmt: skip


def ratio(path: Path) -> Path:
    return packed(path, {"a.txt": bytes(49_000_000)})


def declaring(path: Path, count: int, size: int) -> Path:
    """Files of 300 kB that declare `size` bytes each."""
    packed(path, {f"{n}.txt": chance(n).randbytes(300_000) for n in range(count)})
    data, at = bytearray(path.read_bytes()), 0
    for _ in range(count):
        at = data.index(b"PK\1\2", at + 1)
        struct.pack_into("<I", data, at + 24, size)
    path.write_bytes(data)
    return path


def total(path: Path) -> Path:
    return declaring(path, 13, 40_000_000)


def large(path: Path) -> Path:
    return declaring(path, 1, 51_000_000)


def many(path: Path) -> Path:
    return packed(path, {f"{n}.txt": b"" for n in range(archive.MOST_MEMBERS + 1)})


def very_many(path: Path) -> Path:
    """Two million entries that lie over one another; unread, for reading them takes 1 GB."""
    one = packed(path, {"a": b""}).read_bytes()
    start, end = one.index(b"PK\1\2"), one.index(b"PK\5\6")
    entries = one[start:end] * 2_000_000
    tail = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(entries), start, 0)
    path.write_bytes(one[:start] + entries + tail)
    return path


def very_many_64(path: Path) -> Path:
    """The same, its size told only in the records for large archives."""
    data = very_many(path).read_bytes()
    body, start = data[:-22], data.index(b"PK\1\2")
    record = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, len(body) - start, start)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, len(body), 1)
    path.write_bytes(body + record + locator + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, 46, 0, 0))
    return path


def overlapping(path: Path) -> Path:
    """Files that share one kernel of data, after D. Fifield."""
    data = bytearray(packed(path, {f"{n}.txt": chance(0).randbytes(5000) for n in range(9)}).read_bytes())
    at = data.index(b"PK\1\2")
    for _ in range(9):
        struct.pack_into("<I", data, at + 42, 0)
        at = data.index(b"PK\1\2", at + 4) if b"PK\1\2" in data[at + 4 :] else at
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("bomb", "reason"),
    [
        (ratio, "có tệp nén quá 200 lần, như bom nén"),
        (total, "bung ra quá 500 MB"),
        (large, "có tệp bung ra quá 50 MB"),
        (many, "có quá 2000 tệp"),
        (very_many, "có quá 2000 tệp"),
        (very_many_64, "có quá 2000 tệp"),
        (overlapping, "có các tệp dùng chung dữ liệu, như bom nén"),
    ],
)
def test_bombs_are_refused_before_anything_is_unpacked(
    tmp_path: Path, bomb: Callable[[Path], Path], reason: str
) -> None:
    error = refusal(bomb(tmp_path / "bom.zip"), tmp_path / "ra")
    assert error.state is FileState.TOO_BIG
    assert str(error).endswith(f": tệp nén {reason}; hãy tách nhỏ rồi nạp lại.")
    assert list((tmp_path / "ra").iterdir()) == []


def forged(path: Path, declared: int) -> Path:
    """49 MB of data that declare another size in both places."""
    data = bytearray(packed(path, {"a.txt": bytes(49_000_000)}).read_bytes())
    struct.pack_into("<I", data, data.index(b"PK\1\2") + 24, declared)
    struct.pack_into("<I", data, 22, declared)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("declared", [1, 9_000_000])
def test_forged_sizes_are_found_while_unpacking(tmp_path: Path, declared: int) -> None:
    assert "khai sai kích thước" in str(refusal(forged(tmp_path / "a.zip", declared), tmp_path / "ra"))
    assert sum(path.stat().st_size for path in (tmp_path / "ra").rglob("*.txt")) <= declared


BOMB_PROGRAM = """
import re, sys, time
from pathlib import Path
from ingest.archive import opened
from ingest.errors import FileRefused
began = time.monotonic()
try:
    with opened(Path(sys.argv[1])) as held:
        for member in held.members:
            held.extract(member, Path(sys.argv[2]))
except FileRefused:
    most = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
    print(time.monotonic() - began, int(most) // 1024)
"""


@pytest.mark.parametrize("bomb", [ratio, very_many, very_many_64, lambda path: forged(path, 9_000_000)])
def test_bombs_take_neither_time_nor_memory(tmp_path: Path, bomb: Callable[[Path], Path]) -> None:
    command = [sys.executable, "-c", BOMB_PROGRAM, str(bomb(tmp_path / "bom.zip")), str(tmp_path)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=True)
    assert [float(most) < limit for most, limit in zip(done.stdout.split(), (5, 300), strict=True)] == [True, True]


def test_packing_that_may_take_any_memory_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.txt": b"A"}, zipfile.ZIP_LZMA)
    assert "kiểu nén lạ" in str(refusal(path, tmp_path / "ra"))


def test_mutants_end_as_files_or_in_a_refusal(tmp_path: Path) -> None:
    files = {f"thư mục/{n}.txt": f"Nội dung {n} ".encode() * 40 for n in range(6)}
    whole = packed(tmp_path / "a.zip", files).read_bytes()
    random_source, refused = chance(4), 0
    for _ in range(400):
        data = bytearray(whole[: random_source.choice([len(whole)] * 4 + [random_source.randrange(len(whole))])])
        for _ in range(random_source.randrange(1, 12)):
            data[random_source.randrange(len(data))] = random_source.choice([0, 255, random_source.randrange(256)])
        (tmp_path / "b.zip").write_bytes(data)
        try:
            paths = unpacked(tmp_path / "b.zip", tmp_path / "ra")
        except FileRefused:
            refused += 1
            continue
        assert all((tmp_path / "ra") in path.resolve().parents for path in paths.values())
    assert 200 < refused < 400


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.text(min_size=1, max_size=60), st.binary(max_size=40)), min_size=1, max_size=4))
def test_no_name_writes_outside_the_folder(
    tmp_path_factory: pytest.TempPathFactory, files: list[tuple[str, bytes]]
) -> None:
    place = tmp_path_factory.mktemp("zip")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, content in dict(files).items():
            info = zipfile.ZipInfo("x")
            info.filename = name.encode("utf-8", "replace").decode()
            file.writestr(info, content)
    (place / "a.zip").write_bytes(stream.getvalue())
    try:
        paths = unpacked(place / "a.zip", place / "ra")
    except FileRefused:
        paths = {}
    written = {path for path in place.rglob("*") if path.is_file()} - {place / "a.zip"}
    assert written == set(paths.values())
    assert all(path.parent.parent == place / "ra" and len(path.name.encode()) <= 190 for path in written)
