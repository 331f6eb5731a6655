"""Fit the decision models on the attached questions, each judged by an index that lacks its own batch.

Leaving a whole batch out matters: questions of one batch share their author's ear, and a model that saw siblings
of a question learns to trust likeness too much.
"""

import json
import os
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from assistant import fit_plain
from assistant.decide import DecisionModel, Logistic, rank
from assistant.entities import Gazetteer
from assistant.features import GLOBAL_FEATURES, PAIR_FEATURES, Matrix, global_features, pair_features
from assistant.plain import PLAIN_FEATURES
from assistant.spelling import Speller
from index import build, points
from index.edge import EdgeStore
from index.embedding import Embedder
from index.search import Evidence, Index
from ingest.library import Library

Progress = Callable[[str], None]
Judged = tuple[points.Bound, Evidence]
THRESHOLDS = {"cite": 0.4, "cite_several": 0.05, "answer": 0.2, "plain_answer": 0.0}
_PLAIN_COST = 0.1


def evidence_by_fold(library: Library, embedder: Embedder, progress: Progress) -> list[Judged]:
    """Return every attached question with the evidence of an index that lacks its batch and one of the other sort."""
    bound, _ = points.bind(library)
    answered = sorted({question.batch for question, labels in bound if labels})
    missed = sorted({question.batch for question, labels in bound if not labels})
    folds = [
        {batch for batches in (answered, missed) for batch in batches[fold : fold + 1]}
        for fold in range(max(len(answered), len(missed)))
    ]
    found: list[Judged] = []
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as workers:
        results = workers.map(_judged_fold, *zip(*((library, embedder, bound, fold) for fold in folds), strict=True))
        for number, result in enumerate(results, 1):
            found += result
            progress(f"Phần {number}/{len(folds)}: {len(result)} câu hỏi")
    return found


def _judged_fold(
    library: Library, embedder: Embedder, bound: Sequence[points.Bound], held_out: set[str]
) -> list[Judged]:
    kept = [item for item in bound if item[0].batch not in held_out]
    with tempfile.TemporaryDirectory() as folder:
        index = _index(library, embedder, kept, Path(folder))
        speller = Speller(index.syllables)
        asked = [item for item in bound if item[0].batch in held_out]
        found = [(item, index.search(speller.corrected(item[0].question))) for item in asked]
        index.close()
    return found


def _index(library: Library, embedder: Embedder, attached: Sequence[points.Bound], folder: Path) -> Index:
    entries = points.entries(library, attached)
    build.fill_shard(folder / "shard", None, embedder, entries)
    build.write_statistics(folder, None, library, entries, lambda _: None)
    return Index(library, EdgeStore.open(folder / "shard"), folder, embedder)


def fit(library: Library, embedder: Embedder, data: Path | None, progress: Progress) -> dict[str, Any]:
    """Return the fitted decision models in the form that `DecisionModel.load` reads.

    Without `data` the model for documents without attached questions stays as it is shipped.

    Raises:
        FileNotFoundError, ValueError: a source in `data` is missing or has changed.
    """
    plain_answered = _plain_answered(data, embedder, progress) if data else DecisionModel.load().plain_answered
    found = evidence_by_fold(library, embedder, progress)
    gazetteer = Gazetteer(library.documents)
    rows, wanted = [], []
    for (question, labels), evidence in found:
        pairs = pair_features(evidence, question.question, gazetteer)
        rows.append(pairs.values)
        wanted += [label in labels for label in pairs.labels]
    stacked = np.vstack(rows)
    pair = fitted(stacked, np.array(wanted))
    undecided = Logistic(np.zeros(len(GLOBAL_FEATURES)), 0.0)
    model = DecisionModel(pair, undecided, plain_answered, **THRESHOLDS)
    rows_answered = np.array([_global_row(model, gazetteer, item, evidence) for item, evidence in found])
    answered = fitted(rows_answered, np.array([bool(labels) for (_, labels), _ in found]))
    return {
        "pair": _record(pair, PAIR_FEATURES),
        "answered": _record(answered, GLOBAL_FEATURES),
        "plain_answered": _record(plain_answered, PLAIN_FEATURES),
        "thresholds": THRESHOLDS,
    }


def _plain_answered(data: Path, embedder: Embedder, progress: Progress) -> Logistic:
    asked = fit_plain.evidence(data, embedder, progress)
    rows = np.array([item.features for item in asked])
    return fitted(rows, np.array([item.answered for item in asked]), cost=_PLAIN_COST, class_weight="balanced")


def _global_row(model: DecisionModel, gazetteer: Gazetteer, item: points.Bound, evidence: Evidence) -> Matrix:
    question = item[0].question
    best = rank(model, pair_features(evidence, question, gazetteer), {})[0]
    fact_missing = gazetteer.lacks_asked_fact(question, best.label)
    return global_features(evidence, gazetteer.traits(question), best.logit, fact_missing=fact_missing)


def fitted(rows: Matrix, wanted: np.ndarray, cost: float = 1.0, class_weight: str | None = None) -> Logistic:
    """Return a logistic regression on standardised rows, its weights scaled back to the raw features."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread == 0] = 1.0
    model = LogisticRegression(C=cost, max_iter=2000, class_weight=class_weight).fit((rows - mean) / spread, wanted)
    weights = model.coef_[0] / spread
    return Logistic(weights, float(model.intercept_[0] - weights @ mean))


def _record(model: Logistic, names: tuple[str, ...]) -> dict[str, Any]:
    weights = {name: round(float(weight), 5) for name, weight in zip(names, model.weights, strict=True)}
    return {"weights": weights, "bias": round(model.bias, 5)}


def write(path: Path, record: dict[str, Any]) -> None:
    """Write the fitted models where `DecisionModel.load` finds them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
