"""Search in two short documents: features, shares and weights, what does not fit the library refused."""

import math
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_search_helpers import labels, search_at_once

from index import build, points
from index.embedding import SHIPPED, StaticEmbedder
from index.frequencies import Frequencies
from index.points import Entry
from index.queries import FUSION
from index.relevance import FEATURES
from index.search import Index
from index.sparse import SparseWeights, document_weights, query_weights
from index.store import FusedQuery
from index.tokens import Codes, bare_units, encode, unit_id, units
from ingest.errors import IndexUnavailable
from ingest.library import Library
from ingest.settings import Settings
from ingest.text import compose, has_diacritics


@pytest.fixture(scope="module")
def tiny_settings(tmp_path_factory: pytest.TempPathFactory, tiny_source: Path) -> Settings:
    return Settings(library=tmp_path_factory.mktemp("tiny") / "thu-vien", corpus=tiny_source)


@pytest.fixture(scope="module")
def tiny_library(tiny_settings: Settings) -> Library:
    return Library.open(tiny_settings.library, tiny_settings.corpus)


@pytest.fixture(scope="module")
def small(tiny_library: Library, tiny_settings: Settings) -> Iterator[Index]:
    """The index of the tiny corpus."""
    found = Index.open(tiny_library, tiny_settings, lambda _: None)
    yield found
    found.close()


@pytest.fixture(scope="module")
def entries(tiny_library: Library) -> list[Entry]:
    return points.entries(tiny_library, points.bind(tiny_library)[0])


def test_features_are_those_of_the_paragraph_of_the_hit(small: Index) -> None:
    hits = {hit.label: dict(zip(FEATURES, hit.features, strict=True)) for hit in small.search("kinh phí").paragraphs}
    assert {label: row["covered"] for label, row in hits.items()} == {
        "15-CT/TW#1": 0, "15-CT/TW#2": 0, "210-KL/TW#1": 0, "210-KL/TW#2": 0, "210-KL/TW#3": 1,
    }  # fmt: skip
    scores = {hit.label: hit.score for hit in small.search("kinh phí").paragraphs}
    beside = {label: row["neighbour"] for label, row in hits.items()}
    assert beside["15-CT/TW#1"] == pytest.approx(scores["15-CT/TW#2"], abs=1e-5)
    assert beside["15-CT/TW#2"] == pytest.approx(scores["15-CT/TW#1"], abs=1e-5)
    assert beside["210-KL/TW#1"] == pytest.approx(scores["210-KL/TW#2"], abs=1e-5)
    assert beside["210-KL/TW#2"] == pytest.approx(max(scores["210-KL/TW#1"], scores["210-KL/TW#3"]), abs=1e-5)


def test_what_is_searched_beside_a_paragraph_is_not_shown(small: Index) -> None:
    found = small.search("Trách nhiệm thi hành")
    assert labels(found)[0] == "15-CT/TW#2"
    assert found.paragraphs[0].paragraph.text == "Bộ Giáo dục và Đào tạo biên soạn sách học chữ."


def test_questions_and_near_misses_are_told_apart(small: Index) -> None:
    found = small.search("Ai cấp kinh phí?")
    assert {hit.kind for hit in found.questions} == {"fact"}
    assert {hit.kind for hit in found.near_misses} == {"near", "chat", "misuse"}
    assert all(hit.targets for hit in found.questions)
    assert not any(hit.targets for hit in found.near_misses)
    assert (len(found.paragraphs), len(found.questions), len(found.near_misses)) == (5, 9, 4)


@pytest.mark.parametrize(
    ("question", "unknown", "uncovered"),
    [
        ("trụ sở xã", 0.0, 0.0),
        ("tru so xa", 0.0, 0.0),
        ("qwrtz", 1.0, 1.0),
        ("nước Pháp", 0.0, 1.0),  # stands in a near miss only
        ("", 0.0, 0.0),
        ("???", 0.0, 0.0),
    ],
)
def test_shares_of_what_the_library_lacks(small: Index, question: str, unknown: float, uncovered: float) -> None:
    found = small.search(question)
    assert (found.unknown_share, found.uncovered_share) == pytest.approx((unknown, uncovered))


def test_shares_are_of_idf_mass(small: Index, entries: list[Entry]) -> None:
    holding = sum("xa" in bare_units(entry.text) for entry in entries)
    assert 3 < holding < 18
    known = math.log(1 + (18 - holding + 0.5) / (holding + 0.5))
    lacking = 2 * math.log(1 + 18.5 / 0.5)  # «qwrtz» and the pair «xa_qwrtz»
    assert small.search("xã qwrtz").unknown_share == pytest.approx(lacking / (known + lacking))


@pytest.mark.parametrize(
    ("split", "weights"), [(bare_units, (0.0, 0.0, 1.0)), (units, (0.0, 1.0, 0.0))], ids=["bare", "marked"]
)
def test_the_engine_weighs_units_as_the_frequencies_do(
    small: Index,
    entries: list[Entry],
    tiny_settings: Settings,
    split: Callable[[str], list[str]],
    weights: tuple[float, float, float],
) -> None:
    frequencies = Frequencies.load(tiny_settings.library / "index" / "g1" / build.FREQUENCIES)
    nowhere = np.zeros(256, dtype=np.float32)
    # A unit without marks is counted with all its marked forms, as in the twin.
    found_units = {unit for entry in entries for unit in split(entry.text)}
    asked = sorted(unit for unit in found_units if split is bare_units or has_diacritics(unit))
    assert len(asked) > 50
    ids = np.array(list(map(unit_id, asked)), dtype=np.uint32)
    idf = frequencies.idf(ids).tolist()
    single = query_weights(Codes(ids, np.arange(len(ids) + 1)))
    assert single == [SparseWeights((unit_id(unit),), (1.0,)) for unit in asked]
    queries = [FusedQuery(nowhere, one, one, weights, len(entries)) for one in single]
    held = document_weights(encode([entry.text for entry in entries])[split is bare_units])
    for unit, rarity, found in zip(asked, idf, small.store.search(queries), strict=True):
        scores = {record.id: record.score for record in found}
        for entry, stored in zip(entries, held, strict=True):
            weight = dict(zip(stored.indices, stored.values, strict=True)).get(unit_id(unit), 0.0)
            assert scores.get(entry.id, 0.0) == pytest.approx(weight * rarity, abs=1e-5)


def test_what_is_asked_of_the_store(small: Index) -> None:
    queries = small.queries("Ai cấp kinh phí?", ["15-CT/TW"])
    assert [query.matches for query in queries] == [
        {"kind": ["paragraph"], "documents": ["15-CT/TW"]},
        {"kind": ["question"], "documents": ["15-CT/TW"]},
        {"kind": ["near_miss"]},
    ]
    assert [query.matches for query in small.queries("Ai cấp kinh phí?")] == [
        {"kind": ["paragraph"]}, {"kind": ["question"]}, {"kind": ["near_miss"]},
    ]  # fmt: skip
    for query in queries:
        assert [[query.sparse], [query.bare]] == [query_weights(codes) for codes in encode(["Ai cấp kinh phí?"])]
        assert np.linalg.norm(query.dense) == pytest.approx(1, abs=1e-5)
        assert query.weights[0] == FUSION[0]
        assert min(query.weights) > 0


def test_without_marks_the_twin_counts_for_both(small: Index) -> None:
    marked, bare = (small.queries(question)[0].weights for question in ("kinh phí", "kinh phi"))
    assert bare[1] == 0
    assert bare[2] == pytest.approx(marked[2] * (FUSION[1] + FUSION[2]) / FUSION[2])


def test_a_text_of_the_question_itself_scores_about_one(small: Index) -> None:
    for question in ("Bao giờ phải xếp xong trụ sở?", "Sách học chữ do bộ nào soạn?", "Bộ nào cấp kinh phí?"):
        best = small.search(question).questions[0]
        assert best.text == question
        assert 0.8 < best.score < 1.3


@pytest.mark.parametrize("change", ["another paragraph", "a document less"])
def test_a_hit_that_does_not_fit_the_library_is_an_error(
    small: Index, tiny_settings: Settings, tiny: Path, tmp_path: Path, change: str
) -> None:
    changed = tiny / "15-CT-TW" / "source.txt"
    if change == "another paragraph":
        text = changed.read_text(encoding="utf-8").replace("vùng cao", "miền núi")
        changed.write_text(text, encoding="utf-8")
    else:
        changed.unlink()
    library = Library.open(tmp_path / "khac", tiny)
    generation = tiny_settings.library / "index" / "g1"
    if change == "a document less":
        with pytest.raises(ValueError, match="not those of the library"):
            Index(library, small.store, generation, StaticEmbedder(SHIPPED))
        return
    index = Index(library, small.store, generation, StaticEmbedder(SHIPPED))
    with pytest.raises(IndexUnavailable) as caught:
        index.search("Ai mở lớp học chữ?")
    message = r"Chỉ mục không khớp thư viện ở mục «15-CT/TW#[12]»; hãy chạy «python -m index build»\."
    assert re.fullmatch(message, str(caught.value))
    assert labels(index.search("Bộ nào cấp kinh phí?", ["210-KL/TW"]))[0] == "210-KL/TW#3"


def test_threads_find_the_same_as_one(small: Index) -> None:
    questions = ["Ai cấp kinh phí?", "tru so xa", "Bịa một đoạn.", "Ai mở lớp học chữ?", "Lương bao nhiêu?", ""]
    search_at_once(small, questions, threads=8, times=50)


texts = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("trụ sở bộ kinh phí 31/8/2025 ")), max_size=60
).map(compose)


@given(texts, st.lists(st.sampled_from(["15-CT/TW", "210-KL/TW", "9-KL/TW"]), max_size=2))
def test_every_question_finds_ordered_evidence(small: Index, question: str, documents: list[str]) -> None:
    found = small.search(question, documents)
    for hits in (found.questions, found.near_misses):
        scores = [hit.score for hit in hits]
        assert all(one >= two - 1e-6 for one, two in pairwise(scores))
        assert all(math.isfinite(score) for score in scores)
    order = [(-hit.relevance, hit.label) for hit in found.paragraphs]
    assert order == sorted(order)
    assert all(math.isfinite(hit.score) and math.isfinite(hit.relevance) for hit in found.paragraphs)
    assert all(hit.features.shape == (len(FEATURES),) and np.isfinite(hit.features).all() for hit in found.paragraphs)
    assert len(set(labels(found))) == len(found.paragraphs)
    assert {hit.document.metadata.number for hit in found.paragraphs} <= set(documents or ["15-CT/TW", "210-KL/TW"])
    assert -1e-9 <= found.unknown_share <= found.uncovered_share + 1e-9 <= 1 + 2e-9
