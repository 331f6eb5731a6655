"""Vietnamese text as syllables and syllable pairs: the units of the sparse weights and of the shipped embedding.

Words of Vietnamese are mostly two syllables long and written apart; overlapping pairs catch them without a
segmenter. Measured on legal questions, pairs lift a static embedding from nDCG@10 0.420 to 0.543.
"""

from itertools import pairwise

from ingest.text import fold, strip_diacritics, syllables


def units(text: str) -> list[str]:
    """Return the folded syllables of `text` in order, then its overlapping pairs, joined by `_`."""
    return _with_pairs(syllables(fold(text)))


def bare_units(text: str) -> list[str]:
    """Return the same units without diacritics: the twin for questions typed without them."""
    return _with_pairs(syllables(strip_diacritics(fold(text))))


def _with_pairs(found: list[str]) -> list[str]:
    return found + [f"{left}_{right}" for left, right in pairwise(found)]
