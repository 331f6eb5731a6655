"""Documents left out of all training: what is asked of them, which paragraphs count, how a question fares."""

import gzip
import hashlib
import json
import math
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
from eval.left_out import SOURCE, Outcome, Question, documents, outcomes
from ingest.document import DocumentType, SourceKind
from ingest.errors import UserError
from ingest.settings import Settings

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
