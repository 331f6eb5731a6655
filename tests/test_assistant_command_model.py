"""`python -m assistant` with a language model: the contract stays, and what was dropped is told, not shown."""

import json
from pathlib import Path

import pytest
from test_assistant_command import CITATION_KEYS, KEYS, records, run

from eval.writing.server import ChatRequest, Server

QUESTION = "Kết luận 179 giao Bộ Tài chính làm những việc gì?"
TRUE = (
    "Ngoài ra, Bộ Tài chính khẩn trương đánh giá và báo cáo về tình hình bàn giao, quản lý tài sản công, "
    "trụ sở chính quyền các cấp."
)
FALSE = "Bộ Tài chính đánh giá xong tình hình bàn giao trước ngày 1/9/2026.\x1b[31m\u202e\u200b\nĐã bỏ câu khác."


def replied(request: ChatRequest) -> str:
    given = json.loads(request.messages[-1][1])["paragraphs"]
    place = next((item["id"] for item in given if "Chỉ đạo Bộ Tài chính" in item["text"]), "D1")
    said = [{"paragraph": place, "text": text} for text in (TRUE, FALSE)]
    return json.dumps({"sentences": said}, ensure_ascii=False)


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    return tmp_path / "cau-hinh.toml"


def test_ask_and_batch_keep_their_contract(built: Path, settings: Path, tmp_path: Path) -> None:
    questions = tmp_path / "hoi.jsonl"
    questions.write_text(json.dumps({"id": "1", "question": QUESTION}, ensure_ascii=False) + "\n", encoding="utf-8")
    with Server(replied) as server:
        settings.write_text(f'[llm]\nbase_url = "{server.base_url}"\nmodel = "thu"\n', encoding="utf-8")
        asked = run("ask", QUESTION, "--json", "--explain", "--library", built, "--settings", settings)
        batch = run("batch", questions, "--library", built, "--settings", settings)
    assert (asked.returncode, batch.returncode, batch.stderr) == (0, 0, "")
    assert asked.stderr.count("\n") == 1  # one sentence was dropped, told on one line
    assert "trước ngày 1/9/2026" in asked.stderr
    assert "\\x1b[31m\\u202e\\u200b\\nĐã bỏ" in asked.stderr  # what would move, turn or hide is written out
    for answer in (*records(asked.stdout), *records(batch.stdout)):
        assert list(answer) == KEYS
        assert list(answer["citations"][0]) == CITATION_KEYS
        assert "1/9/2026" not in json.dumps(answer)
        assert answer["text"].startswith("Các câu đầu do mô hình ngôn ngữ chọn")
        written = [statement["text"] for statement in answer["statements"] if not statement["verbatim"]]
        assert written == [TRUE.removeprefix("Ngoài ra, ")]
        for item in answer["citations"]:
            assert item["paragraph_text"][item["start"] : item["end"]] == item["quote"]


def test_a_model_that_is_not_there_costs_neither_the_answer_nor_the_time(built: Path, settings: Path) -> None:
    settings.write_text('[llm]\nbase_url = "http://127.0.0.1:9/v1"\nmodel = "thu"\n', encoding="utf-8")
    done = run("ask", QUESTION, "--library", built, "--settings", settings)
    first, *rest = done.stdout.split("\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert first.startswith("Không dùng được mô hình ngôn ngữ: không kết nối được")
    assert rest[-2].endswith("]")
    checked = run("llm", "--library", built, "--settings", settings)
    assert (checked.returncode, checked.stdout, checked.stderr.count("\n")) == (1, "", 1)
