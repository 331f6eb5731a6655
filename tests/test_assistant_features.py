"""Evidence → numbers; on evidence made by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from assistant_decide_helpers import GAZETTEER, NOTHING, asked, hits, label

from assistant.entities import Traits
from assistant.features import GLOBAL_FEATURES, PAIR_FEATURES, PairFeatures, global_features, pair_features
from assistant.plain import PLAIN_FEATURES, plain_features
from index.relevance import FEATURES
from index.search import Evidence


def value(features: PairFeatures, name: str, number: int) -> float:
    return float(features.values[features.labels.index(label(number)), PAIR_FEATURES.index(name)])


def test_every_paragraph_that_anything_speaks_for_has_a_row() -> None:
    evidence = replace(
        NOTHING, paragraphs=hits(0.9), questions=asked((0.8, [2]), (0.7, [3, 2])), margins={label(4): 0.5}
    )
    features = pair_features(evidence, "Hỏi?", GAZETTEER)
    assert features.labels == tuple(map(label, (1, 2, 3, 4)))
    assert features.values.shape == (4, len(PAIR_FEATURES))
    assert features.attached.tolist() == [False, False, False, True]
    assert value(features, "paragraph_score", 1) == value(features, "relevance", 1) == 0.9
    assert value(features, "relevance", 4) == 0.9, "what search did not find counts as the least relevant found"
    assert value(features, "question_score", 2) == 0.8
    assert value(features, "question_score", 3) == 0.7
    assert value(features, "margin", 4) == 0.5
    assert value(features, "margin", 1) < 0
    assert value(features, "question_score", 1) == value(features, "vote", 1) == 0.0


def test_what_is_behind_the_best_is_measured_from_it() -> None:
    evidence = replace(NOTHING, paragraphs=hits(0.9, 0.4))
    features = pair_features(evidence, "Hỏi?", GAZETTEER)
    assert value(features, "paragraph_score_behind", 1) == 0.0
    assert value(features, "paragraph_score_behind", 2) == pytest.approx(-0.5)


def test_votes_are_shares_that_nearer_questions_weigh_more_in() -> None:
    evidence = replace(NOTHING, questions=asked((0.9, [1]), (0.9, [2]), (0.5, [3]), (0.5, [3])))
    features = pair_features(evidence, "Hỏi?", GAZETTEER)
    votes = [value(features, "vote", number) for number in (1, 2, 3)]
    assert sum(votes) == pytest.approx(1.0)
    assert votes[0] == pytest.approx(votes[1])
    assert 0 < votes[2] < votes[1] / 10


def test_no_evidence_has_no_rows() -> None:
    features = pair_features(NOTHING, "Hỏi?", GAZETTEER)
    assert (features.labels, features.values.shape) == ((), (0, len(PAIR_FEATURES)))


def test_bodies_and_numbers_of_the_question_agree_with_the_paragraphs_that_name_them() -> None:
    evidence = replace(NOTHING, paragraphs=hits(0.5, 0.5, 0.5))
    features = pair_features(evidence, "Bộ Tài chính phải xong trước 31/07/2025?", GAZETTEER)
    for name in ("bodies", "numbers"):
        assert value(features, name, 1) > value(features, name, 2), name
        assert value(features, name, 2) == value(features, name, 3), name
    unnamed = pair_features(evidence, "Ai làm?", GAZETTEER)
    assert [value(unnamed, "bodies", number) for number in (1, 2, 3)] == [0.0, 0.0, 0.0]


def test_global_features_are_read_from_the_evidence() -> None:
    evidence = replace(
        NOTHING,
        paragraphs=hits(0.6, 0.2),
        questions=asked((0.9, [1]), (0.4, [2])),
        near_misses=asked((0.7, []), (0.3, []), kind="near"),
        margins={label(1): 0.25, label(2): -0.5},
        answered_logit=1.5,
        unknown_share=0.125,
        uncovered_share=0.375,
    )
    row = global_features(evidence, Traits(8, True, False, True), -2.5, fact_missing=True)
    named = dict(zip(GLOBAL_FEATURES, row.tolist(), strict=True))
    assert named.pop("jury") > 0.5
    assert named == {
        "answered_logit": 1.5,
        "best_margin": 0.25,
        "near_best": 0.7,
        "near_mean": pytest.approx(0.2),
        "question_best": 0.9,
        "question_mean": pytest.approx(0.26),
        "unknown_share": 0.125,
        "uncovered_share": 0.375,
        "log_length": pytest.approx(math.log(8)),
        "paragraph_best": 0.6,
        "best_pair": -2.5,
        "foreign_body": 1.0,
        "foreign_place": 0.0,
        "confirmation": 1.0,
        "fact_missing": 1.0,
    }


def test_the_jury_is_whoever_is_nearer() -> None:
    def jury(evidence: Evidence) -> float:
        row = global_features(evidence, Traits(1, False, False, False), 0.0, fact_missing=False)
        return float(row[GLOBAL_FEATURES.index("jury")])

    near, far = (0.9, [1]), (0.3, [1])
    assert jury(replace(NOTHING, questions=asked(near), near_misses=asked(far))) > 0.9
    assert jury(replace(NOTHING, questions=asked(far), near_misses=asked(near))) < 0.1
    assert jury(replace(NOTHING, questions=asked(near), near_misses=asked(near))) == pytest.approx(0.5)
    assert jury(NOTHING) == 0.0


def test_global_features_of_nothing_are_finite() -> None:
    assert np.isfinite(global_features(NOTHING, Traits(0, False, False, False), 0.0, fact_missing=False)).all()


def test_plain_features_tell_what_is_asked_for_and_whether_it_is_there() -> None:
    rows = np.zeros((2, len(FEATURES)))

    def named(question: str, best: str) -> dict[str, float]:
        row = plain_features(question, best, rows, np.array([2.0, 0.5]), 0.25)
        return dict(zip(PLAIN_FEATURES, row.tolist(), strict=True))

    held, lacking = (named("Hạn cuối là ngày nào?", text) for text in ("Xong trước ngày 31/7.", "Làm cho tốt."))
    assert (held["asks_time"], held["has_time"]) == (1.0, 1.0)
    assert (lacking["asks_time"], lacking["has_time"]) == (1.0, 0.0)
    assert held["gap"] == 1.5
    assert held["share"] + held["runner_up_share"] == pytest.approx(1.0)
    assert held["uncovered_share"] == 0.25
    assert named("han cuoi la ngay nao", "Xong trước ngày 31/7.")["has_time"] == 1.0
    assert named("Ai làm?", "Giao Bộ Tài chính.")["has_agent"] == 1.0
    alone = plain_features("Ai làm?", "Giao.", rows[:1], np.array([2.0]), 0.0)
    assert np.isfinite(alone).all()
