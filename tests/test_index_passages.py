"""The passages of a collection: encoded behind their contexts, counted, saved and loaded."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from index_reading_fixtures import embedder_fixture  # noqa: F401 - fixture
from index_reading_helpers import passages_of

from index.passages import Passages
from index.tokens import encode, unit_id, units
from ingest.text import compose, fold, syllables


def told(passages: Passages) -> list[object]:
    codes = [column.tolist() for side in (passages.marked, passages.bare) for column in (side.ids, side.starts)]
    known = passages.frequencies
    rest = (passages.context, passages.documents, known.ids, known.counts)
    return [*codes, known.texts, passages.average, *((column.tolist(), str(column.dtype)) for column in rest)]


def test_passages_are_encoded_behind_their_contexts() -> None:
    found = Passages.of(["Điều 5/7/2025 về", "", "…"], ["Bộ Tài chính", "bộ bộ", ""], [4, 4, 7])
    marked, bare = encode(["Điều 5/7/2025 về Bộ Tài chính", "bộ bộ", ""])
    for held, expected in ((found.marked, marked), (found.bare, bare)):
        assert (held.ids.tolist(), held.starts.tolist()) == (expected.ids.tolist(), expected.starts.tolist())
    assert (found.context.tolist(), found.documents.tolist()) == ([3, 0, 0], [4, 4, 7])
    assert found.frequencies.texts == 3
    wanted = np.array([unit_id(unit) for unit in ("bộ", "bo", "điều", "về_bộ", "lạ")], dtype=np.uint32)
    assert found.frequencies.of(wanted).tolist() == [2, 2, 1, 1, 0]


texts = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("đất nhà ruộng 31/8/2025 ")), max_size=30
).map(compose)


@settings(deadline=None)
@given(st.lists(st.tuples(texts, texts, st.integers(0, 3)), max_size=4))
def test_passages_that_are_saved_are_loaded(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[str, str, int]]
) -> None:
    found = passages_of(parts)
    assert found.context.tolist() == [len(syllables(fold(context))) for context, _, _ in parts]
    path = tmp_path_factory.getbasetemp() / "passages.npz"
    found.save(path)
    assert told(Passages.load(path)) == told(found)


@pytest.mark.parametrize(
    ("contexts", "texts", "average"),
    [
        ([], [], 1),
        ([""], [""], 1),
        (["", "", ""], ["", "", "nhà"], 1),  # a third of a unit, but at least one
        (["", ""], ["nhà cửa", "nhà"], 2),
        (["một hai ba", "bốn"], ["nhà cửa", "nhà"], 2),
        (["", "một hai", ""], ["đất", "đất nhà", "đất nhà cửa sổ 31/8/2025"], (1 + 3 + 9) / 3),
    ],
)
def test_the_average_is_of_the_texts_without_their_contexts(
    contexts: Sequence[str], texts: Sequence[str], average: float
) -> None:
    assert Passages.of(contexts, texts, [0] * len(texts)).average == pytest.approx(average)


words = st.lists(st.sampled_from(["đất", "nhà", "sổ", "đỏ", "31/8/2025"]), max_size=9).map(" ".join)


@given(st.lists(st.tuples(words, words.filter(bool)), min_size=1, max_size=5))
def test_the_average_is_that_of_the_units_of_each_text(parts: list[tuple[str, str]]) -> None:
    found = passages_of([(context, text, 0) for context, text in parts])
    assert found.average == pytest.approx(sum(len(units(text)) for _, text in parts) / len(parts))


def test_passages_are_not_unpickled(tmp_path: Path) -> None:
    path = tmp_path / "p.npz"
    Passages.of(["a"], ["b"], [0]).save(path)
    with np.load(path, allow_pickle=False) as stored:
        arrays = dict(stored)
    np.savez(path, **{**arrays, "context": np.array([{"not": "a number"}], dtype=object)})
    with pytest.raises(ValueError, match="allow_pickle=False"):
        Passages.load(path)


def test_contexts_and_texts_are_as_many() -> None:
    with pytest.raises(ValueError, match="shorter"):
        Passages.of(["a", "b"], ["c"], [0])
