"""The contract of `python -m assistant draft`."""

import json
import zipfile
from pathlib import Path

import pytest
from test_assistant_command import CITATION_KEYS, run

ASKED = ("draft", "--kind", "tin van", "--topic", "phần mềm hộ tịch", "--audience", "người dân", "--words", "120")


def test_the_draft_is_printed_with_its_places_marks_and_annex(built: Path) -> None:
    done = run(*ASKED, "--library", built)
    assert (done.returncode, done.stderr) == (0, "")
    kind, title, _, *rest = done.stdout.split("\n")
    assert (kind, title) == ("TIN VẮN", "Về phần mềm hộ tịch theo Kết luận 179-KL/TW")
    assert "[Kết luận 179-KL/TW, đoạn 11]" in done.stdout
    assert "không phải văn bản đã ký. [ý người soạn]" in done.stdout
    assert "BẢNG ĐỐI CHIẾU" in rest
    assert any(line.startswith("2 | diễn đạt lại | Bộ Công an được chỉ đạo chủ trì") for line in rest)
    assert any(line.startswith("Nguồn: Kết luận 179-KL/TW: tin báo chí. ") for line in rest)


def test_json_is_the_draft_for_other_programs(built: Path) -> None:
    done = run(*ASKED, "--document", "179-KL/TW", "--format", "json", "--library", built)
    record = json.loads(done.stdout)
    assert (done.returncode, record["kind"]) == (0, "tin vắn")
    assert list(record) == ["kind", "title", "words", "blocks", "citations", "sources", "notes"]
    assert list(record["citations"][0]) == CITATION_KEYS


@pytest.mark.parametrize(("name", "extension"), [("docx-party", "docx"), ("docx-state", "docx"), ("md", "md")])
def test_a_file_is_written(built: Path, tmp_path: Path, name: str, extension: str) -> None:
    out = tmp_path / f"bai.{extension}"
    done = run(*ASKED, "--format", name, "--out", out, "--library", built)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"Đã ghi dự thảo vào «{out}».\n")
    if extension == "docx":
        assert "word/document.xml" in zipfile.ZipFile(out).namelist()
    else:
        assert "Bảng đối chiếu" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "status", "complaint"),
    [
        (["--kind", "diễn văn"], 1, "Không có loại bài «diễn văn»"),
        (["--kind", "tin", "--topic", "giá xăng dầu"], 1, "không có nội dung về «giá xăng dầu»"),
        (["--kind", "tin", "--document", "180-KL/TW"], 1, "Thư viện không có văn bản «180-KL/TW»"),
        (["--kind", "tin", "--words", "5"], 1, "Độ dài 5 tiếng không soạn được"),
        (["--kind", "tin", "--out", "/khong/co/bai.txt"], 1, "Không ghi được tệp «/khong/co/bai.txt»"),
        (["--kind", "tin", "--format", "docx-party"], 2, "--format docx-party cần --out TỆP"),
        (["--kind", "tin", "--words", "nhiều"], 2, "--words không nhận 'nhiều'"),
        ([], 2, "thiếu --kind"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    built: Path, arguments: list[str], status: int, complaint: str
) -> None:
    done = run("draft", *arguments, "--library", built)
    assert (done.returncode, done.stdout) == (status, "")
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr
    assert status == 2 or done.stderr.count("\n") == 1


def test_help_names_every_kind() -> None:
    done = run("draft", "--help")
    assert done.returncode == 0
    assert all(name in " ".join(done.stdout.split()) for name in ("«tin vắn»", "«báo cáo tóm tắt»", "--audience"))
