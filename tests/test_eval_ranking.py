"""Measures of a ranking against values worked out by hand, and what holds for every ranking."""

from itertools import pairwise
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.ranking import ndcg, recall, reciprocal_rank

ONE = {"a": 1}
THREE = {"a": 1, "b": 1, "c": 1}
GRADED = {"a": 3, "b": 1}


@pytest.mark.parametrize(
    ("ranked", "gold", "depth", "value"),
    [
        ("a", ONE, 1, 1.0),
        ("xa", ONE, 1, 0.0),
        ("xa", ONE, 2, 1.0),
        ("", ONE, 10, 0.0),
        ("xyz", ONE, 10, 0.0),
        ("axbyc", THREE, 1, 1 / 3),
        ("axbyc", THREE, 3, 2 / 3),
        ("axbyc", THREE, 5, 1.0),
        ("axbyc", THREE, 0, 0.0),
        ("xb", GRADED, 2, 0.5),  # grades make no difference
    ],
)
def test_recall_by_hand(ranked: str, gold: dict[str, int], depth: int, value: float) -> None:
    assert recall(list(ranked), gold, depth) == pytest.approx(value)


@pytest.mark.parametrize(
    ("ranked", "gold", "depth", "value"),
    [
        ("a", ONE, 10, 1.0),
        ("xa", ONE, 10, 1 / log2(3)),
        ("xxxxxxxxxa", ONE, 10, 1 / log2(11)),
        ("xxxxxxxxxxa", ONE, 10, 0.0),
        ("", ONE, 10, 0.0),
        ("xa", ONE, 1, 0.0),
        # Three are relevant, one fits in: the ideal is cut at the same depth.
        ("a", THREE, 1, 1.0),
        ("ax", THREE, 2, 1 / (1 + 1 / log2(3))),
        ("xabc", THREE, 10, (1 / log2(3) + 1 / 2 + 1 / log2(5)) / (1 + 1 / log2(3) + 1 / 2)),
        ("ab", GRADED, 10, 1.0),
        ("ba", GRADED, 10, (1 + 3 / log2(3)) / (3 + 1 / log2(3))),
        ("xbxa", GRADED, 10, (1 / log2(3) + 3 / log2(5)) / (3 + 1 / log2(3))),
        ("b", GRADED, 1, 1 / 3),
    ],
)
def test_ndcg_by_hand(ranked: str, gold: dict[str, int], depth: int, value: float) -> None:
    assert ndcg(list(ranked), gold, depth) == pytest.approx(value)


@pytest.mark.parametrize(
    ("ranked", "gold", "depth", "value"),
    [
        ("a", ONE, 10, 1.0),
        ("xya", ONE, 10, 1 / 3),
        ("xcab", THREE, 10, 1 / 2),
        ("xxxxxxxxxa", ONE, 10, 0.1),
        ("xxxxxxxxxxa", ONE, 10, 0.0),
        ("xa", ONE, 1, 0.0),
        ("xb", GRADED, 10, 1 / 2),
        ("", ONE, 10, 0.0),
    ],
)
def test_the_reciprocal_rank_by_hand(ranked: str, gold: dict[str, int], depth: int, value: float) -> None:
    assert reciprocal_rank(list(ranked), gold, depth) == pytest.approx(value)


names = st.sampled_from("abcdefghijkl")
rankings = st.lists(names, unique=True)
golds = st.dictionaries(names, st.integers(1, 3), min_size=1)
depths = st.integers(1, 15)


@given(rankings, golds, depths)
def test_every_measure_lies_between_nothing_and_all(ranked: list[str], gold: dict[str, int], depth: int) -> None:
    for measure in (recall, ndcg, reciprocal_rank):
        assert 0 <= measure(ranked, gold, depth) <= 1 + 1e-12
    found = any(name in gold for name in ranked[:depth])
    assert {measure(ranked, gold, depth) > 0 for measure in (recall, ndcg, reciprocal_rank)} == {found}


@given(rankings, golds)
def test_looking_deeper_loses_nothing(ranked: list[str], gold: dict[str, int]) -> None:
    for measure in (recall, reciprocal_rank):
        values = [measure(ranked, gold, depth) for depth in range(1, 16)]
        assert values == sorted(values)
    # The ideal of nDCG grows with the depth as long as relevant passages are left for it.
    gains = [ndcg(ranked, gold, depth) for depth in range(len(gold), 16)]
    assert all(after >= before - 1e-12 for before, after in pairwise(gains))


@given(rankings, golds, depths)
def test_the_best_order_has_the_highest_gain(ranked: list[str], gold: dict[str, int], depth: int) -> None:
    best = sorted(gold, key=lambda name: -gold[name])
    assert ndcg(best, gold, depth) == pytest.approx(1)
    assert reciprocal_rank(best, gold, depth) == 1
    sorted_well = sorted(ranked, key=lambda name: -gold.get(name, 0))
    assert ndcg(sorted_well, gold, depth) >= ndcg(ranked, gold, depth) - 1e-12


@given(rankings, golds, depths)
def test_what_is_below_the_depth_does_not_count(ranked: list[str], gold: dict[str, int], depth: int) -> None:
    for measure in (recall, ndcg, reciprocal_rank):
        assert measure(ranked, gold, depth) == measure(ranked[:depth], gold, depth)
