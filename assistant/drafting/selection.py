"""Which pieces to quote so that they say most in so many words; none without what must stand before it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.drafting.pieces import Part, Piece

# A chain of the pieces taken, the last one first.
_Chain = tuple["_Chain", int] | None
_Table = dict[int, tuple[float, _Chain]]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A piece, its length in words, and what it is worth; what is worth nothing stands only for those below it."""

    piece: Piece
    words: int
    worth: float


@dataclass(frozen=True, slots=True)
class Selection:
    """Positions of the pieces chosen, ascending; their words together and their worth."""

    positions: tuple[int, ...]
    words: int
    worth: float


def selections(offered: Sequence[Weighed], most: int) -> list[Selection]:
    """Return for each number of words up to `most` that can be had exactly the selection worth most, ascending.

    The first of them is empty. A piece is chosen with the one that it stands below, and with those tied to it.
    """
    ends = _ends(offered)
    tables: list[_Table] = [{} for _ in range(len(offered) + 1)]
    tables[0][0] = (0.0, None)
    for at in range(len(offered)):
        steps = list(_takings(offered, ends, at))
        skips = not offered[at].piece.tied
        for words, (worth, chain) in tables[at].items():
            if skips:
                _improve(tables[ends[at]], words, worth, chain)
            for after, taken, more, gained in steps:
                if words + more <= most:
                    _improve(tables[after], words + more, worth + gained, _added(chain, taken))
        tables[at] = {}
    return [Selection(_positions(chain), words, worth) for words, (worth, chain) in sorted(tables[-1].items())]


def _ends(offered: Sequence[Weighed]) -> list[int]:
    """Return for each piece the position behind the last one below it."""
    ends = list(range(1, len(offered) + 1))
    for at in reversed(range(len(offered))):
        above = offered[at].piece.above
        if above is not None:
            ends[above] = max(ends[above], ends[at])
    return ends


def _takings(
    offered: Sequence[Weighed], ends: Sequence[int], at: int
) -> Iterator[tuple[int, tuple[int, ...], int, float]]:
    """Yield each way to take a piece: where to go on, the positions taken, their words and worth.

    What is nothing by itself is taken with the first one below it that is.
    """
    own = offered[at]
    if own.worth > 0 and own.piece.part is Part.TEXT:
        yield at + 1, (at,), own.words, own.worth
        return
    for below in range(at + 1, ends[at]):
        if offered[below].piece.above != at:
            continue
        for after, taken, words, worth in _takings(offered, ends, below):
            yield after, (at, *taken), own.words + words, worth
        if offered[below].piece.tied:
            return


def _improve(table: _Table, words: int, worth: float, chain: _Chain) -> None:
    held = table.get(words)
    if held is None or worth > held[0]:
        table[words] = (worth, chain)


def _added(chain: _Chain, taken: Sequence[int]) -> _Chain:
    for position in taken:
        chain = (chain, position)
    return chain


def _positions(chain: _Chain) -> tuple[int, ...]:
    found = []
    while chain is not None:
        chain, position = chain
        found.append(position)
    return tuple(reversed(found))


def shared(tables: Sequence[Sequence[Selection]], least: float) -> list[tuple[Selection, ...]]:
    """Return one selection of each table for each number of words together, worth most; ascending.

    Each has at least the share `least` of the words; where that cannot be, what has them as it may.
    """
    best: dict[int, tuple[float, tuple[Selection, ...]]] = {0: (0.0, ())}
    for table in tables:
        joined: dict[int, tuple[float, tuple[Selection, ...]]] = {}
        for words, (worth, chosen) in best.items():
            for selection in table:
                together = words + selection.words
                held = joined.get(together)
                gained = worth + selection.worth
                if (held is None or gained > held[0]) and _balanced((*chosen, selection), least, len(tables)):
                    joined[together] = (gained, (*chosen, selection))
        best = joined
    return [chosen for _, (_, chosen) in sorted(best.items())]


def _balanced(chosen: Sequence[Selection], least: float, count: int) -> bool:
    if len(chosen) < count:
        return True
    together = sum(selection.words for selection in chosen)
    return all(selection.words >= least * together for selection in chosen)
