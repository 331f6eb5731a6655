"""How an answer is judged: every measure against values worked out by hand."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.cases import Case, Gold
from eval.measures import Estimate, estimate, is_verbatim, judge, wilson

ONE, TWO, THREE = "Giao Bộ A làm cầu.", "Giao Bộ B làm đường.", "Xong trước ngày 31/7/2025."
CASE = Case("x", "direct", "Hỏi?", answerable=True, gold=(Gold("179-KL/TW", "làm cầu"),))
BOTH = replace(CASE, gold=(Gold("179-KL/TW", "làm cầu"), Gold("179-KL/TW", "làm đường")), need="all")
SILENT = Case("y", "unanswerable_near", "Hỏi?", answerable=False)


def citation(text: str, document: str = "179-KL/TW", start: int = 0, end: int | None = None) -> dict[str, Any]:
    end = len(text) if end is None else end
    return {
        "document": document,
        "paragraph": 1,
        "locator": f"Kết luận {document}, đoạn 1",
        "quote": text[start:end],
        "start": start,
        "end": end,
        "paragraph_text": text,
    }


def answer(*texts: str, status: str = "answered", said: str = "") -> dict[str, Any]:
    return {"status": status, "text": said or " ".join(texts), "citations": [citation(text) for text in texts]}


def test_a_right_answer() -> None:
    judgement = judge(CASE, answer(ONE))
    assert (judgement.correct, judgement.status_right, judgement.problems) == (True, True, ())
    assert (judgement.citation_recall, judgement.citation_precision) == (1.0, 1.0)
    assert (judgement.wrongly_refused, judgement.wrongly_answered) == (False, None)


def test_a_right_refusal() -> None:
    for status in ("unanswerable_silent", "unanswerable_off_topic", "declined", "clarification"):
        judgement = judge(SILENT, answer(status=status))
        assert (judgement.correct, judgement.problems) == (True, ())
        assert (judgement.citation_recall, judgement.citation_precision) == (None, None)
        assert (judgement.wrongly_refused, judgement.wrongly_answered) == (None, False)


def test_a_wrong_refusal_counts_in_every_measure() -> None:
    judgement = judge(CASE, answer(status="unanswerable_silent"))
    assert (judgement.correct, judgement.status_right, judgement.wrongly_refused) == (False, False, True)
    assert (judgement.citation_recall, judgement.citation_precision) == (0.0, None)
    assert judgement.problems == (
        "trạng thái unanswerable_silent, cần answered hoặc answered_in_part",
        "thiếu trích dẫn cần có",
    )


def test_a_wrong_answer_to_a_silent_question() -> None:
    judgement = judge(SILENT, answer(ONE))
    assert (judgement.correct, judgement.wrongly_answered, judgement.wrongly_refused) == (False, True, None)
    assert judgement.problems == ("trạng thái answered, cần từ chối",)


@pytest.mark.parametrize(
    ("cited", "recall", "precision", "correct"),
    [
        ((ONE,), 1.0, 1.0, True),
        ((ONE, THREE), 1.0, 0.5, True),
        ((TWO, ONE, THREE, THREE), 1.0, 0.25, True),
        ((THREE,), 0.0, 0.0, False),
    ],
)
def test_any_gold_paragraph_is_enough(
    cited: tuple[str, ...], recall: float, precision: float, *, correct: bool
) -> None:
    judgement = judge(CASE, answer(*cited))
    assert (judgement.citation_recall, judgement.citation_precision) == (recall, precision)
    assert judgement.correct is correct
    either = judge(replace(BOTH, need="any"), answer(TWO))
    assert (either.citation_recall, either.citation_precision, either.correct) == (1.0, 1.0, True)


@pytest.mark.parametrize(
    ("cited", "recall", "precision", "correct"),
    [
        ((ONE, TWO), 1.0, 1.0, True),
        ((TWO, THREE, ONE), 1.0, 2 / 3, True),
        ((ONE,), 0.5, 1.0, False),
        ((ONE, ONE), 0.5, 1.0, False),
        ((THREE,), 0.0, 0.0, False),
    ],
)
def test_all_gold_paragraphs_are_needed(
    cited: tuple[str, ...], recall: float, precision: float, *, correct: bool
) -> None:
    judgement = judge(BOTH, answer(*cited))
    assert judgement.citation_recall == recall
    assert judgement.citation_precision == pytest.approx(precision)
    assert judgement.correct is correct
    assert ("thiếu trích dẫn cần có" in judgement.problems) is not correct


def test_the_same_words_in_another_document_are_no_gold() -> None:
    elsewhere = {**answer(ONE), "citations": [citation(ONE, "177-KL/TW")]}
    judgement = judge(CASE, elsewhere)
    assert (judgement.citation_recall, judgement.citation_precision, judgement.correct) == (0.0, 0.0, False)


def test_gold_is_looked_for_in_the_paragraph_not_in_the_quote() -> None:
    part = {**answer(ONE), "citations": [citation(ONE, start=0, end=9)]}
    assert judge(CASE, part).citation_recall == 1.0


def test_facts_are_looked_for_in_any_of_their_spellings_however_typed() -> None:
    case = replace(CASE, must_include=(("31/7/2025", "31-7-2025"), ("ỦY BAN",)))
    assert judge(case, answer(ONE, said="Trước 31-7-2025, Uỷ ban.")).correct
    missing = judge(case, answer(ONE, said="Trước 31/7/2025."))
    assert (missing.correct, missing.problems) == (False, ("thiếu dữ kiện «ỦY BAN»",))
    assert judge(case, answer(ONE, said="Không gì cả.")).problems == (
        "thiếu dữ kiện «31/7/2025»",
        "thiếu dữ kiện «ỦY BAN»",
    )


def test_facts_are_asked_only_of_answers() -> None:
    assert judge(replace(SILENT, must_include=(("31/7",),)), answer(status="unanswerable_silent")).correct


def test_what_must_not_be_said() -> None:
    for case in (CASE, SILENT):
        forbidding = replace(case, must_not_include=("31/8",))
        status = "answered" if case.answerable else "unanswerable_silent"
        texts = (ONE,) if case.answerable else ()
        assert judge(forbidding, answer(*texts, status=status)).correct
        said = judge(forbidding, answer(*texts, status=status, said="Hạn là 31/8."))
        assert (said.correct, said.problems) == (False, ("có chuỗi cấm «31/8»",))


def test_the_statuses_of_a_case_go_before_those_that_follow() -> None:
    strict = replace(SILENT, status=("unanswerable_unknown_document",))
    assert judge(strict, answer(status="unanswerable_unknown_document")).correct
    refused = judge(strict, answer(status="unanswerable_silent"))
    assert (refused.correct, refused.wrongly_answered) == (False, False)
    lenient = replace(CASE, status=("answered", "unanswerable_silent"))
    assert judge(lenient, answer(status="unanswerable_silent")).status_right
    assert judge(CASE, answer(ONE, status="answered_in_part")).correct


@pytest.mark.parametrize(
    "forgery",
    [{"quote": "Giao Bộ B làm cầu."}, {"start": 1}, {"end": 5}, {"paragraph_text": "Khác."}, {"start": -3}],
)
def test_a_quote_that_is_not_verbatim_is_a_problem(forgery: dict[str, Any]) -> None:
    forged = {**citation(ONE), **forgery}
    assert is_verbatim(citation(ONE))
    assert not is_verbatim(forged)
    judgement = judge(CASE, {**answer(ONE), "citations": [citation(ONE), forged]})
    assert judgement.problems == ("trích dẫn không nguyên văn ở Kết luận 179-KL/TW, đoạn 1",)
    assert not judgement.correct


def test_no_value_has_no_mean() -> None:
    assert estimate([]) == estimate([None, None]) == Estimate(0, None)
    assert str(estimate([])) == "–"


@pytest.mark.parametrize("constant", [0.0, 1.0, 0.25])
def test_a_constant_has_no_width(constant: float) -> None:
    assert estimate([constant] * 7) == Estimate(7, constant, constant, constant)


def test_the_mean_counts_what_applies_and_the_interval_surrounds_it() -> None:
    found = estimate([True, False, None, True, True, None])
    assert (found.n, found.mean) == (4, 0.75)
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low < 0.75 < found.high <= 1
    assert str(estimate([True, True])) == "1.000 [1.000; 1.000]"


def test_the_interval_is_that_of_theory() -> None:
    # 400 throws, 100 hits: 0.25 ± 1.96 · √(0.25 · 0.75 / 400).
    found = estimate([True] * 100 + [False] * 300)
    assert found.mean == 0.25
    assert found.low == pytest.approx(0.25 - 0.0424, abs=0.006)
    assert found.high == pytest.approx(0.25 + 0.0424, abs=0.006)


def test_more_cases_narrow_the_interval() -> None:
    def width(found: Estimate) -> float:
        assert found.low is not None
        assert found.high is not None
        return found.high - found.low

    assert width(estimate([1.0, 0.0] * 200)) < width(estimate([1.0, 0.0] * 20)) / 2


def test_the_same_values_have_the_same_interval() -> None:
    values = np.random.default_rng(3).random(50).tolist()
    assert estimate(values) == estimate(values)
    assert estimate(values) != estimate(values, seed=1)


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.booleans(), st.floats(0, 1)), max_size=30))
def test_an_interval_lies_within_the_values(values: list[float | bool | None]) -> None:
    found = estimate(values)
    known = [float(value) for value in values if value is not None]
    assert found.n == len(known)
    if known:
        assert found.mean is not None
        assert found.low is not None
        assert found.high is not None
        assert min(known) - 1e-9 <= found.low <= found.high <= max(known) + 1e-9
        assert found.mean == pytest.approx(sum(known) / len(known))
    else:
        assert (found.mean, found.low, found.high) == (None, None, None)


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)],
)
def test_the_interval_of_a_share_is_that_of_wilson(right: int, n: int, low: float, high: float) -> None:
    """The last row is the example of Newcombe (1998), method 3."""
    assert wilson(right, n).interval[0] == pytest.approx(low, abs=1e-4)
    assert wilson(right, n).interval[1] == pytest.approx(high, abs=1e-4)
