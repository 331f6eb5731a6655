"""Which paragraphs a question asks for, and whether the texts answer it at all: fitted logistic models.

They read evidence (`features.py`), not words. They are fitted by `python -m assistant fit` on the attached
questions, each judged by an index that does not hold its own batch; the thresholds are set on development cases.
"""

import itertools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.entities import Gazetteer, asks_for_several
from assistant.features import GLOBAL_FEATURES, PAIR_FEATURES, Matrix, PairFeatures, global_features, pair_features
from assistant.plain import PLAIN_FEATURES, plain_features
from index.search import Evidence

# Likeness to attached questions says nothing of documents that have none. Which sort leads where a library has both is
# a logistic regression on the best margin, the logit of the answer and the relevance of the best paragraph among the
# documents with attached questions, and the relevance of the best among the others; they lead above zero. Fitted by
# `python -m eval mixed --data DIR`; the bias is one unit higher: what was written for a text is surer than likeness.
SIDE_FEATURES = ("margin", "attached_logit", "relevance", "relevance_of_others")
_SIDE_WEIGHTS = (2.97, 0.49, 0.23, -0.36)
_SIDE_BIAS = 3.0
SideFeatures = tuple[float, float, float, float]
# Logits are kept within this of zero.
_MOST = 30.0
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
    """`pair` ranks paragraphs with attached questions; `answered` decides on silence, `plain_answered` for those
    without.

    A paragraph is cited beside the best one from probability `cite` on, `cite_several` where the question asks for
    several things; the question counts as answered from logit `answer` on, and `plain_answer` where the best paragraph
    has no attached questions.
    """

    pair: Logistic
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
    """`ranking` best first; `chosen` are the labels to cite; `logit` above zero means that the texts answer.

    `side` is what told which sort of document leads, `None` where none has attached questions.
    """

    ranking: tuple[Ranked, ...]
    chosen: tuple[str, ...]
    logit: float
    side: SideFeatures | None = None

    @property
    def answered(self) -> bool:
        """Whether the texts answer the question."""
        return self.logit > 0


def rank(model: DecisionModel, pairs: PairFeatures, plain: Mapping[str, float]) -> tuple[Ranked, ...]:
    """Return the paragraphs by falling probability, ties by label.

    `plain` holds the logits of those without attached questions; one that it lacks is as good as not found.
    """
    logits = np.where(
        pairs.attached, model.pair.logits(pairs.values), [plain.get(name, -_MOST) for name in pairs.labels]
    )
    ranked = [
        Ranked(label, max(-_MOST, min(_MOST, logit)), bool(attached))
        for label, logit, attached in zip(pairs.labels, logits.tolist(), pairs.attached.tolist(), strict=True)
    ]
    return tuple(sorted(ranked, key=lambda item: (-item.logit, item.label)))


def decide(model: DecisionModel, evidence: Evidence, question: str, gazetteer: Gazetteer) -> Decision:
    """Return the ranking, the paragraphs to cite, and how far the question is from being refused."""
    plain_logit, plain = _plain(model, evidence, question)
    ranking = rank(model, pair_features(evidence, question, gazetteer), plain)
    if not ranking:
        return Decision((), (), -math.inf)
    features: SideFeatures | None = None
    logit, leading = plain_logit - model.plain_answer, [item for item in ranking if not item.attached]
    if asked := [item for item in ranking if item.attached]:
        attached_logit = _attached_logit(model, evidence, question, asked[0], gazetteer)
        features = side_features(evidence, attached_logit)
        if not leading or attached_leads(features):
            logit, leading = attached_logit, asked
    least = model.cite_several if asks_for_several(question) else model.cite
    chosen = tuple(item.label for item in leading if item is leading[0] or item.probability >= least)
    others = [item for item in ranking if item.attached != leading[0].attached]
    return Decision(_interleaved(leading, others), chosen, logit, features)


def _interleaved(leading: Sequence[Ranked], others: Sequence[Ranked]) -> tuple[Ranked, ...]:
    """Return both in their own order, every third place given to one of `others`: the logits of paragraphs with
    attached questions and of those without do not compare.
    """
    merged, rest = [], iter(others)
    for place, item in enumerate(leading, 1):
        merged.append(item)
        if place % 2 == 0:
            merged += itertools.islice(rest, 1)
    return (*merged, *rest)


def side_features(evidence: Evidence, attached_logit: float) -> SideFeatures:
    """Return `SIDE_FEATURES`: what tells whether documents with attached questions lead."""
    attached = [hit.relevance for hit in evidence.paragraphs if hit.label in evidence.margins]
    others = [hit.relevance for hit in evidence.paragraphs if hit.label not in evidence.margins]
    least = min((*attached, *others), default=0.0)
    return (
        max(evidence.margins.values(), default=-_MOST),
        attached_logit,
        max(attached, default=least),
        max(others, default=least),
    )


def attached_leads(features: SideFeatures) -> bool:
    """Return whether documents with attached questions lead."""
    return sum(weight * value for weight, value in zip(_SIDE_WEIGHTS, features, strict=True)) + _SIDE_BIAS > 0


def _attached_logit(
    model: DecisionModel, evidence: Evidence, question: str, best: Ranked, gazetteer: Gazetteer
) -> float:
    fact_missing = gazetteer.lacks_asked_fact(question, best.label)
    row = global_features(evidence, gazetteer.traits(question), best.logit, fact_missing=fact_missing)
    return float(model.answered.logits(row)) - model.answer


def _plain(model: DecisionModel, evidence: Evidence, question: str) -> tuple[float, dict[str, float]]:
    """Return how far the paragraphs without attached questions answer the question, and the logit of each of them.

    Each has its share of the relevance, of the probability that any of them answers.
    """
    found = [hit for hit in evidence.paragraphs if hit.label not in evidence.margins]
    if not found:
        return -math.inf, {}
    relevance = np.array([hit.relevance for hit in found])
    rows = np.array([hit.features for hit in found])
    uncovered = evidence.uncovered_share if evidence.beside_uncovered_share is None else evidence.beside_uncovered_share
    row = plain_features(question, found[0].paragraph.text, rows, relevance, uncovered)
    logit = float(model.plain_answered.logits(row))
    odds = np.exp(relevance - relevance.max())
    shares = odds / odds.sum() / (1 + math.exp(-max(-_MOST, min(_MOST, logit))))
    kept = np.clip(shares, 1e-12, 1 - 1e-12)
    return logit, dict(zip((hit.label for hit in found), np.log(kept / (1 - kept)).tolist(), strict=True))
