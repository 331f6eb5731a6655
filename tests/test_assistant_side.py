"""Which sort of document leads, those with attached questions or the others; and what it is judged by."""

from dataclasses import replace

import numpy as np
import pytest
from assistant_decide_helpers import GAZETTEER, NOTHING, asked, decided, hits, label, model
from hypothesis import given
from hypothesis import strategies as st

from assistant import decide
from assistant.decide import SIDE_FEATURES, attached_leads, side_features
from assistant.entities import Traits
from assistant.features import global_features, pair_features
from assistant.plain import PLAIN_FEATURES
from index.search import Evidence

BOTH = replace(NOTHING, paragraphs=hits(1.0, 2.0, 5.0, 4.0), margins={label(1): 0.3, label(2): 0.7})
MIXED = replace(
    BOTH,
    questions=asked((0.9, [2]), (0.8, [1, 2]), (0.4, [1])),
    near_misses=asked((0.7, []), kind="near"),
    answered_logit=1.5,
    unknown_share=0.25,
    uncovered_share=0.5,
)


def test_the_features_come_in_the_order_of_their_names() -> None:
    assert SIDE_FEATURES == ("margin", "attached_logit", "relevance", "relevance_of_others")
    assert side_features(BOTH, -0.4) == (0.7, -0.4, 2.0, 5.0)


def test_a_sort_that_search_did_not_find_is_as_relevant_as_the_worst_found() -> None:
    found = BOTH.paragraphs
    assert side_features(replace(BOTH, paragraphs=found[2:]), 0.0)[2:] == (4.0, 5.0)
    assert side_features(replace(BOTH, paragraphs=found[:2]), 0.0)[2:] == (2.0, 1.0)
    assert side_features(replace(BOTH, paragraphs=()), 0.0) == (0.7, 0.0, 0.0, 0.0)
    without = side_features(replace(BOTH, margins={}), 0.0)
    assert without[0] < -20
    assert without[2:] == (1.0, 5.0)


def test_the_sum_of_weighed_features_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide, "_SIDE_WEIGHTS", (1.0, 10.0, 100.0, -1000.0))
    for bias, leads in ((888.9, False), (889.1, True)):
        monkeypatch.setattr(decide, "_SIDE_BIAS", bias)
        assert attached_leads((1.0, 1.0, 1.0, 1.0)) == leads


worth = st.floats(-30, 30)


@given(st.tuples(worth, worth, worth, worth), st.tuples(worth, worth, worth, worth))
def test_whatever_speaks_for_attached_questions_never_speaks_against_them(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> None:
    better = (max(one[0], other[0]), max(one[1], other[1]), max(one[2], other[2]), min(one[3], other[3]))
    assert attached_leads(better) >= max(attached_leads(one), attached_leads(other))


@pytest.mark.parametrize("leads", [True, False])
def test_the_decision_follows_and_tells_by_what(monkeypatch: pytest.MonkeyPatch, leads: bool) -> None:
    asked_for = []

    def told(features: tuple[float, ...]) -> bool:
        asked_for.append(features)
        return leads

    monkeypatch.setattr(decide, "attached_leads", told)
    found = decided(model(), BOTH)
    assert found.ranking[0].label == found.chosen[0] == (label(2) if leads else label(3))
    # The model takes the score of the best as its logit; that of the others loses 5 and the threshold of 2.
    assert found.logit == pytest.approx(2.0 if leads else 5 - 5 - 2)
    assert asked_for == [found.side] == [(0.7, 2.0, 2.0, 5.0)]


def test_one_sort_alone_leads_however_little_speaks_for_it() -> None:
    worst = replace(NOTHING, paragraphs=hits(-9.0), margins={label(1): -25.0})
    assert decided(model(), worst).ranking[0].attached
    side = decided(model(), worst).side
    assert side is not None
    assert not attached_leads(side)
    plain = replace(NOTHING, paragraphs=hits(9.0))
    assert decided(model(), plain).side is None
    assert not decided(model(), plain).ranking[0].attached


def among(evidence: Evidence, others: int) -> Evidence:
    """Return the evidence with the first two paragraphs and so many of the others."""
    return replace(evidence, paragraphs=evidence.paragraphs[: 2 + others])


@pytest.mark.parametrize("others", [1, 2])
def test_the_others_change_no_feature_of_paragraphs_with_attached_questions(others: int) -> None:
    question = "Bộ Tài chính phải xong trước 31/7?"
    alone, mixed = (pair_features(among(MIXED, count), question, GAZETTEER) for count in (0, others))
    assert alone.labels == mixed.labels[:2] == (label(1), label(2))
    assert np.array_equal(alone.values, mixed.values[:2])
    traits = Traits(8, True, False, True)
    one, other = (global_features(among(MIXED, count), traits, 0.5, fact_missing=False) for count in (0, others))
    assert np.array_equal(one, other)
    logits = [decided(model(answered=name), among(MIXED, others)).side for name in ("paragraph_best", "jury")]
    assert logits == [
        (0.7, before[1], 2.0, 5.0)
        for name in ("paragraph_best", "jury")
        if (before := decided(model(answered=name), among(MIXED, 0)).side) is not None
    ]


def test_what_search_did_not_find_counts_as_the_worst_of_its_own_sort() -> None:
    evidence = replace(BOTH, paragraphs=(*hits(0.5)[:1], *BOTH.paragraphs[1:2], *hits(9, 9, -7.0)[2:]), questions=())
    unseen = replace(evidence, margins={**evidence.margins, label(4): 0.1})
    features = pair_features(unseen, "Hỏi?", GAZETTEER)
    relevance = dict(zip(features.labels, features.values[:, 4].tolist(), strict=True))
    assert relevance == {label(1): 0.5, label(2): 2.0, label(3): -7.0, label(4): 0.5}


def test_the_words_that_the_others_lack_are_counted_among_themselves() -> None:
    shares = []

    def noted(_question: str, _text: str, _rows: object, _relevance: object, uncovered: float) -> np.ndarray:
        shares.append(uncovered)
        return np.zeros(len(PLAIN_FEATURES))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decide, "plain_features", noted)
        decided(model(), replace(MIXED, beside_uncovered_share=0.125))
        decided(model(), replace(MIXED, beside_uncovered_share=0.0))
        decided(model(), MIXED)
    assert shares == [0.125, 0.0, 0.5]
