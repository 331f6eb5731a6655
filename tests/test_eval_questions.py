"""What the report on the questions counts: per batch and together, repeats, and how far paragraphs are repeated."""

import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval import questions
from eval.questions import nearly_same, report
from index.training_data import OWN_QUESTIONS, asked_paragraphs
from ingest.errors import UserError
from ingest.settings import PROJECT, Settings
from ingest.text import strip_diacritics

SHARED = PROJECT.parent / "shared" / "data"
TEXT = "Bộ Y tế mua thuốc cho trạm xá.\nBộ Xây dựng làm cầu treo."


def record(start: int, end: int, name: str, asked: Sequence[str], near: Sequence[str] = ()) -> dict[str, Any]:
    return {
        "source": "party/x", "id": name, "start": start, "end": end, "questions": list(asked),
        "hash": hashlib.sha256(TEXT[start:end].encode()).hexdigest()[:12],
        "near": [{"question": question, "reason": "Không nêu."} for question in near],
    }  # fmt: skip


FIRST, SECOND = (0, TEXT.index("\n")), (TEXT.index("\n") + 1, len(TEXT))
BATCHES = {
    "a": [
        record(*FIRST, "1#p1", ["Bộ Y tế mua thuốc?", "ai mua thuốc"], ["Thuốc giá bao nhiêu?"]),
        record(*SECOND, "1#p2", ["Ai làm cầu?"]),
    ],
    "b": [record(*FIRST, "2", ["bo y te mua thuoc", "Trạm xá xin ở đâu?"])],
}


@pytest.fixture
def settings(tmp_path: Path, tiny_source: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings with the tiny corpus; two batches of questions take the place of the shipped ones."""
    folder = tmp_path / "questions"
    folder.mkdir()
    for name, found in BATCHES.items():
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in found)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    monkeypatch.setattr(questions, "asked_paragraphs", lambda: asked_paragraphs(folder))
    return Settings(library=tmp_path / "library", corpus=tiny_source)


def put_source(data: Path, texts: dict[str, str]) -> Path:
    path = data / "party" / "x.jsonl.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n" for name, text in texts.items()]
    path.write_bytes(gzip.compress("".join(lines).encode()))
    return data


# The texts of «1#p1» and «1#p2» are those of one document.
TEXTS = {"1#p1": TEXT, "1#p2": TEXT, "2": TEXT, "3": "Khác."}


def test_every_batch_is_counted(settings: Settings) -> None:
    lines = report(settings, None).split("\n")
    assert lines[0] == "Câu hỏi theo đoạn của nhiều văn bản (training/questions):"
    head, rule = lines[2:4]
    assert head.startswith("| đợt | đoạn | câu hỏi | câu suýt trúng | âm tiết khác nhau |")
    assert set(rule) == set("| -")
    # Without marks: «bo y te mua thuoc ai lam cau» are eight of eleven syllables; «bo_y y_te te_mua mua_thuoc» are
    # four pairs of seven that the other batch has («ai_mua», «ai_lam», «lam_cau» it has not).
    assert lines[4] == "| a | 2 | 3 | 1 | 8 | 727 | 0.57 | 0 |"
    # «bo y te mua thuoc tram xa xin o dau», each once; four pairs of eight.
    assert lines[5] == "| b | 1 | 2 | 0 | 10 | 1000 | 0.50 | 0 |"
    assert {line.count("|") for line in lines[2:6]} == {9}


def test_all_are_counted_together(settings: Settings) -> None:
    lines = report(settings, None).split("\n")
    # «1#p1» and «1#p2» are pages of one document; «bo y te mua thuoc» repeats the first question without marks.
    assert lines[6:8] == [
        "", "Tổng: 3 đoạn của 2 văn bản, 5 câu hỏi, 1 câu suýt trúng ở 1 đoạn; trùng gần nhau: 1.",
    ]  # fmt: skip


def test_attached_questions_are_counted_by_batch(settings: Settings) -> None:
    lines = report(settings, None).split("\n")
    assert lines[8:] == [
        "", "Câu hỏi gắn kèm hai văn bản đi kèm (corpus/questions):", "", "| đợt | câu hỏi |", "| --- | --- |",
        "| answered | 9 |", "| unanswered | 4 |",
    ]  # fmt: skip


def test_with_the_texts_it_is_told_how_much_is_repeated(settings: Settings, tmp_path: Path) -> None:
    lines = report(settings, put_source(tmp_path, TEXTS)).split("\n")
    # Pairs that the paragraph has, without marks: 4 of 4, 1 of 2, 1 of 2 («lam_cau»), 4 of 4, 1 of 4 («tram_xa»).
    assert lines[8] == "Cặp âm tiết của câu hỏi có trong đoạn: trung bình 0.65, trung vị 0.50."
    assert lines[:8] + lines[9:] == report(settings, None).split("\n")


BROKEN = {
    "missing": None,
    "gone": {"1#p1": TEXT, "1#p2": TEXT},
    "other words": {**TEXTS, "2": TEXT.replace("thuốc", "gạo")},
}


@pytest.mark.parametrize("texts", BROKEN.values(), ids=BROKEN)
def test_other_texts_are_refused(settings: Settings, tmp_path: Path, texts: dict[str, str] | None) -> None:
    if texts is not None:
        put_source(tmp_path, texts)
    with pytest.raises(UserError) as caught:
        report(settings, tmp_path)
    said = str(caught.value)
    assert said.startswith(f"Dữ liệu trong «{tmp_path}» không khớp câu hỏi (")
    assert said.endswith("); hãy chỉ đúng thư mục.")
    assert "\n" not in said


CUT_SHORT = gzip.compress(b'{"id": "9", "text": ""}\n' * 99)[:-9]


@pytest.mark.parametrize("content", [b"khong phai gzip", CUT_SHORT], ids=["no gzip", "cut short"])
def test_texts_that_cannot_be_read_are_refused(settings: Settings, tmp_path: Path, content: bytes) -> None:
    put_source(tmp_path, {})
    (tmp_path / "party" / "x.jsonl.gz").write_bytes(content)
    with pytest.raises(UserError, match="không khớp câu hỏi"):
        report(settings, tmp_path)


# Repeats.


@pytest.mark.parametrize(
    ("asked", "repeats"),
    [
        ([], 0),
        (["Ai ký Kết luận này?"], 0),
        (["Ai ký Kết luận này?", "ai ky ket luan nay"], 1),
        (["Ai ký Kết luận này?", "Ai ký Kết luận này?", "AI KÝ kết luận này"], 2),
        # All words but the last are shared: units that both have, of those that either has.
        (["một hai ba bốn năm", "một hai ba bốn sáu"], 0),  # 7 of 11
        (["một hai ba bốn năm sáu bảy tám", "một hai ba bốn năm sáu bảy chín"], 0),  # 13 of 17
        (["một hai ba bốn năm sáu bảy tám chín", "một hai ba bốn năm sáu bảy tám mười"], 0),  # 15 of 19
        (["một hai ba bốn năm sáu bảy tám chín mười", "một hai ba bốn năm sáu bảy tám chín không"], 1),  # 17 of 21
        (["năm bốn ba hai một", "một hai ba bốn năm"], 0),  # the same words in another order
        (["khác hẳn đi", "Ai ký?", "không gì cả"], 0),
    ],
)
def test_questions_that_share_four_fifths_of_their_units_repeat(asked: list[str], repeats: int) -> None:
    assert nearly_same(asked) == repeats


words = st.sampled_from(["bộ", "chính", "trị", "họp", "bàn", "việc", "xã", "tỉnh", "làm", "gì"])
sentences = st.lists(words, min_size=4, max_size=8, unique=True).map(" ".join)


@given(st.lists(sentences, max_size=6), sentences)
def test_a_copy_repeats_whatever_its_marks_and_case(asked: list[str], copied: str) -> None:
    before = nearly_same([*asked, copied])
    assert 0 <= nearly_same(asked) <= before <= len(asked)
    for copy in (copied, copied.upper(), strip_diacritics(copied), f"{copied}?"):
        assert nearly_same([*asked, copied, copy]) == before + 1


# The command, on what is shipped.


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no training sources in {SHARED}")
def test_the_command_prints_the_report_on_the_shipped_questions(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "eval", "questions", "--data", str(SHARED), "--library", "thu-vien"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.split("\n")
    batches = sorted(path.stem for path in OWN_QUESTIONS.glob("*.jsonl"))
    assert [line.split(" | ")[0] for line in lines[4 : 4 + len(batches)]] == [f"| {batch}" for batch in batches]
    asked = list(asked_paragraphs())
    counts = [int(line.split(" | ")[2]) for line in lines[4 : 4 + len(batches)]]
    assert sum(counts) == sum(len(paragraph.questions) for paragraph in asked)
    (total,) = (line for line in lines if line.startswith("Tổng: "))
    found = re.fullmatch(r"Tổng: (\d+) đoạn của \d+ văn bản, (\d+) câu hỏi, .*; trùng gần nhau: (\d+)\.", total)
    assert found is not None
    assert [int(number) for number in found.groups()[:2]] == [len(asked), sum(counts)]
    # Hardly a question repeats another, and most put things in words of their own.
    assert int(found[3]) < sum(counts) / 100
    (shares,) = (line for line in lines if line.startswith("Cặp âm tiết"))
    mean, median = map(float, re.findall(r"\d\.\d\d", shares))
    assert mean < 0.35
    assert median < 0.35
