"""The contract of `python -m assistant`: answers on stdout, complaints on stderr, statuses, one line a question."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ingest.settings import PROJECT

QUESTION = "Việc xoá các điểm lõm sóng giao cho bộ nào?"
KEYS = ["id", "status", "text", "statements", "citations", "related", "elapsed_ms"]
CITATION_KEYS = ["document", "paragraph", "locator", "quote", "start", "end", "paragraph_text"]
EMPTY = "Câu hỏi đang trống; hãy gõ câu hỏi rồi gửi lại."


def run(*arguments: str | Path, folder: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False, encoding="utf-8"
    )


def records(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.split("\n")[:-1]]


def test_ask_prints_the_answer_with_its_places(built: Path) -> None:
    done = run("ask", QUESTION, "--library", built)
    assert (done.returncode, done.stderr) == (0, "")
    first, *quotes = done.stdout.split("\n")[:-1]
    assert first == "Theo Kết luận 179-KL/TW (nguồn: tin báo chí):"
    assert quotes[-1].startswith("• “")
    assert quotes[-1].endswith("” [Kết luận 179-KL/TW, đoạn 10]")


def test_a_refusal_is_a_result_and_shows_the_nearest_apart(built: Path) -> None:
    done = run("ask", QUESTION, "--document", "177-KL/TW", "--library", built)
    assert (done.returncode, done.stderr) == (0, "")
    refusal, blank, heading, *nearest = done.stdout.split("\n")[:-1]
    assert refusal.startswith("Không tìm thấy nội dung này trong Kết luận 177-KL/TW.")
    assert (blank, heading) == ("", "Đoạn gần nhất, chỉ để tham khảo, không phải câu trả lời:")
    assert nearest[0].startswith("• Kết luận 179-KL/TW, đoạn 10: Đảng ủy Chính phủ")


def test_ask_json_is_one_line_of_the_contract(built: Path) -> None:
    done = run("ask", QUESTION, "--json", "--document", "179-KL/TW", "--document", "177-KL/TW", "--library", built)
    assert (done.returncode, done.stderr) == (0, "")
    (record,) = records(done.stdout)
    assert list(record) == KEYS
    assert (record["id"], record["status"], record["related"]) == ("", "answered", [])
    for citation in record["citations"]:
        assert list(citation) == CITATION_KEYS
        assert citation["quote"] == citation["paragraph_text"][citation["start"] : citation["end"]]
    assert [(c["document"], c["paragraph"]) for c in record["citations"]] == [("179-KL/TW", 10)]
    assert [list(statement) for statement in record["statements"]] == [["text", "verbatim", "citations"]]
    assert "Bộ Khoa học" in done.stdout  # readable letters, no escapes


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("ask", ""), EMPTY),
        (("ask", "a" * 2001), "Câu hỏi dài 2001 ký tự, vượt mức 2000 ký tự; hãy rút gọn"),
        (("ask", QUESTION, "--document", "180-KL/TW"), "Thư viện không có văn bản «180-KL/TW»; các văn bản hiện có:"),
        (("batch", "vang-mat.jsonl"), "Không đọc được tệp câu hỏi «vang-mat.jsonl» ("),
        (("batch", "."), "Không đọc được tệp câu hỏi «.» ("),
        (("ask", QUESTION, "--settings", "vang-mat.toml"), "Không đọc được tệp cấu hình «vang-mat.toml» ("),
    ],
)
def test_what_is_expected_to_fail_is_one_sentence_and_status_1(
    built: Path, arguments: tuple[str, ...], complaint: str
) -> None:
    done = run(*arguments, "--library", built)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(complaint)
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("ask",),
        ("batch",),
        ("hoi", QUESTION),
        ("ask", QUESTION, "them"),
        ("ask", QUESTION, "--document"),
        ("ask", QUESTION, "--js"),
    ],
)
def test_a_wrong_use_is_status_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("cách dùng: python -m assistant [-h]")
    assert "tham số không đúng (" in done.stderr
    assert list(tmp_path.iterdir()) == []


SHOW_MODULES = """
import sys
from assistant.__main__ import main
try:
    main(["--help"])
finally:
    print(*sys.modules)
"""
HEAVY = {"numpy", "torch", "qdrant_edge", "qdrant_client", "transformers", "sklearn", "gradio", "llama_index", "pypdf",
         "safetensors", "assistant.assistant", "index.search"}  # fmt: skip


def test_help_is_vietnamese_and_loads_nothing_heavy(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, "-c", SHOW_MODULES], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    help_text, modules = done.stdout.rstrip("\n").rsplit("\n", 1)
    assert (done.returncode, done.stderr) == (0, "")
    assert help_text.startswith("cách dùng: python -m assistant [-h]")
    for piece in ("ask|batch|llm|fit", "--json", "--document", "--library", "--settings", "in hướng dẫn này"):
        assert piece in help_text
    assert "ingest.command" in modules.split()
    assert not HEAVY & set(modules.split())


GOOD = {"id": "câu 1", "question": QUESTION}
LONG = {"id": "dài", "question": "ă" * 10_000}
UNUSABLE: list[tuple[str, object, str]] = [
    ("{không phải json", None, "không phải JSON"),
    ('"chuỗi"', None, "thiếu «id» hoặc «question»"),
    ("[]", None, "thiếu «id» hoặc «question»"),
    ('{"id": "thiếu"}', "thiếu", "thiếu «id» hoặc «question»"),
    (json.dumps({"question": QUESTION}), None, "thiếu «id» hoặc «question»"),
    (json.dumps({"id": "số", "question": 7}), "số", "thiếu «id» hoặc «question»"),
    (json.dumps({"id": 7, "question": QUESTION}), 7, "thiếu «id» hoặc «question»"),
    (json.dumps({**GOOD, "id": "h1", "history": "x"}), "h1", "«history» phải là danh sách cặp"),
    (json.dumps({**GOOD, "id": "h2", "history": ["xy"]}), "h2", "«history» phải là danh sách cặp"),
    (json.dumps({**GOOD, "id": "h3", "history": [["user"]]}), "h3", "«history» phải là danh sách cặp"),
    (json.dumps({**GOOD, "id": "h4", "history": [["user", 1]]}), "h4", "«history» phải là danh sách cặp"),
    (json.dumps({**GOOD, "id": "d1", "documents": "179-KL/TW"}), "d1", "«documents» là danh sách số hiệu"),
    (json.dumps({**GOOD, "id": "d2", "documents": [179]}), "d2", "«documents» là danh sách số hiệu"),
    (json.dumps({**GOOD, "id": "d3", "documents": ["180"]}), "d3", "Thư viện không có văn bản «180»"),
    (json.dumps({"id": "rỗng", "question": ""}), "rỗng", "Câu hỏi đang trống"),
    (json.dumps({"id": "trắng", "question": " \t\u0000"}), "trắng", "Câu hỏi đang trống"),
    (json.dumps(LONG), "dài", "Câu hỏi dài 10000 ký tự"),
    ("[" * 100_000, None, "không phải JSON"),
    ('{"id": "\\ud800", "question": ""}', "\ud800", "Câu hỏi đang trống"),
]


def test_batch_answers_in_order_and_names_every_line_it_cannot_use(built: Path, tmp_path: Path) -> None:
    lines = [json.dumps(GOOD), *(line for line, _, _ in UNUSABLE), "", "  ", json.dumps({**GOOD, "id": "cuối"})]
    (tmp_path / "vao.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = run("batch", "vao.jsonl", "--library", built, folder=tmp_path)
    assert done.returncode == 1
    answers = records(done.stdout)
    assert [answer["id"] for answer in answers] == ["câu 1", *(identifier for _, identifier, _ in UNUSABLE), "cuối"]
    assert all(list(answer) == KEYS for answer in answers)
    assert answers[0]["status"] == answers[-1]["status"] == "answered"
    assert answers[0]["citations"] == answers[-1]["citations"] != []
    for answer, (_, _, reason) in zip(answers[1:-1], UNUSABLE, strict=True):
        assert answer["status"] == "error_invalid_question"
        assert reason in answer["text"]
        assert answer["citations"] == answer["related"] == answer["statements"] == []
    *complaints, total = done.stderr.split("\n")[:-1]
    assert total == f"«vao.jsonl»: {len(UNUSABLE)} dòng không dùng được, các dòng còn lại đã trả lời."
    for number, (complaint, (_, _, reason)) in enumerate(zip(complaints, UNUSABLE, strict=True), 2):
        assert complaint.startswith(f"«vao.jsonl», dòng {number}: ")
        assert reason in complaint


def test_batch_takes_history_documents_and_what_editors_leave_in_files(built: Path, tmp_path: Path) -> None:
    history = [["user", "Bộ Tài chính phải hướng dẫn đăng ký, sử dụng tài khoản của UBND cấp xã thế nào?"]]
    good = [
        {"id": "1", "question": QUESTION, "documents": ["177-KL/TW"]},
        {"id": "2", "question": "Thế hạn là ngày nào?", "history": history},
        {"id": "3", "question": QUESTION, "history": None, "documents": None, "role": "cán bộ"},
        {"id": "1", "question": "Xin chào\u2028bạn"},
    ]
    lines = [json.dumps(line, ensure_ascii=False) for line in good]
    path = tmp_path / "từ Windows.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode() + b'\r\n{"id": "\xff", "question": ""}')
    done = run("batch", path, "--library", built)
    answers = records(done.stdout)
    assert [answer["id"] for answer in answers] == ["1", "2", "3", "1", "\ufffd"]
    assert [answer["status"] for answer in answers] == [
        "unanswerable_silent",
        "answered",
        "answered",
        "unanswerable_off_topic",
        "error_invalid_question",
    ]
    assert [citation["paragraph"] for citation in answers[1]["citations"]] == [9]
    assert done.returncode == 1


def test_batch_of_good_lines_is_status_0_and_of_none_is_empty(built: Path, tmp_path: Path) -> None:
    for name, lines in (("trong.jsonl", ""), ("trang.jsonl", "\n \n"), ("tot.jsonl", json.dumps(GOOD))):
        (tmp_path / name).write_text(lines, encoding="utf-8")
        done = run("batch", name, "--library", built, folder=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert [answer["id"] for answer in records(done.stdout)] == (["câu 1"] if name == "tot.jsonl" else [])


def test_a_reader_that_stops_early_is_no_fault_of_the_file(built: Path, tmp_path: Path) -> None:
    (tmp_path / "vao.jsonl").write_text((json.dumps(GOOD) + "\n") * 200, encoding="utf-8")
    command = [sys.executable, "-m", "assistant", "batch", str(tmp_path / "vao.jsonl"), "--library", str(built)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith('{"id": "câu 1", "status": "answered"')
        process.stdout.close()
        complaints = process.stderr.read()
    assert (process.returncode, complaints) == (1, "")


def test_processes_share_one_library(built: Path, tmp_path: Path) -> None:
    many = [{**GOOD, "id": str(number)} for number in range(60)]
    (tmp_path / "vao.jsonl").write_text("\n".join(map(json.dumps, many)), encoding="utf-8")
    batch = ("batch", tmp_path / "vao.jsonl", "--library", built)
    ask = ("ask", QUESTION, "--json", "--library", built)
    with ThreadPoolExecutor(3) as pool:
        batched, *asked = pool.map(lambda arguments: run(*arguments), [batch, ask, ask])
    assert [done.returncode for done in (batched, *asked)] == [0, 0, 0]
    answers = records(batched.stdout)
    assert [answer["id"] for answer in answers] == [str(number) for number in range(60)]
    cited = [answer["citations"] for answer in (*answers, *(records(done.stdout)[0] for done in asked))]
    assert cited[0]
    assert all(citations == cited[0] for citations in cited)
    assert [done.stderr for done in (batched, *asked)] == ["", "", ""]
