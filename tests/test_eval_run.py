"""A run of the benchmark: what it asks, writes and prints, in this process and as a command."""

import gzip
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.assistant import Assistant
from eval.cases import Case, Gold
from eval.measures import Estimate
from eval.run import ALL, Outcome, ask_all, latency, markdown, new_folder, put_table, table, write_run
from eval.silence import read_questions
from ingest.errors import UserError
from ingest.settings import PROJECT

CASES = [
    Case(
        "r-1",
        "direct",
        "Việc xoá các điểm lõm sóng giao cho bộ nào?",
        answerable=True,
        gold=(Gold("179-KL/TW", "điểm lõm sóng"),),
        must_include=(("Bộ Khoa học và Công nghệ",),),
    ),
    Case(
        "r-2",
        "follow_up",
        "Thế hạn là ngày nào?",
        answerable=True,
        gold=(Gold("179-KL/TW", "trước ngày 31/7/2025"),),
        history=(("user", "Bộ Tài chính phải hướng dẫn đăng ký, sử dụng tài khoản của UBND cấp xã thế nào?"),),
    ),
    Case("r-3", "unanswerable_near", "Lương của bí thư xã là bao nhiêu tiền một tháng?", answerable=False),
    Case(
        "r-4",
        "direct",
        "Việc xoá các điểm lõm sóng giao cho bộ nào?",
        answerable=True,
        gold=(Gold("179-KL/TW", "điểm lõm sóng"),),
        documents=("177-KL/TW",),
    ),
]
HEAD = "| loại câu hỏi | n | đúng | đủ trích dẫn | trích dẫn đúng | từ chối nhầm | trả lời nhầm |"


def quiet(_: str) -> None:
    pass


@pytest.fixture(scope="module")
def outcomes(assistant: Assistant) -> list[Outcome]:
    return ask_all(assistant, CASES, quiet)


def test_every_case_is_asked_with_its_history_and_documents(outcomes: list[Outcome]) -> None:
    assert [outcome.case for outcome in outcomes] == CASES
    assert [outcome.answer["id"] for outcome in outcomes] == ["r-1", "r-2", "r-3", "r-4"]
    assert [outcome.judgement.correct for outcome in outcomes] == [True, True, True, False]
    assert [outcome.answer["status"] for outcome in outcomes][2:] == ["unanswerable_silent", "unanswerable_silent"]


def test_progress_is_told(assistant: Assistant) -> None:
    told: list[str] = []
    ask_all(assistant, CASES[:1] * 101, told.append)
    assert told == ["Đã hỏi 100/101 tình huống", "Đã hỏi 101/101 tình huống"]


def test_the_table_has_a_row_for_each_kind_and_one_for_all(outcomes: list[Outcome]) -> None:
    rows = table(outcomes)
    assert [(row.category, row.n) for row in rows] == [
        ("direct", 2), ("follow_up", 1), ("unanswerable_near", 1), (ALL, 4),
    ]  # fmt: skip
    direct, _, silent, together = rows
    assert (direct.correct.mean, direct.wrongly_refused.mean, direct.citation_recall.mean) == (0.5, 0.5, 0.5)
    assert direct.wrongly_answered == silent.wrongly_refused == silent.citation_recall == Estimate(0, None)
    assert (silent.correct.mean, silent.wrongly_answered.mean) == (1.0, 0.0)
    assert (together.correct.mean, together.correct.n) == (0.75, 4)
    assert together.wrongly_refused.n == 3
    assert together.wrongly_refused.mean == pytest.approx(1 / 3)
    lines = markdown(rows).split("\n")
    assert lines[0] == HEAD
    assert set(lines[1]) <= set("| -")
    assert lines[4] == "| unanswerable_near | 1 | 1.000 [1.000; 1.000] | – | – | – | 0.000 [0.000; 0.000] |"
    assert {line.count("|") for line in lines} == {8}
    assert len(lines) == 6


def test_a_run_without_cases_is_a_run(tmp_path: Path) -> None:
    assert [(row.category, row.n, row.correct) for row in table([])] == [(ALL, 0, Estimate(0, None))]
    write_run(tmp_path / "trong", [], {})
    assert (tmp_path / "trong" / "answers.jsonl").read_text(encoding="utf-8") == ""


def test_latency_is_read_from_the_answers(outcomes: list[Outcome]) -> None:
    timed = [replace(outcomes[0], answer={"elapsed_ms": float(time)}) for time in range(1, 102)]
    assert latency(timed) == (51.0, 96.0)


def test_a_run_folder_holds_everything(outcomes: list[Outcome], tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    write_run(folder, outcomes, {"cases": ["x.jsonl"], "split": "dev"})
    assert sorted(path.name for path in folder.iterdir()) == [
        "answers.jsonl", "problems.jsonl", "report.md", "scores.json", "settings.json",
    ]  # fmt: skip
    assert records(folder / "answers.jsonl") == [outcome.answer for outcome in outcomes]
    (problem,) = records(folder / "problems.jsonl")
    assert problem["id"] == "r-4"
    assert problem["status"] == "unanswerable_silent"
    assert problem["question"] == CASES[3].question
    assert problem["cited"] == []
    assert "thiếu trích dẫn cần có" in problem["problems"]
    scores = json.loads((folder / "scores.json").read_text(encoding="utf-8"))
    assert list(scores) == ["direct", "follow_up", "unanswerable_near", ALL]
    assert scores[ALL]["correct"]["mean"] == 0.75
    settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    assert (settings["cases"], settings["split"]) == (["x.jsonl"], "dev")
    assert settings["python"].startswith("3.")
    assert (folder / "report.md").read_text(encoding="utf-8") == markdown(table(outcomes)) + "\n"
    with pytest.raises(FileExistsError):
        write_run(folder, outcomes, {})


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def test_every_run_has_a_folder_of_its_own(tmp_path: Path) -> None:
    folders = []
    for _ in range(3):
        folder = new_folder(tmp_path / "runs")
        folder.mkdir(parents=True)
        folders.append(folder)
    assert len(set(folders)) == 3
    assert {folder.parent for folder in folders} == {tmp_path / "runs"}


def test_the_table_replaces_what_stands_between_the_marks(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    start, end = "<!-- bảng kết quả -->", "<!-- hết bảng kết quả -->"
    path.write_text(f"Đầu.\n{start}\ncũ\n{end}\nCuối, sau {start} khác.\n", encoding="utf-8")
    for report in ("| một |", "| hai |"):
        put_table(path, report)
        assert path.read_text(encoding="utf-8") == f"Đầu.\n{start}\n\n{report}\n\n{end}\nCuối, sau {start} khác.\n"


@pytest.mark.parametrize("text", ["", "<!-- bảng kết quả -->", "<!-- hết bảng kết quả --><!-- bảng kết quả -->", None])
def test_a_file_without_the_marks_is_left_as_it_is(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "README.md"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=r"không có hai dấu mốc «<!-- bảng kết quả -->» và"):
        put_table(path, "| một |")
    assert (path.read_text(encoding="utf-8") if path.exists() else None) == text


def test_questions_are_read_plain_or_packed(tmp_path: Path) -> None:
    text = '{"question": "Một?"}\n\n{"question": "Hai?", "id": 2}\n'
    (tmp_path / "a.jsonl").write_text(text, encoding="utf-8")
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    assert read_questions(tmp_path / "a.jsonl") == read_questions(tmp_path / "a.jsonl.gz") == ["Một?", "Hai?"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", b'{"cau": 1}'), ("a.jsonl", b"["), ("a.jsonl", b"7"), ("a.jsonl", b"\xff"), ("a.gz", b"khong"),
        ("a.gz", gzip.compress(b"{}", mtime=0)), ("a.gz", gzip.compress(b"x" * 99, mtime=0)[:-9]), ("a.jsonl", None),
    ],
)  # fmt: skip
def test_questions_that_cannot_be_read_are_named(tmp_path: Path, name: str, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(UserError) as caught:
        read_questions(tmp_path / name)
    assert str(caught.value).startswith(f"Không đọc được câu hỏi từ «{tmp_path / name}» (")


def run(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "eval", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False, encoding="utf-8"
    )


def written(folder: Path, cases: list[Case]) -> Path:
    lines = [
        {
            "id": case.id,
            "category": case.category,
            "question": case.question,
            "answerable": case.answerable,
            "history": case.history,
            "documents": case.documents,
            "gold": [{"document": gold.document, "quote": gold.quote} for gold in case.gold],
        }
        for case in cases
    ]
    path = folder / "nho.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return path


def test_the_command_prints_the_table_and_names_the_folder(built: Path, tmp_path: Path) -> None:
    lost = replace(CASES[0], id="r-5", category="lost", gold=(Gold("179-KL/TW", "không có chữ này"),))
    written(tmp_path, [*CASES, lost])
    done = run("run", "--cases", "nho.jsonl", "--runs", "ket-qua", "--library", built, folder=tmp_path)
    assert done.returncode == 0
    lines = done.stdout.split("\n")
    assert lines[0] == HEAD
    assert [line.split(" | ")[:2] for line in lines[2:7]] == [
        ["| direct", "2"], ["| follow_up", "1"], ["| unanswerable_near", "1"], ["| lost", "1"], [f"| {ALL}", "5"],
    ]  # fmt: skip
    assert "Thời gian trả lời: trung vị " in done.stdout
    (folder,) = (tmp_path / "ket-qua").iterdir()
    assert done.stderr.split("\n") == [
        "Lưu ý: r-5: «không có chữ này» có trong 0 đoạn của 179-KL/TW",
        "Đã hỏi 5/5 tình huống",
        f"Kết quả ghi ở «ket-qua/{folder.name}».",
        "",
    ]
    assert [answer["id"] for answer in records(folder / "answers.jsonl")] == ["r-1", "r-2", "r-3", "r-4", "r-5"]
    settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    assert settings["settings"]["library"] == str(built)


def test_the_command_asks_only_the_split_that_is_named(built: Path, tmp_path: Path) -> None:
    written(tmp_path, CASES)
    asked = []
    for split in ("dev", "test"):
        arguments = ("run", "--cases", "nho.jsonl", "--split", split, "--runs", split, "--library", built)
        assert run(*arguments, folder=tmp_path).returncode == 0
        (folder,) = (tmp_path / split).iterdir()
        asked.append([answer["id"] for answer in records(folder / "answers.jsonl")])
    assert asked == [[case.id for case in CASES if case.split == split] for split in ("dev", "test")]
    assert all(asked)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (None, "Không đọc được tệp tình huống «nho.jsonl» ("),
        ('{"id": "x"}', "«nho.jsonl», dòng 1: không phải một tình huống đánh giá ("),
    ],
)
def test_a_file_of_no_cases_is_status_1(built: Path, tmp_path: Path, text: str | None, complaint: str) -> None:
    if text is not None:
        (tmp_path / "nho.jsonl").write_text(text, encoding="utf-8")
    done = run("run", "--cases", "nho.jsonl", "--runs", "ket-qua", "--library", built, folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(complaint)
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "ket-qua").exists()


@pytest.mark.parametrize("arguments", [(), ("chay",), ("run", "--split", "other"), ("run", "--cases"), ("silence",)])
def test_a_wrong_use_is_status_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("cách dùng: python -m eval [-h]")


SHOW_MODULES = """
import sys
from eval.__main__ import main
try:
    main(["--help"])
finally:
    print(*sys.modules)
"""


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, "-c", SHOW_MODULES], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    help_text, modules = done.stdout.rstrip("\n").rsplit("\n", 1)
    assert (done.returncode, done.stderr) == (0, "")
    assert help_text.startswith("cách dùng: python -m eval [-h]")
    assert "--cases" in help_text
    assert "ingest.command" in modules.split()
    assert not {"numpy", "torch", "qdrant_edge", "sklearn", "assistant.assistant"} & set(modules.split())
