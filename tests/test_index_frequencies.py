"""How many texts hold each unit, and what that makes a unit weigh."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import frequencies
from index.frequencies import Frequencies
from index.sparse import unit_id

TEXTS = ("Bộ Tài chính", "bộ, bộ và bộ", "Chính trị", "bo tai")


def test_texts_are_counted_once_for_each_unit_with_and_without_marks() -> None:
    found = frequencies.count(TEXTS, TEXTS[:1])
    assert found.texts == 4
    counts = {unit: found.counts.get(unit_id(unit), 0) for unit in ("bộ", "bo", "tài", "tai", "chính", "bộ_tài")}
    assert counts == {"bộ": 2, "bo": 3, "tài": 1, "tai": 2, "chính": 2, "bộ_tài": 1}
    assert found.counts[unit_id("bo_tai")] == 2
    assert unit_id("lạ") not in found.counts


def test_units_of_paragraphs_are_known_apart() -> None:
    found = frequencies.count(TEXTS, TEXTS[:1])
    named = ("bộ", "tài", "chính", "bộ_tài", "tài_chính", "bo", "tai", "chinh", "bo_tai", "tai_chinh")
    assert found.in_paragraphs == {unit_id(unit) for unit in named}


@pytest.mark.parametrize(
    ("unit", "weight"),
    [("bộ", math.log(1 + 2.5 / 2.5)), ("bo", math.log(1 + 1.5 / 3.5)), ("lạ", math.log(1 + 4.5 / 0.5))],
)
def test_idf_by_hand(unit: str, weight: float) -> None:
    assert frequencies.count(TEXTS, ()).idf(unit_id(unit)) == pytest.approx(weight)


@given(st.integers(1, 10_000).flatmap(lambda total: st.tuples(st.just(total), st.integers(0, total - 1))))
def test_a_rarer_unit_weighs_more_and_none_less_than_nothing(numbers: tuple[int, int]) -> None:
    total, found = numbers
    counted = Frequencies(total, {1: found, 2: found + 1}, frozenset())
    assert counted.idf(1) > counted.idf(2) > 0
    assert counted.idf(3) >= counted.idf(1)


@given(
    st.integers(0, 2**31 - 1),
    st.dictionaries(st.integers(0, 2**32 - 1), st.integers(1, 2**31 - 1)),
    st.frozensets(st.integers(0, 2**32 - 1)),
)
def test_what_is_saved_is_loaded(
    tmp_path_factory: pytest.TempPathFactory, texts: int, counts: dict[int, int], held: frozenset[int]
) -> None:
    path = tmp_path_factory.getbasetemp() / "frequencies.npz"
    before = Frequencies(texts, counts, held)
    before.save(path)
    assert Frequencies.load(path) == before


def test_nothing_is_unpickled(tmp_path: Path) -> None:
    path = tmp_path / "f.npz"
    frequencies.count(TEXTS, ()).save(path)
    with np.load(path, allow_pickle=False) as stored:
        arrays = dict(stored)
    np.savez(path, **{**arrays, "texts": np.array({"not": "a number"}, dtype=object)})
    with pytest.raises(ValueError, match="allow_pickle=False"):
        Frequencies.load(path)


def test_no_texts_no_counts() -> None:
    assert frequencies.count([], []) == Frequencies(0, {}, frozenset())
