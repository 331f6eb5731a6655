"""The word lists of the checker hold together: one form of writing, nothing twice, nothing on two sides at once."""

import unicodedata

import pytest

from assistant.checking.wordlists import lines, shipped
from ingest.text import fold

NAMES = ("synonyms", "poles", "weakeners", "hardeners", "reversers", "light", "heads", "neutral")
# A list, and the fewest entries that are no accident.
FEWEST = {"synonyms": 900, "poles": 150, "weakeners": 80, "hardeners": 30, "reversers": 100, "light": 350, "heads": 150,
          "neutral": 50}  # fmt: skip


def alternatives(line: str) -> list[str]:
    return [phrase.strip() for phrase in line.replace("||", "|").split("|")]


@pytest.mark.parametrize("name", NAMES)
def test_lists_are_composed_lower_case_and_full(name: str) -> None:
    held = list(lines(name))
    assert len(held) >= FEWEST[name]
    for line in held:
        assert line == unicodedata.normalize("NFC", line).lower() == fold(line)
        assert all(phrase and phrase == " ".join(phrase.split()) for phrase in alternatives(line)), line


@pytest.mark.parametrize("name", NAMES)
def test_nothing_stands_twice_in_a_line_nor_a_line_twice(name: str) -> None:
    held = list(lines(name))
    assert [line for line in held if len(set(alternatives(line))) < len(alternatives(line))] == []
    assert len(set(held)) == len(held)


def test_a_group_of_synonyms_has_two_at_least() -> None:
    assert [line for line in lines("synonyms") if len(alternatives(line)) < 2] == []


def test_a_pole_has_two_sides_and_no_word_on_both() -> None:
    for line in lines("poles"):
        one, other = (set(alternatives(side)) for side in line.split("||"))
        assert one and other and not one & other, line


def test_words_that_change_what_is_said_are_no_plain_speech() -> None:
    lists = shipped()
    for name, telling in (
        ("weakeners", lists.weakeners),
        ("hardeners", lists.hardeners),
        ("reversers", lists.reversers),
    ):
        assert sorted(telling & lists.light) == [], name


def test_no_word_both_weakens_and_hardens() -> None:
    assert sorted(shipped().weakeners & shipped().hardeners) == []


def test_opposites_are_no_synonyms() -> None:
    lists = shipped()
    both = [
        (phrase, other)
        for phrase, others in lists.synonyms.items()
        for other in others
        if lists.are_opposites(phrase, other) and phrase < other
    ]
    assert both == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("thanh tra", "kiểm tra"),
        ("phân bổ", "thu hồi"),
        ("rà soát", "bãi bỏ"),
        ("bổ nhiệm", "chỉ định"),
        ("phê bình", "kỷ luật"),
        ("quyết định", "quy định"),
        ("yêu cầu", "đề nghị"),
        ("đề nghị", "khuyến khích"),
    ],
)
def test_legal_acts_stay_apart(one: str, other: str) -> None:
    assert other not in shipped().synonyms_of(one)


def test_synonyms_and_opposites_go_both_ways() -> None:
    lists = shipped()
    assert all(phrase in lists.synonyms_of(other) for phrase, group in lists.synonyms.items() for other in group)
    assert lists.are_alike("tháo gỡ", "giải quyết") and lists.are_alike("giải quyết", "tháo gỡ")
    assert lists.are_opposites("tăng cường", "cắt giảm") and lists.are_opposites("cắt giảm", "tăng cường")
    assert not lists.are_opposites("tăng cường", "đẩy mạnh")
    assert not lists.are_alike("tăng cường", "cắt giảm")
    assert lists.synonyms_of("không có trong danh sách") == frozenset()
