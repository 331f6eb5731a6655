"""`python -m ingest list`, `show` and `remove`: what a user is told of the library."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ingest.__main__ import main
from ingest.document import (
    Document,
    DocumentType,
    Heading,
    Level,
    Metadata,
    Origin,
    Paragraph,
    Relation,
    RelationKind,
    SourceKind,
    Span,
    Step,
)
from ingest.errors import LibraryError
from ingest.library import Library

TEXT = "I- Quan điểm\nBộ Chính trị yêu cầu các cấp uỷ triển khai ngay.\nBan Bí thư theo dõi việc thực hiện này."
SECTION = (Step(Level.SECTION, "I"),)
DOCUMENT = Document(
    Metadata(
        "5-CT/TW", DocumentType.DIRECTIVE, SourceKind.OFFICIAL_TEXT, subject="về việc thử", issue_date=date(2025, 3, 9),
        signatory="Nguyễn Văn A", recipients=("Các tỉnh uỷ", "Lưu"), handling=("dự thảo",),
        relations=(Relation(RelationKind.REPLACES, "12-CT/TW", DocumentType.DIRECTIVE, date(2020, 1, 2)),),
    ),
    TEXT,
    (
        Paragraph(1, TEXT[13:61], Span(13, 61), path=(*SECTION, Step(Level.PLAIN, "1"))),
        Paragraph(2, TEXT[62:], Span(62, len(TEXT)), path=(*SECTION, Step(Level.PLAIN, "2"))),
    ),
    headings=(Heading(SECTION, "I- Quan điểm", Span(0, 12)),),
    origin=Origin("a.pdf", "PDF", "0", ((0, 1, "lớp chữ"), (10, 2, "lớp chữ"), (62, 3, "nhận dạng chữ (OCR)")),
                  notes=("Trang 3 đọc bằng OCR.",)),
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, tiny_source: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "cau-hinh.toml").write_text(f'library = "kho"\ncorpus = "{tiny_source}"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    library = Library.open(tmp_path / "kho", tiny_source)
    library.put(DOCUMENT)
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> tuple[list[str], str]:
    assert main([*arguments, "--settings", "cau-hinh.toml"]) == status
    done = capsys.readouterr()
    return done.out.splitlines(), done.err


def test_the_list_is_a_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    newer = replace(DOCUMENT, source_text=TEXT.replace("ngay", "sớm"), origin=None, paragraphs=(
        Paragraph(1, TEXT[13:61].replace("ngay", "sớm"), Span(13, 60)),))  # fmt: skip
    Library(folder / "kho").put(newer)
    lines, _ = told(capsys, "list")
    rows = [[cell.strip() for cell in line.split("|")] for line in lines if "|" in line]
    assert rows[0] == ["tên gọi", "tên loại", "ngày ban hành", "số đoạn", "nguồn", "ghi chú"]
    own = next(row for row in rows if row[0] == "5-CT/TW")
    assert own == ["5-CT/TW", "Chỉ thị", "09/03/2025", "1", "văn bản chính thức", "dự thảo; 1 bản cũ"]
    assert lines[-1] == f"Thư viện «{folder / 'kho'}» có {len(rows) - 1} văn bản."


def test_the_list_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = {record["document"]: record for record in map(json.loads, told(capsys, "list", "--json")[0])}
    assert records["5-CT/TW"] == {
        "document": "5-CT/TW", "name": "Chỉ thị 5-CT/TW", "key": "directive_5-CT-TW_2025-03-09",
        "document_type": "Chỉ thị", "issue_date": "2025-03-09", "paragraphs": 2, "source_kind": "official_text",
        "handling": ["dự thảo"], "copies": 0, "history": 0,
    }  # fmt: skip


def test_show_tells_all_that_is_known(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "show", "5-CT/TW", "--paragraphs")[0] == [
        "Chỉ thị 5-CT/TW",
        "  Tên loại: Chỉ thị",
        "  Số, ký hiệu: 5-CT/TW",
        "  Trích yếu: về việc thử",
        "  Cơ quan ban hành: văn bản không nêu",
        "  Ngày ban hành: 09/03/2025",
        "  Người ký: Nguyễn Văn A",
        "  Nơi nhận: Các tỉnh uỷ; Lưu",
        "  Lưu ý sử dụng: dự thảo",
        "  Loại nguồn: văn bản chính thức",
        "Văn bản được nhắc đến:",
        "  thay thế: Chỉ thị 12-CT/TW, ngày 02/01/2020",
        "Bố cục:",
        "  mục I: I- Quan điểm",
        "Đọc từ tệp:",
        "  «a.pdf» (PDF)",
        "  trang 1–2: lớp chữ",
        "  trang 3: nhận dạng chữ (OCR)",
        "  lưu ý: Trang 3 đọc bằng OCR.",
        "Số đoạn: 2",
        f"  [1] đoạn 1, mục I, trang 2: {TEXT[13:61]}",
        f"  [2] đoạn 2, mục I, trang 3: {TEXT[62:]}",
    ]


def test_a_heading_that_names_its_place_is_told_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = TEXT.replace("I- Quan điểm", "ĐIỀU 2. Việc")
    path = (Step(Level.ARTICLE, "2"),)
    paragraphs = (Paragraph(1, text[13:61], Span(13, 61), path=path),)
    heading = Heading(path, "ĐIỀU 2. Việc", Span(0, 12))
    Library(folder / "kho").put(replace(DOCUMENT, source_text=text, paragraphs=paragraphs, headings=(heading,)))
    lines = told(capsys, "show", "5-CT/TW")[0]
    assert lines[lines.index("Bố cục:") + 1] == "  ĐIỀU 2. Việc"


def test_show_as_json_holds_every_locator(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = json.loads("\n".join(told(capsys, "show", "5-CT/TW", "--json")[0]))
    assert [paragraph["locator"] for paragraph in record["paragraphs"]] == [
        "đoạn 1, mục I, Chỉ thị 5-CT/TW",
        "đoạn 2, mục I, Chỉ thị 5-CT/TW",
    ]
    assert [paragraph["page"] for paragraph in record["paragraphs"]] == [2, 3]
    assert (record["copies"], record["history"], record["source_text"]) == ([], [], TEXT)


def test_show_of_what_is_not_there_is_an_error(folder: Path) -> None:
    with pytest.raises(LibraryError, match="«999-KL/TW»: thư viện không có văn bản này"):
        main(["show", "999-KL/TW", "--settings", "cau-hinh.toml"])


def test_remove_goes_on_past_what_is_not_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = told(capsys, "remove", "999-KL/TW", "5-CT/TW", status=1)
    assert out == ["Đã xóa Chỉ thị 5-CT/TW cùng các bản sao và bản cũ khỏi thư viện."]
    assert "«999-KL/TW»: thư viện không có văn bản này" in err
    assert err.endswith("Hãy chạy «python -m index build» để chỉ mục theo kịp.\n")
    assert "5-CT/TW" not in [document.label for document in Library(folder / "kho").documents]


def test_a_damaged_document_is_named_and_can_be_removed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (record,) = (folder / "kho" / "documents").glob("directive_5-*")
    record.write_text("{}", encoding="utf-8")
    out, err = told(capsys, "list", status=1)
    assert record.name in err and "bị hỏng" in err
    assert not any(line.startswith("5-CT/TW") for line in out)
    with pytest.raises(LibraryError, match=f"«{record.name}» .* bị hỏng; hãy nạp lại tệp gốc"):
        main(["show", "5-CT/TW", "--settings", "cau-hinh.toml"])
    assert told(capsys, "remove", "5-CT/TW")[0] == ["Đã xóa 5-CT/TW cùng các bản sao và bản cũ khỏi thư viện."]
    assert told(capsys, "list")[1] == ""


@pytest.mark.parametrize("words", [("list", "x"), ("show",), ("remove",), ("show", "a", "b")])
def test_wrong_use_of_the_other_commands_is_status_2(words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([*words])
    assert caught.value.code == 2
