"""Text and text-layer PDF come out in NFC; everything else is refused aloud, with its reason."""

import io
import os
import unicodedata
from pathlib import Path

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf.errors import DependencyError, DeprecationError, LimitReachedError, PdfReadError
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from ingest import readers
from ingest.errors import FileRefused
from ingest.library import read_document

SENTENCE = "Bộ Chính trị yêu cầu các cấp uỷ, tổ chức đảng triển khai ngay."
WRAPPED = [
    "Số 399-QĐ/TW",
    "QUY ĐỊNH",
    "Bộ Chính trị yêu cầu các cấp uỷ, tổ chức",
    "đảng triển khai ngay.",
    "Ban hành.",
]


def page_stream(lines: list[str], codes: dict[str, int]) -> bytes:
    shown = "".join(f"<{bytes(codes[c] for c in line).hex()}> Tj 0 -20 Td " for line in lines)
    return f"BT /F1 12 Tf 50 800 Td {shown}ET".encode()


def unicode_map(codes: dict[str, int]) -> bytes:
    pairs = "\n".join(
        f"<{code:02x}> <{character.encode('utf-16-be', 'surrogatepass').hex()}>" for character, code in codes.items()
    )
    space = "1 begincodespacerange <00> <ff> endcodespacerange"
    head = f"/CIDInit /ProcSet findresource begin begincmap {space} {len(codes)} beginbfchar"
    return f"{head}\n{pairs}\nendbfchar endcmap".encode()


def stream(data: bytes) -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(data)
    return made


def text_pdf(*pages: list[str]) -> pypdf.PdfWriter:
    """Return a PDF with those lines on its pages, in a font that maps its codes to Unicode."""
    writer = pypdf.PdfWriter()
    codes = {
        character: code
        for code, character in enumerate(sorted({c for page in pages for line in page for c in line}), 33)
    }
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1")})
    font[NameObject("/BaseFont")] = NameObject("/Helvetica")
    font[NameObject("/ToUnicode")] = writer._add_object(stream(unicode_map(codes)))
    for lines in pages:
        page = writer.add_blank_page(600, 850)
        page[NameObject("/Contents")] = writer._add_object(stream(page_stream(lines, codes)))
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    return writer


def saved(writer: pypdf.PdfWriter, path: Path) -> Path:
    with path.open("wb") as file:
        writer.write(file)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(FileRefused) as caught:
        readers.read(path)
    return str(caught.value)


def written(folder: Path, data: bytes, name: str = "van-ban.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "data",
    [SENTENCE.encode(), SENTENCE.encode("utf-8-sig"), unicodedata.normalize("NFD", SENTENCE).encode()],
    ids=["plain", "byte order mark", "decomposed"],
)
def test_text_is_read_in_nfc(tmp_path: Path, data: bytes) -> None:
    assert readers.read(written(tmp_path, data, "VĂN BẢN.TXT")) == SENTENCE


def test_line_ends_are_made_unix(tmp_path: Path) -> None:
    assert readers.read(written(tmp_path, "Đảng\r\nuỷ\rxã".encode())) == "Đảng\nuỷ\nxã"


@pytest.mark.parametrize(("name", "shown"), [("a.docx", ".docx"), ("a.TXT.bak", ".bak"), ("a", "không có đuôi")])
def test_an_unknown_format_is_refused(tmp_path: Path, name: str, shown: str) -> None:
    path = written(tmp_path, SENTENCE.encode(), name)
    expected = f"«{path}»: chưa đọc được định dạng «{shown}»; hãy chuyển sang TXT hoặc PDF có lớp chữ."
    assert refusal(path) == expected


EMPTY = "không có chữ nào trong tệp; hãy kiểm tra lại bản gốc."
NOT_UTF8 = "không phải chữ Unicode UTF-8 (sai ở byte {}); hãy lưu lại tệp dạng UTF-8."
NO_MARKS = "chữ đọc ra không có dấu tiếng Việt (phông TCVN3, VNI hoặc bản quét)"
NO_MARKS += "; hãy chuyển sang Unicode rồi nạp lại."


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", EMPTY),
        (b"\xef\xbb\xbf \n\t\r\n", EMPTY),
        ("Đảng".encode("utf-16"), NOT_UTF8.format(0)),
        ("Đảng ".encode() + b"\xe0", NOT_UTF8.format(8)),
        (b"Bo Chinh tri yeu cau cac cap uy.", NO_MARKS),
        ("31/7/2025 …".encode(), NO_MARKS),
        ("QuyÕt ®Þnh cña Thñ t− íng ChÝnh phñ sè 115".encode(), NO_MARKS),  # TCVN3
        ("Quyeát ñònh cuûa Thuû töôùng Chính phuû veà vieäc söûa ñoåi".encode(), NO_MARKS),  # VNI
    ],
)
def test_a_text_that_cannot_be_read_right_is_refused(tmp_path: Path, data: bytes, complaint: str) -> None:
    path = written(tmp_path, data)
    assert refusal(path) == f"«{path}»: {complaint}"


@pytest.mark.parametrize("name", ["vang.txt", "vang.pdf"])
def test_a_missing_file_is_refused(tmp_path: Path, name: str) -> None:
    complaint = f"không mở được tệp ({os.strerror(2)}); hãy kiểm tra đường dẫn và quyền đọc."
    assert refusal(tmp_path / name) == f"«{tmp_path / name}»: {complaint}"


def test_a_folder_named_like_a_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    assert "không mở được tệp" in refusal(tmp_path / "a.txt")


def test_a_file_over_50_mb_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "to.txt"
    with path.open("wb") as file:
        file.truncate(50_000_001)
    assert refusal(path) == f"«{path}»: tệp lớn hơn 50 MB; hãy tách nhỏ rồi nạp lại."


def test_a_document_needs_a_paragraph(tmp_path: Path) -> None:
    path = written(tmp_path, "QUY ĐỊNH\nSố 399-QĐ/TW\nVề công tác cán bộ".encode())
    with pytest.raises(FileRefused) as caught:
        read_document(path)
    assert str(caught.value) == f"«{path}»: không có đoạn văn nào trích dẫn được; hãy kiểm tra lại bản gốc."


def test_a_text_pdf_is_read_with_its_wrapped_lines_joined(tmp_path: Path) -> None:
    path = saved(text_pdf(WRAPPED, [SENTENCE]), tmp_path / "quy-dinh.pdf")
    assert readers.read(path).split("\n") == ["Số 399-QĐ/TW", "QUY ĐỊNH", SENTENCE, "Ban hành.", SENTENCE]
    document = read_document(path)
    assert document.metadata.name == "Quy định 399-QĐ/TW"
    assert [paragraph.text for paragraph in document.paragraphs] == [SENTENCE, "Ban hành.", SENTENCE]


def test_half_a_surrogate_pair_from_a_pdf_font_is_replaced(tmp_path: Path) -> None:
    text = readers.read(saved(text_pdf([SENTENCE, "\ud800 Đảng uỷ."]), tmp_path / "a.pdf"))
    assert text.split("\n")[1] == "\ufffd Đảng uỷ."
    assert text.encode().decode() == text


def test_a_scanned_page_is_refused_by_its_number(tmp_path: Path) -> None:
    writer = text_pdf([SENTENCE])
    writer.add_blank_page(600, 850)
    path = saved(writer, tmp_path / "quet.pdf")
    complaint = "không có lớp chữ (bản quét?); hãy nhận dạng chữ (OCR) rồi nạp lại."
    assert refusal(path) == f"«{path}», trang 2: {complaint}"


def test_a_pdf_with_a_password_is_refused(tmp_path: Path) -> None:
    writer = text_pdf([SENTENCE])
    writer.encrypt("mật khẩu", algorithm="RC4-128")
    path = saved(writer, tmp_path / "khoa.pdf")
    assert refusal(path) == f"«{path}»: tệp PDF đặt mật khẩu; hãy gỡ mật khẩu rồi nạp lại."


def test_a_pdf_locked_only_against_changes_is_read(tmp_path: Path) -> None:
    writer = text_pdf([SENTENCE])
    writer.encrypt("", "chủ", algorithm="RC4-128")
    assert readers.read(saved(writer, tmp_path / "a.pdf")) == SENTENCE


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"", "EmptyFileError"), (b"khong phai", "PdfStreamError"), (b"%PDF-1.7\n%%EOF\n", "PdfReadError")],
)
def test_a_damaged_pdf_is_refused(tmp_path: Path, data: bytes, kind: str) -> None:
    path = written(tmp_path, data, "hong.pdf")
    assert refusal(path) == f"«{path}»: tệp PDF hỏng, không đọc được ({kind}); hãy xuất lại tệp."


PYPDF_ERRORS = (PdfReadError, LimitReachedError, DependencyError, DeprecationError)
PYTHON_ERRORS = (
    AssertionError, NotImplementedError, RecursionError, AttributeError, KeyError, IndexError, TypeError,
    ValueError, ZeroDivisionError, OverflowError,
)  # fmt: skip


@pytest.mark.parametrize("raised", [*PYPDF_ERRORS, *PYTHON_ERRORS])
def test_what_pypdf_raises_becomes_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raised: type[Exception]
) -> None:
    def fail(page: object) -> str:
        raise raised("x")

    path = saved(text_pdf([SENTENCE]), tmp_path / "a.pdf")
    monkeypatch.setattr(pypdf.PageObject, "extract_text", fail)
    assert refusal(path).endswith(f"tệp PDF hỏng, không đọc được ({raised.__name__}); hãy xuất lại tệp.")


def pdf_bytes() -> bytes:
    buffer = io.BytesIO()
    text_pdf(WRAPPED, [SENTENCE]).write(buffer)
    return buffer.getvalue()


PDF = pdf_bytes()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(PDF) - 1), st.integers(0, 40), st.binary(max_size=8)),
        min_size=1,
        max_size=6,
    )
)
def test_a_mutilated_pdf_is_read_or_refused(tmp_path: Path, cuts: list[tuple[int, int, bytes]]) -> None:
    data = bytearray(PDF)
    for start, length, patch in cuts:
        data[start : start + length] = patch
    path = written(tmp_path, bytes(data), "hong.pdf")
    try:
        text = readers.read(path)
    except FileRefused as error:
        assert str(path) in str(error)
    else:
        assert text.encode().strip()
