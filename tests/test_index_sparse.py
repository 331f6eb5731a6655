"""BM25 weights against values worked out by hand; ids that stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sparse import K1, SparseWeights, document_weights, query_weights, unit_id

words = st.lists(st.sampled_from(["bộ", "chính", "trị", "bộ_chính", "an", "án"]), max_size=200)


# 0xCBF43926 is the published check value of CRC-32.
@pytest.mark.parametrize(
    ("unit", "number"), [("123456789", 0xCBF43926), ("bộ", 2527659664), ("an", 2536834118), ("", 0)]
)
def test_ids_are_the_same_in_every_version(unit: str, number: int) -> None:
    assert unit_id(unit) == number


def test_document_weights_by_hand() -> None:
    # Three units: length penalty 0.9 · (1 - 0.4 + 0.4 · 3/90) = 0.552; then tf · 1.9 / (tf + 0.552).
    found = document_weights(["bộ", "an", "bộ"])
    assert found.indices == (2527659664, 2536834118)
    assert found.values == pytest.approx((3.8 / 2.552, 1.9 / 1.552))


def test_a_text_of_average_length_has_the_plain_penalty() -> None:
    found = document_weights([f"x{number}" for number in range(90)])
    assert found.values == pytest.approx([1.0] * 90)


def test_a_longer_text_weighs_each_occurrence_less() -> None:
    short, long = (document_weights(["an", *["x"] * more]) for more in (1, 300))
    at = [dict(zip(found.indices, found.values, strict=True))[unit_id("an")] for found in (short, long)]
    # 0.9 · (0.6 + 0.4 · 2/90) = 0.548 and 0.9 · (0.6 + 0.4 · 301/90) = 1.744.
    assert at == pytest.approx([1.9 / 1.548, 1.9 / 2.744])


def test_a_question_counts_every_unit_once() -> None:
    assert query_weights(["bộ", "an", "bộ"]) == SparseWeights((2527659664, 2536834118), (1.0, 1.0))


def test_no_units_no_weights() -> None:
    assert document_weights([]) == query_weights([]) == SparseWeights((), ())


@given(words)
def test_weights_are_ascending_parallel_and_saturated(found: list[str]) -> None:
    for weights in (document_weights(found), query_weights(found)):
        assert list(weights.indices) == sorted({unit_id(unit) for unit in found})
        assert len(weights.values) == len(weights.indices)
    assert all(0 < value < K1 + 1 for value in document_weights(found).values)


@given(words, st.sampled_from(["bộ", "an"]))
def test_one_more_occurrence_weighs_more_and_less_than_twice(found: list[str], unit: str) -> None:
    more = [*found, unit]
    one, two = (dict(zip(w.indices, w.values, strict=True)) for w in map(document_weights, (more, [*more, unit])))
    assert one[unit_id(unit)] < two[unit_id(unit)] < 2 * one[unit_id(unit)]
