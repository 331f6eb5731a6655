"""What the context of a paragraph, its heading, has in common with the question: worked out by hand."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from index_reading_fixtures import embedder_fixture  # noqa: F401 - fixture
from index_reading_helpers import GROUPS, VECTORS, Reading, passages_of

from index.embedding import StaticEmbedder
from index.relevance import FEATURES, Matrix, Reader
from index.thesaurus import Thesaurus
from index.tokens import bare_units, unit_id, units
from ingest.text import has_diacritics


@pytest.mark.parametrize(
    ("question", "named", "dense"),
    [
        # «đất», «đất», «nhà» and two pairs, each in one text alone; (6, 2) beside the question.
        ("đất", 2 / 5, 6 / 40**0.5),
        ("nhà?", 1 / 5, 2 / 40**0.5),
        ("Đất nhà", 4 / 5, (6 * 3 + 2 * 2) / (40 * 13) ** 0.5),
        ("nhà đất", 3 / 5, (6 * 3 + 2 * 2) / (40 * 13) ** 0.5),  # another pair
        ("đất đất", 3 / 5, 6 / 40**0.5),  # what the question says twice is no more
        ("đất đất nhà", 1, (6 * 3 + 2 * 2) / (40 * 13) ** 0.5),
        ("ruộng", 0, (6 * 4 + 2 * 3) / (40**0.5 * 5)),  # near, but not named
        ("lạ", 0, 0),
    ],
)
def test_a_heading_by_hand(embedder: StaticEmbedder, question: str, named: float, dense: float) -> None:
    found = Reading(embedder, "x", "x", "x", contexts=["đất đất nhà", "cửa", "…"]).of(question)
    assert found["heading_named"] == pytest.approx([named, 0, 0])
    assert found["heading_dense"] == pytest.approx([dense, 0, 0], abs=1e-6)


def test_what_a_heading_names_is_weighed_by_rarity(embedder: StaticEmbedder) -> None:
    reading = Reading(embedder, "x", "nhà", "nhà", contexts=["nhà đất", "", ""])
    # Three texts hold «nhà», in heading or paragraph; one «đất» and «nhà_đất».
    common, rare = (math.log(1 + (3 - count + 0.5) / (count + 0.5)) for count in (3, 1))
    total = common + 2 * rare
    for question, share in (("nhà", common), ("đất", rare), ("đất nhà", common + rare), ("nhà đất", total)):
        assert reading.of(question)["heading_named"] == pytest.approx([share / total, 0, 0]), question


@pytest.mark.parametrize(("question", "named"), [("một", 1 / 3), ("một hai", 1), ("hai ba", 1 / 3), ("ba bốn", 0)])
def test_neither_the_paragraph_nor_the_border_is_of_the_heading(
    embedder: StaticEmbedder, question: str, named: float
) -> None:
    assert Reading(embedder, "ba bốn", contexts=["một hai"]).of(question)["heading_named"] == pytest.approx([named])


def test_a_heading_of_one_syllable_has_no_pair(embedder: StaticEmbedder) -> None:
    found = Reading(embedder, "nhà", "", contexts=["đất", "đất"]).of("đất")
    assert found["heading_named"] == [1, 1]
    assert found["heading_dense"] == pytest.approx([1, 1])


def test_without_contexts_there_is_nothing_to_name(embedder: StaticEmbedder) -> None:
    for question in ("đất nhà", "dat nha", "lạ", ""):
        found = Reading(embedder, "đất nhà", "nhà").of(question)
        assert (found["heading_named"], found["heading_dense"]) == ([0, 0], [0, 0])


def test_without_marks_headings_are_read_without_them(embedder: StaticEmbedder) -> None:
    reading = Reading(embedder, "x", "x", "x", contexts=["đất nhà", "dát", "lạ"])
    assert reading.of("dat nha")["heading_named"] == pytest.approx([1, 1, 0])
    assert reading.of("dat nha")["heading_dense"][0] == pytest.approx(1)
    assert reading.of("đất nhà")["heading_named"] == pytest.approx([1, 0, 0])
    # One mark, and all are asked for: «đất» of three units that one text holds.
    assert reading.of("đất nha")["heading_named"] == pytest.approx([1 / 3, 0, 0])


@pytest.mark.parametrize("scores", [{0: 0.5, 1: 0.4, 2: 0.3}, {2: 0.5, 0: 0.4}, {1: 0.9}, {1: 0.2, 2: 0.1}])
def test_each_candidate_has_its_own_heading(embedder: StaticEmbedder, scores: Mapping[int, float]) -> None:
    found = Reading(embedder, "x", "đất", "x", contexts=["đất", "", "nhà"]).of("đất", scores)
    assert found["heading_named"] == [float(place == 0) for place in scores]
    assert found["heading_dense"] == [float(place == 0) for place in scores]


def cosine(left: Matrix, right: Matrix) -> float:
    lengths = float(np.linalg.norm(left) * np.linalg.norm(right))
    return float(left @ right) / lengths if lengths else 0.0


def summed(found: Sequence[str]) -> Matrix:
    vectors = [VECTORS.get(unit, (0, 0)) for unit in found]
    return np.array([sum(vector[side] for vector in vectors) for side in (0, 1)], dtype=np.float64)


words = st.lists(st.sampled_from(["đất", "nhà", "ruộng", "dat", "nha", "lạ", "31/8/2025"]), max_size=6).map(" ".join)


@settings(deadline=None)
@given(st.lists(st.tuples(words, words, st.integers(0, 2)), min_size=1, max_size=5), words)
def test_headings_are_read_unit_by_unit(
    embedder: StaticEmbedder, parts: list[tuple[str, str, int]], question: str
) -> None:
    passages = passages_of(parts)
    rows = Reader(passages, embedder, Thesaurus(GROUPS)).features(question, range(len(parts)), [0.5] * len(parts))
    found = dict(zip(FEATURES, rows.T.tolist(), strict=True))
    split = units if has_diacritics(question) else bare_units
    asked = set(split(question))
    for place, (context, _, _) in enumerate(parts):
        held = split(context)
        idf = passages.frequencies.idf(np.array([unit_id(unit) for unit in held], dtype=np.uint32))
        named = sum(idf[[unit in asked for unit in held]]) / (sum(idf) or 1)
        assert found["heading_named"][place] == pytest.approx(named)
        assert found["heading_dense"][place] == pytest.approx(cosine(summed(held), summed(sorted(asked))), abs=1e-6)
