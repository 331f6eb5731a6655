"""Which format a file has: by its content first, because real «.doc» files are HTML, RTF or DOCX; then by its name."""

import re
from enum import StrEnum
from pathlib import Path

from ingest.errors import FileRefused
from ingest.formats.package import Package, opened

_HEAD = 8_192
_JUNK = 1_024  # bytes that may stand before %PDF (Implementation note 13 of the PDF reference)


class Format(StrEnum):
    """A format by its name; the second group is recognised to be refused by name."""

    PDF = "PDF"
    DOCX = "DOCX"
    ODT = "ODT"
    FODT = "FODT"
    DOC = "DOC"
    RTF = "RTF"
    HTML = "HTML"
    MHTML = "MHTML"
    TXT = "TXT"
    ZIP = "ZIP"

    LOCKED = "Office có mật khẩu"
    SHEET = "bảng tính"
    SLIDES = "trình chiếu"
    DRAWING = "bản vẽ"
    EPUB = "sách điện tử EPUB"
    WORD_XML = "Word XML"
    IMAGE = "ảnh"
    ARCHIVE = "gói nén không phải ZIP"
    PROGRAM = "chương trình"
    UNKNOWN = "lạ"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = [
    (b"\x89PNG\r\n", Format.IMAGE),
    (b"\xff\xd8\xff", Format.IMAGE),
    (b"GIF8", Format.IMAGE),
    (b"II*\0", Format.IMAGE),
    (b"MM\0*", Format.IMAGE),
    (b"Rar!\x1a\x07", Format.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Format.ARCHIVE),
    (b"\x1f\x8b\x08", Format.ARCHIVE),
    (b"BZh", Format.ARCHIVE),
    (b"\xfd7zXZ\0", Format.ARCHIVE),
    (b"\x7fELF", Format.PROGRAM),
]
# Streams that tell what an OLE file is, the decisive one first: a text may embed a sheet, seldom the other way.
_STREAMS = [
    ("EncryptedPackage", Format.LOCKED),
    ("WordDocument", Format.DOC),
    ("Workbook", Format.SHEET),
    ("Book", Format.SHEET),
    ("PowerPoint Document", Format.SLIDES),
    ("VisioDocument", Format.DRAWING),
]
_OPEN_DOCUMENT = [
    ("application/vnd.oasis.opendocument.text", Format.ODT),
    ("application/vnd.oasis.opendocument.spreadsheet", Format.SHEET),
    ("application/vnd.oasis.opendocument.presentation", Format.SLIDES),
    ("application/vnd.oasis.opendocument.graphics", Format.DRAWING),
    ("application/epub+zip", Format.EPUB),
]
_OFFICE_FOLDERS = [("word/", Format.DOCX), ("xl/", Format.SHEET), ("ppt/", Format.SLIDES), ("visio/", Format.DRAWING)]
_NAMES = {".docx": Format.DOCX, ".docm": Format.DOCX, ".dotx": Format.DOCX, ".odt": Format.ODT, ".ott": Format.ODT}
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|span|font|center"
    r"|h[1-6]|article|main|section|style|script|base|b|br|ul|ol)\b",
    re.IGNORECASE | re.DOTALL,
)
# Suffixes of text that is no document: data and programs.
_DATA = {".csv", ".tsv", ".json", ".jsonl", ".xml", ".toml", ".yaml", ".yml", ".ini", ".log", ".py", ".js", ".css"}
_DATA |= {".sh", ".bat", ".ps1", ".sql", ".eml", ".svg", ".tex"}


def detect(path: Path) -> Format:
    """Return the format of the file.

    Raises:
        FileRefused: a ZIP package that is under a password or built to exhaust its reader.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_OLE):
        return _ole(path)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(path)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(b"{\\rtf"):
        return Format.RTF
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(b"BM") and path.suffix.lower() in (".bmp", ".dib"):
        return Format.IMAGE
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Format.IMAGE
    if head.startswith(b"MZ") and b"\0" in head:
        return Format.PROGRAM
    return _text(path, head)


def _ole(path: Path) -> Format:
    content = path.read_bytes()
    for name, kind in _STREAMS:
        encoded = name.encode("utf-16-le")
        # A directory entry: the name in 64 bytes, its length with the final zero, then type 2, a stream.
        entry = re.escape(encoded) + rb"\0" * (64 - len(encoded)) + re.escape((len(encoded) + 2).to_bytes(2, "little"))
        if re.search(entry + rb"\x02", content):
            return kind
    return Format.DOC if path.suffix.lower() in (".doc", ".dot") else Format.UNKNOWN


def _package(path: Path) -> Format:
    try:
        with opened(path) as package:
            return _packed(package, path.suffix.lower())
    except FileRefused:
        if path.suffix.lower() in _NAMES:
            return _NAMES[path.suffix.lower()]  # its reader refuses it, naming the fault
        raise


def _packed(package: Package, suffix: str) -> Format:
    names = [name.replace("\\", "/").lower() for name in package.names]
    if "mimetype" in package:
        declared = package.read("mimetype").decode("ascii", "replace").strip()
        for kind, known in _OPEN_DOCUMENT:
            if declared.startswith(kind):
                return known
    if "content.xml" in names and suffix in (".odt", ".ott"):
        return Format.ODT
    if "[content_types].xml" in names or "_rels/.rels" in names or suffix in _NAMES:
        for folder, known in _OFFICE_FOLDERS:
            if any(name.startswith(folder) for name in names):
                return known
        if suffix in _NAMES:
            return _NAMES[suffix]
    return Format.ZIP


def _text(path: Path, head: bytes) -> Format:
    suffix = path.suffix.lower()
    text = _decoded(head)
    shown = text.lstrip("\ufeff \t\r\n")
    if "<office:document " in shown or "<office:document\n" in shown:
        return Format.FODT
    if re.search(r"<(?:w:wordDocument|pkg:package)\b", shown):
        return Format.WORD_XML
    if re.search(r"^mime-version:", shown, re.IGNORECASE | re.MULTILINE) and "multipart/" in shown.lower():
        return Format.MHTML
    if _HTML.match(shown) or (suffix in (".html", ".htm", ".xhtml") and "\0" not in text):
        return Format.HTML
    if b"%PDF-" in head[:_JUNK] or (suffix == ".pdf" and b"%PDF" in head):
        return Format.PDF
    if suffix in (".txt", ".md", ".text"):
        return Format.TXT  # its reader judges the bytes
    return Format.TXT if suffix not in _DATA and _written(text) else _by_name(suffix)


def _decoded(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _written(text: str) -> bool:
    """Return whether it is text: hardly a control character."""
    controls = sum(character < " " and character not in "\t\r\n\f\v" for character in text)
    return bool(text) and controls * 200 <= len(text)


def _by_name(suffix: str) -> Format:
    return {".pdf": Format.PDF}.get(suffix, Format.UNKNOWN)
