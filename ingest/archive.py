"""ZIP files of documents: what may be taken out is listed first, then taken out one file at a time.

What an archive declares is checked before anything is unpacked (number and sizes of files, names, overlapping data,
encryption); what is unpacked never grows past what was declared, so forged sizes end in an error. A file is written
under a name of its own in a new folder: no name in an archive says where.
"""

import os
import re
import stat
import struct
import tempfile
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from ingest.errors import FileRefused, FileState, cause

LARGEST_MEMBER = 50_000_000
LARGEST_TOTAL = 500_000_000
MOST_MEMBERS = 2_000
_LARGEST_DIRECTORY = 2_000_000  # bytes of the list of contents
_LARGEST_RATIO, _RATIO_FROM = 200, 10_000_000  # the packing ratio is judged in large files only
_PIECE = 1 << 16
# What damaged archives make zipfile raise.
_DAMAGE = (BadZipFile, LargeZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, struct.error, zlib.error)
_UNSEEN = re.compile(r"(?:^|/)(?:__MACOSX/|\.|~\$|Thumbs\.db$|desktop\.ini$)")
_ENCRYPTED, _UTF8 = 0x1, 0x800
_UNICODE_PATH = 0x7075  # the extra field in which Info-ZIP and WinRAR keep the name in UTF-8


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, under its name in Unicode, folders included."""

    name: str
    info: ZipInfo


@dataclass(frozen=True, slots=True)
class Archive:
    """An open ZIP file within all limits."""

    path: Path
    members: tuple[Member, ...]
    _zip: ZipFile

    def extract(self, member: Member, folder: Path) -> Path:
        """Write the member into a new folder within `folder` and return its path.

        Raises:
            FileRefused: the member is damaged, or larger than it declares.
            OSError: it cannot be written.
        """
        path = Path(tempfile.mkdtemp(dir=folder)) / _file_name(member.name)
        try:
            with self._zip.open(member.info) as source, path.open("xb") as target:
                while piece := source.read(_PIECE):
                    target.write(piece)
        except _DAMAGE as error:
            raise FileRefused(
                f"«{self.path} › {member.name}»: tệp nén hỏng hoặc khai sai kích thước; hãy nén lại rồi nạp lại.",
                FileState.DAMAGED,
            ) from error
        return path


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open ZIP file `path`, all that it declares checked.

    Raises:
        FileRefused: it is damaged, encrypted, too large, or made to do harm.
    """
    try:
        if _directory_size(path) > _LARGEST_DIRECTORY:
            raise _too_big(path, f"có quá {MOST_MEMBERS} tệp")
        file = ZipFile(path)
    except OSError as error:
        raise FileRefused(
            f"«{path}»: không mở được tệp ({cause(error)}); hãy kiểm tra đường dẫn và quyền đọc."
        ) from error
    except _DAMAGE as error:
        raise FileRefused(f"«{path}»: tệp nén hỏng; hãy nén lại rồi nạp lại.", FileState.DAMAGED) from error
    with file:
        yield Archive(path, tuple(_checked(path, file)), file)


def _checked(path: Path, file: ZipFile) -> Iterator[Member]:
    """Yield the files worth naming, after a look at all of them."""
    members = [Member(_name(info), info) for info in file.infolist()]
    _refuse_sizes(path, [member.info for member in members])
    _refuse_overlap(path, [member.info for member in members], file.start_dir)
    for member in members:
        _refuse_name(path, member.name)
        if member.info.flag_bits & _ENCRYPTED:
            raise FileRefused(f"«{path}»: tệp nén đặt mật khẩu; hãy gỡ mật khẩu rồi nạp lại.", state=FileState.PASSWORD)
        if member.info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise FileRefused(f"«{path}»: kiểu nén lạ, chưa đọc được; hãy nén lại bằng kiểu ZIP thông thường.")
        if _is_regular(member.info) and not _UNSEEN.search(member.name):
            yield member


def _refuse_sizes(path: Path, infos: list[ZipInfo]) -> None:
    if len(infos) > MOST_MEMBERS:
        raise _too_big(path, f"có quá {MOST_MEMBERS} tệp")
    if sum(info.file_size for info in infos) > LARGEST_TOTAL:
        raise _too_big(path, f"bung ra quá {LARGEST_TOTAL // 10**6} MB")
    for info in infos:
        if info.file_size > LARGEST_MEMBER:
            raise _too_big(path, f"có tệp bung ra quá {LARGEST_MEMBER // 10**6} MB")
        if info.file_size > max(_RATIO_FROM, info.compress_size * _LARGEST_RATIO):
            raise _too_big(path, f"có tệp nén quá {_LARGEST_RATIO} lần, như bom nén")


def _refuse_overlap(path: Path, infos: list[ZipInfo], end: int) -> None:
    """Refuse files that share their data (D. Fifield, A better zip bomb, 2019)."""
    for info in sorted(infos, key=lambda info: info.header_offset, reverse=True):
        if info.header_offset + 30 + info.compress_size > end:
            raise _too_big(path, "có các tệp dùng chung dữ liệu, như bom nén")
        end = info.header_offset


def _refuse_name(path: Path, name: str) -> None:
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or re.match("[A-Za-z]:", name) or "\0" in name:
        raise FileRefused(
            f"«{path}»: có tệp mang tên trỏ ra ngoài tệp nén («{_visible(name)}»); "
            "hãy nén lại từ thư mục gốc rồi nạp lại."
        )


def _too_big(path: Path, why: str) -> FileRefused:
    return FileRefused(f"«{path}»: tệp nén {why}; hãy tách nhỏ rồi nạp lại.", FileState.TOO_BIG)


def _is_regular(info: ZipInfo) -> bool:
    kind = stat.S_IFMT(info.external_attr >> 16)  # 0 where the system that packed it says nothing
    return not info.is_dir() and kind in (0, stat.S_IFREG)


def _name(info: ZipInfo) -> str:
    """Return the name in Unicode, its folders divided by «/» whatever the system that packed it."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        raw = name.encode("cp437")  # as zipfile has decoded it
        name = _unicode_path(info.extra, raw) or _decoded(raw)
    return unicodedata.normalize("NFC", name).replace("\\", "/")


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and field[1:5] == struct.pack("<I", zlib.crc32(raw)):
            return field[5:].decode("utf-8", "replace")
    return None


def _decoded(raw: bytes) -> str:
    """Decode a name that names no encoding: UTF-8, or what a Vietnamese Windows wrote, else the format's own."""
    for encoding in ("utf-8", "cp1258"):
        try:
            name = unicodedata.normalize("NFC", raw.decode(encoding))
        except UnicodeDecodeError:
            continue
        if all(character < "\x80" or character.isalpha() for character in name):
            return name
    return raw.decode("cp437")


def _file_name(name: str) -> str:
    """Return the last part of the name, fit for any file system."""
    last = PurePosixPath(_visible(PurePosixPath(name).name))
    return os.fsdecode(os.fsencode(last.stem)[:150].decode("utf-8", "ignore") or "tep") + last.suffix[:10]


def _visible(name: str) -> str:
    return "".join(character if character.isprintable() else "_" for character in name)


def _directory_size(path: Path) -> int:
    """Return how many bytes the list of contents declares, at most; `zipfile` would read them all at once."""
    with path.open("rb") as file:
        file.seek(-min(file.seek(0, os.SEEK_END), 1 << 17), os.SEEK_END)
        tail = file.read()
    sizes = [*_numbers(tail, b"PK\5\6", 12, "<I"), *_numbers(tail, b"PK\6\6", 40, "<Q")]
    return max((size for size in sizes if size != 0xFFFFFFFF), default=0)


def _numbers(data: bytes, signature: bytes, offset: int, form: str) -> Iterator[int]:
    """Yield the number at `offset` after each place of `signature`."""
    for found in re.finditer(re.escape(signature), data):
        if found.start() + offset + struct.calcsize(form) <= len(data):
            yield struct.unpack_from(form, data, found.start() + offset)[0]
