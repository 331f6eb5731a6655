"""The thesaurus: its data consistent with itself, its terms found in any text, with marks and without."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.thesaurus import SHIPPED, Group, Match, Thesaurus, read, reads_as_syllable, shipped
from ingest.text import compose, fold, has_diacritics, strip_diacritics, syllables

KINDS = ("formal", "everyday", "short")
FIELDS = {
    "bodies", "finance", "infrastructure", "organisation", "party", "personnel", "procedures", "security", "society",
    "verbs",
}  # fmt: skip
RECORDS: list[dict[str, Any]] = [json.loads(line) for line in SHIPPED.read_text(encoding="utf-8").splitlines()]


def key(term: str) -> str:
    """Return what decides where a term is found: its folded syllables."""
    return " ".join(syllables(fold(term)))


def groups_of(kind: str) -> dict[str, set[int]]:
    """Return for each term of a kind the lines that have it."""
    found: dict[str, set[int]] = {}
    for line, record in enumerate(RECORDS, 1):
        for term in record[kind]:
            found.setdefault(key(term), set()).add(line)
    return found


# The data.


def test_there_are_many_groups_of_known_fields() -> None:
    assert len(RECORDS) >= 1500
    assert all(tuple(record) == ("field", *KINDS) for record in RECORDS)
    counts = Counter(record["field"] for record in RECORDS)
    assert set(counts) == FIELDS
    assert min(counts.values()) >= 100


def test_every_group_has_a_formal_term_and_another_way_to_say_it() -> None:
    assert [record for record in RECORDS if not record["formal"]] == []
    assert [record for record in RECORDS if not record["everyday"] and not record["short"]] == []
    # Not all of the other ways are abbreviations that would be taken for syllables.
    assert [group for group in shipped().groups if len(group.terms) < 2] == []


def test_every_term_is_clean() -> None:
    terms = [term for record in RECORDS for kind in KINDS for term in record[kind]]
    assert all(isinstance(term, str) for term in terms)
    assert [term for term in terms if term != " ".join(term.split())] == []
    assert [term for term in terms if not syllables(fold(term))] == []
    assert unicodedata.is_normalized("NFC", SHIPPED.read_text(encoding="utf-8"))


def test_a_formal_term_stands_in_one_group() -> None:
    assert {term: lines for term, lines in groups_of("formal").items() if len(lines) > 1} == {}


def test_an_everyday_term_stands_in_two_groups_at_most() -> None:
    assert {term: lines for term, lines in groups_of("everyday").items() if len(lines) > 2} == {}


@pytest.mark.parametrize("kind", ["everyday", "short"])
def test_no_other_term_is_formal_elsewhere(kind: str) -> None:
    formal = groups_of("formal")
    assert {term: lines for term, lines in groups_of(kind).items() if formal.get(term, lines) != lines} == {}


def test_an_abbreviation_has_one_reading() -> None:
    assert {term: lines for term, lines in groups_of("short").items() if len(lines) > 1} == {}


def test_no_term_comes_twice_in_a_group() -> None:
    repeated: dict[tuple[int, str], int] = {}
    for line, record in enumerate(RECORDS, 1):
        counts = Counter(key(term) for kind in KINDS for term in record[kind])
        repeated |= {(line, term): count for term, count in counts.items() if count > 1}
    assert repeated == {}


# Reading.


def test_terms_are_folded_and_some_abbreviations_left_out(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    record = {"field": "bodies", "formal": ["Ủy ban"], "everyday": ["Xã"], "short": ["VKSND", "CA", "CA tỉnh", "T"]}
    path.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    (group,) = read(path).groups
    assert group == Group("bodies", ("uỷ ban",), ("xã",), ("vksnd", "ca tỉnh"))
    assert group.terms == ("uỷ ban", "xã", "vksnd", "ca tỉnh")


def test_the_shipped_groups_are_those_of_the_file_read_once() -> None:
    assert shipped() is shipped()
    assert len(shipped().groups) == len(RECORDS)
    for group, record in zip(shipped().groups, RECORDS, strict=True):
        assert group.formal == tuple(map(fold, record["formal"]))
        assert group.everyday == tuple(map(fold, record["everyday"]))
        assert set(group.short) <= set(map(fold, record["short"]))
        assert not any(map(reads_as_syllable, group.short))


@pytest.mark.parametrize("term", ["CA", "AI", "ban", "Cấp", "ĐU", "TU", "T", "Đ", "y", "a"])
def test_what_reads_as_a_syllable_is_no_abbreviation(term: str) -> None:
    assert reads_as_syllable(term)


# No syllable of Vietnamese is written so.
@pytest.mark.parametrize("term", ["BCT", "VKSND", "TW", "TTHC", "BHXH", "ĐBQH", "CA tỉnh"])
def test_what_no_syllable_is_written_as_is_an_abbreviation(term: str) -> None:
    assert not reads_as_syllable(term)


def test_syllables_are_not_looked_up_as_abbreviations() -> None:
    for text in ("Ai là người ở ban này, ca trực cấp nào?", "ai la nguoi o ban nay, ca truc cap nao"):
        assert [match.group.short for match in shipped().matches(text) if match.term in ("ai", "ban", "ca")] == []


# Finding.

SECRETARIAT = Group("bodies", ("ban bí thư",), ("các bí thư",), ("bbt",))
WHOLE = Group("bodies", ("ban bí thư trung ương đảng",), (), ("bbttwđ",))
COMMUNE = Group("organisation", ("đơn vị hành chính cấp xã",), ("xóm", "làng xã"), ("đvhc xã",))
VILLAGE = Group("organisation", ("thôn, tổ dân phố",), ("xóm", "làng"), ())
SMALL = Thesaurus([SECRETARIAT, WHOLE, COMMUNE, VILLAGE])


def found(text: str, thesaurus: Thesaurus = SMALL) -> list[tuple[int, int, Group, str]]:
    return [(match.start, match.end, match.group, match.term) for match in thesaurus.matches(text)]


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("Ban Bí thư họp", [(0, 3, SECRETARIAT, "ban bí thư")]),
        ("BAN BÍ THƯ, các bí thư!", [(0, 3, SECRETARIAT, "ban bí thư"), (3, 6, SECRETARIAT, "các bí thư")]),
        ("Ban Bí thư Trung ương Đảng", [(0, 6, WHOLE, "ban bí thư trung ương đảng")]),
        ("Ban Bí thư Trung ương họp", [(0, 3, SECRETARIAT, "ban bí thư")]),
        ("họp Ban Ban Bí thư", [(2, 5, SECRETARIAT, "ban bí thư")]),
        ("làng xã và làng", [(0, 2, COMMUNE, "làng xã"), (3, 4, VILLAGE, "làng")]),
        ("ở xóm", [(1, 2, COMMUNE, "xóm"), (1, 2, VILLAGE, "xóm")]),
        ("thôn tổ dân phố", [(0, 4, VILLAGE, "thôn tổ dân phố")]),
        ("BBT đã họp", [(0, 1, SECRETARIAT, "bbt")]),
        ("ban bi thu", [(0, 3, SECRETARIAT, "ban bi thu")]),
        ("ban bi thu trung uong dang hop", [(0, 6, WHOLE, "ban bi thu trung uong dang")]),
        ("bbt hop, bbttwd hop", [(0, 1, SECRETARIAT, "bbt"), (2, 3, WHOLE, "bbttwd")]),
        ("dvhc xa, lang xa", [(0, 2, COMMUNE, "dvhc xa"), (2, 4, COMMUNE, "lang xa")]),
        ("ban bi thư", []),  # one mark, and the others count as left out on purpose
        ("ban bi thu họp", []),
        ("o xom lang", []),  # without marks, a syllable alone may be any other
        ("Ban, Bí", []),
        ("", []),
        ("… ?", []),
    ],
)  # fmt: skip
def test_terms_are_found(text: str, matches: list[tuple[int, int, Group, str]]) -> None:
    assert found(text) == matches


def missed(*, bare: bool) -> Iterator[str]:
    """Yield the shipped terms that are not found where they stand alone between other words."""
    for group in shipped().groups:
        for term in group.terms:
            words = syllables(term)
            text = f"zế {term} zế"
            if bare:
                text = strip_diacritics(text)
                if len(words) == 1 and term not in group.short:
                    continue
            if (1, 1 + len(words), group) not in [(m.start, m.end, m.group) for m in shipped().matches(text)]:
                yield term


@pytest.mark.parametrize("bare", [False, True], ids=["with marks", "without"])
def test_every_shipped_term_is_found(*, bare: bool) -> None:
    assert list(missed(bare=bare)) == []


WORDS = ("bí", "bi", "thư", "thu", "xã", "bbt")
phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
small_groups = st.lists(
    st.builds(
        lambda formal, everyday: Group("party", (formal,), tuple(dict.fromkeys({everyday} - {formal})), ()),
        phrases,
        phrases,
    ),
    max_size=5,
)


def by_hand(groups: list[Group], text: str) -> list[tuple[int, int, Group]]:
    """Return the longest terms of two or more syllables, or of one in a text with marks, by trying each."""
    words = text.split()
    marked = has_diacritics(text)
    written = [(term if marked else strip_diacritics(term), group) for group in groups for term in group.terms]
    matches: list[tuple[int, int, Group]] = []
    start = 0
    while start < len(words):
        here = [
            (len(term.split()), group)
            for term, group in written
            if words[start : start + len(term.split())] == term.split() and (marked or " " in term)
        ]
        longest = max((length for length, _ in here), default=0)
        matches += [(start, start + length, group) for length, group in here if length == longest]
        start += longest or 1
    return matches


@settings(deadline=None)
@given(groups=small_groups, text=st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), bare=st.booleans())
def test_the_longest_term_is_found_at_each_place(groups: list[Group], text: str, *, bare: bool) -> None:
    text = strip_diacritics(text) if bare else text
    assert [(m.start, m.end, m.group) for m in Thesaurus(groups).matches(text)] == by_hand(groups, text)


def in_bounds(matches: list[Match], text: str) -> None:
    words = syllables(fold(text))
    for match in matches:
        assert 0 <= match.start < match.end <= len(words)
        assert match.term == " ".join(words[match.start : match.end])
        held = [key(term) for term in match.group.terms]
        assert match.term in (held if has_diacritics(" ".join(words)) else map(strip_diacritics, held))
    spans = list(dict.fromkeys((match.start, match.end) for match in matches))
    assert spans == sorted(spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    together = [(match.start, match.group) for match in matches]
    assert len(set(together)) == len(together)


@settings(deadline=None)
@given(st.text().map(compose))
def test_any_text_has_matches_in_its_bounds(text: str) -> None:
    in_bounds(list(shipped().matches(text)), text)


shipped_terms = st.sampled_from([term for group in shipped().groups for term in group.terms])


@settings(deadline=None)
@given(parts=st.lists(shipped_terms | st.sampled_from(["và", "ở", "CỦA", ",", "7"]), max_size=6), bare=st.booleans())
def test_texts_of_many_terms_have_matches_in_their_bounds(parts: list[str], *, bare: bool) -> None:
    text = " ".join(parts)
    text = strip_diacritics(text) if bare else text
    in_bounds(list(shipped().matches(text)), text)
