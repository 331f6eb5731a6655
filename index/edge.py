"""The Qdrant engine inside this process. The only place that imports qdrant_edge.

A shard is written by one process, into a folder of its own, and only read after that; without a write-ahead log
any number of processes can open it at the same time. (Opening rewrites some of the engine's own files, each in one
step by way of a file named `.atomicwrite…`.)
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import qdrant_edge as edge

from index.sparse import SparseWeights
from index.store import BARE, CANDIDATES, DENSE, SPARE, SPARSE, FusedQuery, PointRecord, ScoredRecord, in_order
from ingest.errors import IndexUnavailable

_BATCH = 2000


def _sparse(weights: SparseWeights) -> edge.SparseVector:
    return edge.SparseVector(indices=list(weights.indices), values=list(weights.values))


def _request(query: FusedQuery) -> edge.QueryRequest:
    conditions = [
        edge.FieldCondition(key=key, match=edge.MatchAny(list(values))) for key, values in query.matches.items()
    ]
    only = edge.Filter(must=[*conditions]) if conditions else None
    exact = edge.SearchParams(exact=True)
    vectors = ((query.dense.tolist(), DENSE), (_sparse(query.sparse), SPARSE), (_sparse(query.bare), BARE))
    prefetches = [
        edge.Prefetch(query=edge.Query.Nearest(vector, using=name), limit=CANDIDATES, filter=only, params=exact)
        for vector, name in vectors
    ]
    terms = [
        edge.Expression.Mult([edge.Expression.Constant(weight), edge.Expression.Variable(f"$score[{position}]")])
        for position, weight in enumerate(query.weights)
    ]
    missing = {f"$score[{position}]": 0.0 for position in range(len(terms))}
    formula = edge.Formula(edge.Expression.Sum(terms), missing)
    return edge.QueryRequest(prefetches=prefetches, query=formula, limit=query.limit + SPARE, with_payload=True)


class EdgeStore:
    """A `VectorStore` in a folder."""

    def __init__(self, shard: edge.EdgeShard, *, changed: bool = False) -> None:
        self._shard = shard
        self._changed = changed

    @classmethod
    def create(cls, folder: Path, dimension: int, keys: Sequence[str]) -> "EdgeStore":
        """Make an empty shard in `folder` with payload indexes on `keys`."""
        folder.mkdir(parents=True)
        sparse = edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)
        # Half precision: every vector is read for every question, so half the bytes are a third less time.
        half = edge.VectorStorageDatatype.Float16
        config = edge.EdgeConfig(
            vectors={DENSE: edge.EdgeVectorParams(size=dimension, distance=edge.Distance.Dot, datatype=half)},
            sparse_vectors={SPARSE: sparse, BARE: sparse},
            wal_enabled=False,
        )
        shard = edge.EdgeShard.create(str(folder), config)
        for key in keys:
            shard.update(edge.UpdateOperation.create_field_index(key, edge.PayloadSchemaType.Keyword))
        return cls(shard, changed=True)

    @classmethod
    def open(cls, folder: Path) -> "EdgeStore":
        """Open the shard in `folder`.

        Raises:
            IndexUnavailable: its files are damaged.
        """
        try:
            return cls(edge.EdgeShard.load(str(folder)))
        except Exception as error:  # the engine raises nothing narrower
            raise IndexUnavailable(
                f"Chỉ mục «{folder}» bị hỏng hoặc thiếu tệp; "
                f"hãy xóa thư mục «{folder.parents[1]}» rồi chạy «python -m index build»."
            ) from error

    def upsert(self, points: Iterable[PointRecord]) -> None:
        """Store the points in batches."""
        self._changed = True
        batch: list[edge.Point] = []
        for point in points:
            vectors = {DENSE: point.dense.tolist(), SPARSE: _sparse(point.sparse), BARE: _sparse(point.bare)}
            batch.append(edge.Point(point.id, vectors, point.payload))
            if len(batch) == _BATCH:
                self._shard.update(edge.UpdateOperation.upsert_points(batch))
                batch = []
        if batch:
            self._shard.update(edge.UpdateOperation.upsert_points(batch))

    def delete(self, ids: Sequence[int]) -> None:
        """Remove the points with these ids."""
        self._changed = True
        self._shard.update(edge.UpdateOperation.delete_points(list(ids)))

    def search(self, queries: Sequence[FusedQuery]) -> list[list[ScoredRecord]]:
        """Return for each query the best points by the weighted sum of the three scores, added in the engine."""
        found = self._shard.query_batch(edge.QueryBatchRequest([_request(query) for query in queries]))
        return [
            in_order((ScoredRecord(int(p.id), p.score, p.payload or {}) for p in points), query.limit)
            for points, query in zip(found, queries, strict=True)
        ]

    def count(self) -> int:
        """Return how many points the shard holds."""
        return int(self._shard.count(edge.CountRequest(exact=True)))

    def close(self) -> None:
        """Write what was changed to disk and release the shard."""
        if self._changed:  # the folder of a reader may have been swept away
            self._shard.flush()
            self._changed = False
        self._shard.close()
