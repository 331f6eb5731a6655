"""A Qdrant server or cluster behind the same interface. The only place that imports qdrant_client."""

from collections.abc import Iterable, Sequence
from json import JSONDecodeError
from pathlib import Path

from qdrant_client import QdrantClient, models
from qdrant_client.common.client_exceptions import QdrantException
from qdrant_client.http.exceptions import ApiException

from index.sparse import SparseWeights
from index.store import BARE, CANDIDATES, DENSE, SPARE, SPARSE, FusedQuery, PointRecord, ScoredRecord, in_order
from ingest.errors import IndexUnavailable, SettingsError

_BATCH = 500
_TIMEOUT_SECONDS = 20
# What a server that is away, busy, closed to us or no Qdrant at all makes the client raise.
_FAULTS = (ApiException, QdrantException, JSONDecodeError, OSError)


def connect(url: str, api_key: str | None) -> QdrantClient:
    """Return a client of the server at `url`; nothing is sent yet.

    Raises:
        SettingsError: `url` is no address of a server.
    """
    try:
        return QdrantClient(url=url, api_key=api_key, timeout=_TIMEOUT_SECONDS, check_compatibility=False)
    except ValueError as error:
        raise SettingsError(
            f"Địa chỉ «{url}» (khóa «index.qdrant_url») không dùng được ({error}); "
            "hãy ghi dạng «http://127.0.0.1:6333»."
        ) from error


def local_client(folder: Path) -> QdrantClient:
    """Return qdrant-client's local mode in `folder`: the server's interface without a server."""
    return QdrantClient(path=str(folder))


def local_store(folder: Path, dimension: int) -> "ServerStore":
    """Return an empty store of qdrant-client's local mode in `folder`."""
    store = ServerStore(local_client(folder), "so_sanh")
    store.prepare(dimension, ())
    return store


def _sparse(weights: SparseWeights) -> models.SparseVector:
    return models.SparseVector(indices=list(weights.indices), values=list(weights.values))


def _request(query: FusedQuery) -> models.QueryRequest:
    conditions: list[models.Condition] = [
        models.FieldCondition(key=key, match=models.MatchAny(any=list(values))) for key, values in query.matches.items()
    ]
    only = models.Filter(must=conditions) if conditions else None
    vectors = ((query.dense.tolist(), DENSE), (_sparse(query.sparse), SPARSE), (_sparse(query.bare), BARE))
    prefetches = [models.Prefetch(query=vector, using=name, limit=CANDIDATES, filter=only) for vector, name in vectors]
    terms: list[models.Expression] = [
        models.MultExpression(mult=[weight, f"$score[{position}]"]) for position, weight in enumerate(query.weights)
    ]
    formula = models.FormulaQuery(
        formula=models.SumExpression(sum=terms), defaults={f"$score[{position}]": 0.0 for position in range(len(terms))}
    )
    return models.QueryRequest(prefetch=prefetches, query=formula, limit=query.limit + SPARE, with_payload=True)


class ServerStore:
    """A `VectorStore` in one collection of a server."""

    def __init__(self, client: QdrantClient, collection: str) -> None:
        self._client = client
        self._collection = collection

    def prepare(self, dimension: int, keys: Sequence[str]) -> None:
        """Make the collection with payload indexes on `keys`, where it does not exist.

        Raises:
            IndexUnavailable: the server cannot be reached or refuses.
        """
        try:
            if self._client.collection_exists(self._collection):
                return
            sparse = models.SparseVectorParams(modifier=models.Modifier.IDF)
            self._client.create_collection(
                self._collection,
                vectors_config={DENSE: models.VectorParams(size=dimension, distance=models.Distance.DOT)},
                sparse_vectors_config={SPARSE: sparse, BARE: sparse},
            )
            for key in keys:
                self._client.create_payload_index(self._collection, key, models.PayloadSchemaType.KEYWORD)
        except _FAULTS as error:
            raise self._unavailable(error) from error

    def upsert(self, points: Iterable[PointRecord]) -> None:
        """Store the points in batches, each acknowledged before the next."""
        batch: list[models.PointStruct] = []
        for point in points:
            vectors = {DENSE: point.dense.tolist(), SPARSE: _sparse(point.sparse), BARE: _sparse(point.bare)}
            batch.append(models.PointStruct(id=point.id, vector=vectors, payload=point.payload))
            if len(batch) == _BATCH:
                self._send(batch)
                batch = []
        if batch:
            self._send(batch)

    def _send(self, batch: list[models.PointStruct]) -> None:
        try:
            self._client.upsert(self._collection, batch, wait=True)
        except _FAULTS as error:
            raise self._unavailable(error) from error

    def delete(self, ids: Sequence[int]) -> None:
        """Remove the points with these ids."""
        try:
            self._client.delete(self._collection, models.PointIdsList(points=list(ids)), wait=True)
        except _FAULTS as error:
            raise self._unavailable(error) from error

    def search(self, queries: Sequence[FusedQuery]) -> list[list[ScoredRecord]]:
        """Return for each query the best points by the weighted sum of the three scores, added on the server."""
        try:
            found = self._client.query_batch_points(self._collection, [_request(query) for query in queries])
        except _FAULTS as error:
            raise self._unavailable(error) from error
        return [
            in_order((ScoredRecord(int(p.id), p.score, p.payload or {}) for p in one.points), query.limit)
            for one, query in zip(found, queries, strict=True)
        ]

    def count(self) -> int:
        """Return how many points the collection holds."""
        try:
            return self._client.count(self._collection, exact=True).count
        except _FAULTS as error:
            raise self._unavailable(error) from error

    def close(self) -> None:
        """Release the connection."""
        self._client.close()

    def _unavailable(self, error: Exception) -> IndexUnavailable:
        return IndexUnavailable(
            f"Máy chủ Qdrant (kho «{self._collection}») không phục vụ được ({type(error).__name__}); "
            "hãy kiểm tra khóa «index.qdrant_url» và máy chủ, hoặc bỏ khóa này để dùng chỉ mục tại chỗ."
        )
