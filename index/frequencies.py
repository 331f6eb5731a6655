"""How many indexed texts hold each unit: what a question's words weigh, and which of them the library lacks."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.sparse import unit_id
from index.tokens import bare_units, units


@dataclass(frozen=True, slots=True)
class Frequencies:
    """`counts` maps unit id to the number of texts that hold it, out of `texts`; `in_paragraphs` are ids of units
    that stand in some paragraph."""

    texts: int
    counts: dict[int, int]
    in_paragraphs: frozenset[int]

    def idf(self, unit: int) -> float:
        """Return ln(1 + (N - n + 0.5) / (n + 0.5)), the weight that the engine gives the unit."""
        found = self.counts.get(unit, 0)
        return float(np.log(1 + (self.texts - found + 0.5) / (found + 0.5)))

    def save(self, path: Path) -> None:
        """Write the counts to one file."""
        np.savez(
            path,
            texts=self.texts,
            ids=np.fromiter(self.counts, dtype=np.uint32),
            counts=np.fromiter(self.counts.values(), dtype=np.int32),
            in_paragraphs=np.fromiter(sorted(self.in_paragraphs), dtype=np.uint32),
        )

    @classmethod
    def load(cls, path: Path) -> "Frequencies":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            counts = dict(zip(stored["ids"].tolist(), stored["counts"].tolist(), strict=True))
            return cls(int(stored["texts"]), counts, frozenset(stored["in_paragraphs"].tolist()))


def count(texts: Iterable[str], paragraphs: Iterable[str]) -> Frequencies:
    """Return the frequencies of units, with and without diacritics, over `texts`; `paragraphs` are among them."""
    counts: Counter[int] = Counter()
    total = 0
    for text in texts:
        counts.update({unit_id(unit) for unit in units(text)} | {unit_id(unit) for unit in bare_units(text)})
        total += 1
    held = {unit_id(unit) for text in paragraphs for unit in (*units(text), *bare_units(text))}
    return Frequencies(total, dict(counts), frozenset(held))
