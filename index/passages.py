"""The searched texts of a collection as unit ids: what is read beside a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.frequencies import Frequencies, count_codes
from index.tokens import Codes, encode


@dataclass(frozen=True, slots=True)
class Passages:
    """The searched texts of a collection as unit ids, with and without marks, and how many texts hold each unit.

    A searched text is the paragraph behind its context; `context[i]` is the number of syllables of the context.
    `documents` numbers the document of each text: neighbours in one document stand side by side.
    """

    marked: Codes
    bare: Codes
    context: NDArray[np.int32]
    documents: NDArray[np.int32]
    frequencies: Frequencies

    @classmethod
    def of(cls, contexts: Sequence[str], texts: Sequence[str], documents: Sequence[int]) -> "Passages":
        """Return the passages of `texts`, each behind its context."""
        marked, bare = encode([f"{context} {text}" for context, text in zip(contexts, texts, strict=True)])
        sizes = (encode(contexts)[0].sizes + 1) // 2
        numbers = np.array(documents, dtype=np.int32)
        return cls(marked, bare, sizes.astype(np.int32), numbers, count_codes(marked, bare))

    @property
    def average(self) -> float:
        """How many units a text has on the average without its context, at least one."""
        own = np.maximum(self.marked.sizes - 2 * self.context, 0)
        return max(1.0, float(own.mean())) if len(own) else 1.0

    def save(self, path: Path) -> None:
        """Write the passages to one file."""
        np.savez(
            path, marked=self.marked.ids, marked_starts=self.marked.starts, bare=self.bare.ids,
            bare_starts=self.bare.starts, context=self.context, documents=self.documents,
            units=self.frequencies.ids, counts=self.frequencies.counts,
        )  # fmt: skip

    @classmethod
    def load(cls, path: Path) -> "Passages":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            marked, bare = (Codes(stored[name], stored[f"{name}_starts"]) for name in ("marked", "bare"))
            known = Frequencies(len(stored["documents"]), stored["units"], stored["counts"])
            return cls(marked, bare, stored["context"], stored["documents"], known)
