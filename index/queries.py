"""From a question to what is asked of the store: its three vectors and what each counts for."""

from collections.abc import Mapping, Sequence

import numpy as np

from index.embedding import Embedder
from index.frequencies import Frequencies
from index.sparse import K1, SparseWeights, query_weights
from index.store import FusedQuery
from index.tokens import Ids, encode
from ingest.text import has_diacritics

Weights = tuple[float, float, float]
# What dense, sparse and bare scores count for, each scaled to about 0..1: the best on law, and no worse on
# documents left out (dev). On the shipped paragraphs, where attached questions decide, a third for the vectors is a
# little better (0.73 against 0.70 first, `python -m eval fusion`).
FUSION: Weights = (0.5, 0.25, 0.25)
LIMIT = 40
# What one occurrence of a unit scores in a text of a question's length.
_ONE_OCCURRENCE = (K1 + 1) / (1 + 0.65 * K1)


def fused_query(
    question: str,
    embedder: Embedder,
    frequencies: Frequencies,
    *,
    held: Frequencies | None = None,
    weights: Weights = FUSION,
    limit: int = LIMIT,
    matches: Mapping[str, Sequence[str]] | None = None,
) -> FusedQuery:
    """Return the search for `question`: scores are divided by what the question would score in a text like itself.

    `held` are the frequencies of the store, by which its engine weighs words, where `frequencies` are others.
    """
    marked, bare = encode([question])
    dense, sparse, bare_weight = weights
    if not has_diacritics(question):
        sparse, bare_weight = 0.0, sparse + bare_weight
    scaled = (
        dense,
        sparse / (_self_score(marked.ids, frequencies) or 1.0),
        bare_weight / (_self_score(bare.ids, frequencies) or 1.0),
    )
    vector = embedder.embed([question])[0]
    marked_weights, bare_weights = (_weighed(query_weights(codes)[0], frequencies, held) for codes in (marked, bare))
    return FusedQuery(vector, marked_weights, bare_weights, scaled, limit, dict(matches or {}))


def _weighed(weights: SparseWeights, frequencies: Frequencies, held: Frequencies | None) -> SparseWeights:
    """Return the weights so that the engine, which multiplies them by the idf among its own texts, comes to ours."""
    if held is None:
        return weights
    ids = np.array(weights.indices, dtype=np.uint32)
    ratios = frequencies.idf(ids) / held.idf(ids)
    return SparseWeights(weights.indices, tuple((np.array(weights.values) * ratios).tolist()))


def _self_score(found: Ids, frequencies: Frequencies) -> float:
    return _ONE_OCCURRENCE * float(frequencies.idf(np.unique(found)).sum())
