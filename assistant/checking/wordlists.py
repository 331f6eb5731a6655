"""Word lists as data: synonyms, opposites, words that weaken, harden or take back, plain speech, heads of bodies."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ingest.text import fold

_FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class WordLists:
    """Folded phrases. `synonyms` leads from a phrase to the others of its groups, `poles` to (pole, side)."""

    synonyms: dict[str, frozenset[str]]
    poles: dict[str, frozenset[tuple[int, int]]]
    weakeners: frozenset[str]
    hardeners: frozenset[str]
    reversers: frozenset[str]
    light: frozenset[str]
    heads: frozenset[str]

    def synonyms_of(self, phrase: str) -> frozenset[str]:
        """Return the phrases that may stand for this one."""
        return self.synonyms.get(phrase, frozenset())

    def are_alike(self, one: str, other: str) -> bool:
        """Return whether two phrases are the same, may stand for one another, or are on one side of a pole."""
        shared = self.poles.get(one, frozenset()) & self.poles.get(other, frozenset())
        return one == other or bool(shared) or other in self.synonyms_of(one)

    def are_opposites(self, one: str, other: str) -> bool:
        """Return whether two phrases stand on the two sides of a pole."""
        return any((pole, 1 - side) in self.poles.get(other, ()) for pole, side in self.poles.get(one, ()))


@lru_cache(maxsize=1)
def shipped() -> WordLists:
    """Return the lists that are shipped with the program."""
    synonyms: dict[str, set[str]] = {}
    for line in lines("synonyms"):
        group = [phrase.strip() for phrase in line.split("|")]
        for phrase in group:
            synonyms.setdefault(phrase, set()).update(group)
    poles: dict[str, set[tuple[int, int]]] = {}
    for number, line in enumerate(lines("poles")):
        for side, phrases in enumerate(line.split("||")):
            for phrase in phrases.split("|"):
                poles.setdefault(phrase.strip(), set()).add((number, side))
    return WordLists(
        {phrase: frozenset(group) for phrase, group in synonyms.items()},
        {phrase: frozenset(sides) for phrase, sides in poles.items()},
        *(frozenset(lines(name)) for name in ("weakeners", "hardeners", "reversers", "light", "heads")),
    )


def lines(name: str) -> Iterator[str]:
    """Yield the lines of a shipped list, folded."""
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if text := fold(line.strip()):
            yield text
