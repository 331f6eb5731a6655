"""Fit the relevance model on the questions written for this project: each must rank its paragraph first.

Conditional logit over the candidates of each question (listwise softmax, Cao et al. 2007), with the paragraphs of
the same documents as distractors. What is reported is measured with whole documents left out.
"""

import random
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.collection import Collection
from index.embedding import Embedder
from index.relevance import Matrix, Relevance
from index.training_data import AskedParagraph, asked_paragraphs, records, resolved

_BLOCK = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|$))+")
_FEWEST, _MOST = 15, 230
_MOST_DISTRACTORS = 80
_CONTEXT_SYLLABLES = 25
_PENALTY = 3.0
_FOLDS = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidates of one question: their features, which of them it asks for, and the number of its document."""

    features: Matrix
    wanted: NDArray[np.bool_]
    document: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """Paragraphs in order, each with the start of the one before and the number of its document; `places` says where
    each asked paragraph stands."""

    contexts: list[str]
    texts: list[str]
    documents: list[int]
    places: list[int]

    def part(self, kept: Sequence[int]) -> "Corpus":
        """Return the paragraphs at these places, without the asked ones' places."""
        contexts, texts = ([column[place] for place in kept] for column in (self.contexts, self.texts))
        return Corpus(contexts, texts, [self.documents[place] for place in kept], [])


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    for match in _BLOCK.finditer(text):
        if _FEWEST <= len(match[0].split()) <= _MOST:
            yield match.start(), " ".join(match[0].split())


def _texts(data: Path, asked: Sequence[tuple[AskedParagraph, str]]) -> Corpus:
    """Return the paragraphs of all documents that questions were written for."""
    by_record: dict[tuple[str, str], list[tuple[int, str, int]]] = {}
    for number, (paragraph, text) in enumerate(asked):
        by_record.setdefault((paragraph.source, paragraph.id), []).append((paragraph.start, text, number))
    for source in sorted({source for source, _ in by_record}):
        for record in records(data / f"{source}.jsonl.gz"):
            own = by_record.get((source, record["id"]))
            if own is not None:
                spans = [(start, asked[number][0].end) for start, _, number in own]
                spare = [
                    (start, text, -1)
                    for start, text in _blocks(unicodedata.normalize("NFC", record["text"]))
                    if not any(a <= start + 5 < b for a, b in spans)
                ]
                own += spare[:_MOST_DISTRACTORS]
    corpus = Corpus([], [], [], [0] * len(asked))
    names: dict[str, int] = {}
    for (source, record_id), parts in sorted(by_record.items()):
        document = names.setdefault(f"{source} {record_id.split('#')[0]}", len(names))
        before = ""
        for _, text, number in sorted(parts):
            if number >= 0:
                corpus.places[number] = len(corpus.texts)
            corpus.contexts.append(before)
            corpus.texts.append(text)
            corpus.documents.append(document)
            before = " ".join(text.split()[:_CONTEXT_SYLLABLES])
    return corpus


def corpus_of(data: Path) -> tuple[list[AskedParagraph], Corpus]:
    """Return the asked paragraphs, and all paragraphs of their documents.

    Raises:
        ValueError: a source has changed since the questions were written.
    """
    asked = list(resolved(data, asked_paragraphs()))
    return [paragraph for paragraph, _ in asked], _texts(data, asked)


def judged_questions(data: Path, embedder: Embedder, progress: Callable[[str], None]) -> list[Judged]:
    """Return every question of `training/questions` with its candidates among all paragraphs of their documents."""
    asked, corpus = corpus_of(data)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(corpus.contexts, corpus.texts, corpus.documents, Path(folder) / "shard", embedder)
        for number, (paragraph, place) in enumerate(zip(asked, corpus.places, strict=True), 1):
            for question in paragraph.questions:
                candidates = collection.candidates(question)
                near = [where for where, _ in candidates]
                features = collection.reader.features(question, near, [score for _, score in candidates])
                found.append(Judged(features, np.array(near) == place, corpus.documents[place]))
            if number % 200 == 0:
                progress(f"Đã tìm cho câu hỏi của {number}/{len(asked)} đoạn")
        collection.close()
    return found


def fit(judged: Sequence[Judged]) -> Relevance:
    """Return the weights under which the wanted paragraphs are most likely first."""
    from scipy.optimize import minimize

    usable = [item for item in judged if item.wanted.any()]
    rows = np.vstack([item.features for item in usable])
    mean, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    rows = (rows - mean) / spread
    starts = np.cumsum([0, *(len(item.wanted) for item in usable)])[:-1]
    wanted = np.concatenate([item.wanted for item in usable])
    sizes = np.diff([*starts, len(rows)])

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        scores = rows @ weights
        scores -= np.repeat(np.maximum.reduceat(scores, starts), sizes)
        odds = np.exp(scores)
        chances = odds / np.repeat(np.add.reduceat(odds, starts), sizes)
        gradient = rows.T @ (chances - wanted) + _PENALTY * weights
        return float(-np.log(chances[wanted]).sum() + _PENALTY / 2 * weights @ weights), gradient

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return Relevance(np.asarray(found.x / spread, dtype=np.float64))


def first_right(model: Relevance, judged: Sequence[Judged]) -> float:
    """Return the share of questions whose paragraph ranks first."""
    return float(np.mean([bool(item.wanted[np.argmax(model.scores(item.features))]) for item in judged]))


def report(judged: Sequence[Judged]) -> str:
    """Return how often the right paragraph is first by the fused score alone and by models that had not seen its
    document."""
    documents = sorted({item.document for item in judged})
    random.Random(0).shuffle(documents)  # noqa: S311 - reproducible folds, no secret
    fold = {document: place % _FOLDS for place, document in enumerate(documents)}
    right = []
    for number in range(_FOLDS):
        model = fit([item for item in judged if fold[item.document] != number])
        held = [item for item in judged if fold[item.document] == number]
        right += [first_right(model, held)] * len(held)
    fused = float(np.mean([bool(item.wanted[np.argmax(item.features[:, 0])]) for item in judged]))
    return f"{len(judged)} câu hỏi; đoạn đầu đúng: điểm tổng {fused:.3f}, mô hình xếp lại {np.mean(right):.3f}"


def run(data: Path, output: Path, embedder: Embedder, progress: Callable[[str], None]) -> None:
    """Fit on all questions and write the model to `output`.

    Raises:
        ValueError: a source has changed since the questions were written.
    """
    judged = judged_questions(data, embedder, progress)
    progress(report(judged))
    fit(judged).save(output)
