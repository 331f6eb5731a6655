"""Plain text in whatever encoding an office has saved it: one line of the file, one `RawLine`."""

import codecs
import re
from pathlib import Path

from ingest.encodings import to_unicode
from ingest.errors import FileRefused, FileState
from ingest.extraction import Extraction, PageReading, RawLine, Way
from ingest.formats.word_blocks import LATIN
from ingest.syllables import counts

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LEAST_POSSIBLE = 0.6
_SAMPLE = 60_000  # bytes: so many show the encoding
_LINE_END = re.compile("\r+\n|[\n\r\x0b\x85\u2028\u2029]")
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_BINARY = 0.002  # of the characters; a few stray control characters make no binary file
_FEWEST_BINARY = 3


def read_text(path: Path) -> Extraction:
    """Return the lines of the text file; a form feed begins a page where there is one.

    Raises:
        FileRefused: the bytes are no text in any encoding that Vietnamese is written in.
        OSError: the file cannot be read.
    """
    text = decoded(path, path.read_bytes())
    if len(_BINARY.findall(text)) > max(_MOST_BINARY * len(text), _FEWEST_BINARY):
        raise FileRefused(
            f"«{path}»: không phải tệp chữ (có mã nhị phân); hãy kiểm tra lại định dạng.", FileState.DAMAGED
        )
    pages = text.rstrip("\f\n\r ").split("\f")
    paged = len(pages) > 1
    lines = tuple(
        RawLine(_BINARY.sub("", line), page=number if paged else None, wrapped=True)
        for number, page in enumerate(pages, 1)
        for line in _LINE_END.split(page)
    )
    ways = [Way.TEXT_LAYER if page.strip() else Way.BLANK for page in pages] if paged else []
    return Extraction("TXT", lines, tuple(PageReading(number, way) for number, way in enumerate(ways, 1)))


def decoded(path: Path, content: bytes) -> str:
    """Return the content of text file `path` as characters, in whatever encoding it is.

    Raises:
        FileRefused: the bytes are no text in any encoding that Vietnamese is written in.
    """
    for mark, marked in _MARKS:
        if content.startswith(mark):
            return _strictly(path, content[len(mark) :], marked)
    if (encoding := _two_byte(content)) is not None:
        return _strictly(path, content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _single_byte(path, content, error)


def _strictly(path: Path, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not(path, encoding.upper(), error.start) from error


def _not(path: Path, encodings: str, place: int) -> FileRefused:
    return FileRefused(
        f"«{path}»: chữ không đúng bảng mã {encodings} (sai ở byte {place}); hãy lưu lại tệp dạng UTF-8 rồi nạp lại.",
        FileState.DAMAGED,
    )


def _two_byte(content: bytes) -> str | None:
    """Return UTF-16 where every other byte of much ASCII is zero and there is no mark."""
    head = content[:4000]
    if len(head) < 8:
        return None
    even, odd = (head[start::2].count(0) / (len(head) / 2) for start in (0, 1))
    if odd > 0.3 > even:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 > odd else None


def _single_byte(path: Path, content: bytes, error: UnicodeDecodeError) -> str:
    """Return the text in Windows-1258, or TCVN3 and VNI as the Latin letters that they come as."""
    loose = content.decode("utf-8", "replace")
    broken = loose.count("\ufffd")
    if sum(not character.isascii() for character in loose) - broken > broken:  # UTF-8 with damage
        raise _not(path, "UTF-8", error.start)
    sample = _sample(content)
    vietnamese, latin = (_share(text) for text in (sample.decode("cp1258", "replace"), _latin(sample)))
    if max(vietnamese, latin) < _LEAST_POSSIBLE:
        raise _not(path, "UTF-8, TCVN3, VNI hay Windows-1258", error.start)
    return _latin(content) if latin > vietnamese else _strictly(path, content, "cp1258")


def _latin(content: bytes) -> str:
    return codecs.charmap_decode(content, "strict", LATIN)[0]


def _sample(content: bytes) -> bytes:
    """Return lines from all over the file."""
    lines = content.splitlines(keepends=True)
    return b"".join(lines[:: len(content) // _SAMPLE + 1])[: 2 * _SAMPLE]


def _share(text: str) -> float:
    possible, impossible = counts(to_unicode(text))
    return (possible - text.count("\ufffd")) / max(possible + impossible, 1)
