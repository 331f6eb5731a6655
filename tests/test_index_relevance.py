"""How far a paragraph answers a question: features of hand-made passages worked out by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from index_reading_fixtures import embedder_fixture  # noqa: F401 - fixture
from index_reading_helpers import GROUPS, Reading, passages_of

from index.embedding import StaticEmbedder
from index.passages import Passages
from index.relevance import FEATURES, Reader, Relevance
from index.thesaurus import Thesaurus


def test_a_shared_word_by_hand(embedder: StaticEmbedder) -> None:
    found = Reading(embedder, "Đất, nhà", "nhà cửa").of("đất?", {0: 0.7, 1: 0.4})
    # One unit of the question, once in three units as on the average: length penalty 0.9 · (0.6 + 0.4 · 3/3) = 0.9.
    assert found == {
        "fused": [0.7, 0.4],
        "dense": pytest.approx([3 / 13**0.5, 0]),  # (3, 0) + (0, 2) beside (3, 0)
        "bm25": pytest.approx([1.9 / 1.9, 0]),
        "covered": [1, 0],
        "covered_pairs": [0, 0],
        "soft_by_norm": pytest.approx([1, 0]),
        "soft_by_idf": pytest.approx([1, 0]),
        "weightiest": pytest.approx([1, 0]),
        "least_of_weightiest": pytest.approx([1, 0]),
        "worst_syllables": pytest.approx([1, 0]),
        "near_99": pytest.approx([1, 0]),
        "near_75": pytest.approx([1, 0]),
        "near_55": pytest.approx([1, 0]),
        "near_40": pytest.approx([1, 0]),
        "lead_covered": [1, 0],
        "by_thesaurus": [0, 0],
        "thesaurus_missing": [0, 0],
        "log_length": pytest.approx([math.log(4), math.log(4)]),
        "neighbour": [0.4, 0.7],
        "heading_named": [0, 0],
        "heading_dense": [0, 0],
    }


def test_near_words_by_hand(embedder: StaticEmbedder) -> None:
    # No paragraph holds a unit of the question, so that «đất», «nhà» and the pair have the same idf.
    found = Reading(embedder, "ruộng", "cửa").of("đất nhà")
    assert found["soft_by_norm"] == pytest.approx([(3 * 0.8 + 2 * 0.6) / 5, 0])
    assert found["soft_by_idf"] == pytest.approx([(0.8 + 0.6 + 0) / 3, 0])
    assert found["weightiest"] == pytest.approx([(0.8 + 0.6 + 0) / 3, 0])
    assert found["least_of_weightiest"] == pytest.approx([0, 0])
    assert found["worst_syllables"] == pytest.approx([0.7, 0])
    shares = [found[name] for name in ("near_99", "near_75", "near_55", "near_40")]
    assert shares == [pytest.approx(expected) for expected in ([0, 0], [3 / 5, 0], [1, 0], [1, 0])]
    # (3, 0) + (0, 2) beside (4, 3).
    assert found["dense"] == pytest.approx([(3 * 4 + 2 * 3) / (13**0.5 * 5), 0])
    assert [found[name] for name in ("bm25", "covered", "covered_pairs", "lead_covered")] == [[0, 0]] * 4


def test_only_the_four_weightiest_units_are_watched_and_three_worst_syllables(embedder: StaticEmbedder) -> None:
    found = Reading(embedder, "ruộng a b c d").of("đất nhà ruộng a b c d")
    assert found["weightiest"] == pytest.approx([(1 + 0.8 + 0.6 + 1) / 4])  # a pair or syllable without a vector last
    assert found["worst_syllables"] == pytest.approx([(0.6 + 0.8 + 1) / 3])


def test_what_is_covered_is_weighed_by_rarity(embedder: StaticEmbedder) -> None:
    found = Reading(embedder, "x y", "x", "x").of("xứ x y")
    # Three texts hold «x», one «y» and «x_y», none «xứ» and «xứ_x».
    common, rare, unknown = (math.log(1 + (3 - count + 0.5) / (count + 0.5)) for count in (3, 1, 0))
    total = common + rare + unknown
    assert found["covered"] == pytest.approx([(common + rare) / total, common / total, common / total])
    assert found["covered_pairs"] == pytest.approx([rare / (rare + unknown), 0, 0])
    assert found["soft_by_norm"] == [0, 0, 0]  # no unit has a vector
    assert found["soft_by_idf"][1] == pytest.approx(common / (common + 2 * rare + 2 * unknown))


def test_a_word_again_counts_for_more_in_bm25_alone(embedder: StaticEmbedder) -> None:
    found = Reading(embedder, "nhà", "nhà nhà").of("nhà")
    # Two units on the average: 0.9 · (0.6 + 0.4 · 1/2) = 0.72 and 0.9 · (0.6 + 0.4 · 3/2) = 1.08.
    assert found["bm25"] == pytest.approx([1.9 / 1.72, 3.8 / 3.08])
    for name in ("covered", "soft_by_norm", "weightiest", "near_99", "lead_covered"):
        assert found[name] == pytest.approx([1, 1])


OF_THE_PARAGRAPH = (
    "bm25", "covered", "covered_pairs", "soft_by_norm", "soft_by_idf", "weightiest", "least_of_weightiest",
    "worst_syllables", "near_99", "near_75", "near_55", "near_40", "lead_covered",
)  # fmt: skip
OF_THE_CONTEXT = ("heading_named", "heading_dense")


@pytest.mark.parametrize("question", ["đất nhà", "dat nha"])
def test_the_words_of_the_context_are_not_the_paragraph_s_own(embedder: StaticEmbedder, question: str) -> None:
    reading = Reading(embedder, "cửa", "", "đất nhà", contexts=["đất nhà", "ruộng đất nhà", "cửa"])
    found = reading.of(question)
    for name in OF_THE_PARAGRAPH:
        assert found[name][:2] == pytest.approx([0, 0], abs=1e-9), name
        assert found[name][2] > (0.5 if name == "bm25" else 0.9), name


@pytest.mark.parametrize("question", ["nhà", "nha"])
@pytest.mark.parametrize("contexts", [("", ""), ("một hai ba", "bốn năm"), ("nhà nhà nhà", "")])
def test_the_length_that_bm25_weighs_is_of_the_paragraph_alone(
    embedder: StaticEmbedder, question: str, contexts: tuple[str, str]
) -> None:
    found = Reading(embedder, "nhà", "nhà a b c", contexts=contexts).of(question)
    # One and seven units, four on the average: 0.9 · (0.6 + 0.4 · 1/4) = 0.63 and 0.9 · (0.6 + 0.4 · 7/4) = 1.17.
    assert found["bm25"] == pytest.approx([1.9 / 1.63, 1.9 / 2.17])


def test_longer_texts_in_the_collection_make_a_paragraph_shorter(embedder: StaticEmbedder) -> None:
    # Among texts of one unit, and beside one of 29, which need be no candidate itself: 15 units on the average.
    alone, beside = (Reading(embedder, "nhà", other).of("nhà", {0: 0.5}) for other in ("x", " ".join(["x"] * 15)))
    assert alone["bm25"] == pytest.approx([1.9 / 1.9])
    assert beside["bm25"] == pytest.approx([1.9 / (1 + 0.9 * (0.6 + 0.4 / 15))])


def test_among_empty_texts_the_average_is_one_unit(embedder: StaticEmbedder) -> None:
    found = Reading(embedder, "nhà", "", "", "").of("nhà")
    assert found["bm25"] == pytest.approx([1.9 / 1.9, 0, 0, 0])


@pytest.mark.parametrize("question", ["đất", "dat"])
def test_the_whole_that_is_compared_is_the_paragraph_alone(embedder: StaticEmbedder, question: str) -> None:
    reading = Reading(embedder, "đất", "nhà", "đất nhà", contexts=["nhà nhà", "đất đất đất", "nhà nhà"])
    # (3, 0), (0, 2) and their sum beside (3, 0).
    assert reading.of(question)["dense"] == pytest.approx([1, 0, 3 / 13**0.5])


def test_a_pair_over_the_border_of_context_and_paragraph_is_nobody_s(embedder: StaticEmbedder) -> None:
    found = Reading(embedder, "nhà", "đất nhà", contexts=["đất", ""]).of("đất nhà")
    assert found["covered_pairs"] == [0, 1]
    assert found["covered"] == pytest.approx([0.5, 1])


@pytest.mark.parametrize("context", ["", "một ngữ cảnh dài năm"])
def test_the_beginning_is_twenty_five_syllables_of_the_paragraph(embedder: StaticEmbedder, context: str) -> None:
    within, behind = (" ".join([*["x"] * before, "nhà"]) for before in (24, 25))
    found = Reading(embedder, within, behind, contexts=[context] * 2).of("nhà")
    assert (found["covered"], found["lead_covered"]) == ([1, 1], [1, 0])


def test_a_longer_paragraph_has_more_units(embedder: StaticEmbedder) -> None:
    found = Reading(embedder, "nhà", "nhà " * 50, contexts=["ngữ cảnh của nó", "khác"]).of("nhà")
    assert found["log_length"] == pytest.approx([math.log(2), math.log(100)])


def test_without_marks_the_paragraphs_are_read_without_them(embedder: StaticEmbedder) -> None:
    reading = Reading(embedder, "đất nhà", "dát nhã", "ruộng cửa")
    bare = reading.of("dat nha")
    assert (bare["covered"], bare["covered_pairs"], bare["lead_covered"]) == ([1, 1, 0], [1, 1, 0], [1, 1, 0])
    assert bare["bm25"] == pytest.approx([1.9 / 1.9, 1.9 / 1.9, 0])  # all of three units
    # What is near is learned for both ways of typing: «dat» is beside the «ruộng» of the paragraph.
    assert bare["soft_by_norm"][2] == pytest.approx((3 * 0.8 + 2 * 0.6) / 5)
    assert bare["near_75"][2] == pytest.approx(3 / 5)
    assert bare["dense"] == pytest.approx([1, 0, (3 * 4 + 2 * 3) / (13**0.5 * 5)])
    marked = reading.of("đất nhà")
    assert marked["covered"] == [1, 0, 0]
    # One mark, and all are asked for: «đất» is in one paragraph, «nha» in two without their marks, the pair in none.
    one, two = (math.log(1 + (3 - count + 0.5) / (count + 0.5)) for count in (1, 2))
    assert reading.of("đất nha")["covered"] == pytest.approx([one / (one + two), 0, 0])


def test_neighbours_are_of_one_document(embedder: StaticEmbedder) -> None:
    reading = Reading(embedder, *"abcdef")
    documents = np.array([0, 0, 0, 1, 1, 2], dtype=np.int32)
    frequencies = reading.passages.frequencies
    marked, bare, context = reading.passages.marked, reading.passages.bare, reading.passages.context
    reading.passages = Passages(marked, bare, context, documents, frequencies)
    reading.reader = Reader(reading.passages, embedder, Thesaurus(()))
    scores = {0: 0.9, 1: 0.5, 2: 0.7, 3: 0.6, 4: 0.2, 5: 0.8}
    assert reading.of("a", scores)["neighbour"] == [0.5, 0.9, 0.5, 0.2, 0.6, 0]
    # One that is no candidate is no neighbour, and the order of the candidates is nothing.
    assert reading.of("a", {4: 0.2, 2: 0.7, 0: 0.9, 3: 0.6})["neighbour"] == [0.6, 0, 0, 0.2]


def test_no_candidates_no_rows(embedder: StaticEmbedder) -> None:
    reader = Reading(embedder, "nhà").reader
    for question in ("nhà", "nha", ""):
        assert reader.features(question, [], []).shape == (0, len(FEATURES))
    assert Relevance.load().scores(reader.features("nhà", [], [])).shape == (0,)


@pytest.mark.parametrize("question", ["", " ", "???", "…"])
def test_a_question_of_no_words_has_scores_alone(embedder: StaticEmbedder, question: str) -> None:
    found = Reading(embedder, "đất nhà", "", contexts=["ruộng đất", "nhà"]).of(question, {0: 0.4, 1: 0.1})
    assert found["fused"] == [0.4, 0.1]
    for name in (*OF_THE_PARAGRAPH, "dense", "by_thesaurus", "thesaurus_missing", *OF_THE_CONTEXT):
        assert found[name] == [0, 0], name


words = st.lists(st.sampled_from(["đất", "nhà", "ruộng", "dat", "sổ", "đỏ", "gcn", "lạ", "31/8/2025"]), max_size=6)
paragraphs = st.lists(st.tuples(words.map(" ".join), words.map(" ".join), st.integers(0, 2)), min_size=1, max_size=5)
SHARES = ("covered", "covered_pairs", "lead_covered", "near_99", "near_75", "near_55", "near_40", "heading_named")


@settings(deadline=None)
@given(paragraphs, words.filter(bool).map(" ".join))
def test_features_keep_to_their_bounds_in_any_order(
    embedder: StaticEmbedder, parts: list[tuple[str, str, int]], question: str
) -> None:
    reader = Reader(passages_of(parts), embedder, Thesaurus(GROUPS))
    places = list(range(len(parts)))
    scores = [0.5 + 0.1 * place for place in places]
    rows = reader.features(question, places, scores)
    assert rows.shape == (len(parts), len(FEATURES))
    assert np.isfinite(rows).all()
    found = dict(zip(FEATURES, rows.T, strict=True))
    for name in SHARES:
        assert ((found[name] >= 0) & (found[name] <= 1 + 1e-9)).all()
    assert (abs(found["heading_dense"]) <= 1 + 1e-6).all()  # a cosine, in single precision
    for less, more in (("near_99", "near_75"), ("near_75", "near_55"), ("near_55", "near_40")):
        assert (found[less] <= found[more] + 1e-9).all()
    assert (found["lead_covered"] <= found["covered"] + 1e-9).all()
    assert (found["least_of_weightiest"] <= found["weightiest"] + 1e-9).all()
    named = len(list(Thesaurus(GROUPS).matches(question)))
    assert (found["by_thesaurus"] + found["thesaurus_missing"]).tolist() == [named] * len(parts)
    again = reader.features(question, places[::-1], scores[::-1])
    assert again[::-1] == pytest.approx(rows, abs=1e-6)


@settings(deadline=None)
@given(paragraphs, words.map(" ".join))
def test_of_the_context_its_rarity_and_two_features_are_read(
    embedder: StaticEmbedder, parts: list[tuple[str, str, int]], question: str
) -> None:
    parts = [(context, text or "lạ", document) for context, text, document in parts]
    whole, alone = passages_of(parts), passages_of([("", text, document) for _, text, document in parts])
    alone = replace(alone, frequencies=whole.frequencies)
    assert whole.average == alone.average
    places, scores = range(len(parts)), [0.5] * len(parts)
    rows, expected = (
        Reader(passages, embedder, Thesaurus(GROUPS)).features(question, places, scores) for passages in (whole, alone)
    )
    of_the_context = np.isin(FEATURES, OF_THE_CONTEXT)
    assert rows[:, ~of_the_context].tolist() == expected[:, ~of_the_context].tolist()
    assert (expected[:, of_the_context] == 0).all()


@pytest.mark.parametrize(
    ("question", "share"), [("đất nhà", 0), ("dat nha", 0), ("cửa", 0), ("lạ", 1), ("", 0), ("?", 0)]
)
def test_what_no_passage_holds(embedder: StaticEmbedder, question: str, share: float) -> None:
    reader = Reading(embedder, "nhà", "đất nhà", contexts=["cửa", ""]).reader
    assert reader.uncovered_share(question) == share


def test_what_no_passage_holds_is_weighed(embedder: StaticEmbedder) -> None:
    reader = Reading(embedder, "nhà", "đất nhà").reader
    # Both passages hold «nha»; «la» and «nha_la» are in none.
    held, lacking = (math.log(1 + (2 - count + 0.5) / (count + 0.5)) for count in (2, 0))
    assert reader.uncovered_share("nhà lạ") == pytest.approx(2 * lacking / (held + 2 * lacking))
