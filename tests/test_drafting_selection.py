"""The best choice of pieces for every length, against trying all."""

from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from test_assistant_compose import document

from assistant.drafting.pieces import Part, Piece
from assistant.drafting.selection import Selection, Weighed, selections, shared
from ingest.document import Span

PIECE = Piece(document("Rà soát."), 1, 0, Span(0, 8))


@st.composite
def offered(draw: st.DrawFn) -> list[Weighed]:
    found: list[Weighed] = []
    for position in range(draw(st.integers(1, 9))):
        path: list[int] = []
        step = position - 1 if position else None
        while step is not None:
            path.append(step)
            step = found[step].piece.above
        above = draw(st.sampled_from([None, *path]))
        tied = above == position - 1 and above is not None and draw(st.booleans())
        part = draw(st.sampled_from([Part.TEXT, Part.TEXT, Part.LEAD_IN, Part.OPENING]))
        if above is not None and found[above].piece.part is Part.OPENING:
            above, tied = None, False
        worth = draw(st.integers(0, 9)) if part is Part.TEXT else 0
        piece = replace(PIECE, part=part, above=above, tied=bool(tied))
        found.append(
            Weighed(piece, draw(st.integers(1, 6)), float(max(worth, 1) if tied and part is Part.TEXT else worth))
        )
    return found


def is_whole(items: list[Weighed], chosen: set[int]) -> bool:
    for position in chosen:
        above = items[position].piece.above
        if above is not None and above not in chosen:
            return False
        needs = items[position].worth == 0 or items[position].piece.part is not Part.TEXT
        if needs and not any(items[other].piece.above == position for other in chosen):
            return False
    return all(
        position in chosen or not item.piece.tied or item.piece.above not in chosen
        for position, item in enumerate(items)
    )


@given(offered(), st.integers(1, 30))
def test_every_length_has_the_choice_worth_most(items: list[Weighed], most: int) -> None:
    best: dict[int, float] = {}
    for count in range(len(items) + 1):
        for chosen in combinations(range(len(items)), count):
            words = sum(items[position].words for position in chosen)
            if words <= most and is_whole(items, set(chosen)):
                best[words] = max(best.get(words, -1.0), sum(items[position].worth for position in chosen))
    found = selections(items, most)
    assert {selection.words: selection.worth for selection in found} == best
    for selection in found:
        assert is_whole(items, set(selection.positions))
        assert selection.words == sum(items[position].words for position in selection.positions)


def test_several_documents_share_the_words() -> None:
    long = [Selection((), 0, 0.0), Selection((0,), 50, 50.0), Selection((0, 1), 90, 90.0)]
    short = [Selection((), 0, 0.0), Selection((0,), 40, 10.0)]
    pairs = shared([long, short], 0.25)
    assert [tuple(each.words for each in pair) for pair in pairs] == [(0, 0), (50, 40), (90, 40)]
    assert [(pair[0].words, pair[1].words) for pair in shared([long, short], 0.0)][-2:] == [(90, 0), (90, 40)]
