"""The order of the questions written for this project: in rounds, one question of each paragraph at a time."""

import gzip
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from index import training_data
from index.training_data import AskedParagraph, Pair, own_questions

TEXTS = {"a": "Đoạn một\ncủa chỉ thị.", "b": "Đoạn hai.", "c": "Đoạn ba.", "d": "Đoạn bốn.", "kín": "Đoạn năm."}


def asked(name: str, questions: Sequence[str]) -> AskedParagraph:
    digest = hashlib.sha256(TEXTS[name].encode()).hexdigest()[:12]
    return AskedParagraph("x", "party/x", name, 0, len(TEXTS[name]), digest, tuple(questions), ())


def collected(folder: Path, monkeypatch: pytest.MonkeyPatch, paragraphs: Sequence[AskedParagraph]) -> list[Pair]:
    """Return the pairs of these paragraphs, of which the embedding learns all but «kín»."""
    (folder / "party").mkdir()
    lines = [json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n" for name, text in TEXTS.items()]
    (folder / "party" / "x.jsonl.gz").write_bytes(gzip.compress("".join(lines).encode()))
    monkeypatch.setattr(training_data, "asked_paragraphs", lambda: iter(paragraphs))
    monkeypatch.setattr(training_data, "for_embedding", lambda paragraph: paragraph.id != "kín")
    return list(own_questions(folder))


def test_each_round_takes_one_question_of_each_paragraph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paragraphs = [
        asked("c", ["c1?", "c2?"]),
        asked("a", ["a1?"]),
        asked("kín", ["k1?", "k2?", "k3?", "k4?"]),
        asked("d", []),
        asked("b", ["b1?", "b2?", "b3?"]),
    ]
    found = collected(tmp_path, monkeypatch, paragraphs)
    # As they come; those with fewer questions sit out; the whole list three times.
    assert [pair.question for pair in found] == ["c1?", "a1?", "b1?", "c2?", "b2?", "b3?"] * 3
    passages = {"a": "Đoạn một của chỉ thị.", "b": TEXTS["b"], "c": TEXTS["c"]}
    assert all(pair == Pair(pair.question, passages[pair.question[0]]) for pair in found)


def test_how_often_the_list_is_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_data, "_REPEATS", 2)
    found = collected(tmp_path, monkeypatch, [asked("a", ["a1?", "a2?"]), asked("b", ["b1?", "b2?"])])
    assert [pair.question for pair in found] == ["a1?", "b1?", "a2?", "b2?"] * 2


@pytest.mark.parametrize("name", ["kín", "d"])
def test_no_questions_no_pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert collected(tmp_path, monkeypatch, [asked(name, ["k1?"] if name == "kín" else [])]) == []


def test_no_paragraphs_no_pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert collected(tmp_path, monkeypatch, []) == []
