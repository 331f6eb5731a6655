"""Metadata: the file beside the text first, else the head of an official text; never a guess."""

from datetime import date
from pathlib import Path

import pytest

from ingest.document import DocumentType, Metadata, SourceKind
from ingest.errors import FileRefused
from ingest.metadata import metadata_for, sidecar

HEAD = """ĐẢNG CỘNG SẢN VIỆT NAM
BỘ CHÍNH TRỊ
Số {number}

Hà Nội, {date}

{title}
về công tác cán bộ

Căn cứ Điều lệ Đảng và Quyết định số 11-QĐ/TW, ngày 02 tháng 3 năm 2020;
Bộ Chính trị yêu cầu các cấp uỷ thực hiện.
"""


def from_head(
    folder: Path,
    number: str = "399-QĐ/TW",
    title: str = "QUYẾT ĐỊNH",
    issued: str = "ngày 05 tháng 7 năm 2025",
) -> Metadata:
    return metadata_for(folder / "van-ban.txt", HEAD.format(number=number, title=title, date=issued))


def from_sidecar(folder: Path, toml: str) -> Metadata:
    (folder / "van-ban.toml").write_text(toml, encoding="utf-8")
    return metadata_for(folder / "van-ban.txt", "Một văn bản.")


def refusal(folder: Path, toml: str) -> str:
    with pytest.raises(FileRefused) as caught:
        from_sidecar(folder, toml)
    return str(caught.value)


def test_the_shipped_metadata(corpus: Path) -> None:
    later = metadata_for(corpus / "179-KL-TW" / "source.txt", "")
    earlier = metadata_for(corpus / "177-KL-TW" / "source.txt", "")
    assert (later.name, later.serial, later.symbol) == ("Kết luận 179-KL/TW", "179", "KL/TW")
    assert (later.issue_date, later.meeting_date, later.effective_date) == (None, date(2025, 7, 25), None)
    assert (earlier.name, earlier.issue_date) == ("Kết luận 177-KL/TW", date(2025, 7, 11))
    assert earlier.source_kind is later.source_kind is SourceKind.PRESS_REPORT
    assert earlier.signatory == later.signatory == "Trần Cẩm Tú"


def test_where_the_metadata_file_stands() -> None:
    assert sidecar(Path("a/source.txt")) == Path("a/metadata.toml")
    assert sidecar(Path("a/ke-hoach.pdf")) == Path("a/ke-hoach.toml")
    assert sidecar(Path("a/source.pdf")) == Path("a/source.toml")


@pytest.mark.parametrize(
    ("written", "number", "serial", "symbol"),
    [
        ("399-QĐ/TW", "399-QĐ/TW", "399", "QĐ/TW"),
        ("399/QĐ/TW", "399/QĐ/TW", "399", "QĐ/TW"),
        (": 36-HD/VPTW", "36-HD/VPTW", "36", "HD/VPTW"),
        ("56 - KH/BCĐ", "56-KH/BCĐ", "56", "KH/BCĐ"),
        ("1835/QĐ-BGDĐT", "1835/QĐ-BGDĐT", "1835", "QĐ-BGDĐT"),
        ("45-CT/TW", "45-CT/TW", "45", "CT/TW"),
    ],
)
def test_the_number_of_an_official_text(tmp_path: Path, written: str, number: str, serial: str, symbol: str) -> None:
    found = from_head(tmp_path, number=written)
    assert (found.number, found.serial, found.symbol) == (number, serial, symbol)


@pytest.mark.parametrize("kind", list(DocumentType))
def test_the_title_line_gives_the_type_whatever_the_symbol(tmp_path: Path, kind: DocumentType) -> None:
    assert from_head(tmp_path, title=kind.value.upper()).document_type is kind
    assert from_head(tmp_path, title=f"   {kind.value.upper()} CỦA BỘ CHÍNH TRỊ").document_type is kind


def test_the_symbol_qd_is_a_decision_or_a_regulation_by_its_title(tmp_path: Path) -> None:
    assert from_head(tmp_path, title="QUYẾT ĐỊNH").name == "Quyết định 399-QĐ/TW"
    assert from_head(tmp_path, title="QUY ĐỊNH").name == "Quy định 399-QĐ/TW"


def test_a_head_gives_an_official_text_and_its_first_date(tmp_path: Path) -> None:
    found = from_head(tmp_path)
    assert found == Metadata("399-QĐ/TW", DocumentType.DECISION, SourceKind.OFFICIAL_TEXT, issue_date=date(2025, 7, 5))


@pytest.mark.parametrize("issued", ["ngày 31 tháng 02 năm 2025", "Ngày 12 Tháng 13 Năm 2025"])
def test_an_impossible_date_is_no_date(tmp_path: Path, issued: str) -> None:
    assert from_head(tmp_path, issued=issued).issue_date is None


def test_a_number_without_the_word_so_is_found_by_its_symbol(tmp_path: Path) -> None:
    text = "KẾT LUẬN 210-KL/TW\nBộ Chính trị kết luận như sau."
    assert metadata_for(tmp_path / "a.txt", text).name == "Kết luận 210-KL/TW"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("QUYẾT ĐỊNH\nBộ Chính trị yêu cầu các cấp uỷ.", "số hiệu"),
        ("Số 399-QĐ/TW\nBộ Chính trị yêu cầu các cấp uỷ.", "tên loại văn bản"),
        ("Số 399-QĐ/TW\nTheo Quyết định này\nQuyết địnhs", "tên loại văn bản"),
        ("Số 177\nKẾT LUẬN", "số hiệu"),
        ("x" * 3000 + "\nSố 399-QĐ/TW\nQUYẾT ĐỊNH", "số hiệu"),
    ],
)
def test_a_head_without_number_or_type_is_refused(tmp_path: Path, text: str, missing: str) -> None:
    path = tmp_path / "van-ban.txt"
    with pytest.raises(FileRefused) as caught:
        metadata_for(path, text)
    expected = f"«{path}»: không thấy {missing} ở đầu văn bản; hãy ghi vào tệp «van-ban.toml» đặt cạnh tệp này."
    assert str(caught.value) == expected


def test_the_metadata_file_goes_before_the_head(tmp_path: Path) -> None:
    (tmp_path / "van-ban.toml").write_text('number = "1-NQ/TW"\ndocument_type = "Nghị quyết"', encoding="utf-8")
    assert from_head(tmp_path).name == "Nghị quyết 1-NQ/TW"


def test_a_full_metadata_file(tmp_path: Path) -> None:
    toml = (
        '\ufeffnumber = "45-CT/TW"\ndocument_type = "Chỉ thị"\n'
        'source_kind = "press_report"\nissue_date = 2025-04-14\n'
        'subject = "về đại hội"\nsignatory = "Trần Cẩm Tú"\nprovenance = "Báo"'
    )
    assert from_sidecar(tmp_path, toml) == Metadata(
        "45-CT/TW",
        DocumentType.DIRECTIVE,
        SourceKind.PRESS_REPORT,
        subject="về đại hội",
        issue_date=date(2025, 4, 14),
        signatory="Trần Cẩm Tú",
        provenance="Báo",
    )


def test_a_metadata_file_that_names_no_source_kind_is_of_an_official_text(tmp_path: Path) -> None:
    found = from_sidecar(tmp_path, 'number = "45-CT/TW"\ndocument_type = "Chỉ thị"')
    assert found.source_kind is SourceKind.OFFICIAL_TEXT


GOOD = 'number = "45-CT/TW"\ndocument_type = "Chỉ thị"\n'
WRONG_KIND = "giá trị của «{}» sai kiểu; ngày ghi dạng 2025-07-11, còn lại là chuỗi."
NO_NUMBER = "giá trị của «number» không phải số hiệu như «179-KL/TW»; hãy sửa rồi nạp lại."
UNUSABLE = "giá trị không dùng được ('{}' is not a valid {}); xem mẫu ở corpus/179-KL-TW/metadata.toml."
KEYS = (
    "number, document_type, source_kind, subject, issuing_body, issue_date, effective_date, meeting_date, "
    "reported_date, signatory, signatory_position, provenance"
)


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        *((f'number = "{number}"', NO_NUMBER) for number in ("", "45 CT", "45\\u0000", "4" * 61)),
        (GOOD + 'so_hieu = "45"', f"có khóa lạ «so_hieu»; các khóa dùng được: {KEYS}."),
        (GOOD + 'issue_date = "14/4/2025"', WRONG_KIND.format("issue_date")),
        (GOOD + "issue_date = 2025-04-14T08:00:00", WRONG_KIND.format("issue_date")),
        (GOOD + "subject = 2025-04-14", WRONG_KIND.format("subject")),
        ("number = 45", WRONG_KIND.format("number")),
        ('number = "45-CT/TW"', "thiếu khóa «document_type»; hãy thêm rồi nạp lại."),
        ('document_type = "Chỉ thị"', "thiếu khóa «number»; hãy thêm rồi nạp lại."),
        ('number = "1-TT/TW"\ndocument_type = "Thông tư"', UNUSABLE.format("Thông tư", "DocumentType")),
        (GOOD + 'source_kind = "blog"', UNUSABLE.format("blog", "SourceKind")),
    ],
)
def test_a_wrong_metadata_file_is_refused(tmp_path: Path, toml: str, complaint: str) -> None:
    assert refusal(tmp_path, toml) == f"«{tmp_path / 'van-ban.toml'}»: {complaint}"


def test_an_unreadable_metadata_file_is_refused_at_its_place(tmp_path: Path) -> None:
    message = refusal(tmp_path, "number = ")
    assert message.startswith(f"«{tmp_path / 'van-ban.toml'}»: tệp thông tin văn bản không đọc được (Invalid value")
    assert message.endswith("hãy sửa rồi nạp lại.")
    (tmp_path / "van-ban.toml").write_bytes(b'number = "45-CT/TW" # \xff')
    with pytest.raises(FileRefused, match="tệp thông tin văn bản không đọc được"):
        metadata_for(tmp_path / "van-ban.txt", "")
