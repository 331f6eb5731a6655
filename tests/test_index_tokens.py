"""Syllables and overlapping pairs, with marks and without; their ids, worked out for many texts at once, that stay."""

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.tokens import Codes, bare_units, encode, unit_id, units
from ingest.library import Library
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


# 0xCBF43926 is the published check value of CRC-32.
@pytest.mark.parametrize(
    ("unit", "number"), [("123456789", 0xCBF43926), ("bộ", 2527659664), ("an", 2536834118), ("", 0)]
)
def test_ids_are_the_same_in_every_version(unit: str, number: int) -> None:
    assert unit_id(unit) == number


def assert_encoded(batch: Sequence[str]) -> None:
    for codes, split in zip(encode(batch), (units, bare_units), strict=True):
        found = [split(text) for text in batch]
        assert [codes.of(place).tolist() for place in range(len(batch))] == [list(map(unit_id, of)) for of in found]
        assert codes.sizes.tolist() == list(map(len, found))
        assert codes.owners.tolist() == [place for place, of in enumerate(found) for _ in of]
        assert codes.starts.tolist() == [0, *accumulate(map(len, found))]
        assert (str(codes.ids.dtype), str(codes.starts.dtype)) == ("uint32", "int64")


@settings(deadline=None)
@given(st.lists(texts, max_size=6))
def test_encoded_texts_are_the_ids_of_their_units(batch: list[str]) -> None:
    assert_encoded(batch)


@settings(deadline=None)
@given(texts)
def test_a_text_is_encoded_alike_alone_and_among_others(text: str) -> None:
    for alone, among in zip(encode([text]), encode(["Bộ Chính trị", text, "", text]), strict=True):
        assert among.of(1).tolist() == among.of(3).tolist() == alone.ids.tolist()


def told(codes: Codes) -> tuple[list[int], list[int], str, str]:
    return codes.ids.tolist(), codes.starts.tolist(), str(codes.ids.dtype), str(codes.starts.dtype)


@settings(deadline=None)
@given(st.lists(texts, max_size=6), st.data())
def test_a_part_is_what_its_texts_alone_are_encoded_to(batch: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(batch)))
    end = data.draw(st.integers(start, len(batch)))
    again = data.draw(st.integers(0, end - start))
    for codes, alone, last in zip(
        encode(batch), encode(batch[start:end]), encode(batch[start + again : end]), strict=True
    ):
        before = told(codes)
        part = codes.part(start, end)
        assert told(part) == told(alone)
        assert [part.of(text).tolist() for text in range(end - start)] == [
            codes.of(text).tolist() for text in range(start, end)
        ]
        assert part.owners.tolist() == [owner - start for owner in codes.owners.tolist() if start <= owner < end]
        assert told(part.part(again, end - start)) == told(last)
        assert told(codes) == before


def test_parts_by_hand() -> None:
    codes, _ = encode(["một", "", "hai ba", "bốn"])
    part = codes.part(1, 3)
    assert part.ids.tolist() == [unit_id(unit) for unit in ("hai", "ba", "hai_ba")]
    assert (part.starts.tolist(), part.sizes.tolist(), part.owners.tolist()) == ([0, 0, 3], [0, 3], [1, 1, 1])
    assert told(codes.part(0, 4)) == told(codes)
    for place in (0, 2, 4):
        empty = codes.part(place, place)
        assert (empty.ids.tolist(), empty.starts.tolist()) == ([], [0])


@pytest.mark.parametrize(
    "batch",
    [
        [],
        [""],
        ["", "… – ?", ""],
        ["", "một", "Bộ Chính trị", ""],
        ["bộ", "chính", "trị"],
        ["uỷ ủy uy", "Uỷ ban hoà bình 05-07-2025", "cải cách"],
        ["a " * 3000],
        [f"{'ế' * 300} b {'dài' * 50}"],
    ],
)
def test_batches_with_nothing_little_or_much_in_them_are_encoded(batch: list[str]) -> None:
    assert_encoded(batch)


def test_the_shipped_corpus_is_encoded(library: Library) -> None:
    assert_encoded([paragraph.text for document in library.documents for paragraph in document.paragraphs])
