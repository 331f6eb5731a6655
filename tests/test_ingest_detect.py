"""The format is told by the content, whatever the file is called; what is no text is refused by name."""

from pathlib import Path

import pytest
from ingest_office_helpers import docx, docx_parts, odt, package, para

from ingest import formats
from ingest.errors import FileRefused, FileState
from ingest.formats import SUFFIXES, extract
from ingest.formats.detect import Format, detect

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def entry(name: str) -> bytes:
    encoded = name.encode("utf-16-le")
    return encoded.ljust(64, b"\0") + (len(encoded) + 2).to_bytes(2, "little") + b"\x02" + b"\0" * 61


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.pdf", b"%PDF-1.7\n", Format.PDF),
        ("a.txt", b"\n\nrac %PDF-1.4\n", Format.PDF),
        ("a.doc", b"{\\rtf1 chu}", Format.RTF),
        ("a.doc", b"\xef\xbb\xbf\r\n{\\rtf1 chu}", Format.RTF),
        ("a.doc", b"\xef\xbb\xbf<html xmlns:v='x'>", Format.HTML),
        ("a.doc", "<html>".encode("utf-16"), Format.HTML),
        ("a.doc", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n", Format.MHTML),
        ("a.txt", b"  <!-- saved from url --><!DOCTYPE html>", Format.HTML),
        ("a.xhtml", b"<?xml version='1.0'?><html>", Format.HTML),
        ("a.htm", b"Chu truoc <b>the</b>", Format.HTML),
        ("a.txt", b"Kinh gui: <Nguyen Van A>", Format.TXT),
        ("a.txt", b"<kinh gui>", Format.TXT),
        ("a.doc", b"Van ban thuong", Format.TXT),
        ("a", b"Van ban thuong", Format.TXT),
        ("a.md", b"# Ket luan", Format.TXT),
        ("a.txt", "Kết luận".encode("utf-16"), Format.TXT),
        ("a.doc", OLE + entry("WordDocument") + entry("Workbook"), Format.DOC),
        ("a.DOC", OLE, Format.DOC),
        ("a.doc", OLE + entry("Workbook"), Format.SHEET),
        ("a.doc", OLE + entry("PowerPoint Document"), Format.SLIDES),
        ("a.docx", OLE + entry("EncryptionInfo") + entry("EncryptedPackage"), Format.LOCKED),
        ("a.bin", OLE + "WordDocument".encode("utf-16-le"), Format.UNKNOWN),
        ("a.xml", b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:wordDocument>", Format.WORD_XML),
        ("a.fodt", b"<?xml version='1.0'?><office:document xmlns='x'>", Format.FODT),
        ("a.pdf", b"\x89PNG\r\n\x1a\n", Format.IMAGE),
        ("a.jpg", b"\xff\xd8\xff\xe0", Format.IMAGE),
        ("a.tif", b"II*\0", Format.IMAGE),
        ("a.rar", b"Rar!\x1a\x07\0", Format.ARCHIVE),
        ("a.exe", b"MZ\x90\0\3\0", Format.PROGRAM),
        ("a.json", b'{"a": 1}', Format.UNKNOWN),
        ("a.doc", bytes(range(256)), Format.UNKNOWN),
        ("a.docx", b"PK\x03\x04" + b"x" * 90, Format.DOCX),
    ],
)  # fmt: skip
def test_by_content(tmp_path: Path, name: str, content: bytes, expected: Format) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert detect(path) is expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (docx_parts(para("a")), Format.DOCX),
        ({"[Content_Types].xml": "", "xl/workbook.xml": ""}, Format.SHEET),
        ({"[Content_Types].xml": "", "ppt/presentation.xml": ""}, Format.SLIDES),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, Format.ODT),
        ({"mimetype": "application/vnd.oasis.opendocument.text-template"}, Format.ODT),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, Format.SHEET),
        ({"mimetype": "application/epub+zip"}, Format.EPUB),
        ({"van-ban/1.pdf": "", "word/2.txt": ""}, Format.ZIP),
        ({}, Format.ZIP),
    ],
)
def test_packages_by_their_parts(tmp_path: Path, parts: dict[str, str | bytes], expected: Format) -> None:
    assert detect(package(tmp_path / "a.zip", parts)) is expected


def refused(path: Path) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        extract(path, path.parent)
    assert str(caught.value).startswith(f"«{path}»: ")
    assert "; hãy " in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("content", "words", "state"),
    [
        (b"", "tệp rỗng", FileState.DAMAGED),
        (OLE + entry("EncryptedPackage"), "mật khẩu", FileState.PASSWORD),
        (OLE + entry("Workbook"), "bảng tính", FileState.REFUSED),
        (b"\x89PNG\r\n\x1a\n", "ảnh", FileState.REFUSED),
        (b"\1\2\3\4\5\6", "PDF, DOCX, DOC, RTF, ODT, HTML, TXT, ZIP", FileState.REFUSED),
        (b"PK\x05\x06" + b"\0" * 18, "giải nén", FileState.REFUSED),
    ],
)
def test_what_is_no_text_is_refused_with_a_remedy(tmp_path: Path, content: bytes, words: str, state: FileState) -> None:
    path = tmp_path / "a.dat"
    path.write_bytes(content)
    error = refused(path)
    assert words in str(error)
    assert error.state is state


def test_every_kind_that_is_not_read_has_its_own_remedy(tmp_path: Path) -> None:
    read = {"PDF", "DOCX", "ODT", "FODT", "DOC", "RTF", "HTML", "MHTML", "TXT", "lạ"}
    assert {str(kind) for kind in Format} - read == {str(kind) for kind in formats._REMEDIES}


def test_files_too_large_or_missing_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = docx(tmp_path / "a.docx", para("chữ"))
    assert extract(made, tmp_path).lines[0].text == "chữ"
    assert "không mở được" in str(refused(tmp_path / "không có.docx"))
    assert "không mở được" in str(refused(tmp_path))
    monkeypatch.setattr(formats, "LARGEST_FILE", 10)
    assert refused(made).state is FileState.TOO_BIG


def test_names_do_not_matter(tmp_path: Path) -> None:
    assert extract(docx(tmp_path / "a.doc", para("một")), tmp_path).format == "DOCX"
    assert extract(odt(tmp_path / "a.docx", "<text:p>hai</text:p>"), tmp_path).format == "ODT"


def test_suffixes_are_small_and_dotted() -> None:
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in SUFFIXES)
