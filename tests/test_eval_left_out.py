"""Documents left out of all training: what is asked of them, which paragraphs count, what the report makes of it."""

import gzip
import hashlib
import json
import math
import os
import subprocess
import sys
import tomllib
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from assistant.assistant import Assistant
from assistant.decide import DecisionModel, Logistic
from assistant.features import GLOBAL_FEATURES, PAIR_FEATURES
from assistant.plain import PLAIN_FEATURES
from eval import left_out
from eval.left_out import OWN, Outcome, Question, documents, outcomes, report
from eval.measures import estimate
from index.training_data import HELD_OUT, records
from ingest.document import DocumentType, SourceKind
from ingest.errors import UserError
from ingest.settings import PROJECT, Settings
from ingest.text import compose, fold, strip_diacritics, syllables

SHARED = PROJECT.parent / "shared" / "data"
SOURCE = "party/party_full_texts.jsonl.gz"
FILES = {
    path.stem: list(map(json.loads, path.read_text(encoding="utf-8").splitlines())) for path in OWN.glob("*.jsonl")
}
DOCUMENTS = tomllib.loads((OWN / "documents.toml").read_text(encoding="utf-8"))


# The files.


def test_two_authors_ask_in_each_split() -> None:
    assert sorted(FILES) == ["dev-a", "dev-b", "test-a", "test-b"]
    assert sum(map(len, FILES.values())) >= 900


@pytest.mark.parametrize("name", FILES)
def test_records_are_well_formed(name: str) -> None:
    for number, record in enumerate(FILES[name], 1):
        place = f"{name}:{number}"
        assert set(record) == {"question", "answerable", "kind", "gold"}, place
        assert record["question"] == " ".join(record["question"].split()) != "", place
        assert unicodedata.is_normalized("NFC", record["question"]), place
        assert isinstance(record["answerable"], bool), place
        assert record["answerable"] == bool(record["gold"]), place
        assert (record["kind"] in ("near", "theme")) != record["answerable"], place
        for gold in record["gold"]:
            assert set(gold) == {"id", "start", "end", "hash"}, place
            assert 0 <= gold["start"] < gold["end"], place
            assert len(gold["hash"]) == 12, place


@pytest.mark.parametrize("name", FILES)
def test_every_file_has_both_classes(name: str) -> None:
    share = sum(record["answerable"] for record in FILES[name]) / len(FILES[name])
    assert 0.5 < share < 0.7


def test_every_document_is_known_and_in_one_split() -> None:
    splits = [
        {gold["id"] for name, found in FILES.items() if name.startswith(split) for r in found for gold in r["gold"]}
        for split in ("dev", "test")
    ]
    assert not splits[0] & splits[1]
    assert splits[0] | splits[1] == set(DOCUMENTS) == HELD_OUT
    assert len({document["number"] for document in DOCUMENTS.values()}) == len(DOCUMENTS)
    assert {document["document_type"] for document in DOCUMENTS.values()} <= set(DocumentType)


def test_no_question_is_asked_twice() -> None:
    asked = [
        " ".join(syllables(strip_diacritics(fold(compose(record["question"]))))) for f in FILES.values() for record in f
    ]
    assert len(set(asked)) == len(asked)


needs_sources = pytest.mark.skipif(not SHARED.is_dir(), reason=f"no party documents in {SHARED}")


@needs_sources
def test_every_span_is_the_text_that_was_asked_about() -> None:
    texts = {record["id"]: unicodedata.normalize("NFC", record["text"]) for record in records(SHARED / SOURCE)}
    spans = [gold for found in FILES.values() for record in found for gold in record["gold"]]
    assert len(spans) > 550
    for gold in spans:
        text = texts[gold["id"]][gold["start"] : gold["end"]]
        assert hashlib.sha256(text.encode()).hexdigest()[:12] == gold["hash"], gold


@needs_sources
@pytest.mark.parametrize(("split", "numbers"), [("dev", {"126-KL/TW", "157-KL/TW", "47-KH/BCĐ"}), ("test", set())])
def test_every_question_is_bound_to_paragraphs(split: str, numbers: set[str]) -> None:
    held, questions = documents(SHARED, split)
    numbers = numbers or {document["number"] for document in DOCUMENTS.values()} - {
        "126-KL/TW",
        "157-KL/TW",
        "47-KH/BCĐ",
    }
    assert {document.metadata.number for document in held} == numbers
    assert len(questions) == sum(len(found) for name, found in FILES.items() if name.startswith(split))
    labels = {f"{document.metadata.number}#{p.number}" for document in held for p in document.paragraphs}
    asked = [record for name in sorted(FILES) if name.startswith(split) for record in FILES[name]]
    for question, record in zip(questions, asked, strict=True):
        assert question.text == record["question"]
        assert question.gold <= labels
        # A span is a paragraph, or part of one that was cut finer since: about as many of them.
        assert question.answerable == bool(question.gold)
        assert len(question.gold) <= 2 * len(record["gold"])
    # Many different paragraphs are asked for, not the first ones.
    assert len(frozenset[str]().union(*(question.gold for question in questions))) > len(labels) / 2


# Documents and labels, on texts made up.

TEXT = "\n".join(
    [
        "Bộ Y tế mua thuốc chữa bệnh cho trạm xá miền núi.",
        "Bộ Công Thương kéo điện về các bản vùng cao.",
        "Bộ Xây dựng làm cầu treo qua suối.",
    ]
)
FIRST, SECOND, THIRD = ((TEXT.index(start), TEXT.index(start) + len(line)) for start, line in zip(
    ("Bộ Y", "Bộ C", "Bộ X"), TEXT.split("\n"), strict=True
))  # fmt: skip


def gold(start: int, end: int, name: str = "b1", text: str = TEXT) -> dict[str, Any]:
    return {"id": name, "start": start, "end": end, "hash": hashlib.sha256(text[start:end].encode()).hexdigest()[:12]}


def question(text: str, *spans: dict[str, Any], kind: str = "direct") -> dict[str, Any]:
    return {"question": text, "answerable": bool(spans), "kind": kind, "gold": list(spans)}


ASKED = [
    question("Bộ nào mua thuốc chữa bệnh cho trạm xá?", gold(*FIRST)),
    question("Bộ nào làm cầu treo qua suối?", gold(*THIRD)),
    question("Thuốc chữa bệnh giá bao nhiêu?", kind="near"),
]

TOML = """
[b1]
number = "9-CT/TW"
document_type = "Chỉ thị"

[b2]
number = "8-KL/TW"
document_type = "Kết luận"
"""


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Return a function that writes files of questions and the texts, and returns the folder of the texts."""

    def write(files: dict[str, Sequence[dict[str, Any]]], texts: dict[str, str]) -> Path:
        own = tmp_path / "own"
        own.mkdir(exist_ok=True)
        monkeypatch.setattr(left_out, "OWN", own)
        (own / "documents.toml").write_text(TOML, encoding="utf-8")
        for name, found in files.items():
            lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in found]
            (own / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
        data = tmp_path / "data"
        (data / "party").mkdir(parents=True, exist_ok=True)
        lines = [json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n" for name, text in texts.items()]
        (data / SOURCE).write_bytes(gzip.compress("".join(lines).encode()))
        return data

    return write


def test_the_documents_of_a_split_are_those_asked_about(put: Callable[..., Path]) -> None:
    other = "Ban Bí thư họp bàn."
    files = {
        "test-z": [question("Ai họp?", gold(0, len(other), "b2", other))],
        "dev-b": ASKED[:1],
        "dev-a": ASKED[1:],
    }
    data = put(files, {"b9": "Khác.", "b2": other, "b1": unicodedata.normalize("NFD", TEXT)})
    (document,), questions = documents(data, "dev")
    assert (document.metadata.number, document.metadata.document_type) == ("9-CT/TW", DocumentType.DIRECTIVE)
    assert document.metadata.source_kind is SourceKind.PRESS_REPORT
    assert document.source_text == TEXT
    assert [paragraph.text for paragraph in document.paragraphs] == TEXT.split("\n")
    assert questions == [
        Question("Bộ nào làm cầu treo qua suối?", True, "direct", frozenset({"9-CT/TW#3"}), "dev-a"),
        Question("Thuốc chữa bệnh giá bao nhiêu?", False, "near", frozenset(), "dev-a"),
        Question("Bộ nào mua thuốc chữa bệnh cho trạm xá?", True, "direct", frozenset({"9-CT/TW#1"}), "dev-b"),
    ]
    (document,), questions = documents(data, "test")
    assert (document.metadata.number, questions[0].gold) == ("8-KL/TW", frozenset({"8-KL/TW#1"}))


HALF = (SECOND[1] - SECOND[0]) // 2


@pytest.mark.parametrize(
    ("spans", "numbers"),
    [
        ([FIRST], [1]),
        ([(FIRST[0], THIRD[1])], [1, 2, 3]),
        ([FIRST, THIRD], [1, 3]),
        ([FIRST, FIRST], [1]),
        ([(FIRST[0], SECOND[0])], [1]),
        ([(FIRST[0], SECOND[0] + HALF)], [1]),  # exactly half is not more than half
        ([(FIRST[0], SECOND[0] + HALF + 1)], [1, 2]),
        ([(SECOND[1] - HALF - 1, THIRD[1])], [2, 3]),
        ([(SECOND[0], SECOND[0] + HALF + 1)], [2]),
    ],
)
def test_paragraphs_count_that_are_mostly_asked_for(
    put: Callable[..., Path], spans: list[tuple[int, int]], numbers: list[int]
) -> None:
    assert (SECOND[1] - SECOND[0]) % 2 == 0
    data = put({"dev-a": [question("Hỏi?", *(gold(*span) for span in spans))]}, {"b1": TEXT})
    _, (found,) = documents(data, "dev")
    assert found.gold == {f"9-CT/TW#{number}" for number in numbers}


CHANGED = {
    "shorter": TEXT[:20],
    "longer at the start": "Chỉ thị này dài hơn bản trước nhiều lắm và có thêm cả một đoạn mở đầu không ai hỏi tới.\n"
    + TEXT,
    "other words": TEXT.replace("làm cầu treo", "xây trạm bơm"),
    "gone": None,
}


@pytest.mark.parametrize("text", CHANGED.values(), ids=CHANGED)
def test_texts_that_have_changed_are_refused(put: Callable[..., Path], text: str | None) -> None:
    data = put({"dev-a": ASKED}, {"b1": text} if text is not None else {"b2": TEXT})
    with pytest.raises(UserError) as caught:
        documents(data, "dev")
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


CUT_SHORT = gzip.compress(b'{"id": "b9", "text": ""}\n' * 99)[:-9]


@pytest.mark.parametrize("content", [None, b"khong phai gzip", CUT_SHORT], ids=["missing", "no gzip", "cut short"])
def test_texts_that_cannot_be_read_are_named(put: Callable[..., Path], content: bytes | None) -> None:
    path = put({"dev-a": ASKED}, {}) / SOURCE
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        documents(path.parents[1], "dev")
    assert str(caught.value).startswith(f"Không đọc được «{path}» (")
    assert str(caught.value).endswith("); hãy chỉ đúng thư mục dữ liệu.")


# How a question fares.


@pytest.mark.parametrize(
    ("ranking", "by_words", "places"),
    [
        (["a#1", "a#2", "b#1"], ["b#1", "a#2"], (2, 2)),
        (["b#7"], ["b#1", "a#1"], (1, 0)),
        ([], ["x#1", "x#2", "a#2"], (0, 3)),
    ],
)
def test_the_place_is_that_of_the_first_right_paragraph(
    ranking: list[str], by_words: list[str], places: tuple[int, int]
) -> None:
    asked = Question("Hỏi?", True, "direct", frozenset({"a#2", "b#7"}), "dev-a")
    assistant = SimpleNamespace(
        judge=lambda text: SimpleNamespace(ranking=[SimpleNamespace(label=label) for label in ranking], logit=1.5),
        by_words=lambda text: by_words,
        ask=lambda text: SimpleNamespace(citations=["c"] if text == "Hỏi?" else []),
    )
    found = left_out._outcome(cast(Assistant, assistant), asked)
    assert (found.question, (found.place, found.bm25_place), found.answered) == (asked, places, True)
    assert found.probability == pytest.approx(1 / (1 + math.exp(-1.5)))


@pytest.mark.parametrize(("logit", "probability"), [(-math.inf, 0.0), (0.0, 0.5), (math.inf, 1.0)])
def test_any_logit_is_a_probability(logit: float, probability: float) -> None:
    assistant = SimpleNamespace(
        judge=lambda _: SimpleNamespace(ranking=(), logit=logit),
        by_words=lambda _: [],
        ask=lambda _: SimpleNamespace(citations=()),
    )
    asked = Question("Hỏi?", False, "near", frozenset(), "dev-a")
    assert left_out._outcome(cast(Assistant, assistant), asked) == Outcome(asked, 0, 0, False, probability)


def weighed(names: Sequence[str], bias: float, *heavy: str) -> Logistic:
    return Logistic(np.array([float(name in heavy) for name in names]), bias)


def test_documents_are_asked_in_a_library_with_the_others(
    put: Callable[..., Path], tiny_source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Paragraphs by their score in the search; answered where the best has no attached questions, that is in what
    # was added, with a logit of 2 - 0.5.
    pair = weighed(PAIR_FEATURES, 0.0, "paragraph_score")
    silent, said = weighed(GLOBAL_FEATURES, -3.0), weighed(PLAIN_FEATURES, 2.0)
    model = DecisionModel(pair, silent, said, cite=0.99, cite_several=0.99, answer=0.0, plain_answer=0.5)
    monkeypatch.setattr(DecisionModel, "load", lambda: model)
    asked = [*ASKED, question("Ban Tổ chức Trung ương hướng dẫn bố trí cán bộ xã thế nào?", kind="theme")]
    data = put({"dev-a": asked}, {"b1": TEXT})
    settings = Settings(library=tmp_path / "own-library", corpus=tiny_source)
    told: list[str] = []
    found = outcomes(settings, data, "dev", told.append)
    assert [outcome.question.text for outcome in found] == [record["question"] for record in asked]
    assert [(outcome.place, outcome.bm25_place) for outcome in found] == [(1, 1), (1, 1), (0, 0), (0, 0)]
    assert [outcome.answered for outcome in found] == [True, True, True, False]
    expected = [1 / (1 + math.exp(-logit)) for logit in (1.5, 1.5, 1.5, -3.0)]
    assert [outcome.probability for outcome in found] == pytest.approx(expected)
    # The five paragraphs of the shipped texts and three more, and what is attached to the shipped ones.
    assert told[0] == "Đang lập chỉ mục 21 mục (đoạn và câu hỏi gắn kèm)…"
    assert not settings.library.exists()


# The report.


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


# The command.


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


def test_the_command_names_a_folder_without_the_texts(tmp_path: Path) -> None:
    done = run("left-out", "--data", "khong-co", "--library", "thu-vien", folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Không đọc được «khong-co/{SOURCE}» (")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
