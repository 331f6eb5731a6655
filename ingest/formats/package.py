"""Opening packages (ZIP) and XML that may be hostile. The only place that imports lxml.

Sizes are limited as declared and, because a declaration may lie, once more while a member is inflated. Nothing is
written to disk and no member is opened as an archive in its turn.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from lxml import etree

from ingest.errors import FileRefused, FileState

Element = etree._Element

_MOST_MEMBERS = 5_000
_LARGEST_DIRECTORY = 2_000_000  # bytes read at once; zipfile takes in the whole directory before it counts
_LARGEST_MEMBER = 60_000_000  # of XML, inflated
_LARGEST_PACKAGE = 600_000_000  # all members as declared, pictures too
_MOST_READ = 150_000_000  # all that is inflated of one package
_HIGHEST_RATIO = 200  # of 60 real files the highest is 32; deflate reaches 1,030
_SMALL = 4_000_000  # bytes under which the ratio does not matter
_LARGEST_TREE = 500_000_000  # bytes, estimated
_DEEPEST = 150  # levels of elements; the readers recurse
_DEEPEST_PAGE = 300  # browsers stop at 512; the reader recurses
_CHUNK = 65_536
_ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}
_DECLARED = re.compile(rb"""^[^>]{0,200}?encoding\s*=\s*["']([^"']*)["']""")
# What damaged packages make zipfile raise; every one of them is in its code or below it.
_DAMAGE = (zipfile.BadZipFile, EOFError, OverflowError, RuntimeError, ValueError, struct.error, zlib.error)


def damaged(path: Path, why: str) -> FileRefused:
    """Return the refusal of a file that cannot be read; `why` is a Vietnamese clause."""
    return FileRefused(
        f"«{path}»: tệp hỏng, không đọc được ({why}); hãy mở bằng Word, lưu thành bản mới rồi nạp lại.",
        FileState.DAMAGED,
    )


def hostile(path: Path, why: str) -> FileRefused:
    """Return the refusal of a file made, or as if made, to exhaust the reader; `why` is a Vietnamese clause."""
    return FileRefused(
        f"«{path}»: cấu tạo bất thường ({why}), có thể gây hại cho máy; hãy xin lại tệp từ nơi phát hành."
    )


def locked(path: Path) -> FileRefused:
    """Return the refusal of a file under a password."""
    return FileRefused(f"«{path}»: tệp đặt mật khẩu; hãy gỡ mật khẩu rồi nạp lại.", FileState.PASSWORD)


class _Frugal(io.BufferedReader):
    """A file that does not give more bytes at once than a directory of members may have."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read as a file does; `zipfile.BadZipFile` when more is asked than is sound."""
        if size is not None and size > _LARGEST_DIRECTORY:
            raise zipfile.LargeZipFile
        return super().read(size)


class Package:
    """A ZIP package whose members are read by name, whatever its case, within the limits above."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path = path
        self._archive = archive
        self._left = _MOST_READ
        self._members = _checked(path, archive.infolist())

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all members, in the order of the directory."""
        return tuple(info.filename for info in self._members.values())

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._members

    def read(self, name: str) -> bytes:
        """Return the bytes of a member.

        Raises:
            FileRefused: there is no such member, it is damaged, or larger than a document's part can be.
        """
        info = self._members.get(name.casefold())
        if info is None:
            raise damaged(self.path, f"thiếu phần «{name}»")
        if info.file_size > _LARGEST_MEMBER:
            raise hostile(self.path, f"phần «{name}» lớn hơn {_LARGEST_MEMBER // 1_000_000} MB khi giải nén")
        return b"".join(self._inflated(info))

    def part(self, name: str, renamed: Mapping[bytes, bytes] = MappingProxyType({})) -> Element:
        """Return the root of a member that is XML, namespaces `renamed`; `FileRefused` as `read` and `parse_xml`."""
        data = self.read(name)
        for old, new in renamed.items():
            data = data.replace(old, new)
        return parse_xml(self.path, data, name, compressed=self._members[name.casefold()].compress_size)

    def _inflated(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        size = 0
        try:
            with self._archive.open(info) as member:
                while chunk := member.read(_CHUNK):
                    size += len(chunk)
                    self._left -= len(chunk)
                    if size > _LARGEST_MEMBER or self._left < 0 or _swollen(size, info.compress_size):
                        raise hostile(self.path, f"phần «{info.filename}» phình ra khi giải nén")
                    yield chunk
        except _DAMAGE as error:
            raise damaged(self.path, f"không giải nén được phần «{info.filename}»") from error


@contextmanager
def opened(path: Path) -> Iterator[Package]:
    """Open the ZIP package.

    Raises:
        FileRefused: damaged, under a password, or with members that no office program writes.
        OSError: the file cannot be read.
    """
    with path.open("rb", buffering=0) as raw, _Frugal(raw) as file:
        try:
            archive = zipfile.ZipFile(file)
        except zipfile.LargeZipFile as error:
            raise hostile(path, "danh mục các phần quá lớn") from error
        except (*_DAMAGE, KeyError, IndexError) as error:
            raise damaged(path, "không phải gói ZIP nguyên vẹn") from error
        with archive:
            yield Package(path, archive)


def _checked(path: Path, infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    if len(infos) > _MOST_MEMBERS:
        raise hostile(path, f"có {len(infos)} phần, nhiều hơn {_MOST_MEMBERS}")
    if any(info.flag_bits & 1 for info in infos):
        raise locked(path)
    if sum(info.file_size for info in infos) > _LARGEST_PACKAGE:
        raise hostile(path, f"các phần lớn hơn {_LARGEST_PACKAGE // 1_000_000} MB khi giải nén")
    if _overlapping(infos):
        raise hostile(path, "các phần nằm chồng lên nhau")
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = info.filename.replace("\\", "/").casefold()
        _check_member(path, info, name)
        if members.setdefault(name, info) is not info:
            raise hostile(path, f"phần «{info.filename}» có hai bản")
    return members


def _check_member(path: Path, info: zipfile.ZipInfo, name: str) -> None:
    if name.startswith("/") or ".." in name.split("/") or re.match("[a-z]:", name):
        raise hostile(path, f"tên phần «{info.filename}» chỉ ra ngoài gói")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise damaged(path, f"phần «{info.filename}» nén theo cách lạ")
    if name.endswith((".xml", ".rels")) and _swollen(info.file_size, info.compress_size):
        raise hostile(path, f"phần «{info.filename}» nén hơn {_HIGHEST_RATIO} lần")


def _swollen(size: int, compressed: int) -> bool:
    return size > _SMALL and size > _HIGHEST_RATIO * compressed


def _overlapping(infos: list[zipfile.ZipInfo]) -> bool:
    places = sorted((info.header_offset, info.header_offset + 30 + info.compress_size) for info in infos)
    return any(end > start for (_, end), (start, _) in pairwise(places))


def written(element: Element) -> str:
    """Return all text in the element, in order."""
    return "".join(map(str, element.itertext()))


@lru_cache(maxsize=4096)
def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def local(element: Element) -> str:
    """Return the element's name without its namespace."""
    return _local(str(element.tag))


def parse_xml(path: Path, data: bytes, name: str, *, compressed: int | None = None) -> Element:
    """Return the root element of `data`, the part `name` of the file; `compressed` is its size in the file.

    Raises:
        FileRefused: not XML, with a document type (entities), nested too deep, or of too many elements.
    """
    _check_xml(path, data, name, len(data) if compressed is None else compressed)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise damaged(path, f"phần «{name}» không đúng XML, dòng {error.lineno or 1}") from error
    except ValueError as error:
        raise damaged(path, f"phần «{name}» không đúng XML") from error
    if _deeper(root, _DEEPEST):
        raise hostile(path, f"phần «{name}» lồng nhau quá {_DEEPEST} lớp")
    return root


def _check_xml(path: Path, data: bytes, name: str, compressed: int) -> None:
    for mark in ("<!DOCTYPE", "<!ENTITY"):
        if mark.encode() in data or mark.encode("utf-16-le")[:-1] in data:
            raise hostile(path, f"phần «{name}» khai báo kiểu tài liệu (DTD)")
    declared = _DECLARED.match(data)
    if declared and declared[1].lower() not in _ENCODINGS:
        raise damaged(path, f"phần «{name}» dùng bảng mã lạ")
    if _tree_bytes(data) > min(64_000_000 + _HIGHEST_RATIO * compressed, _LARGEST_TREE):
        raise hostile(path, f"phần «{name}» có quá nhiều phần tử")


def _tree_bytes(data: bytes) -> int:
    """Return about how much memory the tree takes: libxml2 has 120 bytes for an element, 216 for an attribute."""
    return len(data) + 128 * (2 * data.count(b"<") - data.count(b"</")) + 220 * data.count(b"=")


def _deeper(root: Element, limit: int) -> bool:
    waiting = [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        if depth > limit:
            return True
        waiting += [(child, depth + 1) for child in element]
    return False


def parse_html(path: Path, text: str) -> Element:
    """Return the `html` element of a page, repaired as browsers do; `FileRefused` when it holds none or too much."""
    data = text.encode("utf-8", "replace")
    if _tree_bytes(data) > _LARGEST_TREE:
        raise hostile(path, "trang có quá nhiều phần tử")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(path, "trang không có phần tử HTML nào") from error
    if root is None:
        raise damaged(path, "trang không có phần tử HTML nào")
    if any(entry.level_name == "FATAL" for entry in parser.error_log) or _deeper(root, _DEEPEST_PAGE):
        raise hostile(path, f"trang lồng nhau quá {_DEEPEST_PAGE} lớp")  # the parser stops there, in silence
    return root
