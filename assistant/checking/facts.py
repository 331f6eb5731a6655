"""Facts of a sentence that the paragraph lacks, or has in another place: numbers, dates, documents, bodies …"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.checking.atoms import Atom, Sort, agrees
from assistant.checking.checked import Deviation, DeviationKind
from assistant.checking.slots import Line, likeness
from assistant.checking.sources import Source

_KIND = {
    Sort.NUMBER: DeviationKind.NUMBER, Sort.DATE: DeviationKind.DATE, Sort.DOCUMENT: DeviationKind.DOCUMENT,
    Sort.BODY: DeviationKind.BODY, Sort.OFFICE: DeviationKind.BODY, Sort.LEVEL: DeviationKind.BODY,
    Sort.PERSON: DeviationKind.BODY, Sort.STRENGTH: DeviationKind.STRENGTH, Sort.EXTENT: DeviationKind.STRENGTH,
    Sort.LIMIT: DeviationKind.STRENGTH,
}  # fmt: skip
# How much better another fact of the source must fit the place than the same one, to be what stands there.
_MARGIN = 0.35
_MARGINS = {Sort.BODY: 0.6, Sort.DATE: 0.5}
# Words that stand for many others, so that their absence says nothing.
_GENERIC = frozenset({"dia phuong", "co quan", "trung uong", "quoc gia", "to chuc dang", "cap uy", "nganh"})
_WEAK_LIKENESS = 0.3
_SURE, _BETTER = 0.8, 0.45
_SWAPPED = frozenset({Sort.LEVEL, Sort.NUMBER, Sort.DATE, Sort.OFFICE})


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A fact of the source in view of one of the draft: how alike what surrounds both is, and whether they agree."""

    likeness: float
    touching: float  # the same of what stands right beside them
    same: bool
    atom: Atom
    own: bool  # it stands in the paragraph itself, not in what governs it
    limit: str = ""  # the limit right before it


def deviations(sentence: str, line: Line, source: Source) -> Iterator[Deviation]:
    """Yield what the typed facts of the sentence say otherwise than the paragraph, with the atom that says it."""
    for place, atom in enumerate(line.atoms):
        if atom.sort not in _KIND:
            continue
        others = counterparts(line, place, source)
        other = _mismatch(line, place, others)
        if other is not None:
            said = other.atom.span.of(source.paragraph.text) if other.own and other.likeness > 0 else ""
            yield Deviation(_kind(line, place), atom.span.of(sentence), said)


def counterparts(line: Line, place: int, source: Source) -> list[Counterpart]:
    """Return the facts of the same sort in the source and what governs it, for the fact at `place`."""
    atom, here, beside = line.atoms[place], line.around(place), line.around(place, 2)
    return [
        Counterpart(
            likeness(here, there.around(position)),
            likeness(beside, there.around(position, 2)),
            agrees(atom, other),
            other,
            there is source.line,
            there.limit(position),
        )
        for there in (source.line, source.context)
        for position, other in enumerate(there.atoms)
        if other.sort is atom.sort
    ]


def _mismatch(line: Line, place: int, others: Sequence[Counterpart]) -> Counterpart | None:
    """Return what the source has in the place of the fact; `None` where the fact may stand."""
    atom = line.atoms[place]
    differing = [other for other in others if not other.same and other.own]
    best = max(differing, key=lambda other: other.likeness, default=None)
    same = max((other.likeness for other in others if other.same), default=None)
    nothing = Counterpart(0.0, 0.0, False, atom, False)
    if same is None:
        return (best or nothing) if _counts(line, place, best, others) else None
    if (other := _otherwise_limited(line, place, others)) is not None:
        return other
    if atom.sort in _SWAPPED and (swapped := _swapped(differing, others)) is not None:
        return swapped
    taken = {other.concept for other in line.atoms}
    fits = best is not None and best.likeness > same + _MARGINS.get(atom.sort, _MARGIN)
    return best if best is not None and fits and best.atom.concept not in taken else None


def _otherwise_limited(line: Line, place: int, others: Sequence[Counterpart]) -> Counterpart | None:
    """Return the number that the source limits so («không quá 300»), where it limits none like that of the draft."""
    before = line.atoms[place - 1] if place else None
    if before is None or before.sort is not Sort.LIMIT or line.atoms[place].sort is not Sort.NUMBER:
        return None
    limited = [other for other in others if other.limit == before.concept]
    return None if any(other.same for other in limited) else next((other for other in limited if other.own), None)


def _swapped(differing: Sequence[Counterpart], others: Sequence[Counterpart]) -> Counterpart | None:
    """Return the fact whose neighbours are those of the draft's, where the draft has another one of the same text."""
    best = max(differing, key=lambda other: other.touching, default=None)
    same = max(other.touching for other in others if other.same)
    return best if best is not None and best.touching >= max(_SURE, same + _BETTER) else None


def _counts(line: Line, place: int, best: Counterpart | None, others: Sequence[Counterpart]) -> bool:
    """Return whether a fact that the source has nowhere is one that it would have to have."""
    atom, alike = line.atoms[place], best.likeness if best is not None else 0.0
    following = line.atoms[place + 1] if place + 1 < len(line.atoms) else None
    if atom.concept in _GENERIC or (best is None and (atom.sort is Sort.LEVEL or atom.concept == "whole")):
        return False
    if atom.sort is Sort.LIMIT:
        return alike >= _WEAK_LIKENESS or (
            following is not None and following.sort is Sort.NUMBER and atom.concept not in ("after", "before")
        )
    if atom.sort is Sort.NUMBER and atom.concept == "1":  # «một nội dung nữa»
        return alike >= _WEAK_LIKENESS
    own = {other.atom.concept for other in others if other.own}
    if atom.sort is Sort.STRENGTH and atom.concept == "demand":
        return alike >= _WEAK_LIKENESS or own == {"permit"}
    if atom.sort is Sort.STRENGTH and atom.concept == "can":
        return "permit" not in own
    return True


def _kind(line: Line, place: int) -> DeviationKind:
    atom = line.atoms[place]
    if atom.sort is Sort.LIMIT and atom.concept in ("before", "after"):
        return DeviationKind.DATE
    if atom.sort is Sort.STRENGTH and atom.concept == "praise":
        return DeviationKind.POLARITY
    return _KIND[atom.sort]
