"""Evidence as numbers: of each paragraph, whether the question asks for it; of the question, whether it is answered."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.entities import Gazetteer, Traits
from index.search import Evidence, QuestionHit

Matrix = NDArray[np.float64]
# What a paragraph that the classifier or a search did not see counts as.
_NO_MARGIN = -1.3
_VOTERS = 12
_JURY = 15
_SHARPNESS = 12.0

PAIR_FEATURES = (
    "margin", "question_score", "vote", "paragraph_score", "relevance",
    "bodies", "numbers",
    "margin_behind", "question_score_behind", "vote_behind", "paragraph_score_behind", "relevance_behind",
    "bodies_behind", "numbers_behind",
)  # fmt: skip
GLOBAL_FEATURES = (
    "answered_logit", "best_margin", "near_best", "near_mean", "question_best", "question_mean", "jury",
    "unknown_share", "uncovered_share", "log_length", "paragraph_best", "best_pair", "foreign_body",
    "foreign_place", "confirmation", "fact_missing",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PairFeatures:
    """`values` has one row of `PAIR_FEATURES` for each of `labels`; `attached` tells which have attached questions."""

    labels: tuple[str, ...]
    values: Matrix
    attached: NDArray[np.bool_]


def pair_features(evidence: Evidence, question: str, gazetteer: Gazetteer) -> PairFeatures:
    """Return the features of every paragraph that some part of the evidence speaks for."""
    paragraph_scores = {hit.label: (hit.score, hit.relevance) for hit in evidence.paragraphs}
    attached_hits = [hit.relevance for hit in evidence.paragraphs if hit.label in evidence.margins]
    unseen = (0.0, min(attached_hits or [relevance for _, relevance in paragraph_scores.values()], default=0.0))
    question_scores: dict[str, float] = {}
    for hit in evidence.questions:
        for label in hit.targets:
            question_scores.setdefault(label, hit.score)
    votes = _votes(evidence.questions[:_VOTERS])
    labels = tuple(sorted({*paragraph_scores, *question_scores, *evidence.margins}))
    rows = [
        (
            evidence.margins.get(label, _NO_MARGIN),
            question_scores.get(label, 0.0),
            votes.get(label, 0.0),
            *paragraph_scores.get(label, unseen),
            agreement.bodies,
            agreement.numbers,
        )
        for label, agreement in zip(labels, gazetteer.agreements(question, labels), strict=True)
    ]
    values = np.array(rows, dtype=np.float64).reshape(-1, len(PAIR_FEATURES) // 2)
    attached = np.array([label in evidence.margins for label in labels], dtype=bool)
    compared = values[attached] if attached.any() else values
    best = compared.max(axis=0) if len(values) else values
    return PairFeatures(labels, np.hstack([values, values - best]), attached)


def _votes(hits: tuple[QuestionHit, ...]) -> dict[str, float]:
    votes: dict[str, float] = {}
    weights = [math.exp(_SHARPNESS * (hit.score - hits[0].score)) for hit in hits]
    for hit, weight in zip(hits, weights, strict=True):
        for label in hit.targets:
            votes[label] = votes.get(label, 0.0) + weight / sum(weights)
    return votes


def _mean(hits: tuple[QuestionHit, ...]) -> float:
    return sum(hit.score for hit in hits[:5]) / 5


def _jury(evidence: Evidence) -> float:
    """Return the weight of attached questions among the nearest attached questions and near misses."""
    voices = [(hit.score, True) for hit in evidence.questions] + [(hit.score, False) for hit in evidence.near_misses]
    nearest = sorted(voices, key=lambda voice: -voice[0])[:_JURY]
    weights = [math.exp(_SHARPNESS * score) for score, _ in nearest]
    return sum(w for w, (_, answered) in zip(weights, nearest, strict=True) if answered) / (sum(weights) or 1.0)


def global_features(evidence: Evidence, traits: Traits, best_pair: float, *, fact_missing: bool) -> Matrix:
    """Return one row of `GLOBAL_FEATURES`; `best_pair` is the logit of the best paragraph."""
    return np.array(
        [
            evidence.answered_logit,
            max(evidence.margins.values(), default=_NO_MARGIN),
            evidence.near_misses[0].score if evidence.near_misses else 0.0,
            _mean(evidence.near_misses),
            evidence.questions[0].score if evidence.questions else 0.0,
            _mean(evidence.questions),
            _jury(evidence),
            evidence.unknown_share,
            evidence.uncovered_share,
            math.log(max(1, traits.words)),
            next((hit.score for hit in evidence.paragraphs if hit.label in evidence.margins), 0.0),
            best_pair,
            float(traits.foreign_body),
            float(traits.foreign_place),
            float(traits.confirmation),
            float(fact_missing),
        ],
        dtype=np.float64,
    )
