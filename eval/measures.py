"""How one answer is judged, and how many are summed up with an interval. Every case counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from eval.cases import Case, Gold
from ingest.text import fold

_ANSWERED = {"answered", "answered_in_part"}
_RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one answer got right. Recall and precision are `None` where they do not apply.

    `correct` = status, every needed citation and every fact right; `citation_recall` the share of needed gold
    paragraphs cited (1 of «any»); `citation_precision` the share of citations that are gold.
    """

    correct: bool
    status_right: bool
    citation_recall: float | None
    citation_precision: float | None
    wrongly_refused: bool | None
    wrongly_answered: bool | None
    problems: tuple[str, ...]


def judge(case: Case, answer: dict[str, Any]) -> Judgement:
    """Return how the answer (in the form of the `batch` contract) fares against its case."""
    answered = answer["status"] in _ANSWERED
    accepted = set(case.status) or ({"answered", "answered_in_part"} if case.answerable else set())
    status_right = answer["status"] in accepted if accepted else not answered
    cited = answer["citations"]
    recall = _recall(case, cited) if case.answerable else None
    precision = _precision(case, cited) if case.answerable and cited else None
    facts = _missing_facts(case, answer)
    problems = []
    if not status_right:
        problems.append(f"trạng thái {answer['status']}, cần {' hoặc '.join(sorted(accepted)) or 'từ chối'}")
    if recall is not None and recall < 1:
        problems.append("thiếu trích dẫn cần có")
    problems += [f"thiếu dữ kiện «{fact}»" for fact in facts]
    problems += [f"có chuỗi cấm «{text}»" for text in case.must_not_include if fold(text) in fold(answer["text"])]
    problems += [f"trích dẫn không nguyên văn ở {c['locator']}" for c in cited if not is_verbatim(c)]
    return Judgement(
        correct=not problems,
        status_right=status_right,
        citation_recall=recall,
        citation_precision=precision,
        wrongly_refused=not answered if case.answerable else None,
        wrongly_answered=answered if not case.answerable else None,
        problems=tuple(problems),
    )


def is_verbatim(citation: dict[str, Any]) -> bool:
    """Return whether the quote stands in its paragraph at the place it claims."""
    return bool(citation["paragraph_text"][citation["start"] : citation["end"]] == citation["quote"])


def _is_gold(gold: Gold, citation: dict[str, Any]) -> bool:
    return gold.document == citation["document"] and gold.quote in citation["paragraph_text"]


def _recall(case: Case, cited: Sequence[dict[str, Any]]) -> float:
    found = sum(any(_is_gold(gold, citation) for citation in cited) for gold in case.gold)
    if case.need == "any":
        return float(found > 0)
    return found / len(case.gold) if case.gold else 1.0


def _precision(case: Case, cited: Sequence[dict[str, Any]]) -> float:
    return sum(any(_is_gold(gold, citation) for gold in case.gold) for citation in cited) / len(cited)


def _missing_facts(case: Case, answer: dict[str, Any]) -> list[str]:
    if not case.answerable:
        return []
    text = fold(answer["text"])
    return [group[0] for group in case.must_include if not any(fold(fact) in text for fact in group)]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its 95 % bootstrap interval (percentile method, Efron 1979) over `n` cases; `None` over none."""

    n: int
    mean: float | None
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        if self.mean is None:
            return "–"
        return f"{self.mean:.3f} [{self.low:.3f}; {self.high:.3f}]"


def estimate(values: Sequence[float | bool | None], seed: int = 0) -> Estimate:
    """Return the mean of the values that apply, with its interval; the same values always give the same interval."""
    data = np.array([float(value) for value in values if value is not None])
    if not len(data):
        return Estimate(0, None)
    samples = np.random.default_rng(seed).choice(data, size=(_RESAMPLES, len(data))).mean(axis=1)
    low, high = np.quantile(samples, [0.025, 0.975])
    return Estimate(len(data), float(data.mean()), float(low), float(high))


@dataclass(frozen=True, slots=True)
class Share:
    """`right` of `n` with Wilson's 95 % interval (Wilson 1927), which holds for shares near 1; nothing over none."""

    right: int
    n: int

    @property
    def interval(self) -> tuple[float, float]:
        """The lower and the upper bound."""
        if not self.n:
            return 0.0, 1.0
        share, z = self.right / self.n, 1.959963985
        centre = share + z * z / (2 * self.n)
        spread = z * float(np.sqrt(share * (1 - share) / self.n + z * z / (4 * self.n**2)))
        scale = 1 + z * z / self.n
        return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)

    def __str__(self) -> str:
        if not self.n:
            return "–"
        low, high = self.interval
        return f"{self.right / self.n:.3f} [{low:.3f}; {high:.3f}]"


def wilson(right: int, n: int) -> Share:
    """Return the share of `right` cases among `n`, with its interval."""
    return Share(right, n)
