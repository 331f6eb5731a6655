"""Hand-made paragraphs read with a model of a few words: the features of each, by name."""

from collections.abc import Mapping, Sequence

import numpy as np

from index.embedding import StaticEmbedder
from index.passages import Passages
from index.relevance import FEATURES, Reader
from index.thesaurus import Group, Thesaurus

# «đất» and «ruộng» are at a cosine of 0.8, «ruộng» and «nhà» of 0.6, «đất» and «nhà» of 0; pairs are unknown.
VECTORS: dict[str, Sequence[float]] = {
    "[UNK]": (9, 9), "đất": (3, 0), "nhà": (0, 2), "ruộng": (4, 3), "dat": (3, 0), "nha": (0, 2),
}  # fmt: skip
GROUPS = (
    Group("land", ("giấy chứng nhận quyền sử dụng đất",), ("sổ đỏ", "bìa đỏ"), ("gcn",)),
    Group("bodies", ("uỷ ban nhân dân",), ("toà thị chính",), ("ubnd",)),
    Group("people", ("đại biểu",), ("nghị",), ()),
)


class Reading:
    """The features of some paragraphs, by name: a number for each paragraph."""

    def __init__(self, embedder: StaticEmbedder, *texts: str, contexts: Sequence[str] = (), one: bool = True) -> None:
        numbers = [0] * len(texts) if one else list(range(len(texts)))
        self.passages = Passages.of(contexts or [""] * len(texts), texts, numbers)
        self.reader = Reader(self.passages, embedder, Thesaurus(GROUPS))

    def of(self, question: str, scores: Mapping[int, float] | None = None) -> dict[str, list[float]]:
        candidates = dict.fromkeys(range(len(self.passages.documents)), 0.0) if scores is None else scores
        found = self.reader.features(question, list(candidates), list(candidates.values()))
        assert found.shape == (len(candidates), len(FEATURES))
        assert found.dtype == np.float64
        assert np.isfinite(found).all()
        return dict(zip(FEATURES, found.T.tolist(), strict=True))


def passages_of(parts: Sequence[tuple[str, str, int]]) -> Passages:
    """Return the passages of (context, text, number of the document)."""
    return Passages.of([part[0] for part in parts], [part[1] for part in parts], [part[2] for part in parts])
