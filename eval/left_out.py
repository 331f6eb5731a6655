"""Documents that no training has seen: is the right paragraph found, and does the assistant know when they are silent?

The texts stay outside the project (`--data`); the questions in `eval/left_out` point into them. They are asked of a
library that holds the shipped documents as well, as an office would have it.
"""

import hashlib
import itertools
import json
import tempfile
import tomllib
import unicodedata
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from assistant.assistant import Assistant
from eval.measures import estimate
from index.training_data import records
from ingest.document import Document, SourceKind
from ingest.errors import UserError
from ingest.library import Library
from ingest.metadata import sidecar
from ingest.offsets import SAME
from ingest.reading import read_document
from ingest.settings import Settings

OWN = Path(__file__).parent / "left_out"
SOURCE = "party/party_full_texts.jsonl.gz"
_BINS = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Question:
    """A question over documents left out; `gold` are the labels of the paragraphs that answer it."""

    text: str
    answerable: bool
    kind: str
    gold: frozenset[str]
    batch: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where search and BM25 alone put the first gold paragraph (from 1; 0 nowhere), and whether it was answered.

    `probability` is the assistant's own that the texts answer.
    """

    question: Question
    place: int
    bm25_place: int
    answered: bool
    probability: float


def documents(data: Path, split: str) -> tuple[list[Document], list[Question]]:
    """Return the documents of a split and the questions asked of them.

    Raises:
        UserError: the texts are not in `data`, or have changed.
    """
    kinds = tomllib.loads((OWN / "documents.toml").read_text(encoding="utf-8"))
    lines = [
        (path.stem, json.loads(line))
        for path in sorted(OWN.glob(f"{split}-*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    wanted = {gold["id"] for _, record in lines for gold in record["gold"]}
    texts = {name: unicodedata.normalize("NFC", text) for name, text in party_texts(data) if name in wanted}
    stated = {"source_kind": SourceKind.PRESS_REPORT.value}
    held = {name: as_read(name, text, **kinds[name], **stated) for name, text in sorted(texts.items())}
    return list(held.values()), [_question(batch, record, held) for batch, record in lines]


def party_texts(data: Path) -> Iterator[tuple[str, str]]:
    """Yield (id, text) of every party document of `data`.

    Raises:
        UserError: the texts are not in `data`, or cannot be read.
    """
    try:
        for record in records(data / SOURCE):
            yield record["id"], record["text"]
    except (EOFError, OSError, ValueError, KeyError, zlib.error) as error:
        raise UserError(f"Không đọc được «{data / SOURCE}» ({error}); hãy chỉ đúng thư mục dữ liệu.") from error


def as_read(name: str, text: str, **stated: str) -> Document:
    """Return the document as it is read from a text file, beside it a metadata file where anything is `stated`."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.txt"
        file.write_text(text, encoding="utf-8", newline="")
        if stated:
            lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in stated.items())
            sidecar(file).write_text("".join(lines), encoding="utf-8")
        return read_document(file, Path(folder))


def _question(batch: str, record: dict[str, Any], held: dict[str, Document]) -> Question:
    for place in record["gold"]:
        document = held.get(place["id"])
        text = _given(document)[place["start"] : place["end"]] if document else ""
        if hashlib.sha256(text.encode()).hexdigest()[:12] != place["hash"]:
            raise UserError(
                f"Văn bản của câu «{record['question']}» đã thay đổi; dữ liệu không phải bản đã dùng để soạn."
            )
    gold = frozenset(label for place in record["gold"] for label in _labels(place, held))
    if bool(record["answerable"]) != bool(gold):
        raise UserError(f"Văn bản của câu «{record['question']}» đã thay đổi; dữ liệu không phải bản đã dùng để soạn.")
    return Question(str(record["question"]), bool(record["answerable"]), str(record["kind"]), gold, batch)


def _given(document: Document) -> str:
    """Return the text as its file gave it: the questions point into that one."""
    return (document.origin.original if document.origin else None) or document.source_text


def _labels(place: dict[str, Any], held: dict[str, Document]) -> list[str]:
    """Return the paragraphs that share more than half of themselves, or of the span, with the span asked for."""
    document = held[str(place["id"])]
    start, end = int(str(place["start"])), int(str(place["end"]))
    offsets = document.origin.offsets if document.origin else SAME
    given = [(paragraph, offsets.original(paragraph.span)) for paragraph in document.paragraphs]
    return [
        f"{document.label}#{paragraph.number}"
        for paragraph, span in given
        if 2 * (min(end, span.end) - max(start, span.start)) > min(span.end - span.start, end - start)
    ]


def outcomes(settings: Settings, data: Path, split: str, progress: Progress) -> list[Outcome]:
    """Return how every question of the split fares."""
    added, questions = documents(data, split)
    with beside_the_shipped(settings, added) as held:
        assistant = Assistant.open(held, progress=progress)
        found = [_outcome(assistant, question) for question in questions]
        assistant.close()
    return found


@contextmanager
def beside_the_shipped(settings: Settings, added: Sequence[Document]) -> Iterator[Settings]:
    """Give the settings of a library that holds the shipped documents and these; it is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library.open(Path(folder) / "library", settings.corpus)
        for document in added:
            library = library.add([document])
        yield replace(settings, library=library.folder)


def _outcome(assistant: Assistant, question: Question) -> Outcome:
    judged = assistant.judge(question.text)
    ranking = [item.label for item in judged.ranking]
    by_words = assistant.by_words(question.text)
    probability = float(1 / (1 + np.exp(-judged.logit)))
    answered = bool(assistant.ask(question.text).citations)
    return Outcome(question, _place(ranking, question), _place(by_words, question), answered, probability)


def _place(ranking: Sequence[str], question: Question) -> int:
    return next((place for place, label in enumerate(ranking, 1) if label in question.gold), 0)


def report(found: Sequence[Outcome]) -> str:
    """Return the tables: finding and silence by author, and how far the probabilities can be trusted."""
    batches = sorted({outcome.question.batch for outcome in found})
    lines = [
        "| câu hỏi | n | đoạn đầu đúng | trong năm đoạn đầu | BM25: đầu / năm | được trả lời | không có, vẫn trả lời "
        "| độ chính xác cân bằng |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, some in [(batch, [o for o in found if o.question.batch == batch]) for batch in batches] + [
        ("tất cả", list(found))
    ]:
        lines.append(f"| {name} | {len(some)} | {' | '.join(_cells(some))} |")
    return "\n".join([*lines, "", *_reliability(found)])


def _cells(found: Sequence[Outcome]) -> list[str]:
    held = [outcome for outcome in found if outcome.question.answerable]
    silent = [outcome for outcome in found if not outcome.question.answerable]
    by_words = [estimate([0 < outcome.bm25_place <= depth for outcome in held]).mean for depth in (1, 5)]
    balanced = (np.mean([o.answered for o in held]) + np.mean([not o.answered for o in silent])) / 2
    return [
        str(estimate([outcome.place == 1 for outcome in held])),
        str(estimate([0 < outcome.place <= 5 for outcome in held])),
        " / ".join(f"{mean:.3f}" for mean in by_words),
        str(estimate([outcome.answered for outcome in held])),
        str(estimate([outcome.answered for outcome in silent])),
        f"{balanced:.3f}",
    ]


def _reliability(found: Sequence[Outcome]) -> list[str]:
    lines = ["| xác suất có câu trả lời (mô hình) | n | thực có |", "| --- | --- | --- |"]
    for low, high in itertools.pairwise(_BINS):
        some = [o for o in found if low <= o.probability < high or (high == 1.0 and o.probability == 1.0)]
        lines.append(f"| {low:.2f}–{high:.2f} | {len(some)} | {estimate([o.question.answerable for o in some])} |")
    return lines
