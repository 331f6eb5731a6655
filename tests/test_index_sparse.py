"""BM25 weights against values worked out by hand, for several texts as for each alone."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sparse import AVERAGE_LENGTH, K1, SparseWeights, document_weights, query_weights
from index.tokens import Codes, unit_id

words = st.lists(st.sampled_from(["bộ", "chính", "trị", "bộ_chính", "an", "án"]), max_size=200)


def coded(*texts: Sequence[str]) -> Codes:
    """Return the codes of texts given as units."""
    ids = np.array([unit_id(unit) for text in texts for unit in text], dtype=np.uint32)
    return Codes(ids, np.cumsum([0, *map(len, texts)], dtype=np.int64))


def held(units: Sequence[str]) -> SparseWeights:
    (weights,) = document_weights(coded(units))
    return weights


def asked(units: Sequence[str]) -> SparseWeights:
    (weights,) = query_weights(coded(units))
    return weights


def test_document_weights_by_hand() -> None:
    # Three units: length penalty 0.9 · (1 - 0.4 + 0.4 · 3/90) = 0.552; then tf · 1.9 / (tf + 0.552).
    found = held(["bộ", "an", "bộ"])
    assert found.indices == (2527659664, 2536834118)
    assert found.values == pytest.approx((3.8 / 2.552, 1.9 / 1.552))


def test_a_text_of_average_length_has_the_plain_penalty() -> None:
    found = held([f"x{number}" for number in range(90)])
    assert found.values == pytest.approx([1.0] * 90)


@pytest.mark.parametrize("size", [1, 3, 90, 450])
def test_what_is_average_is_said(size: int) -> None:
    (found,) = document_weights(coded([f"x{number}" for number in range(size)]), size)
    assert found.values == pytest.approx([1.0] * size)


@pytest.mark.parametrize(
    ("average", "penalty"),
    # 0.9 · (0.6 + 0.4 · 3/average)
    [(1.5, 1.26), (3, 0.9), (6, 0.72), (AVERAGE_LENGTH, 0.552), (450, 0.5424)],
)
def test_the_average_length_changes_the_weights(average: float, penalty: float) -> None:
    (found,) = document_weights(coded(["bộ", "an", "bộ"]), average)
    assert found.indices == (2527659664, 2536834118)
    assert found.values == pytest.approx((3.8 / (2 + penalty), 1.9 / (1 + penalty)))


@given(words.filter(bool), st.floats(0.5, 500), st.floats(1.01, 9))
def test_among_longer_texts_every_unit_weighs_more(found: list[str], average: float, factor: float) -> None:
    (among_short,), (among_long,) = (document_weights(coded(found), value) for value in (average, factor * average))
    assert among_long.indices == among_short.indices
    assert all(one < other for one, other in zip(among_short.values, among_long.values, strict=True))


def test_a_longer_text_weighs_each_occurrence_less() -> None:
    short, long = document_weights(coded(["an", "x"], ["an", *["x"] * 300]))
    at = [dict(zip(found.indices, found.values, strict=True))[unit_id("an")] for found in (short, long)]
    # 0.9 · (0.6 + 0.4 · 2/90) = 0.548 and 0.9 · (0.6 + 0.4 · 301/90) = 1.744.
    assert at == pytest.approx([1.9 / 1.548, 1.9 / 2.744])


def test_a_question_counts_every_unit_once() -> None:
    assert asked(["bộ", "an", "bộ"]) == SparseWeights((2527659664, 2536834118), (1.0, 1.0))


def test_no_units_no_weights() -> None:
    assert held([]) == asked([]) == SparseWeights((), ())


def test_no_texts_no_lists() -> None:
    assert document_weights(coded()) == query_weights(coded()) == []


@given(words)
def test_weights_are_ascending_parallel_and_saturated(found: list[str]) -> None:
    for weights in (held(found), asked(found)):
        assert list(weights.indices) == sorted({unit_id(unit) for unit in found})
        assert len(weights.values) == len(weights.indices)
        assert all(type(index) is int for index in weights.indices)
        assert all(type(value) is float for value in weights.values)
    assert all(0 < value < K1 + 1 for value in held(found).values)


@given(words, st.sampled_from(["bộ", "an"]))
def test_one_more_occurrence_weighs_more_and_less_than_twice(found: list[str], unit: str) -> None:
    more = [*found, unit]
    one, two = (dict(zip(w.indices, w.values, strict=True)) for w in map(held, (more, [*more, unit])))
    assert one[unit_id(unit)] < two[unit_id(unit)] < 2 * one[unit_id(unit)]


@given(st.lists(words, max_size=6), st.floats(1, 500))
def test_texts_weigh_in_a_batch_what_they_weigh_alone(batch: list[list[str]], average: float) -> None:
    assert document_weights(coded(*batch)) == [held(text) for text in batch]
    alone = [weights for text in batch for weights in document_weights(coded(text), average)]
    assert document_weights(coded(*batch), average) == alone
    assert query_weights(coded(*batch)) == [asked(text) for text in batch]
