"""What the report makes of questions on documents left out of training, and what the command asks for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from eval.left_out import SOURCE, Outcome, Question, report
from eval.measures import estimate
from ingest.settings import PROJECT


def outcome(batch: str, place: int, bm25: int, probability: float, *, answered: bool, answerable: bool) -> Outcome:
    gold_labels = frozenset({"x#1"}) if answerable else frozenset[str]()
    return Outcome(Question("?", answerable, "direct", gold_labels, batch), place, bm25, answered, probability)


FOUND = [
    outcome("dev-b", 1, 1, 0.95, answered=True, answerable=True),
    outcome("dev-a", 1, 2, 0.9, answered=True, answerable=True),
    outcome("dev-a", 5, 6, 0.5, answered=False, answerable=True),
    outcome("dev-a", 6, 0, 0.2, answered=False, answerable=True),
    outcome("dev-a", 0, 5, 0.8, answered=True, answerable=True),
    outcome("dev-a", 0, 0, 0.05, answered=False, answerable=False),
    outcome("dev-a", 0, 0, 1.0, answered=True, answerable=False),
    outcome("dev-a", 0, 0, 0.0, answered=False, answerable=False),
    outcome("dev-b", 0, 0, 0.25, answered=False, answerable=False),
]


def shares(*values: bool) -> str:
    return str(estimate(values))


def test_the_report_by_hand() -> None:
    lines = report(FOUND).split("\n")
    assert lines[0].startswith("| câu hỏi | n | đoạn đầu đúng | trong năm đoạn đầu | BM25: đầu / năm | được trả lời |")
    assert set(lines[1]) == set("| -")
    assert {line.count("|") for line in lines[:5]} == {9}
    one, two = shares(True, False, False, False), shares(True, True, False, False)
    assert lines[2] == f"| dev-a | 7 | {one} | {two} | 0.000 / 0.500 | {shares(True, False, False, True)} | " + (
        f"{shares(False, True, False)} | 0.583 |"  # (2/4 + 2/3) / 2
    )
    assert lines[3] == (
        f"| dev-b | 2 | {shares(True)} | {shares(True)} | 1.000 / 1.000 | {shares(True)} | {shares(False)} | 1.000 |"
    )
    together = lines[4].strip("| ").split(" | ")
    # 2 of 5 first, 3 of 5 among five, by words 1 and 3 of 5, 3 of 5 and 1 of 4 answered: (3/5 + 3/4) / 2.
    assert [cell.split(" [")[0] for cell in together] == [
        "tất cả", "9", "0.400", "0.600", "0.200 / 0.600", "0.600", "0.250", "0.675",
    ]  # fmt: skip


def test_the_probabilities_are_told_in_bins_with_what_is_true() -> None:
    lines = report(FOUND).split("\n")
    assert lines[5:8] == ["", "| xác suất có câu trả lời (mô hình) | n | thực có |", "| --- | --- | --- |"]
    assert [line.split(" [")[0] for line in lines[8:]] == [
        "| 0.00–0.10 | 2 | 0.000",
        "| 0.10–0.25 | 1 | 1.000",
        "| 0.25–0.50 | 1 | 0.000",
        "| 0.50–0.75 | 1 | 1.000",
        "| 0.75–0.90 | 1 | 1.000",
        "| 0.90–1.00 | 3 | 0.667",
    ]
    assert sum(int(line.split(" | ")[1]) for line in lines[8:]) == len(FOUND)


def test_a_bin_without_questions_has_no_share() -> None:
    lines = report(FOUND[:1] + FOUND[-1:]).split("\n")
    assert lines[-6] == "| 0.00–0.10 | 0 | – |"


def run(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "eval", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False, encoding="utf-8"
    )


def test_the_command_asks_for_the_texts(tmp_path: Path) -> None:
    done = run("left-out", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("tham số không đúng (left-out cần --data THƯ_MỤC); chạy với --help để xem hướng dẫn.\n")


@pytest.mark.parametrize("command", [["left-out"], ["mixed", "--split", "dev"]])
def test_the_commands_name_a_folder_without_the_texts(command: list[str], tmp_path: Path) -> None:
    done = run(*command, "--data", "khong-co", "--library", "thu-vien", folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Không đọc được «khong-co/{SOURCE}» (")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
