"""Evidence → numbers → which paragraphs, and whether at all; on evidence made by hand."""

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.decide import SHIPPED, Decision, DecisionModel, Logistic, Ranked, decide, rank
from assistant.entities import Gazetteer, Traits
from assistant.features import GLOBAL_FEATURES, PAIR_FEATURES, PairFeatures, global_features, pair_features
from assistant.fit import _fitted
from assistant.plain import PLAIN_FEATURES, plain_features
from index.relevance import FEATURES
from index.search import Evidence, Hit, QuestionHit
from ingest.document import Document, DocumentType, Metadata, Paragraph, SourceKind, Span


def document(*texts: str) -> Document:
    source, paragraphs = "", []
    for position, text in enumerate(texts, 1):
        paragraphs.append(Paragraph(position, text, Span(len(source), len(source) + len(text))))
        source += text + "\n"
    metadata = Metadata("1-KL/TW", DocumentType.CONCLUSION, SourceKind.OFFICIAL_TEXT, issue_date=date(2025, 7, 1))
    return Document(metadata, source, tuple(paragraphs))


TEXT = document("Bộ Tài chính làm xong trước 31/7.", "Bộ Công an làm.", "Cấp xã làm.", "Cấp tỉnh làm.")
NOTHING = Evidence((), (), (), {}, 0.0, 0.0, 0.0, 0.0)
GAZETTEER = Gazetteer([TEXT])


def hits(*scores: float) -> tuple[Hit, ...]:
    return tuple(
        Hit(TEXT, paragraph, score, score, np.array([float(name == "fused") * score for name in FEATURES]))
        for paragraph, score in zip(TEXT.paragraphs, scores, strict=False)
    )


def asked(*found: tuple[float, Sequence[int]], kind: str = "factoid") -> tuple[QuestionHit, ...]:
    return tuple(QuestionHit("Hỏi?", kind, tuple(map(label, targets)), score) for score, targets in found)


def label(number: int) -> str:
    return f"1-KL/TW#{number}"


def model(pair: str = "paragraph_score", answered: str = "best_pair", **changes: float) -> DecisionModel:
    """A model that weighs one feature of each kind by one."""

    def only(name: str, names: tuple[str, ...], bias: float = 0.0) -> Logistic:
        return Logistic(np.array([float(item == name) for item in names]), bias)

    thresholds = {"cite": 0.6, "cite_several": 0.3, "answer": 0.0, "plain_answer": 2.0, **changes}
    silence, plain_silence = only(answered, GLOBAL_FEATURES), only("fused", PLAIN_FEATURES, -5.0)
    return DecisionModel(only(pair, PAIR_FEATURES), silence, plain_silence, **thresholds)


def decided(decider: DecisionModel, evidence: Evidence, question: str = "Hỏi?") -> Decision:
    return decide(decider, evidence, question, GAZETTEER)


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
    assert decided(model(), NOTHING) == Decision((), (), -math.inf)
    assert not decided(model(), NOTHING).answered


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


def test_the_ranking_falls_and_ties_go_by_label() -> None:
    margins = {label(number): 0.0 for number in (1, 2, 3, 4)}
    evidence = replace(NOTHING, paragraphs=hits(0.2, 0.8, 0.2, 0.8), margins=margins)
    order = [item.label for item in decided(model(), evidence).ranking]
    assert order == [label(2), label(4), label(1), label(3)]
    backwards = replace(evidence, paragraphs=evidence.paragraphs[::-1], margins=dict(reversed(margins.items())))
    assert decided(model(), backwards).ranking == decided(model(), evidence).ranking


def test_ties_go_by_label_however_the_rows_come() -> None:
    features = PairFeatures(("b", "c", "a"), np.zeros((3, len(PAIR_FEATURES))), np.array([True, True, True]))
    assert [item.label for item in rank(model(), features, {})] == ["a", "b", "c"]


def test_a_paragraph_that_lacks_the_fact_asked_for_speaks_against_an_answer() -> None:
    evidence = replace(NOTHING, paragraphs=hits(2.0, 1.0), margins={label(n): 0.0 for n in (1, 2)})
    judge = model(answered="fact_missing")
    assert decided(judge, evidence, "Bộ Tài chính làm xong ngày nào?").logit == 0.0
    without = replace(NOTHING, paragraphs=hits(1.0, 2.0), margins={label(n): 0.0 for n in (1, 2)})
    assert decided(judge, without, "Bộ Công an làm xong ngày nào?").logit == 1.0
    assert decided(judge, without, "Bộ Công an làm gì?").logit == 0.0


def test_extreme_logits_are_still_probabilities() -> None:
    features = PairFeatures(("a", "b"), np.zeros((2, len(PAIR_FEATURES))), np.array([True, False]))
    high = Logistic(np.zeros(len(PAIR_FEATURES)), 5000.0)
    best, worst = rank(replace(model(), pair=high), features, {"b": -5000.0})
    assert (best.label, worst.label) == ("a", "b")
    assert best.probability == pytest.approx(1)
    assert worst.probability == pytest.approx(0)
    assert Ranked("a", 0.0, attached=True).probability == 0.5


def test_paragraphs_without_attached_questions_share_the_probability_that_they_answer() -> None:
    evidence = replace(NOTHING, paragraphs=hits(6.0, 6.0, 0.5), margins={label(3): 0.0})
    found = {item.label: item for item in decided(model(), evidence).ranking}
    assert [found[label(number)].attached for number in (1, 2, 3)] == [False, False, True]
    answered = 1 / (1 + math.exp(-(6.0 - 5.0)))
    assert found[label(1)].probability == pytest.approx(answered / 2)
    assert found[label(2)].probability == pytest.approx(answered / 2)
    assert found[label(3)].logit == 0.5


def test_documents_without_attached_questions_lead_where_they_are_more_relevant() -> None:
    evidence = replace(NOTHING, paragraphs=hits(6.0, 1.0), margins={label(2): 0.0})
    assert decided(model(), evidence).chosen == (label(1),)
    assert decided(model(), evidence).logit == pytest.approx(6 - 5 - 2)
    near = replace(NOTHING, paragraphs=hits(1.2, 1.0), margins={label(2): 0.0})
    assert decided(model(), near).ranking[0].label == label(2)
    assert decided(model(), near).logit == pytest.approx(1.0)


def test_the_best_is_chosen_and_what_is_likely_beside_it() -> None:
    evidence = replace(NOTHING, paragraphs=hits(3.0, 1.0, 0.1), margins={label(n): 0.0 for n in (1, 2, 3)})
    assert decided(model(), evidence).chosen == (label(1), label(2))
    assert decided(model(cite=0.99), evidence).chosen == (label(1),)
    assert decided(model(cite=0.5), evidence).chosen == (label(1), label(2), label(3))


def test_who_asks_for_several_things_gets_more_paragraphs() -> None:
    evidence = replace(NOTHING, paragraphs=hits(3.0, 1.0, -0.5), margins={label(n): 0.0 for n in (1, 2, 3)})
    assert decided(model(), evidence, "Ai ký?").chosen == (label(1), label(2))
    for question in ("Liệt kê những việc phải làm.", "so sanh hai ket luan", "Cả hai văn bản nói gì?"):
        assert decided(model(), evidence, question).chosen == (label(1), label(2), label(3))
        assert decided(model(cite_several=0.4), evidence, question).chosen == (label(1), label(2))


def test_answered_from_the_threshold_on() -> None:
    evidence = replace(NOTHING, paragraphs=hits(1.5), margins={label(1): 0.0})
    assert decided(model(), evidence).logit == pytest.approx(1.5)
    assert decided(model(answer=1.0), evidence).answered
    assert not decided(model(answer=2.0), evidence).answered
    # The other threshold is for paragraphs without attached questions.
    assert decided(model(plain_answer=9.0), evidence).answered


def test_without_attached_questions_the_paragraph_itself_decides() -> None:
    evidence = replace(NOTHING, paragraphs=hits(8.0))
    assert decided(model(), evidence).logit == pytest.approx(8 - 5 - 2)
    assert not decided(model(plain_answer=3.5), evidence).answered
    assert decided(model(answer=99.0), evidence).answered


def test_a_paragraph_that_only_questions_speak_for_is_no_answer_without_a_classifier() -> None:
    evidence = replace(NOTHING, paragraphs=hits(-9.0), questions=asked((0.9, [2])))
    assert decided(model(), evidence).ranking[0].label == label(1)
    assert not decided(model(), evidence).answered


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


def test_the_shipped_model_fits_the_features() -> None:
    shipped = DecisionModel.load()
    assert shipped.pair.weights.shape == (len(PAIR_FEATURES),)
    assert shipped.answered.weights.shape == (len(GLOBAL_FEATURES),)
    assert 0 < shipped.cite < 1
    assert shipped.plain_answered.weights.shape == (len(PLAIN_FEATURES),)
    for logistic in (shipped.pair, shipped.answered, shipped.plain_answered):
        assert np.isfinite(logistic.weights).all()


@pytest.mark.parametrize("part", ["pair", "answered", "plain_answered"])
def test_a_model_fitted_for_other_features_is_refused(tmp_path: Path, part: str) -> None:
    record = json.loads(SHIPPED.read_text(encoding="utf-8"))
    weights = record[part]["weights"]
    first, *others = weights
    forms = (
        {name: weights[name] for name in others},
        {**weights, "another": 0.0},
        {name: weights[name] for name in [*others, first]},
    )
    path = tmp_path / "decision.json"
    for form in forms:
        path.write_text(json.dumps({**record, part: {**record[part], "weights": form}}), encoding="utf-8")
        with pytest.raises(ValueError, match="fitted for other features; run: python -m assistant fit"):
            DecisionModel.load(path)
    path.write_text(json.dumps(record), encoding="utf-8")
    assert DecisionModel.load(path).pair.bias == DecisionModel.load().pair.bias


def test_a_fit_finds_the_direction_in_raw_units() -> None:
    chance = np.random.default_rng(0)
    rows = chance.normal(size=(400, 3)) * [1.0, 100.0, 1.0] + [0.0, 7.0, 0.0]
    rows[:, 2] = 4.0
    wanted = rows[:, 0] + (rows[:, 1] - 7.0) / 100 > 0
    fitted = _fitted(rows, wanted)
    assert fitted.weights[0] == pytest.approx(100 * fitted.weights[1], rel=0.2)
    assert fitted.weights[2] == pytest.approx(0.0)
    assert ((fitted.logits(rows) > 0) == wanted).mean() > 0.97
    again = _fitted(rows.copy(), wanted)
    assert (again.weights.tolist(), again.bias) == (fitted.weights.tolist(), fitted.bias)
