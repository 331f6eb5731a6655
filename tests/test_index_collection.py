"""Plain texts of several documents made searchable in a folder: what is found, in which order, with which scores."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from index import collection as module
from index.collection import Collection, heading_context
from index.embedding import SHIPPED, StaticEmbedder, Vectors
from index.passages import Passages
from index.queries import fused_query
from index.relevance import FEATURES, Matrix, Relevance, shipped_reader
from index.store import CANDIDATES

# (document, context, text): three documents, the paragraphs of each side by side.
PARAGRAPHS = (
    (0, "về việc sắp xếp trụ sở", "Bộ Chính trị yêu cầu các cấp uỷ hoàn thành việc sắp xếp trụ sở trước 31/8/2025."),
    (0, "", "Bộ Tài chính cấp kinh phí sửa chữa trụ sở xã."),
    (0, "", "Ban Tổ chức Trung ương hướng dẫn việc bố trí cán bộ xã."),
    (1, "Giáo dục", "Ban Bí thư chỉ đạo mở lớp học chữ cho đồng bào vùng cao."),
    (1, "Giáo dục", "Bộ Giáo dục và Đào tạo biên soạn sách học chữ."),
    (2, "", "Người dân được cấp giấy chứng nhận quyền sử dụng đất tại trung tâm phục vụ hành chính công."),
    (2, "", "Bộ Y tế tiêm chủng miễn phí cho trẻ em dưới năm tuổi."),
    (2, "", ""),
)
DOCUMENTS = [document for document, _, _ in PARAGRAPHS]
CONTEXTS = [context for _, context, _ in PARAGRAPHS]
TEXTS = [text for _, _, text in PARAGRAPHS]
QUESTIONS = (
    ("Bộ nào cấp kinh phí sửa trụ sở?", 1),
    ("Hạn sắp xếp trụ sở là ngày nào?", 0),
    ("ai mo lop hoc chu", 3),
    ("sach hoc chu do bo nao bien soan", 4),
    ("Ai hướng dẫn bố trí cán bộ xã?", 2),
    ("Trẻ em tiêm chủng có mất tiền không?", 6),
    ("Dân xin giấy chứng nhận quyền sử dụng đất ở đâu?", 5),
)

# BM25 alone, with and without marks.
SIDES = ((0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


@pytest.fixture(scope="module")
def embedder() -> StaticEmbedder:
    return StaticEmbedder(SHIPPED)


def made(folder: Path, embedder: StaticEmbedder, places: Sequence[int] = range(len(PARAGRAPHS))) -> Collection:
    contexts, texts = ([column[place] for place in places] for column in (CONTEXTS, TEXTS))
    return Collection(contexts, texts, [DOCUMENTS[place] for place in places], folder / "shard", embedder)


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory, embedder: StaticEmbedder) -> Iterator[Collection]:
    found = made(tmp_path_factory.mktemp("collection"), embedder)
    yield found
    found.close()


@pytest.mark.parametrize(("question", "place"), QUESTIONS)
def test_the_right_text_comes_first(collection: Collection, question: str, place: int) -> None:
    assert collection.search(question)[0][0] == place
    assert collection.candidates(question)[0][0] == place


@pytest.mark.parametrize("question", [*(question for question, _ in QUESTIONS), "qwrtz", "chào"])
def test_a_search_is_the_candidates_by_their_relevance(collection: Collection, question: str) -> None:
    found, candidates = collection.search(question), collection.candidates(question)
    assert sorted(place for place, _ in found) == sorted(place for place, _ in candidates)
    assert len({place for place, _ in found}) == len(found) == len(PARAGRAPHS)
    assert all(math.isfinite(score) for _, score in (*found, *candidates))
    assert found == sorted(found, key=lambda item: (-item[1], item[0]))
    assert [score for _, score in candidates] == pytest.approx(sorted((s for _, s in candidates), reverse=True))
    places, scores = zip(*candidates, strict=True)
    features = collection.reader.features(question, places, scores)
    relevance = dict(zip(places, Relevance.load().scores(features).tolist(), strict=True))
    assert [score for _, score in found] == pytest.approx([relevance[place] for place, _ in found], abs=1e-4)


@pytest.mark.parametrize("question", ["", "???"])
def test_a_question_of_no_words_finds_everything_equally(collection: Collection, question: str) -> None:
    assert [score for _, score in collection.candidates(question)] == [0] * len(PARAGRAPHS)
    assert all(math.isfinite(score) for _, score in collection.search(question))


@pytest.mark.parametrize("limit", [1, 3, 99])
def test_no_more_than_the_limit(collection: Collection, limit: int) -> None:
    question = QUESTIONS[0][0]
    best = [place for place, _ in collection.candidates(question)][:limit]
    assert [place for place, _ in collection.candidates(question, limit=limit)] == best
    assert sorted(place for place, _ in collection.search(question, limit=limit)) == sorted(best)


CANDIDATES_BY_HAND = ((4, 0.9), (1, 0.8), (6, 0.7), (0, 0.6), (3, 0.5))


@pytest.mark.parametrize(
    ("name", "weight", "read", "ranked"),
    [
        ("fused", 10, 3, [(4, 9), (1, 8), (6, 7)]),
        ("fused", -1, 3, [(6, -0.7), (1, -0.8), (4, -0.9)]),
        ("fused", -1, 1, [(4, -0.9)]),
        ("fused", -1, 4, [(0, -0.6), (6, -0.7), (1, -0.8), (4, -0.9)]),
        ("fused", -1, 5, [(3, -0.5), (0, -0.6), (6, -0.7), (1, -0.8), (4, -0.9)]),
        ("fused", -1, 99, [(3, -0.5), (0, -0.6), (6, -0.7), (1, -0.8), (4, -0.9)]),
        ("fused", 0, 3, [(1, 0), (4, 0), (6, 0)]),  # equally relevant: in order of their places
        # 0 stands beside 1, and 3 beside 4, but neither is read.
        ("neighbour", 1, 3, [(1, 0), (4, 0), (6, 0)]),
        ("neighbour", 1, 5, [(3, 0.9), (0, 0.8), (1, 0.6), (4, 0.5), (6, 0)]),
    ],
)
def test_only_the_first_candidates_are_read(
    tmp_path: Path,
    embedder: StaticEmbedder,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    weight: float,
    read: int,
    ranked: list[tuple[int, float]],
) -> None:
    weights = np.where(np.array(FEATURES) == name, float(weight), 0.0)
    monkeypatch.setattr(module, "_READ", read)
    monkeypatch.setattr(Relevance, "load", lambda: Relevance(weights))
    monkeypatch.setattr(Collection, "candidates", lambda _, question, *, limit: list(CANDIDATES_BY_HAND[:limit]))
    some = made(tmp_path, embedder)
    found = some.search("trụ sở")
    assert [place for place, _ in found[:read]] == [place for place, _ in ranked]
    assert [score for _, score in found[:read]] == pytest.approx([score for _, score in ranked])
    # The others follow as search ranks them, whatever they would be read as.
    assert [place for place, _ in found[read:]] == [place for place, _ in CANDIDATES_BY_HAND[read:]]
    scores = [score for _, score in found[max(len(ranked) - 1, 0) :]]
    assert scores == sorted(set(scores), reverse=True)
    assert len(some.search("trụ sở", limit=2)) == 2
    some.close()


def test_a_fused_score_is_the_sum_of_its_parts(collection: Collection) -> None:
    question = "Bộ Tài chính cấp kinh phí"
    whole = dict(collection.candidates(question, weights=(0.3, 0.35, 0.35)))
    parts = [
        dict(collection.candidates(question, weights=weights))
        for weights in ((0.3, 0.0, 0.0), (0.0, 0.35, 0.0), (0.0, 0.0, 0.35))
    ]
    assert set(whole) == set(range(len(PARAGRAPHS)))
    for place, score in whole.items():
        assert score == pytest.approx(sum(part[place] for part in parts), abs=1e-5)
    assert parts[1][1] > 0
    assert parts[1][6] < parts[1][1]


def test_the_store_holds_the_texts_behind_their_contexts(collection: Collection, embedder: StaticEmbedder) -> None:
    assert collection.store.count() == len(PARAGRAPHS)
    whole = [f"{context} {text}".strip() for context, text in zip(CONTEXTS, TEXTS, strict=True)]
    query = fused_query("Giáo dục", embedder, collection.frequencies, weights=(1.0, 0.0, 0.0))
    found = {record.id: record.score for record in collection.store.search([query])[0]}
    expected = embedder.embed(whole) @ embedder.embed(["Giáo dục"])[0]
    assert [found[place] for place in range(len(PARAGRAPHS))] == pytest.approx(expected.tolist(), abs=1e-3)


def test_texts_are_read_like_the_passages_of_a_library(collection: Collection, embedder: StaticEmbedder) -> None:
    reader = shipped_reader(Passages.of(CONTEXTS, TEXTS, DOCUMENTS), embedder)
    for question, _ in QUESTIONS:
        places = range(len(PARAGRAPHS))
        expected = reader.features(question, places, [0.5] * len(places))
        assert (collection.reader.features(question, places, [0.5] * len(places)) == expected).all()
        assert collection.reader.uncovered_share(question) == reader.uncovered_share(question)


def test_neighbours_stand_in_one_document(collection: Collection) -> None:
    scores = [0.1, 0.2, 0.9, 0.8, 0.3, 0.7, 0.4, 0.5]
    features = collection.reader.features("trụ sở", range(len(scores)), scores)
    assert features[:, FEATURES.index("neighbour")].tolist() == [0.2, 0.9, 0.2, 0.3, 0.8, 0.4, 0.7, 0.4]


class Plain:
    """The shipped embedding as any other model: texts go in, not their codes."""

    def __init__(self, embedder: StaticEmbedder) -> None:
        self._embedder = embedder
        self.dimension, self.fingerprint = embedder.dimension, embedder.fingerprint

    def embed(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.embed(texts)


def test_any_embedder_serves(tmp_path: Path, collection: Collection, embedder: StaticEmbedder) -> None:
    other = Collection(CONTEXTS, TEXTS, DOCUMENTS, tmp_path / "shard", Plain(embedder))
    for question, _ in QUESTIONS:
        assert_alike(other.search(question), collection.search(question))
    other.close()


def assert_alike(found: Sequence[tuple[int, float]], expected: Sequence[tuple[int, float]]) -> None:
    assert [place for place, _ in found] == [place for place, _ in expected]
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=1e-4)


# Python 3.12 warns of threads, which the engine has.
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("size", [1, 3, 4, 7, 8])
def test_batches_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, collection: Collection, embedder: StaticEmbedder, size: int
) -> None:
    monkeypatch.setattr(module, "_BATCH", size)
    batched = made(tmp_path, embedder)
    assert batched.store.count() == len(PARAGRAPHS)
    assert batched.frequencies.texts == len(PARAGRAPHS)
    assert batched.frequencies.ids.tolist() == collection.frequencies.ids.tolist()
    assert batched.frequencies.counts.tolist() == collection.frequencies.counts.tolist()
    for question, _ in QUESTIONS:
        assert_alike(batched.search(question), collection.search(question))
        for weights in SIDES:  # the average length is that of all texts, not of the batch
            expected = dict(collection.candidates(question, weights=weights))
            assert dict(batched.candidates(question, weights=weights)) == pytest.approx(expected, abs=1e-5)
    batched.close()


@pytest.mark.parametrize(
    ("more", "short", "long"),
    [
        # Three and nine units, six on the average: 0.9 · (0.6 + 0.4 · 3/6) = 0.72 and 0.9 · (0.6 + 0.4 · 9/6) = 1.08.
        ([], 1.72, 2.08),
        # A third text of 25 syllables, its context with it, and so of 49 units: 61/3 on the average.
        ([("x " * 4, "x " * 21)], 1 + 0.9 * (0.6 + 0.4 * 9 / 61), 1 + 0.9 * (0.6 + 0.4 * 27 / 61)),
    ],
)
def test_lengths_are_weighed_by_the_average_of_the_collection(
    tmp_path: Path, embedder: StaticEmbedder, more: list[tuple[str, str]], short: float, long: float
) -> None:
    parts = [("", "nhà cửa"), ("điều", "nhà cửa sổ mới"), *more]
    contexts, texts = ([part[side] for part in parts] for side in (0, 1))
    found = Collection(contexts, texts, range(len(parts)), tmp_path / "shard", embedder)
    for weights in SIDES:
        scores = dict(found.candidates("nhà", weights=weights))
        assert scores[0] / scores[1] == pytest.approx(long / short, rel=1e-4)
    found.close()


@pytest.mark.parametrize(
    ("title", "context"),
    [("", ""), (" ", ""), ("Trụ sở", "Trụ sở Trụ sở"), ("Điều 5. Đất", "Điều 5. Đất Điều 5. Đất")],
)
def test_a_title_stands_twice_before_a_text_that_begins_with_it(title: str, context: str) -> None:
    assert heading_context(title) == context


def test_a_title_before_its_text_counts_three_times(tmp_path: Path, embedder: StaticEmbedder) -> None:
    contexts, texts = [heading_context("nhà"), ""], ["nhà cửa sổ", "nhà cửa sổ"]
    found = Collection(contexts, texts, [0, 1], tmp_path / "shard", embedder)
    for weights in SIDES:
        scores = dict(found.candidates("nhà", weights=weights))
        # Three times in nine units, once in five; seven on the average.
        titled, plain = 5.7 / (3 + 0.9 * (0.6 + 0.4 * 9 / 7)), 1.9 / (1 + 0.9 * (0.6 + 0.4 * 5 / 7))
        assert scores[0] / scores[1] == pytest.approx(titled / plain, rel=1e-4)
    # Read side by side with the question, they are the same but for the title itself: «nhà» twice, the pair once.
    rows = found.reader.features("nhà", [0, 1], [0.5, 0.5]).tolist()
    first, second = (dict(zip(FEATURES, row, strict=True)) for row in rows)
    in_both, in_one = math.log(1 + 0.5 / 2.5), math.log(1 + 1.5 / 1.5)
    assert first.pop("heading_named") == pytest.approx(2 * in_both / (2 * in_both + in_one))
    assert first.pop("heading_dense") > 0
    assert second.pop("heading_named") == second.pop("heading_dense") == 0
    assert first == second
    found.close()


def test_one_document_less_takes_nothing_from_the_others(tmp_path: Path, embedder: StaticEmbedder) -> None:
    fewer = made(tmp_path, embedder, [place for place, number in enumerate(DOCUMENTS) if number != 1])
    assert fewer.search("Bộ nào cấp kinh phí sửa trụ sở?")[0][0] == 1
    assert fewer.search("Trẻ em tiêm chủng có mất tiền không?")[0][0] == 4
    fewer.close()


def test_among_many_documents_the_right_one_is_found_and_eight_are_read(
    tmp_path: Path, embedder: StaticEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 3 * CANDIDATES
    texts = [f"Xã số {number} sửa trụ sở và đường làng, do hộ x{number} góp công." for number in range(count)]
    many = Collection([""] * count, texts, list(range(count)), tmp_path / "shard", embedder)
    features, read = many.reader.features, list[int]()

    def counted(question: str, places: Sequence[int], scores: Sequence[float]) -> Matrix:
        read.append(len(places))
        return features(question, places, scores)

    monkeypatch.setattr(many.reader, "features", counted)
    for number in (0, CANDIDATES, count - 1):
        found = many.search(f"Hộ x{number} góp gì?")
        assert (found[0][0], len(found)) == (number, 40)
    assert read == [8] * 3
    many.close()


def test_a_collection_of_nothing_finds_nothing(tmp_path: Path, embedder: StaticEmbedder) -> None:
    empty = Collection([], [], [], tmp_path / "shard", embedder)
    assert (empty.store.count(), empty.candidates("trụ sở"), empty.search("trụ sở")) == (0, [], [])
    assert empty.reader.uncovered_share("trụ sở") == 1
    empty.close()
