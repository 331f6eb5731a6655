"""Everyday ↔ administrative terms: groups of phrases that stand for one another when searching.

Reviewed data in `data/thesaurus.jsonl`, one group a line: `field`, `formal` (as directives write it), `everyday` (as
people say it), `short` (abbreviations). `tests/test_index_thesaurus.py` holds it consistent.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ingest.text import fold, strip_diacritics, syllables

SHIPPED = Path(__file__).parent / "data" / "thesaurus.jsonl"
# An abbreviation is taken for one only where no Vietnamese syllable is written so («ca», «ban», «ai»).
_VOWEL = re.compile(r"[aeiouy]")


@dataclass(frozen=True, slots=True)
class Group:
    """One concept; terms are folded, `short` without those that read as a syllable."""

    field: str
    formal: tuple[str, ...]
    everyday: tuple[str, ...]
    short: tuple[str, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """All terms of the group."""
        return self.formal + self.everyday + self.short


@dataclass(frozen=True, slots=True)
class Match:
    """A term found in a text: syllables `[start, end)`, its group, and the term as it is written there."""

    start: int
    end: int
    group: Group
    term: str


class Thesaurus:
    """The groups, looked up by the syllables of their terms, with marks or without."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self.groups = tuple(groups)
        self._marked: dict[tuple[str, ...], list[Group]] = {}
        self._bare: dict[tuple[str, ...], list[Group]] = {}
        self._longest = max((len(syllables(term)) for group in groups for term in group.terms), default=0)
        for group in groups:
            for term in group.terms:
                key = tuple(syllables(term))
                self._marked.setdefault(key, []).append(group)
                self._bare.setdefault(tuple(map(strip_diacritics, key)), []).append(group)

    def matches(self, text: str) -> Iterator[Match]:
        """Yield the longest terms in `text`, left to right; one typed without marks is read without them."""
        found = syllables(fold(text))
        bare = all(strip_diacritics(syllable) == syllable for syllable in found)
        table = self._bare if bare else self._marked
        start = 0
        while start < len(found):
            for end in range(min(len(found), start + self._longest), start, -1):
                if end - start == 1 and bare and not found[start].isascii():
                    continue
                groups = table.get(tuple(found[start:end]), ()) if end - start > 1 or not bare else ()
                if groups or (bare and end - start == 1 and self._is_short(found[start])):
                    for group in groups or self._bare[(found[start],)]:
                        yield Match(start, end, group, " ".join(found[start:end]))
                    start = end - 1
                    break
            start += 1

    def _is_short(self, syllable: str) -> bool:
        return any(syllable in map(strip_diacritics, group.short) for group in self._bare.get((syllable,), ()))


def read(path: Path = SHIPPED) -> Thesaurus:
    """Return the thesaurus in file `path`."""
    groups = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        formal, everyday = (tuple(map(fold, record[key])) for key in ("formal", "everyday"))
        short = tuple(fold(term) for term in record["short"] if not reads_as_syllable(term))
        groups.append(Group(record["field"], formal, everyday, short))
    return Thesaurus(groups)


@lru_cache(maxsize=1)
def shipped() -> Thesaurus:
    """Return the shipped thesaurus, read once."""
    return read()


def reads_as_syllable(term: str) -> bool:
    """Return whether an abbreviation has a vowel and so may be a word («CA», «AI»), or is a single letter."""
    bare = strip_diacritics(fold(term))
    return len(bare) < 2 or (_VOWEL.search(bare) is not None and len(bare) <= 4)
