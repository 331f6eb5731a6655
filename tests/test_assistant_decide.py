"""Numbers → which paragraphs, in which order, and whether at all; on evidence made by hand."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from assistant_decide_helpers import NOTHING, asked, decided, hits, label, model

from assistant.decide import SHIPPED, Decision, DecisionModel, Logistic, Ranked, rank
from assistant.features import GLOBAL_FEATURES, PAIR_FEATURES, PairFeatures
from assistant.fit import fitted as fit_logistic
from assistant.plain import PLAIN_FEATURES

# Margins at which documents with attached questions lead, or the others do, whatever else speaks for them.
LEADS, FOLLOWS = 20.0, -20.0


def test_no_evidence_is_no_answer() -> None:
    assert decided(model(), NOTHING) == Decision((), (), -math.inf)
    assert not decided(model(), NOTHING).answered


def test_the_ranking_falls_and_ties_go_by_label() -> None:
    margins = {label(number): 0.0 for number in (1, 2, 3, 4)}
    evidence = replace(NOTHING, paragraphs=hits(0.2, 0.8, 0.2, 0.8), margins=margins)
    order = [item.label for item in decided(model(), evidence).ranking]
    assert order == [label(2), label(4), label(1), label(3)]
    backwards = replace(evidence, paragraphs=evidence.paragraphs[::-1], margins=dict(reversed(margins.items())))
    assert decided(model(), backwards).ranking == decided(model(), evidence).ranking


@pytest.mark.parametrize(
    ("attached", "plain", "order"),
    [
        (5, 3, "A1 A2 P1 A3 A4 P2 A5 P3"),
        (4, 1, "A1 A2 P1 A3 A4"),
        (3, 1, "A1 A2 P1 A3"),
        (2, 3, "A1 A2 P1 P2 P3"),
        (1, 3, "A1 P1 P2 P3"),
        (3, 5, "A1 A2 P1 A3 P2 P3 P4 P5"),
        (6, 2, "A1 A2 P1 A3 A4 P2 A5 A6"),
        (4, 0, "A1 A2 A3 A4"),
    ],
)
@pytest.mark.parametrize("leads", ["A", "P"])
def test_every_third_place_goes_to_the_other_group(attached: int, plain: int, order: str, leads: str) -> None:
    # The group A leads, with or without attached questions, though most logits of the other, P, are better.
    count, other = attached, plain
    if leads == "A":
        scores = [9.0, *(-20.0 - number for number in range(1, count)), *(6.0 - number for number in range(other))]
        margins = {label(number): LEADS for number in range(1, count + 1)}
    else:
        scores = [*(9.0 - number for number in range(count)), *(1.0 - number / 10 for number in range(other))]
        margins = {label(number): FOLLOWS for number in range(count + 1, count + other + 1)}
    evidence = replace(NOTHING, paragraphs=hits(*scores), margins=margins)
    found = decided(model(), evidence)
    names = [f"A{number}" for number in range(1, count + 1)] + [f"P{number}" for number in range(1, other + 1)]
    expected = [label(names.index(name) + 1) for name in order.split()]
    assert [item.label for item in found.ranking] == expected
    assert [item.attached for item in found.ranking] == [(name[0] == "A") == (leads == "A") for name in order.split()]
    # Only the leading group is cited, and each group keeps its own order.
    assert set(found.chosen) <= set(map(label, range(1, count + 1)))
    assert found.chosen[0] == label(1)
    for group in (True, False):
        logits = [item.logit for item in found.ranking if item.attached == group]
        assert logits == sorted(logits, reverse=True)


def test_a_better_logit_moves_nothing_between_the_groups() -> None:
    margins = {label(number): LEADS for number in (1, 2, 3)}
    evidence = replace(NOTHING, paragraphs=hits(9.0, -20.0, -21.0, 8.0, 1.0), margins=margins)
    found = decided(model(), evidence)
    assert [item.label for item in found.ranking] == list(map(label, (1, 2, 4, 3, 5)))
    # 8 - 5 = 3 is the logit of any, nearly all of it that of 4, which is more than that of 2 and 3.
    logits = {item.label: item.logit for item in found.ranking}
    assert logits[label(2)] < logits[label(4)] < 3
    assert found.chosen == (label(1),)


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


def test_the_sort_that_leads_is_cited_and_judged_by_its_own_threshold() -> None:
    evidence = replace(NOTHING, paragraphs=hits(6.0, 1.0), margins={label(2): FOLLOWS})
    assert decided(model(), evidence).chosen == (label(1),)
    assert decided(model(answer=99.0), evidence).logit == pytest.approx(6 - 5 - 2)
    near = replace(evidence, margins={label(2): LEADS})
    assert decided(model(), near).chosen == (label(2),)
    assert decided(model(plain_answer=99.0), near).logit == pytest.approx(1.0)


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
    fitted = fit_logistic(rows, wanted)
    assert fitted.weights[0] == pytest.approx(100 * fitted.weights[1], rel=0.2)
    assert fitted.weights[2] == pytest.approx(0.0)
    assert ((fitted.logits(rows) > 0) == wanted).mean() > 0.97
    again = fit_logistic(rows.copy(), wanted)
    assert (again.weights.tolist(), again.bias) == (fitted.weights.tolist(), fitted.bias)
