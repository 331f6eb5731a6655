"""Which paragraphs a question asks for, and whether the texts answer it at all: fitted logistic models.

They read evidence (`features.py`), not words. They are fitted by `python -m assistant fit` on the attached
questions, each judged by an index that does not hold its own batch; the thresholds are set on development cases.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.entities import Gazetteer, asks_for_several
from assistant.features import GLOBAL_FEATURES, PAIR_FEATURES, Matrix, PairFeatures, global_features, pair_features
from assistant.plain import PLAIN_FEATURES, plain_features
from index.search import Evidence

SHIPPED = Path(__file__).parent / "data" / "decision.json"


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted logistic regression: `weights` over features, in the order of their names, and `bias`."""

    weights: Matrix
    bias: float

    def logits(self, rows: Matrix) -> Matrix:
        """Return the logit of each row, shape `(rows,)`."""
        return np.asarray(rows @ self.weights + self.bias, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class DecisionModel:
    """`pair` ranks paragraphs with attached questions, `plain_pair` those without; `answered` and `plain_answered`
    decide on silence.

    A paragraph is cited beside the best one from probability `cite` on, `cite_several` where the question asks for
    several things; the question counts as answered from
    logit `answer` on, and `plain_answer` where the best paragraph has no attached questions.
    """

    pair: Logistic
    plain_pair: Logistic
    answered: Logistic
    plain_answered: Logistic
    cite: float
    cite_several: float
    answer: float
    plain_answer: float

    @classmethod
    def load(cls, path: Path = SHIPPED) -> "DecisionModel":
        """Read the fitted model; raises `ValueError` when it was fitted for other features."""
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        thresholds = record["thresholds"]
        return cls(
            _logistic(record["pair"], PAIR_FEATURES),
            _logistic(record["plain_pair"], PAIR_FEATURES),
            _logistic(record["answered"], GLOBAL_FEATURES),
            _logistic(record["plain_answered"], PLAIN_FEATURES),
            thresholds["cite"],
            thresholds["cite_several"],
            thresholds["answer"],
            thresholds["plain_answer"],
        )


def _logistic(record: dict[str, Any], names: tuple[str, ...]) -> Logistic:
    if tuple(record["weights"]) != names:
        raise ValueError("the decision model was fitted for other features; run: python -m assistant fit")
    return Logistic(np.array(list(record["weights"].values())), record["bias"])


@dataclass(frozen=True, slots=True)
class Ranked:
    """A paragraph (its label) with the probability that the question asks for it."""

    label: str
    logit: float
    attached: bool

    @property
    def probability(self) -> float:
        """The logit as a probability."""
        return 1 / (1 + math.exp(-self.logit))


@dataclass(frozen=True, slots=True)
class Decision:
    """`ranking` best first; `chosen` are the labels to cite; `logit` above zero means that the texts answer."""

    ranking: tuple[Ranked, ...]
    chosen: tuple[str, ...]
    logit: float

    @property
    def answered(self) -> bool:
        """Whether the texts answer the question."""
        return self.logit > 0


def rank(model: DecisionModel, pairs: PairFeatures) -> tuple[Ranked, ...]:
    """Return the paragraphs by falling probability, ties by label."""
    logits = np.where(pairs.attached, model.pair.logits(pairs.values), model.plain_pair.logits(pairs.values))
    ranked = [
        Ranked(label, max(-30.0, min(30.0, logit)), bool(attached))
        for label, logit, attached in zip(pairs.labels, logits.tolist(), pairs.attached.tolist(), strict=True)
    ]
    return tuple(sorted(ranked, key=lambda item: (-item.logit, item.label)))


def decide(model: DecisionModel, evidence: Evidence, question: str, gazetteer: Gazetteer) -> Decision:
    """Return the ranking, the paragraphs to cite, and how far the question is from being refused."""
    ranking = rank(model, pair_features(evidence, question, gazetteer))
    if not ranking:
        return Decision((), (), -math.inf)
    best = ranking[0]
    if best.attached:
        fact_missing = gazetteer.lacks_asked_fact(question, best.label)
        row = global_features(evidence, gazetteer.traits(question), best.logit, fact_missing=fact_missing)
        logit = float(model.answered.logits(row)) - model.answer
    else:
        logit = _plain_logit(model, evidence, question, best.label)
    least = model.cite_several if asks_for_several(question) else model.cite
    chosen = tuple(item.label for item in ranking if item is best or item.probability >= least)
    return Decision(ranking, chosen, logit)


def _plain_logit(model: DecisionModel, evidence: Evidence, question: str, label: str) -> float:
    """Return how far the paragraph with that label, one without attached questions, answers the question.

    It is read beside the other paragraphs found that have none; where it is not among them, nothing speaks for it.
    """
    found = [hit for hit in evidence.paragraphs if hit.label not in evidence.margins]
    found.sort(key=lambda hit: hit.label != label)
    if not found or found[0].label != label:
        return -math.inf
    relevance = np.array([hit.relevance for hit in found])
    rows = np.array([hit.features for hit in found])
    row = plain_features(question, found[0].paragraph.text, rows, relevance, evidence.uncovered_share)
    return float(model.plain_answered.logits(row)) - model.plain_answer
