"""Fit the decision on documents without attached questions, in small libraries made of documents at hand.

Each library holds some of the documents that questions were written for. Answered are the questions of its
paragraphs; silent are their near misses, and questions about documents that it does not hold.
"""

import random
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.plain import plain_features
from index.collection import Collection
from index.embedding import Embedder
from index.fit_relevance import Corpus, corpus_of
from index.relevance import Relevance

Progress = Callable[[str], None]
_LIBRARIES = 30
_QUESTIONS_A_PARAGRAPH = 3
# Of a library's questions, how many are asked of another library that does not hold their document.
_ELSEWHERE = 0.5
_SEED = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put to a library of documents: its evidence, and whether the library answers it."""

    features: NDArray[np.float64]
    answered: bool


@dataclass(frozen=True, slots=True)
class _Library:
    corpus: Corpus
    answered: list[str]
    silent: list[str]


def libraries(data: Path) -> list[_Library]:
    """Return the documents of the training questions, dealt into small libraries with their questions.

    Raises:
        ValueError: a source has changed since the questions were written.
    """
    chance = random.Random(_SEED)  # noqa: S311 - reproducible sampling, no secret
    asked, whole = corpus_of(data)
    documents = sorted(set(whole.documents))
    chance.shuffle(documents)
    library_of = {document: place % _LIBRARIES for place, document in enumerate(documents)}
    own: list[list[str]] = [[] for _ in range(_LIBRARIES)]
    near: list[list[str]] = [[] for _ in range(_LIBRARIES)]
    for paragraph, place in zip(asked, whole.places, strict=True):
        number = library_of[whole.documents[place]]
        wanted = min(_QUESTIONS_A_PARAGRAPH, len(paragraph.questions))
        own[number] += chance.sample(paragraph.questions, wanted)
        near[number] += [item.question for item in paragraph.near]
    made = []
    for number in range(_LIBRARIES):
        kept = [place for place, document in enumerate(whole.documents) if library_of[document] == number]
        others = [question for other in range(_LIBRARIES) if other != number for question in own[other]]
        elsewhere = chance.sample(others, int(_ELSEWHERE * len(own[number])))
        made.append(_Library(whole.part(kept), own[number], near[number] + elsewhere))
    return made


def evidence(data: Path, embedder: Embedder, progress: Progress) -> list[Asked]:
    """Return every question with its evidence in its library."""
    found: list[Asked] = []
    made = libraries(data)
    with ProcessPoolExecutor() as workers:
        for number, result in enumerate(workers.map(_judged, made, [embedder] * len(made)), 1):
            found += result
            progress(f"Thư viện {number}/{len(made)}: {len(result)} câu hỏi")
    return found


def _judged(library: _Library, embedder: Embedder) -> list[Asked]:
    model = Relevance.load()
    corpus = library.corpus
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(corpus.contexts, corpus.texts, corpus.documents, Path(folder) / "shard", embedder)
        found = [
            Asked(_row(collection, model, corpus.texts, question), answered)
            for answered, questions in ((True, library.answered), (False, library.silent))
            for question in questions
        ]
        collection.close()
    return found


def _row(collection: Collection, model: Relevance, texts: list[str], question: str) -> NDArray[np.float64]:
    candidates = collection.candidates(question)
    places = [place for place, _ in candidates]
    rows = collection.reader.features(question, places, [score for _, score in candidates])
    relevance = model.scores(rows)
    order = np.argsort(-relevance, kind="stable")
    best = texts[places[int(order[0])]]
    uncovered = collection.reader.uncovered_share(question)
    return plain_features(question, best, rows[order], relevance[order], uncovered)
