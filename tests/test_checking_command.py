"""The contract of `python -m assistant check`: verdicts on stdout, complaints on stderr, 1 where something deviates."""

import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import docx
import pytest

from assistant.checking.checked import Verdict
from ingest.library import Library
from ingest.settings import PROJECT

KEYS = ["sentence", "start", "end", "verdict", "deviations", "citations"]
CITATION_KEYS = ["document", "paragraph", "locator", "quote", "start", "end", "paragraph_text"]
VERDICTS = {"verbatim", "supported", "deviating", "unsupported", "opinion"}
KINDS = {"number", "date", "body", "addressee", "strength", "polarity", "document", "wording"}
TRUE = "Bộ Chính trị, Ban Bí thư yêu cầu ban thường vụ các tỉnh ủy, thành ủy thực hiện 11 nội dung."
FALSE = TRUE.replace("11", "12")
DRAFT = (PROJECT / "tests" / "golden" / "checking" / "thong-cao.txt").read_text(encoding="utf-8")


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return tmp_path / "ban-thao.txt"


def check(library: Library, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant", "check", "--library", str(library.folder), *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, check=False, encoding="utf-8"
    )


def records(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    found = json.loads(done.stdout)
    assert isinstance(found, list)
    return found


def test_a_true_draft_is_status_0_and_each_sentence_has_its_verdict(library: Library, draft: Path) -> None:
    draft.write_text(f"{TRUE}\nTôi rất mong bà con ủng hộ!\n", encoding="utf-8")
    done = check(library, draft)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split("\n") == [
        f"1. [ĐÚNG NGUYÊN VĂN] {TRUE}",
        f"   Kết luận 177-KL/TW, đoạn 9: “{TRUE}”",
        f"2. [{Verdict.OPINION.vi.upper()}] Tôi rất mong bà con ủng hộ!",
        f"2 câu: 1 đúng nguyên văn, 1 {Verdict.OPINION.vi}.",
        "",
    ]


def test_a_false_sentence_is_status_1_and_says_what_the_text_has(library: Library, draft: Path) -> None:
    draft.write_text(FALSE, encoding="utf-8")
    done = check(library, draft)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.split("\n") == [
        f"1. [SAI LỆCH] {FALSE}",
        "   – con số: «12»; văn bản ghi «11»",
        f"   Kết luận 177-KL/TW, đoạn 9: “{TRUE}”",
        "1 câu: 1 sai lệch.",
        "",
    ]


def test_what_has_no_ground_is_no_error(library: Library, draft: Path) -> None:
    draft.write_text("Đội bóng của xã giành huy chương vàng tại giải toàn tỉnh.", encoding="utf-8")
    done = check(library, draft)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("1 câu: 1 không tìm thấy căn cứ.\n")


def test_json_is_a_list_of_the_contract(library: Library, draft: Path) -> None:
    draft.write_text(DRAFT, encoding="utf-8")
    done = check(library, draft, "--json")
    assert (done.returncode, done.stderr) == (1, "")
    found = records(done)
    assert len(found) > 10
    for record in found:
        assert list(record) == KEYS
        assert DRAFT[record["start"] : record["end"]] == record["sentence"]
        assert record["verdict"] in VERDICTS
        assert bool(record["deviations"]) == (record["verdict"] == "deviating")
        for deviation in record["deviations"]:
            assert list(deviation) == ["kind", "found", "source"]
            assert deviation["kind"] in KINDS
            assert deviation["found"] in record["sentence"]
        for citation in record["citations"]:
            assert list(citation) == CITATION_KEYS
            assert citation["quote"] == citation["paragraph_text"][citation["start"] : citation["end"]]
    assert "Bộ Chính trị" in done.stdout  # readable letters, no escapes


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_way_to_save_a_text_gives_the_same(
    library: Library, draft: Path, line_end: str, form: Any, encoding: str
) -> None:
    text = unicodedata.normalize(form, f"- {TRUE}\n- {FALSE}\n".replace("\n", line_end))
    draft.write_bytes(text.encode(encoding))
    done = check(library, draft, "--json")
    assert done.returncode == 1
    composed = unicodedata.normalize("NFC", text)  # that is what the places count in, with its own line ends
    assert [composed[r["start"] : r["end"]] for r in records(done)] == [TRUE, FALSE]
    assert [(r["sentence"], r["verdict"]) for r in records(done)] == [(TRUE, "verbatim"), (FALSE, "deviating")]


def test_a_word_file_is_read_and_nothing_of_it_is_kept(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "ban-thao.docx"
    written = docx.Document()
    for line in DRAFT.split("\n"):
        written.add_paragraph(line)
    written.save(str(file))
    plain = tmp_path / "ban-thao.txt"
    plain.write_text(DRAFT, encoding="utf-8")
    of_text = {record["sentence"]: record["verdict"] for record in records(check(library, plain, "--json"))}
    before = held_by(library)
    done = check(library, file, "--json")
    assert (done.returncode, done.stderr) == (1, "")
    of_word = {record["sentence"]: record["verdict"] for record in records(done)}
    assert len(of_word.items() & of_text.items()) >= len(of_text) - 1  # the title may be read as a head
    assert held_by(library) == before


def held_by(library: Library) -> dict[str, bytes]:
    """The files of the library, without locks."""
    files = [path for path in library.folder.rglob("*") if path.is_file() and path.name != ".lock"]
    return {str(path): path.read_bytes() for path in files}


def test_an_empty_draft_has_no_sentence(library: Library, draft: Path) -> None:
    draft.write_bytes(b"")
    done = check(library, draft)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Bản thảo không có câu nào.\n", "")
    done = check(library, draft, "--json")
    assert (done.returncode, records(done), done.stderr) == (0, [], "")


def test_only_the_named_document_is_held_against_it(library: Library, draft: Path) -> None:
    draft.write_text(TRUE, encoding="utf-8")
    assert [r["verdict"] for r in records(check(library, draft, "--json", "--document", "177-KL/TW"))] == ["verbatim"]
    (record,) = records(check(library, draft, "--json", "--document", "179-KL/TW"))
    assert record["verdict"] != "verbatim"
    assert all(citation["document"] == "179-KL/TW" for citation in record["citations"])


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("vang-mat.txt", None, "Không đọc được bản thảo «{path}» (không có tệp hoặc thư mục này); hãy"),
        ("vang-mat.docx", None, "Không đọc được bản thảo «{path}» (không có tệp hoặc thư mục này); hãy"),
        ("rac.txt", bytes(range(128, 256)) * 40, "«rac.txt»: chữ không đúng bảng mã UTF-8"),
        ("rac.docx", bytes(range(256)) * 40, "«rac.docx»: "),
        ("rac.pdf", b"%PDF-1.7\n" + bytes(range(256)), "«rac.pdf»: "),
    ],
)
def test_a_file_that_is_no_draft_is_one_sentence_and_status_1(
    library: Library, tmp_path: Path, name: str, content: bytes | None, complaint: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    done = check(library, path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.replace(f"{path.parent}/", "").startswith(complaint.format(path=name))
    assert done.stderr.count("\n") == 1


def test_an_unknown_document_is_named_with_those_that_are_there(library: Library, draft: Path) -> None:
    draft.write_text(TRUE, encoding="utf-8")
    done = check(library, draft, "--document", "5-QĐ/TW")
    assert (done.returncode, done.stdout) == (1, "")
    expected = "Thư viện không có văn bản «5-QĐ/TW»; các văn bản hiện có: 177-KL/TW, 179-KL/TW.\n"
    assert done.stderr == expected


@pytest.mark.parametrize("arguments", [(), ("a.txt", "b.txt"), ("a.txt", "--js"), ("a.txt", "--document")])
def test_a_wrong_use_is_status_2(library: Library, arguments: tuple[str, ...]) -> None:
    done = check(library, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("cách dùng: python -m assistant check [-h]")
    assert "tham số không đúng (" in done.stderr


def test_hostile_marks_of_a_draft_are_shown_as_they_are(library: Library, draft: Path) -> None:
    draft.write_text(f"<script>alert(1)</script> [Bấm](http://x) \u202e{FALSE}", encoding="utf-8")
    done = check(library, draft, "--json")
    (record,) = records(done)
    assert "<script>alert(1)</script>" in record["sentence"]
