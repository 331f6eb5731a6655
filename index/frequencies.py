"""How many texts hold each unit: what a question's words weigh, and which of them a collection lacks."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.tokens import Codes, Ids, encode

_BATCH = 4096


@dataclass(frozen=True, slots=True)
class Frequencies:
    """`counts[i]` of `texts` texts hold the unit `ids[i]`, with marks or without; `ids` ascend."""

    texts: int
    ids: Ids
    counts: NDArray[np.int32]

    def of(self, wanted: Ids) -> NDArray[np.int64]:
        """Return how many texts hold each unit, zero where none does."""
        if not len(self.ids):
            return np.zeros(len(wanted), dtype=np.int64)
        place = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
        return np.where(self.ids[place] == wanted, self.counts[place], 0).astype(np.int64)

    def idf(self, wanted: Ids) -> NDArray[np.float64]:
        """Return ln(1 + (N - n + 0.5) / (n + 0.5)) of each unit, the weight that the engine gives it."""
        found = self.of(wanted)
        return np.asarray(np.log(1 + (self.texts - found + 0.5) / (found + 0.5)), dtype=np.float64)

    def save(self, path: Path) -> None:
        """Write the counts to one file."""
        np.savez(path, texts=self.texts, ids=self.ids, counts=self.counts)

    @classmethod
    def load(cls, path: Path) -> "Frequencies":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(int(stored["texts"]), stored["ids"], stored["counts"])


def count(texts: Iterable[str]) -> Frequencies:
    """Return the frequencies of units over `texts`."""
    waiting = list(texts)
    return merged([count_codes(*encode(waiting[start : start + _BATCH])) for start in range(0, len(waiting), _BATCH)])


def count_codes(marked: Codes, bare: Codes) -> Frequencies:
    """Return the frequencies over encoded texts; a unit that is its own bare twin counts once a text."""
    keys = np.unique(np.concatenate([(codes.owners << 32) | codes.ids for codes in (marked, bare)]))
    ids, counts = np.unique((keys & 0xFFFFFFFF).astype(np.uint32), return_counts=True)
    return Frequencies(len(marked.sizes), ids, counts.astype(np.int32))


def merged(parts: Iterable[Frequencies]) -> Frequencies:
    """Return the frequencies over the texts of all parts."""
    whole = Frequencies(0, np.array([], dtype=np.uint32), np.array([], dtype=np.int32))
    for part in parts:
        ids, place = np.unique(np.concatenate([whole.ids, part.ids]), return_inverse=True)
        weights = np.concatenate([whole.counts, part.counts])
        counts = np.bincount(place, weights=weights, minlength=len(ids)).astype(np.int32)
        whole = Frequencies(whole.texts + part.texts, ids, counts)
    return whole
