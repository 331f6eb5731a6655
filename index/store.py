"""The vector store behind one small interface: points in, fused scores out.

Two engines speak it: the Qdrant engine inside this process (default, `index/edge.py`) and a Qdrant server
(`index/server.py`). Scores of the dense, sparse and bare (no diacritics) vectors are added in the engine with
weights that the caller gives; ties are broken by point id, so the same question always gives the same order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from index.sparse import SparseWeights

DENSE, SPARSE, BARE = "dense", "sparse", "bare"
# Candidates that each vector proposes before the scores are added.
CANDIDATES = 400
# Records asked for beyond the limit: the engine's sums differ in their last digits from call to call, so that it is
# no judge of ties at the cut.
SPARE = 20


@dataclass(frozen=True, slots=True)
class PointRecord:
    """What is stored of a paragraph or an attached question; `payload` values are strings, numbers or lists."""

    id: int
    dense: np.ndarray
    sparse: SparseWeights
    bare: SparseWeights
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FusedQuery:
    """A search: the three vectors of the question, what each counts for, and what the points must match.

    `matches` maps a payload key to the values of which a point must have one.
    """

    dense: np.ndarray
    sparse: SparseWeights
    bare: SparseWeights
    weights: tuple[float, float, float]
    limit: int
    matches: dict[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScoredRecord:
    """A point that a search found, with its fused score."""

    id: int
    score: float
    payload: dict[str, Any]


class VectorStore(Protocol):
    """What the index asks of an engine."""

    def upsert(self, points: Iterable[PointRecord]) -> None:
        """Store the points, replacing those with the same id."""
        ...

    def delete(self, ids: Sequence[int]) -> None:
        """Remove the points with these ids; unknown ids are ignored."""
        ...

    def search(self, queries: Sequence[FusedQuery]) -> list[list[ScoredRecord]]:
        """Return for each query at most `query.limit` points, best first, ties by id."""
        ...

    def count(self) -> int:
        """Return how many points are stored."""
        ...

    def close(self) -> None:
        """Write everything to disk and release the store."""
        ...


def in_order(records: Iterable[ScoredRecord], limit: int) -> list[ScoredRecord]:
    """Return the `limit` best records, best first; equal scores (to one millionth) in order of their ids."""
    return sorted(records, key=lambda record: (-round(record.score, 6), record.id))[:limit]
