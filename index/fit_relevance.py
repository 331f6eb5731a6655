"""Fit the relevance model on the questions written for this project: each must rank its paragraph first.

Conditional logit over the candidates of each question (listwise softmax, Cao et al. 2007): paragraphs of directives
among those of the same documents, articles of law among a fifth of the legal code. What is reported is measured with
whole documents left out.
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

from index.collection import Collection, heading_context
from index.embedding import Embedder
from index.relevance import FEATURES, Matrix, Relevance
from index.training_data import LAW, AskedParagraph, asked_paragraphs, for_embedding, record_id, records, resolved

_BLOCK = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|$))+")
_FEWEST, _MOST = 15, 230
_MOST_DISTRACTORS = 80
_EVERY_ARTICLE = 5
_PENALTY = 3.0
# What the score of search gets on top of its fitted weight, in standard deviations: people quote the text more often
# than our questions do. Chosen on questions of law by others.
_SEARCH = 1.0
_FOLDS = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidates of one question: their features, which of them it asks for, and the number of its document."""

    features: Matrix
    wanted: NDArray[np.bool_]
    document: int
    law: bool = False


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts in order, each with its context and the number of its document; `places` says where each asked one
    stands."""

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
    for (source, name), parts in sorted(by_record.items()):
        document = names.setdefault(f"{source} {name.split('#')[0]}", len(names))
        for _, text, number in sorted(parts):
            if number >= 0:
                corpus.places[number] = len(corpus.texts)
            corpus.contexts.append("")
            corpus.texts.append(text)
            corpus.documents.append(document)
    return corpus


def _articles(data: Path, asked: Sequence[tuple[AskedParagraph, str]]) -> Corpus:
    """Return the asked articles of law among a sample of the others."""
    numbers = {paragraph.id: number for number, (paragraph, _) in enumerate(asked)}
    corpus = Corpus([], [], [], [0] * len(asked))
    for position, record in enumerate(records(data / f"{LAW}.jsonl.gz")):
        number = numbers.get(record_id(record))
        if number is None and position % _EVERY_ARTICLE:
            continue
        if number is not None:
            corpus.places[number] = len(corpus.texts)
        title = unicodedata.normalize("NFC", record["title"])
        corpus.contexts.append(heading_context(title))
        corpus.texts.append(f"{title} {' '.join(unicodedata.normalize('NFC', record['text']).split())}")
        corpus.documents.append(len(corpus.texts))
    return corpus


def corpus_of(data: Path) -> tuple[list[AskedParagraph], Corpus]:
    """Return the paragraphs of directives whose questions the embedding does not know, and all of their documents.

    Raises:
        ValueError: a source has changed since the questions were written.
    """
    asked = list(resolved(data, [p for p in asked_paragraphs() if p.source != LAW and not for_embedding(p)]))
    return [paragraph for paragraph, _ in asked], _texts(data, asked)


def articles_of(data: Path) -> tuple[list[AskedParagraph], Corpus]:
    """Return the same for the articles of law.

    Raises:
        ValueError: a source has changed since the questions were written.
    """
    asked = list(resolved(data, [p for p in asked_paragraphs() if p.source == LAW and not for_embedding(p)]))
    return [paragraph for paragraph, _ in asked], _articles(data, asked)


def judged_questions(data: Path, embedder: Embedder, progress: Callable[[str], None]) -> list[Judged]:
    """Return the questions of `training/questions` that the embedding does not know, with their candidates."""
    directives = _judged(*corpus_of(data), embedder, progress)
    return directives + _judged(*articles_of(data), embedder, progress)


def _judged(
    asked: Sequence[AskedParagraph], corpus: Corpus, embedder: Embedder, progress: Callable[[str], None]
) -> list[Judged]:
    found = []
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(corpus.contexts, corpus.texts, corpus.documents, Path(folder) / "shard", embedder)
        for number, (paragraph, place) in enumerate(zip(asked, corpus.places, strict=True), 1):
            for question in paragraph.questions:
                candidates = collection.candidates(question)
                near = [where for where, _ in candidates]
                features = collection.reader.features(question, near, [score for _, score in candidates])
                right, law = np.array(near) == place, paragraph.source == LAW
                found.append(Judged(features, right, corpus.documents[place], law))
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
    weights = found.x + _SEARCH * (np.array(FEATURES) == "fused")
    return Relevance(np.asarray(weights / spread, dtype=np.float64))


def first_right(model: Relevance, judged: Sequence[Judged]) -> float:
    """Return the share of questions whose paragraph ranks first."""
    return float(np.mean([bool(item.wanted[np.argmax(model.scores(item.features))]) for item in judged]))


def report(judged: Sequence[Judged]) -> str:
    """Return how often the right paragraph is first by the fused score alone and by models that had not seen its
    document."""
    documents = sorted({item.document for item in judged})
    random.Random(0).shuffle(documents)  # noqa: S311 - reproducible folds, no secret
    fold = {document: place % _FOLDS for place, document in enumerate(documents)}
    models = [fit([item for item in judged if fold[item.document] != number]) for number in range(_FOLDS)]
    lines = []
    for name, law in (("văn bản chỉ đạo", False), ("điều luật", True)):
        some = [item for item in judged if item.law == law]
        if some:
            fused = np.mean([bool(item.wanted[np.argmax(item.features[:, 0])]) for item in some])
            right = np.mean([first_right(models[fold[item.document]], [item]) for item in some])
            lines.append(f"{name}: {len(some)} câu hỏi; đoạn đầu đúng: điểm tổng {fused:.3f}, xếp lại {right:.3f}")
    return "\n".join(lines)


def run(data: Path, output: Path, embedder: Embedder, progress: Callable[[str], None]) -> None:
    """Fit on all questions and write the model to `output`.

    Raises:
        ValueError: a source has changed since the questions were written.
    """
    judged = judged_questions(data, embedder, progress)
    progress(report(judged))
    fit(judged).save(output)
