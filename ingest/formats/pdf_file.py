"""A PDF file opened with pypdf: its damage refused in Vietnamese, its password, its old names of filters."""

import logging
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, DeprecationError, LimitReachedError, PdfReadError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, PdfObject, StreamObject

from ingest.errors import FileRefused, FileState, cause
from ingest.formats.pdf_content import ContentTooLong

_LARGEST_CONTENT = 75_000_000  # bytes, as in pypdf's own limit
_MOST_KEPT = 4000  # objects: pypdf keeps all that it has read, pictures with them

# What damaged files make pypdf raise beside its own errors (13,000 mutants of real files).
_DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
_FILTERS = {
    "/AHx": "/ASCIIHexDecode",
    "/A85": "/ASCII85Decode",
    "/LZW": "/LZWDecode",
    "/Fl": "/FlateDecode",
    "/RL": "/RunLengthDecode",
    "/CCF": "/CCITTFaxDecode",
    "/DCT": "/DCTDecode",
}


@contextmanager
def damage_refused(path: Path) -> Iterator[None]:
    """Turn what pypdf raises inside the block into a refusal of the file `path`."""
    try:
        yield
    except (LimitReachedError, ContentTooLong) as error:
        raise FileRefused(
            f"«{path}»: tệp PDF nén quá mức cho phép; hãy xuất lại tệp rồi nạp lại.", FileState.TOO_BIG
        ) from error
    except MemoryError as error:
        raise FileRefused(
            f"«{path}»: tệp PDF cần quá nhiều bộ nhớ; hãy tách nhỏ rồi nạp lại.", FileState.TOO_BIG
        ) from error
    except OSError as error:
        raise FileRefused(
            f"«{path}»: không mở được tệp ({cause(error)}); hãy kiểm tra đường dẫn và quyền đọc."
        ) from error
    except (PyPdfError, DependencyError, DeprecationError, *_DAMAGE) as error:
        raise FileRefused(
            f"«{path}»: tệp PDF hỏng, không đọc được ({type(error).__name__}); hãy xuất lại tệp rồi nạp lại.",
            FileState.DAMAGED,
        ) from error


class _Reader(PdfReader):
    """A reader that takes the short names of filters: pypdf 7 takes them in inline images only."""

    def get_object(self, indirect_reference: Any) -> PdfObject | None:
        """Return the object, the names of its filters in full."""
        found = super().get_object(indirect_reference)
        if isinstance(found, StreamObject) and "/Filter" in found:
            _name_filters(found)
        return found


def _name_filters(stream: StreamObject) -> None:
    filters = stream["/Filter"]
    if isinstance(filters, NameObject) and filters in _FILTERS:
        stream[NameObject("/Filter")] = NameObject(_FILTERS[filters])
    elif isinstance(filters, ArrayObject) and any(name in _FILTERS for name in filters):
        stream[NameObject("/Filter")] = ArrayObject(NameObject(_FILTERS.get(name, name)) for name in filters)


def opened(path: Path) -> PdfReader:
    """Return the file opened; raises `FileRefused` where it asks for a password, and what pypdf raises on damage."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports font oddities on stderr, in English
    reader = _Reader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        raise FileRefused(f"«{path}»: tệp PDF đặt mật khẩu; hãy gỡ mật khẩu rồi nạp lại.", FileState.PASSWORD)
    return reader


def contents(reader: PdfReader, page: PageObject) -> bytes:
    """Return the decoded content stream of a page, and let pypdf forget what it holds where that is much.

    Raises `PdfReadError` where bytes of it are damaged: pypdf would go on with what stands before the damage.
    """
    stream = page.get_contents()
    data = stream.get_data() if stream is not None else b""
    if not all(map(_is_whole, _streams(page))):
        raise PdfReadError("damaged content stream")
    if len(reader.resolved_objects) > _MOST_KEPT:
        reader.resolved_objects.clear()
    return data


def _streams(page: PageObject) -> list[StreamObject]:
    found = page["/Contents"].get_object() if "/Contents" in page else None
    parts = [part.get_object() for part in found] if isinstance(found, ArrayObject) else [found]
    return [part for part in parts if isinstance(part, StreamObject)]


def _is_whole(stream: StreamObject) -> bool:
    """Return whether a compressed stream unpacks to its end; one without its check sum ends where operators may."""
    filters = stream.get("/Filter")
    first = filters[0] if isinstance(filters, ArrayObject) and filters else filters
    if first != "/FlateDecode" or not stream._data:
        return True
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(stream._data, _LARGEST_CONTENT)
    except zlib.error:
        return False
    return unpacking.eof or bool(unpacking.unconsumed_tail) or unpacked.rstrip().endswith((b"ET", b"Q", b"EMC"))


def dictionary(value: Any) -> Mapping[str, Any]:
    """Return the dictionary that `value` is or leads to; an empty one where it is none."""
    found = value.get_object() if value is not None else None
    return found if isinstance(found, DictionaryObject) else {}


def pixels(image: StreamObject) -> int:
    """Return how many points a picture has by what it says."""
    sides = [image.get(key) for key in ("/Width", "/Height")]
    numbers = [side.get_object() if side is not None else 1 for side in sides]
    return int(numbers[0]) * int(numbers[1]) if all(isinstance(number, int) for number in numbers) else 1
