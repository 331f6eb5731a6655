"""Packages and XML are opened within limits; what breaks them is refused in one Vietnamese sentence."""

import struct
import zipfile
from pathlib import Path

import pytest
from ingest_office_helpers import package

from ingest.errors import FileRefused, FileState
from ingest.formats import package as module
from ingest.formats.package import local, opened, parse_html, parse_xml

PLACE = Path("công văn.docx")


def refusal(path: Path, name: str = "a.xml") -> FileRefused:
    with pytest.raises(FileRefused) as caught, opened(path) as found:
        found.part(name)
    assert str(caught.value).startswith(f"«{path}»: ")
    assert str(caught.value).endswith(".")
    return caught.value


def patched(path: Path, place: int, field: str, value: int) -> Path:
    """Overwrite a field of every entry of the directory."""
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into(field, data, at + place, value)
        at = data.find(b"PK\x01\x02", at + 4)
    path.write_bytes(data)
    return path


def test_members_are_found_whatever_case_and_slash_their_names_have(tmp_path: Path) -> None:
    made = package(tmp_path / "a.docx", {"Word\\Document.xml": "<a>chữ</a>"})
    with opened(made) as found:
        assert "word/document.xml" in found
        assert "word/styles.xml" not in found
        assert found.names == ("Word\\Document.xml",)
        assert found.part("word/document.XML").text == "chữ"


def test_namespaces_are_renamed_before_parsing(tmp_path: Path) -> None:
    made = package(tmp_path / "a.docx", {"a.xml": '<a xmlns="urn:strict"/>'})
    with opened(made) as found:
        root = found.part("a.xml", {b"urn:strict": b"urn:usual"})
    assert root.tag == "{urn:usual}a"
    assert local(root) == "a"


def test_a_missing_part_is_named(tmp_path: Path) -> None:
    error = refusal(package(tmp_path / "a.docx", {"b.xml": "<a/>"}))
    assert "thiếu phần «a.xml»" in str(error)
    assert error.state is FileState.DAMAGED


@pytest.mark.parametrize("cut", [10, 60, 150])
def test_a_cut_package_is_damaged(tmp_path: Path, cut: int) -> None:
    made = package(tmp_path / "a.docx", {"a.xml": "<a>" + "chữ " * 50 + "</a>"})
    made.write_bytes(made.read_bytes()[:-cut])
    assert refusal(made).state is FileState.DAMAGED


def test_a_wrong_checksum_is_damaged(tmp_path: Path) -> None:
    made = patched(package(tmp_path / "a.docx", {"a.xml": "<a>chữ</a>"}), 16, "<I", 7)
    assert "không giải nén được phần «a.xml»" in str(refusal(made))


def test_a_password_is_asked_to_be_removed(tmp_path: Path) -> None:
    error = refusal(patched(package(tmp_path / "a.docx", {"a.xml": "<a/>"}), 8, "<H", 1))
    assert "mật khẩu" in str(error)
    assert error.state is FileState.PASSWORD


@pytest.mark.parametrize("name", ["../a.xml", "/a.xml", "b/../../a.xml", "C:\\a.xml", "..\\a.xml"])
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    assert "chỉ ra ngoài gói" in str(refusal(package(tmp_path / "a.docx", {"a.xml": "<a/>", name: "x"})))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("a.xml", "<a>một</a>")
        archive.writestr("a.xml", "<a>hai</a>")
    assert "có hai bản" in str(refusal(tmp_path / "a.docx"))


def test_other_ways_of_compression_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.xml", "<a/>")
    assert "nén theo cách lạ" in str(refusal(tmp_path / "a.docx"))


def test_all_that_is_read_of_one_package_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_READ", 250)
    made = package(tmp_path / "a.docx", {f"{n}.xml": f"<a>{n * 30}</a>" for n in "abcdefghij"})
    with opened(made) as found:
        assert len(found.read("a.xml")) < 250
        with pytest.raises(FileRefused, match="phình ra"):
            for name in found.names:
                found.read(name)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<a><b></a>", "không đúng XML"),
        (b"", "không đúng XML"),
        (b"chu thuong", "không đúng XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DTD"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "DTD"),
        ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16"), "DTD"),
        ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16-be"), "DTD"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', "bảng mã lạ"),
        (b"<a>" * 151 + b"</a>" * 151, "lồng nhau"),
        (b"<a>" * 5000 + b"</a>" * 5000, "không đúng XML"),
    ],
)
def test_xml_that_is_unsound_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(FileRefused, match=reason):
        parse_xml(PLACE, data, "word/document.xml")


def test_xml_that_is_deep_within_reason_is_read() -> None:
    assert local(parse_xml(PLACE, b"<a>" * 150 + b"</a>" * 150, "x")) == "a"


def test_a_tree_larger_than_its_file_explains_is_refused() -> None:
    with pytest.raises(FileRefused, match="quá nhiều phần tử"):
        parse_xml(PLACE, b"<a>" + b"<b/>" * 300_000 + b"</a>", "x", compressed=5_000)


def test_a_page_too_deep_is_refused_instead_of_cut() -> None:
    for depth in (310, 5_000):
        with pytest.raises(FileRefused, match="lồng nhau"):
            parse_html(PLACE, "<html>" + "<div>" * depth + "chữ" + "</div>" * depth)
    assert "chữ" in module.written(parse_html(PLACE, "<div>" * 200 + "chữ"))
