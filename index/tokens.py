"""Vietnamese text as syllables and syllable pairs: the units of the sparse weights and of the shipped embedding.

Words of Vietnamese are mostly two syllables long and written apart; overlapping pairs catch them without a
segmenter. Measured on legal questions, pairs lift a static embedding from nDCG@10 0.420 to 0.543.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ingest.text import fold, strip_diacritics, syllables

Ids = NDArray[np.uint32]


def units(text: str) -> list[str]:
    """Return the folded syllables of `text` in order, then its overlapping pairs, joined by `_`."""
    return _with_pairs(syllables(fold(text)))


def bare_units(text: str) -> list[str]:
    """Return the same units without diacritics: the twin for questions typed without them."""
    return _with_pairs(syllables(strip_diacritics(fold(text))))


def _with_pairs(found: list[str]) -> list[str]:
    return found + [f"{left}_{right}" for left, right in pairwise(found)]


def unit_id(unit: str) -> int:
    """Return the 32-bit id (CRC-32) of a syllable or pair."""
    return zlib.crc32(unit.encode())


@dataclass(frozen=True, slots=True)
class Codes:
    """The unit ids of several texts, one after another: those of text `i` are `ids[starts[i]:starts[i + 1]]`,
    the syllables in order and then the pairs."""

    ids: Ids
    starts: NDArray[np.int64]

    def of(self, text: int) -> Ids:
        """Return the ids of one text."""
        return self.ids[self.starts[text] : self.starts[text + 1]]

    def part(self, start: int, end: int) -> "Codes":
        """Return the texts from `start` up to `end`."""
        starts = self.starts[start : end + 1]
        return Codes(self.ids[starts[0] : starts[-1]], starts - starts[0])

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many units each text has."""
        return np.diff(self.starts)

    @property
    def owners(self) -> NDArray[np.int64]:
        """For each id the text that it belongs to."""
        return np.repeat(np.arange(len(self.starts) - 1), self.sizes)


def encode(texts: Sequence[str]) -> tuple[Codes, Codes]:
    """Return the ids of `units` and of `bare_units` of every text, worked out for all of them at once."""
    table: dict[str, int] = {}
    sizes, flat = [], list[int]()
    for text in texts:
        found = syllables(fold(text))
        sizes.append(len(found))
        flat += [table.setdefault(syllable, len(table)) for syllable in found]
    words = list(table)
    places, lengths = np.array(flat, dtype=np.int64), np.array(sizes, dtype=np.int64)
    return _codes(words, places, lengths), _codes([strip_diacritics(word) for word in words], places, lengths)


def _codes(words: Sequence[str], places: NDArray[np.int64], sizes: NDArray[np.int64]) -> Codes:
    written = [word.encode() for word in words]
    alone = np.array([zlib.crc32(word) for word in written], dtype=np.uint32)
    behind = np.array([zlib.crc32(b"_" + word) for word in written], dtype=np.uint32)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    together = owner[:-1] == owner[1:]
    left, right = places[:-1][together], places[1:][together]
    length = np.array([len(word) + 1 for word in written], dtype=np.int64)
    pairs = _shifted(alone[left], length[right]) ^ behind[right]
    order = np.argsort(np.concatenate([owner, owner[:-1][together]]), kind="stable")
    starts = np.concatenate([[0], np.cumsum(sizes + np.maximum(sizes - 1, 0))])
    return Codes(np.concatenate([alone[places], pairs])[order], starts)


def _shifted(crc: Ids, by: NDArray[np.int64]) -> Ids:
    """Return what the CRC-32 of each prefix becomes when `by` bytes follow: crc(ab) = shifted(crc(a)) ^ crc(b)."""
    lengths, which = np.unique(by, return_inverse=True)
    tables = np.array([_shift_table(length) for length in lengths.tolist()], dtype=np.uint32).reshape(-1, 4, 256)
    parts = [tables[which, place, (crc >> np.uint32(8 * place)) & np.uint32(255)] for place in range(4)]
    shifted: Ids = parts[0] ^ parts[1] ^ parts[2] ^ parts[3]
    return shifted


@lru_cache(maxsize=256)
def _shift_table(length: int) -> Ids:
    # CRC-32 is linear over bits: what zero bytes make of each byte of the register adds up to the whole.
    zeros = bytes(length)
    constant = zlib.crc32(zeros)
    shifts = [[zlib.crc32(zeros, byte << 8 * place) ^ constant for byte in range(256)] for place in range(4)]
    return np.array(shifts, dtype=np.uint32)
