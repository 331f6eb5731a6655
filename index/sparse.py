"""BM25 as sparse vectors: the document side carries term saturation, the engine multiplies by the idf.

Robertson and Zaragoza 2009, with k1 = 0.9 and b = 0.4 (Anserini's values, best on our development sets as well).
"""

from dataclasses import dataclass

import numpy as np

from index.tokens import Codes

K1 = 0.9
B = 0.4
# In a library a fixed length keeps the weights of a paragraph the same whatever else it holds; the true average ranked
# its short paragraphs no better. Whole articles of law are five times as long and need their own.
AVERAGE_LENGTH = 90.0


@dataclass(frozen=True, slots=True)
class SparseWeights:
    """Parallel lists of unit ids (32 bits, ascending) and weights."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


def document_weights(codes: Codes, average: float = AVERAGE_LENGTH) -> list[SparseWeights]:
    """Return for each text the saturated term frequencies of its units, in a collection of this average length."""
    penalty = K1 * (1 - B + B * codes.sizes / average)
    keys, counts = np.unique((codes.owners << 32) | codes.ids, return_counts=True)
    owners = keys >> 32
    values = counts * (K1 + 1) / (counts + penalty[owners])
    return _cut(keys & 0xFFFFFFFF, values, owners, len(codes.sizes))


def query_weights(codes: Codes) -> list[SparseWeights]:
    """Return for each question one for each different unit."""
    keys = np.unique((codes.owners << 32) | codes.ids)
    return _cut(keys & 0xFFFFFFFF, np.ones(len(keys)), keys >> 32, len(codes.sizes))


def _cut(indices: np.ndarray, values: np.ndarray, owners: np.ndarray, texts: int) -> list[SparseWeights]:
    ends = np.searchsorted(owners, np.arange(1, texts)).tolist() if texts else []
    all_indices, all_values = indices.tolist(), values.tolist()
    cuts = list(zip([0, *ends], [*ends, len(all_indices)], strict=True)) if texts else []
    return [SparseWeights(tuple(all_indices[a:b]), tuple(all_values[a:b])) for a, b in cuts]
