"""Facts of two texts set against each other by what stands around them: which ones fill the same place."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.checking.atoms import Atom, Sort

_REACH = 6  # atoms to each side
_NEAR = 1.0, 0.9, 0.75, 0.6, 0.5, 0.4  # weight of a neighbour by its distance


@dataclass(frozen=True)
class Line:
    """The atoms of a text that say something, and what stands around each."""

    atoms: tuple[Atom, ...]

    @classmethod
    def of(cls, atoms: Sequence[Atom]) -> "Line":
        """Return the line of these atoms without neutral ones."""
        return cls(tuple(atom for atom in atoms if atom.sort is not Sort.NEUTRAL))

    def limit(self, place: int) -> str:
        """Return the limit («không quá») right before the atom at `place`; empty where there is none."""
        before = self.atoms[place - 1] if place else None
        return before.concept if before is not None and before.sort is Sort.LIMIT else ""

    def around(self, place: int, reach: int = _REACH) -> dict[str, float]:
        """Return the concepts near the atom at `place`, each with the weight of its distance."""
        found: dict[str, float] = {}
        for distance in range(1, reach + 1):
            for other in (place - distance, place + distance):
                if 0 <= other < len(self.atoms):
                    concept = self.atoms[other].concept
                    found[concept] = max(found.get(concept, 0.0), _NEAR[distance - 1])
        return found


def likeness(one: dict[str, float], other: dict[str, float]) -> float:
    """Return how much two surroundings share, 0 to 1 for the first one's whole."""
    shared = sum(min(weight, other[concept]) for concept, weight in one.items() if concept in other)
    return shared / (sum(sorted(one.values(), reverse=True)[:8]) or 1.0)
