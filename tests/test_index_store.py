"""The contract of a vector store, held by the embedded engine and by the server's interface alike."""

import math
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from random import Random
from threading import Thread

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from qdrant_client import QdrantClient

from index import edge, server
from index.edge import EdgeStore
from index.server import ServerStore, connect, local_store
from index.sparse import SparseWeights
from index.store import CANDIDATES, FusedQuery, PointRecord, ScoredRecord, VectorStore, in_order
from ingest.errors import IndexUnavailable, SettingsError

DIMENSION = 4
ENGINES = ("edge", "server")
Reopen = Callable[[VectorStore], VectorStore]


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorStore]:
    made: VectorStore
    if request.param == "edge":
        made = EdgeStore.create(tmp_path / "shard", DIMENSION, ("kind", "documents"))
    else:
        made = ServerStore(QdrantClient(":memory:"), "thu")
        made.prepare(DIMENSION, ())
    yield made
    made.close()


@pytest.fixture
def settled(tmp_path: Path) -> Iterator[Reopen]:
    """What a reader sees of a store: the embedded engine's frequencies follow a removal only when it is reopened."""

    def settle(store: VectorStore) -> VectorStore:
        if isinstance(store, EdgeStore):
            store.close()
            reopened.append(EdgeStore.open(tmp_path / "shard"))
            return reopened[-1]
        return store

    reopened: list[VectorStore] = []
    yield settle
    for store in reopened:
        store.close()


def sparse(values: dict[int, float]) -> SparseWeights:
    return SparseWeights(tuple(sorted(values)), tuple(values[unit] for unit in sorted(values)))


def point(number: int, kind: str = "a", axis: int = 0, units: dict[int, float] | None = None) -> PointRecord:
    found = sparse({5: 1.0} if units is None else units)
    return PointRecord(number, np.eye(DIMENSION, dtype=np.float32)[axis], found, found, {"kind": kind})


def question(axis: int = 0, units: tuple[int, ...] = (5,), limit: int = 50, **matches: Sequence[str]) -> FusedQuery:
    asked = sparse(dict.fromkeys(units, 1.0))
    return FusedQuery(np.eye(DIMENSION, dtype=np.float32)[axis], asked, asked, (0.5, 0.25, 0.25), limit, matches)


def ids(store: VectorStore, query: FusedQuery) -> list[int]:
    return [record.id for record in store.search([query])[0]]


def some_points(seed: int, numbers: Sequence[int]) -> list[PointRecord]:
    chance = np.random.default_rng(seed)

    def weights(count: int) -> SparseWeights:
        chosen = chance.choice(12, size=count, replace=False).tolist()
        return sparse(dict(zip(chosen, chance.uniform(0.5, 2, count).tolist(), strict=True)))

    return [
        PointRecord(
            number,
            chance.normal(size=DIMENSION).astype(np.float16).astype(np.float32),  # the engine keeps half precision
            weights(int(chance.integers(1, 6))),  # the engines disagree on whether an empty text counts
            weights(int(chance.integers(1, 6))),
            {"kind": "odd" if number % 2 else "even"},
        )
        for number in numbers
    ]


def by_hand(points: Sequence[PointRecord], query: FusedQuery) -> dict[int, float]:
    """Return the weighted sum of dot product and two BM25 scores of the points that match."""

    def bm25(asked: SparseWeights, held: list[SparseWeights], at: int) -> float:
        document = dict(zip(held[at].indices, held[at].values, strict=True))
        total = 0.0
        for unit, weight in zip(asked.indices, asked.values, strict=True):
            count = sum(unit in other.indices for other in held)
            idf = math.log(1 + (len(held) - count + 0.5) / (count + 0.5))
            total += weight * document.get(unit, 0.0) * idf
        return total

    dense, marked, bare = query.weights
    return {
        item.id: dense * float(item.dense @ query.dense)
        + marked * bm25(query.sparse, [other.sparse for other in points], position)
        + bare * bm25(query.bare, [other.bare for other in points], position)
        for position, item in enumerate(points)
        if all(item.payload[key] in values for key, values in query.matches.items())
    }


def assert_scores(store: VectorStore, points: Sequence[PointRecord], query: FusedQuery) -> None:
    expected = by_hand(points, query)
    found = store.search([query])[0]
    order = sorted(expected, key=lambda number: -expected[number])
    assert [record.id for record in found] == order[: query.limit]
    assert [record.score for record in found] == pytest.approx([expected[record.id] for record in found], abs=1e-5)


@pytest.mark.parametrize("seed", range(4))
def test_a_score_is_the_weighted_sum_worked_out_by_hand(store: VectorStore, seed: int) -> None:
    points = some_points(seed, range(1, 31))
    store.upsert(points)
    asked = some_points(seed + 100, [1])[0]
    query = FusedQuery(asked.dense, asked.sparse, asked.bare, (0.5, 0.2, 0.3), 50)
    assert_scores(store, points, query)
    assert_scores(store, points, replace(query, limit=7))
    assert_scores(store, points, replace(query, weights=(0.1, 1.5, 0.0), matches={"kind": ["odd"]}))
    assert_scores(store, points, replace(query, sparse=sparse({}), weights=(1.0, 1.0, 1.0)))


def test_idf_follows_what_was_replaced_and_deleted(store: VectorStore, settled: Reopen) -> None:
    points = some_points(7, range(1, 31))
    store.upsert(points)
    asked = some_points(107, [1])[0]
    query = FusedQuery(asked.dense, asked.sparse, asked.bare, (0.5, 0.2, 0.3), 50)
    store.delete([1, 2, 3, 4])
    changed = some_points(8, [5, 6, 31])
    store.upsert(changed)
    store = settled(store)
    assert_scores(store, [*points[6:], *changed], query)
    assert store.count() == 27


def test_several_questions_are_answered_in_their_order(store: VectorStore) -> None:
    store.upsert([point(1, axis=0, units={1: 1.0}), point(2, axis=1, units={2: 1.0})])
    found = store.search([question(1, (2,), 1), question(0, (1,), 1), question(0, (1,), 1, kind=["b"])])
    assert [[record.id for record in records] for records in found] == [[2], [1], []]
    assert store.search([]) == []


def test_the_payload_comes_back_as_it_went_in(store: VectorStore) -> None:
    payload = {"kind": "a", "documents": ["177-KL/TW", "179-KL/TW"], "targets": [], "text": "Uỷ ban «x»?", "n": 3}
    store.upsert([replace(point(1), payload=payload)])
    assert [record.payload for record in store.search([question()])[0]] == [payload]


@pytest.mark.parametrize("number", [1, 2**63 - 1])
def test_ids_up_to_63_bits(store: VectorStore, number: int) -> None:
    store.upsert([point(number, units={2**32 - 1: 1.0})])
    assert ids(store, question(units=(2**32 - 1,))) == [number]


def test_the_same_id_replaces_vectors_and_payload(store: VectorStore, settled: Reopen) -> None:
    store.upsert([point(1, "old", 0, {1: 1.0}), point(2, "other", 1, {2: 1.0})])
    store.upsert([point(1, "new", 2, {3: 1.0})])
    store = settled(store)
    assert store.count() == 2
    assert ids(store, question(kind=["old"])) == []
    (found,) = store.search([question(2, (3,), kind=["new"])])[0]
    assert found.id == 1
    # One of two points holds unit 3: idf ln(1 + 1.5/1.5), twice a quarter; the dense part is a half.
    assert found.score == pytest.approx(0.5 + 0.5 * math.log(2), abs=1e-5)


def test_deleted_points_are_gone_and_unknown_ids_ignored(store: VectorStore) -> None:
    store.upsert([point(number) for number in range(1, 6)])
    store.delete([2, 4, 999])
    assert store.count() == 3
    assert ids(store, question()) == [1, 3, 5]
    store.delete([2])
    assert store.count() == 3


def test_an_empty_store_finds_nothing(store: VectorStore) -> None:
    assert (store.count(), ids(store, question())) == (0, [])
    store.upsert([])
    assert store.count() == 0


def test_a_filter_asks_for_one_of_the_values_of_every_key(store: VectorStore) -> None:
    payloads = {1: ("a", ["x"]), 2: ("a", ["x", "y"]), 3: ("b", ["y"]), 4: ("b", [])}
    store.upsert([replace(point(n), payload={"kind": kind, "documents": d}) for n, (kind, d) in payloads.items()])
    assert ids(store, question()) == [1, 2, 3, 4]
    assert ids(store, question(documents=["y"])) == [2, 3]
    assert ids(store, question(documents=["x", "y"])) == [1, 2, 3]
    assert ids(store, question(documents=["y"], kind=["a"])) == [2]
    assert ids(store, question(documents=["y"], kind=["c", "b"])) == [3]
    assert ids(store, question(documents=["z"])) == []


def test_equal_scores_stand_in_the_order_of_their_ids(store: VectorStore) -> None:
    store.upsert([point(number) for number in (40, 33, 31, 39, 35, 38, 32, 37, 36, 34)])
    store.upsert([point(1, axis=1), point(50, units={5: 1.5})])
    assert ids(store, question()) == [50, *range(31, 41), 1]
    assert ids(store, question(limit=4)) == [50, 31, 32, 33]


def test_points_without_any_unit_are_found_by_their_vector(store: VectorStore) -> None:
    zero = np.zeros(DIMENSION, dtype=np.float32)
    store.upsert([point(1, units={}), point(2, axis=1, units={}), replace(point(3), dense=zero)])
    assert ids(store, question(1, ())) == [2, 1, 3]
    assert ids(store, replace(question(), dense=zero)) == [3, 1, 2]


def test_among_many_points_the_nearest_are_found(store: VectorStore) -> None:
    points = some_points(3, range(1, 5 * CANDIDATES))
    store.upsert(points)
    query = FusedQuery(points[0].dense, sparse({}), sparse({}), (1.0, 0.0, 0.0), CANDIDATES)
    assert_scores(store, points, query)


@pytest.mark.parametrize("count", [0, 2, 3, 4, 7])
def test_batches_lose_nothing(store: VectorStore, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(edge, "_BATCH", 3)
    monkeypatch.setattr(server, "_BATCH", 3)
    store.upsert(point(number) for number in range(1, count + 1))
    assert ids(store, question()) == list(range(1, count + 1))


def test_a_store_may_be_closed_twice(store: VectorStore) -> None:
    store.upsert([point(1)])
    store.close()
    store.close()


def test_the_embedded_store_is_kept_on_disk(tmp_path: Path) -> None:
    points = some_points(1, range(1, 21))
    written = EdgeStore.create(tmp_path / "a" / "shard", DIMENSION, ("kind",))
    written.upsert(points[:10])
    written.close()
    added = EdgeStore.open(tmp_path / "a" / "shard")
    added.upsert(points[10:])
    added.close()
    read = EdgeStore.open(tmp_path / "a" / "shard")
    assert_scores(read, points, FusedQuery(points[3].dense, points[3].sparse, points[3].bare, (0.5, 0.2, 0.3), 50))
    assert read.count() == 20
    read.close()


def test_the_local_store_speaks_the_same_interface(tmp_path: Path) -> None:
    points = some_points(1, range(1, 11))
    local = local_store(tmp_path, DIMENSION)
    local.upsert(points)
    assert_scores(local, points, FusedQuery(points[3].dense, points[3].sparse, points[3].bare, (0.5, 0.2, 0.3), 50))
    local.close()


def test_two_readers_share_a_folder_and_outlive_it(tmp_path: Path) -> None:
    written = EdgeStore.create(tmp_path / "shard", DIMENSION, ())
    written.upsert([point(1), point(2, axis=1)])
    written.close()
    first, second = (EdgeStore.open(tmp_path / "shard") for _ in range(2))
    assert ids(first, question()) == ids(second, question()) == [1, 2]
    second.close()
    shutil.rmtree(tmp_path / "shard")
    assert ids(first, question()) == [1, 2]
    first.close()


@pytest.mark.parametrize("damage", ["empty", "missing", "no settings", "no settings left"])
def test_a_damaged_shard_is_an_error_with_its_remedy(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "index" / "g1" / "shard"
    written = EdgeStore.create(folder, DIMENSION, ())
    written.upsert([point(1)])
    written.close()
    if damage in {"empty", "missing"}:
        shutil.rmtree(folder)
    if damage == "empty":
        folder.mkdir()
    for path in folder.rglob("*.json"):
        path.write_text("" if damage == "no settings" else "\x00")
    with pytest.raises(IndexUnavailable) as caught:
        EdgeStore.open(folder)
    remedy = f"hãy xóa thư mục «{tmp_path / 'index'}» rồi chạy «python -m index build»."
    assert str(caught.value) == f"Chỉ mục «{folder}» bị hỏng hoặc thiếu tệp; {remedy}"


COMPLAINT = (
    "Máy chủ Qdrant (kho «thu») không phục vụ được ({}); "
    "hãy kiểm tra khóa «index.qdrant_url» và máy chủ, hoặc bỏ khóa này để dùng chỉ mục tại chỗ."
)
USES: dict[str, Callable[[ServerStore], object]] = {
    "prepare": lambda store: store.prepare(DIMENSION, ("kind",)),
    "upsert": lambda store: store.upsert([point(1)]),
    "delete": lambda store: store.delete([1]),
    "search": lambda store: store.search([question()]),
    "count": lambda store: store.count(),
}


@pytest.mark.parametrize("use", USES)
def test_a_server_out_of_reach_is_an_error_with_its_remedy(use: str) -> None:
    store = ServerStore(connect("http://127.0.0.1:9", None), "thu")
    with pytest.raises(IndexUnavailable) as caught:
        USES[use](store)
    assert str(caught.value) == COMPLAINT.format("ResponseHandlingException")
    store.close()


@pytest.fixture(
    params=[(500, "{}"), (401, "Must provide an API key"), (404, "{}"), (429, "{}"), (200, "<html>Xin chào</html>")]
)
def strange_server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a server that answers everything alike, and not as Qdrant would."""
    status, text = request.param

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("retry-after", "1")
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_PUT = do_POST = answer  # noqa: N815 - the names are the base class's

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()
        thread.join()


def test_a_server_that_refuses_is_the_same_error(strange_server: str) -> None:
    store = ServerStore(connect(strange_server, None), "thu")
    for use in ("upsert", "delete", "search", "count"):
        with pytest.raises(IndexUnavailable, match=r"^Máy chủ Qdrant \(kho «thu»\) không phục vụ được"):
            USES[use](store)
    store.close()


@pytest.mark.parametrize("url", ["ftp://x", "http://127.0.0.1:99999", "http://[::1"])
def test_an_address_that_is_none_is_an_error_of_the_settings(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        connect(url, None)
    assert str(caught.value).startswith(f"Địa chỉ «{url}» (khóa «index.qdrant_url») không dùng được (")
    assert str(caught.value).endswith("); hãy ghi dạng «http://127.0.0.1:6333».")


def test_a_collection_that_exists_is_left_as_it_is() -> None:
    client = QdrantClient(":memory:")
    first = ServerStore(client, "thu")
    first.prepare(DIMENSION, ())
    first.upsert([point(1)])
    again = ServerStore(client, "thu")
    again.prepare(DIMENSION, ())
    assert again.count() == 1
    other = ServerStore(client, "khac")
    other.prepare(DIMENSION, ())
    assert (other.count(), again.count()) == (0, 1)
    client.close()


scores = st.floats(-2, 2).map(lambda score: round(score, 3))


pairs = st.lists(st.tuples(st.integers(0, 20), scores), max_size=20, unique_by=lambda pair: pair[0])


@given(pairs, st.randoms(), st.integers(0, 25))
def test_records_are_ordered_the_same_however_they_come(
    found: list[tuple[int, float]], chance: Random, limit: int
) -> None:
    records = [ScoredRecord(number, score, {}) for number, score in found]
    expected = sorted(records, key=lambda record: (-record.score, record.id))
    chance.shuffle(records)
    assert in_order(records, limit) == expected[:limit]


def test_scores_apart_by_less_than_a_millionth_are_equal() -> None:
    records = [ScoredRecord(2, 0.5000001, {}), ScoredRecord(1, 0.5, {}), ScoredRecord(3, 0.50001, {})]
    assert [record.id for record in in_order(records, 9)] == [3, 1, 2]
