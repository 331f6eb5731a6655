"""Syllables and overlapping pairs, with marks and without."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.tokens import bare_units, units
from ingest.text import compose, fold, strip_diacritics, syllables

texts = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("Uỷ ban hoà, ủy 31/7/2025 179-KL/TW\n")),
    max_size=60,
).map(compose)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bộ Chính trị", ["bộ", "chính", "trị", "bộ_chính", "chính_trị"]),
        ("Đảng uỷ, HOÀ Bình!", ["đảng", "uỷ", "hoà", "bình", "đảng_uỷ", "uỷ_hoà", "hoà_bình"]),
        ("trước 05-07-2025", ["trước", "5/7/2025", "trước_5/7/2025"]),
        ("một", ["một"]),
        ("… – ?", []),
        ("", []),
    ],
)
def test_units_are_syllables_then_pairs(text: str, found: list[str]) -> None:
    assert units(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Đường Hoàng Sa", ["duong", "hoang", "sa", "duong_hoang", "hoang_sa"]),
        ("uỷ ủy uy", ["uy", "uy", "uy", "uy_uy", "uy_uy"]),
    ],
)
def test_the_bare_twin_has_no_marks(text: str, found: list[str]) -> None:
    assert bare_units(text) == found


@pytest.mark.parametrize("split", [units, bare_units])
def test_tone_placement_case_and_spacing_make_no_difference(split: Callable[[str], list[str]]) -> None:
    assert split("Tỉnh ủy  HÒA BÌNH") == split("tỉnh uỷ hoà\u00a0bình")


def test_marks_make_a_difference_except_in_the_twin() -> None:
    assert set(units("án")).isdisjoint(units("an"))
    assert bare_units("án") == bare_units("an") == ["an"]


@given(texts)
def test_every_syllable_comes_once_and_every_neighbourhood_once(text: str) -> None:
    words = syllables(fold(text))
    assert units(text)[: len(words)] == words
    assert units(text)[len(words) :] == [f"{left}_{right}" for left, right in pairwise(words)]


@given(texts)
def test_the_twin_is_the_units_of_the_text_without_marks(text: str) -> None:
    assert bare_units(text) == units(strip_diacritics(fold(text)))
