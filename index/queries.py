"""From a question to what is asked of the store: its three vectors and what each counts for."""

from collections.abc import Mapping, Sequence

import numpy as np

from index.embedding import Embedder
from index.frequencies import Frequencies
from index.sparse import K1, query_weights
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
    weights: Weights = FUSION,
    limit: int = LIMIT,
    matches: Mapping[str, Sequence[str]] | None = None,
) -> FusedQuery:
    """Return the search for `question`: scores are divided by what the question would score in a text like itself."""
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
    return FusedQuery(vector, query_weights(marked)[0], query_weights(bare)[0], scaled, limit, dict(matches or {}))


def _self_score(found: Ids, frequencies: Frequencies) -> float:
    return _ONE_OCCURRENCE * float(frequencies.idf(np.unique(found)).sum())
