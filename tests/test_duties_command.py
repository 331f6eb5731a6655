"""The contract of `python -m assistant duties`: formats, filters, what goes to stdout and stderr, statuses."""

import json
from pathlib import Path

import pytest

from assistant.__main__ import main
from ingest.command import run
from ingest.library import Library

CITATION_KEYS = ["document", "paragraph", "locator", "quote", "start", "end", "paragraph_text"]
KEYS = ["addressees", "inherited", "strength", "task", "deadline", "citation", "source"]


def status(library: Library, *arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        run(main, ["duties", "--library", str(library.folder), *arguments])
    return int(left.value.code or 0)


def test_the_table_is_on_stdout_and_says_which_texts_it_is_of(
    library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(library, "--document", "179-KL/TW", "--for", "Bộ Công an") == 0
    output, complaints = capsys.readouterr()
    first, heading, *_ = output.split("\n")
    assert first.startswith("Sổ nhiệm vụ: ")
    assert first.endswith(" trong Kết luận 179-KL/TW (tin báo chí).")
    assert [name.strip() for name in heading.split("|")] == [
        "STT", "Cơ quan", "Mức độ", "Nhiệm vụ", "Thời hạn", "Nơi nêu",
    ]  # fmt: skip
    assert "[gồm Bộ Công an: theo «các bộ»]" in " ".join(output.replace("|", " ").split())
    assert complaints == ""


def test_json_is_a_list_of_duties_with_exact_citations(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    assert status(library, "--format", "json", "--for", "bo tai chinh") == 0
    records = json.loads(capsys.readouterr().out)
    assert records
    for record in records:
        assert list(record) == [*KEYS, "applies_by"]
        citation = record["citation"]
        assert list(citation) == CITATION_KEYS
        assert citation["quote"] == citation["paragraph_text"][citation["start"] : citation["end"]] == record["task"]
    everything = status(library, "--format", "json", "--document", "177-KL/TW", "--document", "kl 177-kl/tw")
    assert everything == 1  # the second is no name of a document
    assert "thư viện không có văn bản này" in capsys.readouterr().err


@pytest.mark.parametrize("level", ["cấp-tỉnh", "cap-tinh", "cấp tỉnh"])
def test_a_level_may_be_typed_plainly(library: Library, level: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert status(library, "--level", level, "--topic", "bien che", "--format", "json") == 0
    assert len(json.loads(capsys.readouterr().out)) == 2


def test_until_lists_dated_duties_and_tells_how_many_have_no_day(
    library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(library, "--until", "31/7/2025", "--format", "json") == 0
    output, told = capsys.readouterr()
    assert [record["deadline"]["date"] for record in json.loads(output)] == ["2025-07-31"] * 3
    assert told.startswith("65 nhiệm vụ không nêu thời hạn tính được ra ngày")


def test_an_abbreviation_with_two_readings_is_shown_in_both(
    library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(library, "--for", "BTC", "--document", "179-KL/TW") == 0
    output = capsys.readouterr().out
    assert "«BTC» có thể là Bộ Tài chính hoặc Ban Tổ chức Trung ương; dưới đây là nhiệm vụ của từng cơ quan." in output
    assert "\nBộ Tài chính: " in output
    assert "\nBan Tổ chức Trung ương: " in output


def test_nobody_charged_is_a_result_that_names_who_is(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    assert status(library, "--for", "Bộ Chính trị") == 0
    output = capsys.readouterr().out
    assert output.startswith("Sổ nhiệm vụ: 0 nhiệm vụ")
    assert "Không có nhiệm vụ nào như vậy của «Bộ Chính trị». Cơ quan được giao việc ở đây: cấp ủy; " in output


@pytest.mark.parametrize(("name", "begins"), [("csv", b"\xef\xbb\xbfSTT"), ("ics", b"BEGIN:VCALENDAR"), ("json", b"[")])
def test_other_formats_are_written_to_a_file(
    library: Library, tmp_path: Path, name: str, begins: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / f"so.{name}"
    assert status(library, "--format", name, "--out", str(file)) == 0
    output, told = capsys.readouterr()
    assert file.read_bytes().startswith(begins)
    assert (output, told) == ("", f"Đã ghi 69 nhiệm vụ vào «{file}».\n")


def test_xlsx_holds_every_duty(library: Library, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    file = tmp_path / "so.xlsx"
    assert status(library, "--format", "xlsx", "--out", str(file)) == 0
    assert load_workbook(file).worksheets[0].max_row >= 70


def test_two_documents_are_compared(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    assert status(library, "--compare", "177-KL/TW", "179-KL/TW") == 0
    output = capsys.readouterr().out
    assert output.startswith("Đối chiếu Kết luận 177-KL/TW (tin báo chí), Kết luận 179-KL/TW (tin báo chí).\n1. ")
    assert "Kết luận 177-KL/TW: không có" in output
    assert status(library, "--compare", "177-KL/TW", "179-KL/TW", "--format", "json") == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["first"], made["second"]) == ("177-KL/TW", "179-KL/TW")
    assert sum(len(topic["first"]) for topic in made["topics"]) == 36
    assert sum(len(topic["second"]) for topic in made["topics"]) == 33


def test_what_the_library_lacks_is_listed(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    assert status(library, "--missing", "--document", "179-KL/TW") == 0
    assert capsys.readouterr().out.startswith(
        "2 văn bản được nêu trong Kết luận 179-KL/TW (tin báo chí) mà thư viện không có.\n1. Chỉ thị 45\n   • “"
    )
    assert status(library, "--missing", "--format", "json") == 0
    assert [item["name"] for item in json.loads(capsys.readouterr().out)] == [
        "Kế hoạch 56-KH/BCĐ", "Kết luận 139", "Quy định 294", "Chỉ thị 45",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--document", "180-KL/TW"), "«180-KL/TW»: thư viện không có văn bản này; gần giống có «"),
        (("--compare", "177-KL/TW", "999-KL/TW"), "«999-KL/TW»: thư viện không có văn bản này; "),
        (("--compare", "177-KL/TW", "177-KL/TW"), "--compare cần hai văn bản khác nhau, cả hai đang là «177-KL/TW»"),
        (("--format", "csv", "--out", "vang-mat/so.csv"), "Không ghi được «vang-mat/so.csv» ("),
    ],
)
def test_what_is_expected_to_fail_is_one_sentence_and_status_1(
    library: Library, arguments: tuple[str, ...], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(library, *arguments) == 1
    output, complaints = capsys.readouterr()
    assert output == ""
    assert complaints.startswith(complaint)
    assert complaints.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--format", "xlsx"), "dạng xlsx cần --out TỆP"),
        (("--format", "doc"), "--format không nhận"),
        (("--until", "mai"), "--until: «mai» không phải ngày; hãy ghi như 2025-07-31 hoặc 31/7/2025"),
        (("--level", "cấp-thôn"), "--level không nhận"),
        (("--missing", "--for", "BTC"), "--missing không dùng với --for"),
        (("--missing", "--format", "csv"), "--missing chỉ có dạng table hoặc json"),
        (("--compare", "a", "b", "--document", "c"), "--compare đã nêu hai văn bản"),
        (("--compare", "a", "b", "--missing"), "--compare và --missing không dùng cùng nhau"),
        (("--compare", "a"), "--compare"),
    ],
)
def test_wrong_use_is_status_2(
    library: Library, arguments: tuple[str, ...], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(library, *arguments) == 2
    output, complaints = capsys.readouterr()
    assert output == ""
    assert complaint in complaints
