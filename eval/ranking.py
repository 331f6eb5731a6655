"""Measures of a ranking against graded relevance, as trec_eval and BEIR define them."""

import math
from collections.abc import Mapping, Sequence


def recall(ranked: Sequence[str], gold: Mapping[str, int], depth: int) -> float:
    """Return the share of relevant passages among the first `depth`."""
    return sum(passage in gold for passage in ranked[:depth]) / len(gold)


def ndcg(ranked: Sequence[str], gold: Mapping[str, int], depth: int) -> float:
    """Return the normalised discounted cumulative gain of the first `depth` (Järvelin and Kekäläinen 2002)."""
    gain = sum(gold.get(passage, 0) / math.log2(place + 2) for place, passage in enumerate(ranked[:depth]))
    best = sorted(gold.values(), reverse=True)[:depth]
    return gain / sum(grade / math.log2(place + 2) for place, grade in enumerate(best))


def reciprocal_rank(ranked: Sequence[str], gold: Mapping[str, int], depth: int) -> float:
    """Return one over the place of the first relevant passage among the first `depth`, zero without one."""
    return next((1 / place for place, passage in enumerate(ranked[:depth], 1) if passage in gold), 0.0)
