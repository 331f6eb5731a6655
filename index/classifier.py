"""Linear models of the attached questions: which paragraphs a question asks for, whether it is answered, misuse.

Fitted when the index is built, on the questions that the library holds, so that they always fit it: one
one-versus-rest support vector machine a paragraph (Fan et al. 2008), a logistic regression of answered against
near miss, and one of misuse (asked to invent, to forge, to drop the rules) against all others. Features are hashed
tf-idf of units, bare units and letter n-grams (for typing slips).
"""

import math
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.tokens import bare_units, units
from ingest.text import fold, strip_diacritics, syllables

BUCKETS = 1 << 17
_SVM_COST = 0.5
_LOGISTIC_COST = 10.0
_MISUSE_COST, _MISUSE_WEIGHT = 20.0, 3.0
_GRAMS = (3, 4, 5)


def letter_grams(text: str) -> list[str]:
    """Return the runs of 3 to 5 letters of each bare syllable of `text`, with its borders."""
    found = []
    for syllable in syllables(strip_diacritics(fold(text))):
        framed = f" {syllable} "
        found += [framed[start : start + size] for size in _GRAMS for start in range(len(framed) - size + 1)]
    return found


_BLOCKS: tuple[tuple[str, Callable[[str], list[str]]], ...] = (("u", units), ("b", bare_units), ("c", letter_grams))


def buckets(text: str) -> list[dict[int, float]]:
    """Return for each block of features: bucket → 1 + ln(count)."""
    blocks = []
    for offset, (tag, split) in enumerate(_BLOCKS):
        counts = Counter(zlib.crc32(f"{tag}{unit}".encode()) % BUCKETS for unit in split(text))
        blocks.append({offset * BUCKETS + bucket: 1 + math.log(count) for bucket, count in counts.items()})
    return blocks


@dataclass(frozen=True, slots=True)
class QuestionClassifier:
    """Fitted weights over the features that occur: `rows` maps a bucket to its row of `weights`.

    `weights` has shape `(features, paragraphs + 2)`, `bias` `(paragraphs + 2,)`; the last two columns are the
    logits of being answered and of misuse. `labels` names the paragraph of each other column.
    """

    rows: dict[int, int]
    idf: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    labels: tuple[str, ...]

    def score(self, question: str) -> tuple[NDArray[np.float32], float, float]:
        """Return the margin of each label, shape `(paragraphs,)`, and the logits of being answered and of misuse."""
        rows: list[int] = []
        values: list[float] = []
        for block in buckets(question):
            found = [
                (row, value * self.idf[row])
                for bucket, value in block.items()
                if (row := self.rows.get(bucket)) is not None
            ]
            length = math.sqrt(sum(value * value for _, value in found)) or 1.0
            rows += [row for row, _ in found]
            values += [value / length for _, value in found]
        scores = self.bias + np.asarray(values, dtype=np.float32) @ self.weights[rows].astype(np.float32)
        return scores[:-2], float(scores[-2]), float(scores[-1])

    def save(self, path: Path) -> None:
        """Write the fitted weights to one file."""
        np.savez(
            path, buckets=np.fromiter(self.rows, dtype=np.int32), idf=self.idf, bias=self.bias,
            weights=self.weights.astype(np.float16), labels=np.array(self.labels),
        )  # fmt: skip

    @classmethod
    def load(cls, path: Path) -> "QuestionClassifier":
        """Read what `save` wrote; nothing is unpickled."""
        with np.load(path, allow_pickle=False) as stored:
            rows = {int(bucket): row for row, bucket in enumerate(stored["buckets"].tolist())}
            return cls(rows, stored["idf"], stored["weights"], stored["bias"], tuple(stored["labels"].tolist()))


def fit(
    questions: Sequence[str], targets: Sequence[Sequence[str]], misuse: Sequence[bool]
) -> QuestionClassifier | None:
    """Fit on `questions`, each with the labels it asks for (none for a near miss) and whether it is misuse.

    Returns `None` when answered questions, near misses or misuse are missing.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import LinearSVC

    labels = sorted({label for found in targets for label in found})
    answered = np.array([bool(found) for found in targets])
    if not labels or answered.all() or not any(misuse):
        return None
    features = [buckets(question) for question in questions]
    frequency = Counter(bucket for blocks in features for block in blocks for bucket in block)
    rows = {bucket: row for row, bucket in enumerate(sorted(frequency))}
    count = len(questions)
    idf = np.array(
        [math.log(1 + (count - n + 0.5) / (n + 0.5)) for _, n in sorted(frequency.items())], dtype=np.float32
    )
    matrix = _matrix(features, rows, idf)
    models = [
        LinearSVC(C=_SVM_COST, random_state=0).fit(matrix, np.array([label in found for found in targets]))
        for label in labels
    ]
    models.append(LogisticRegression(C=_LOGISTIC_COST, max_iter=300).fit(matrix, answered))
    weight = {True: _MISUSE_WEIGHT, False: 1.0}
    models.append(LogisticRegression(C=_MISUSE_COST, max_iter=300, class_weight=weight).fit(matrix, np.array(misuse)))
    weights = np.array([model.coef_[0] for model in models], dtype=np.float32).T
    bias = np.array([model.intercept_[0] for model in models], dtype=np.float32)
    return QuestionClassifier(rows, idf, weights, bias, tuple(labels))


def _matrix(features: Sequence[Sequence[dict[int, float]]], rows: dict[int, int], idf: NDArray[np.float32]) -> Any:
    """Return the tf-idf of every question, each block at unit length, as a sparse matrix."""
    from scipy.sparse import csr_matrix

    starts, indices, values = [0], list[int](), list[float]()
    for blocks in features:
        for block in blocks:
            weighted = [value * float(idf[rows[bucket]]) for bucket, value in block.items()]
            length = math.sqrt(sum(value * value for value in weighted)) or 1.0
            indices += [rows[bucket] for bucket in block]
            values += [value / length for value in weighted]
        starts.append(len(indices))
    return csr_matrix((np.array(values), indices, starts), shape=(len(features), len(rows)))
