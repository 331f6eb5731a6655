"""What training makes of the pairs: the vocabulary, and the changes that each pass makes to questions and passages."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from index import thesaurus, train
from index.thesaurus import Group, Thesaurus
from index.tokens import units
from index.train import Batches, TrainingOptions, vocabulary_of
from index.training_data import Pair

OPTIONS = TrainingOptions()

# The vocabulary.

TEXTS = ["Ủy ban", "ủy ban nhân dân", "uỷ ban xã", "xã xã xã", "ủy ban", "dân"]


def test_the_vocabulary_is_the_units_of_most_texts() -> None:
    full = vocabulary_of(TEXTS, 100)
    assert next(iter(full)) == "[UNK]"
    assert set(full) == {
        "[UNK]", "uỷ", "ban", "uỷ_ban", "uy", "uy_ban", "nhân", "dân", "ban_nhân", "nhân_dân", "xã", "ban_xã", "xa",
        "ban_xa", "xã_xã", "xa_xa", "nhan", "dan", "ban_nhan", "nhan_dan",
    }  # fmt: skip
    assert list(full.values()) == list(range(len(full)))
    # «ban» counts twice in each of four texts, once with marks and once without; the next four stand in four texts.
    small = vocabulary_of(TEXTS, 6)
    assert (list(small)[:2], len(small)) == (["[UNK]", "ban"], 6)
    assert set(small) - {"[UNK]", "ban"} == {"uỷ", "uỷ_ban", "uy", "uy_ban"}
    # Twice a text is no more than once: «xã» and «dân» come next, each in two texts.
    assert set(vocabulary_of(TEXTS, 10)) - set(small) == {"xã", "xa", "dân", "dan"}


def test_the_vocabulary_does_not_depend_on_how_texts_are_batched(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [list(vocabulary_of(iter(TEXTS), size).items()) for size in range(1, 30)]
    for size in (1, 2, 4):
        monkeypatch.setattr(train, "_CHUNK", size)
        assert [list(vocabulary_of(TEXTS, cut).items()) for cut in range(1, 30)] == whole


@pytest.mark.parametrize("texts", [[], [""], ["…", "– ?"]])
def test_texts_without_a_syllable_have_only_the_unknown(texts: list[str]) -> None:
    assert vocabulary_of(texts, 5) == {"[UNK]": 0}


# What a pass makes of the pairs.

HEADING = Pair("Lệ phí kết nạp đảng viên", "Đoạn văn.", heading=True)
QUESTION = replace(HEADING, heading=False)
GROUPS = [
    Group("party", ("kết nạp đảng viên",), ("đưa vào đảng",), ("knđv",)),
    Group("finance", ("lệ phí",), ("khoản nộp",), ()),
]
KNOWN = ["lệ phí kết nạp đảng viên", "lệ phí đưa vào đảng", "lệ phí knđv", "khoản nộp kết nạp đảng viên"]


@pytest.fixture
def two_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thesaurus, "shipped", lambda: Thesaurus(GROUPS))


def read(vocabulary: dict[str, int], rows: Sequence[int]) -> str:
    """Return the syllables whose rows come first, having seen that those of their pairs follow."""
    names = [list(vocabulary)[row] for row in rows]
    words = names[: (len(names) + 1) // 2]
    if "[UNK]" not in words:
        assert names == units(" ".join(words))
    return " ".join(words)


def asked(pair: Pair, times: int = 1000, *, bare: float = 0, framed: float = 0, replaced: float = 0) -> Counter[str]:
    """Return how often the pair is asked with which words, as far as the vocabulary knows them."""
    vocabulary = vocabulary_of(KNOWN, 1000)
    options = replace(OPTIONS, bare_share=bare, framed_share=framed, replaced_share=replaced)
    found = Batches([QUESTION, pair], vocabulary, options).questions([1] * times, random.Random(5))  # noqa: S311
    return Counter(read(vocabulary, rows.tolist()) for rows in found)


@pytest.mark.usefixtures("two_groups")
def test_a_heading_is_dressed_as_a_question() -> None:
    plain = "lệ phí kết nạp đảng viên"
    found = asked(HEADING, framed=0.6)
    assert 350 < found.pop(plain) < 450
    for dressed in found:
        before, heading, behind = f" {dressed} ".partition(f" {plain} ")
        assert heading
        assert set(f"{before} {behind}".split()) == {"[UNK]"}
    assert len(found) >= 10
    assert sum(dressed.startswith("[UNK]") for dressed in found) >= 3
    assert sum(dressed.endswith("[UNK]") for dressed in found) >= 3


@pytest.mark.usefixtures("two_groups")
def test_a_term_of_a_heading_stands_for_another_of_its_group() -> None:
    found = asked(HEADING, replaced=1.0)
    assert set(found) == {
        "lệ phí kết nạp đảng viên", "lệ phí đưa vào đảng", "lệ phí knđv", "khoản nộp kết nạp đảng viên",
    }  # fmt: skip
    # Either group half of the times, each of its terms alike.
    assert 200 < found["khoản nộp kết nạp đảng viên"] < 300
    assert 120 < found["lệ phí knđv"] < 215
    kept = asked(HEADING, replaced=0.3)["lệ phí kết nạp đảng viên"]
    assert 1000 * (0.7 + 0.3 * 5 / 12) - 50 < kept < 1000 * (0.7 + 0.3 * 5 / 12) + 50


@pytest.mark.usefixtures("two_groups")
def test_a_question_is_neither_dressed_nor_replaced() -> None:
    assert set(asked(QUESTION, framed=1.0, replaced=1.0)) == {"lệ phí kết nạp đảng viên"}


@pytest.mark.usefixtures("two_groups")
@pytest.mark.parametrize("pair", [HEADING, QUESTION])
def test_some_are_asked_without_marks(pair: Pair) -> None:
    assert set(asked(pair, bare=1.0)) == {"le phi ket nap dang vien"}
    found = asked(pair, bare=0.3)
    assert set(found) == {"lệ phí kết nạp đảng viên", "le phi ket nap dang vien"}
    assert 250 < found["le phi ket nap dang vien"] < 350


def windows(length: int, window: int) -> Counter[tuple[int, int]]:
    """Return how often which syllables [start, end) of a passage of `length` syllables are seen."""
    text = " ".join(f"t{number}" for number in range(length))
    vocabulary = vocabulary_of([text], 1000)
    batches = Batches([Pair("hỏi", text)], vocabulary, replace(OPTIONS, window=window))
    seen = [read(vocabulary, rows.tolist()) for rows in batches.passages([0] * 1000, random.Random(5))]  # noqa: S311
    found: Counter[tuple[int, int]] = Counter()
    for words in map(str.split, seen):
        start = int(words[0][1:])
        assert words == [f"t{number}" for number in range(start, start + len(words))]
        found[start, start + len(words)] += 1
    return found


@pytest.mark.parametrize("length", [1, 2, 7, 8])
def test_a_passage_that_fits_is_seen_whole(length: int) -> None:
    assert windows(length, 8) == {(0, length): 1000}


def test_of_a_long_passage_another_window_is_seen() -> None:
    found = windows(40, 8)
    assert {end - start for start, end in found} == {8}
    assert 450 < found[0, 8] < 600  # half of the times the first, and by chance
    others = [count for (start, _), count in found.items() if start]
    assert max(others) < 40  # 15 each


@pytest.mark.parametrize("length", [9, 10, 40])
def test_every_window_of_a_passage_is_seen_some_time(length: int) -> None:
    # The one that ends with the last syllable as well.
    assert set(windows(length, 8)) == {(start, start + 8) for start in range(length - 7)}


def test_an_empty_passage_has_no_rows() -> None:
    batches = Batches([Pair("hỏi", "…")], vocabulary_of(["hỏi"], 9), OPTIONS)
    (rows,) = batches.passages([0], random.Random(5))  # noqa: S311
    assert rows.tolist() == []


def test_pairs_of_one_passage_are_known() -> None:
    pairs = [Pair("a", "một"), Pair("b", "hai"), Pair("c", "một"), Pair("a", "ba"), Pair("d", "hai")]
    assert Batches(pairs, vocabulary_of([], 1), OPTIONS).passage.tolist() == [0, 1, 0, 2, 1]
