"""How many texts hold each unit, and what that makes a unit weigh."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import frequencies
from index.frequencies import Frequencies, count_codes, merged
from index.tokens import Ids, bare_units, encode, unit_id, units

TEXTS = ("Bộ Tài chính", "bộ, bộ và bộ", "Chính trị", "bo tai")
batches = st.lists(st.text(st.sampled_from("bộo anáđd 12/"), max_size=12), max_size=8)


def ids(*names: str) -> Ids:
    return np.array([unit_id(unit) for unit in names], dtype=np.uint32)


def counted(texts: int, counts: Mapping[int, int]) -> Frequencies:
    found = sorted(counts)
    numbers = [counts[unit] for unit in found]
    return Frequencies(texts, np.array(found, dtype=np.uint32), np.array(numbers, dtype=np.int32))


def told(found: Frequencies) -> tuple[int, list[int], list[int], str, str]:
    return (found.texts, found.ids.tolist(), found.counts.tolist(), str(found.ids.dtype), str(found.counts.dtype))


def by_hand(texts: Sequence[str]) -> Frequencies:
    counts: dict[int, int] = {}
    for text in texts:
        for unit in {unit_id(unit) for unit in (*units(text), *bare_units(text))}:
            counts[unit] = counts.get(unit, 0) + 1
    return counted(len(texts), counts)


def test_texts_are_counted_once_for_each_unit_with_and_without_marks() -> None:
    found = frequencies.count(TEXTS)
    assert found.texts == 4
    wanted = ids("bộ", "bo", "tài", "tai", "chính", "bộ_tài", "bo_tai", "lạ")
    assert found.of(wanted).tolist() == [2, 3, 1, 2, 2, 1, 2, 0]
    assert unit_id("lạ") not in found.ids


def test_counts_are_given_in_any_order_and_again() -> None:
    found = counted(9, {3: 4, 7: 5})
    wanted = np.array([7, 0, 3, 7, 5, 2**32 - 1], dtype=np.uint32)
    assert found.of(wanted).tolist() == [5, 0, 4, 5, 0, 0]
    assert found.of(wanted[:0]).tolist() == []


@pytest.mark.parametrize(
    ("unit", "weight"),
    [("bộ", math.log(1 + 2.5 / 2.5)), ("bo", math.log(1 + 1.5 / 3.5)), ("lạ", math.log(1 + 4.5 / 0.5))],
)
def test_idf_by_hand(unit: str, weight: float) -> None:
    assert frequencies.count(TEXTS).idf(ids(unit)) == pytest.approx([weight])


@given(st.integers(1, 10_000).flatmap(lambda total: st.tuples(st.just(total), st.integers(0, total - 1))))
def test_a_rarer_unit_weighs_more_and_none_less_than_nothing(numbers: tuple[int, int]) -> None:
    total, found = numbers
    rare, common, unknown = counted(total, {1: found, 2: found + 1}).idf(np.array([1, 2, 3], dtype=np.uint32))
    assert rare > common > 0
    assert unknown >= rare


@settings(deadline=None)
@given(batches)
def test_every_text_that_holds_a_unit_is_counted(texts: list[str]) -> None:
    assert told(frequencies.count(texts)) == told(by_hand(texts))
    assert told(count_codes(*encode(texts))) == told(by_hand(texts))


@settings(deadline=None)
@given(st.lists(batches, max_size=4))
def test_parts_together_are_the_whole(parts: list[list[str]]) -> None:
    whole = [text for part in parts for text in part]
    assert told(merged(map(frequencies.count, parts))) == told(by_hand(whole))
    assert told(merged([count_codes(*encode(part)) for part in parts])) == told(frequencies.count(whole))


@settings(deadline=None)
@given(batches, st.integers(1, 9))
def test_however_many_are_counted_at_a_time(texts: list[str], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frequencies, "_BATCH", size)
        assert told(frequencies.count(iter(texts))) == told(by_hand(texts))


@given(st.integers(0, 2**31 - 1), st.dictionaries(st.integers(0, 2**32 - 1), st.integers(1, 2**31 - 1)))
def test_what_is_saved_is_loaded(tmp_path_factory: pytest.TempPathFactory, texts: int, counts: dict[int, int]) -> None:
    path = tmp_path_factory.getbasetemp() / "frequencies.npz"
    before = counted(texts, counts)
    before.save(path)
    assert told(Frequencies.load(path)) == told(before)


def test_nothing_is_unpickled(tmp_path: Path) -> None:
    path = tmp_path / "f.npz"
    frequencies.count(TEXTS).save(path)
    with np.load(path, allow_pickle=False) as stored:
        arrays = dict(stored)
    np.savez(path, **{**arrays, "texts": np.array({"not": "a number"}, dtype=object)})
    with pytest.raises(ValueError, match="allow_pickle=False"):
        Frequencies.load(path)


def test_no_texts_no_counts() -> None:
    for found in (frequencies.count([]), merged([]), merged([frequencies.count([])])):
        assert told(found) == told(counted(0, {}))
        assert found.of(ids("bộ", "lạ")).tolist() == [0, 0]
        assert found.idf(ids("bộ")) == pytest.approx([math.log(1 + 0.5 / 0.5)])
