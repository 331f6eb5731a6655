"""What the tests of search share: what was found, told in short, and asked from many threads at once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np

from index.search import Evidence, Index


def never(message: str) -> None:
    raise AssertionError(message)


def labels(found: Evidence) -> list[str]:
    return [hit.label for hit in found.paragraphs]


def told(found: Evidence) -> tuple[list[object], list[float]]:
    """Return what was found, and its scores, whose last digits hang on the order of addition in the engine."""
    relevance = [hit.relevance for hit in found.paragraphs]
    asked = (*found.questions, *found.near_misses)
    names = [labels(found), [(hit.text, hit.kind, hit.targets) for hit in asked], found.margins]
    rest = [found.answered_logit, found.misuse_logit, found.unknown_share, found.uncovered_share]
    return [*names, rest], [*(hit.score for hit in found.paragraphs), *relevance, *(hit.score for hit in asked)]


def search_at_once(index: Index, questions: Sequence[str], threads: int, times: int) -> None:
    expected = {question: told(index.search(question)) for question in questions}
    barrier = Barrier(threads)

    def work(first: int) -> list[tuple[str, Evidence]]:
        barrier.wait(30)
        asked = [questions[(first + step) % len(questions)] for step in range(times)]
        return [(question, index.search(question)) for question in asked]

    with ThreadPoolExecutor(threads) as pool:
        answers = [answer for found in pool.map(work, range(threads)) for answer in found]
    assert len(answers) == threads * times
    for question, found in answers:
        names, scores = told(found)
        assert names == expected[question][0]
        assert np.allclose(scores, expected[question][1], atol=1e-5)
