"""`ingest.offsets` against a slow reference that carries a list of origins for each character."""

from hypothesis import given
from hypothesis import strategies as st
from pytest import raises

from ingest.offsets import OffsetMap, Span, edited

Edits = list[tuple[int, int, str]]


@st.composite
def edits_of(draw: st.DrawFn, length: int) -> Edits:
    cuts = sorted(draw(st.lists(st.integers(0, length), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return [(start, end, draw(st.text("xyz", max_size=3))) for start, end in pairs]


@st.composite
def text_and_edits(draw: st.DrawFn) -> tuple[str, Edits]:
    text = draw(st.text("abcđê ", max_size=24))
    return text, draw(edits_of(len(text)))


Origins = list[tuple[int, int]]  # for each character of a result, where it came from: [start, end)


def slowly(text: str, edits: Edits, origins: Origins) -> tuple[str, Origins]:
    """Apply the edits one by one; a replacement of another length comes as a whole from all it replaces."""
    result, read, came = "", 0, list[tuple[int, int]]()
    for start, end, new in edits:
        result += text[read:start] + new
        came += origins[read:start]
        replaced = origins[start:end]
        if len(new) == end - start:
            came += replaced
        elif replaced:
            came += [(replaced[0][0], replaced[-1][1])] * len(new)
        else:
            came += [(-1, -1)] * len(new)  # out of nothing
        read = end
    return result + text[read:], came + origins[read:]


def identity(text: str) -> Origins:
    return [(at, at + 1) for at in range(len(text))]


def agrees(result: str, offsets: OffsetMap, origins: Origins) -> None:
    for start in range(len(result)):
        for end in range(start + 1, len(result) + 1):
            known = [origin for origin in origins[start:end] if origin != (-1, -1)]
            if len(known) < end - start:
                continue  # inserted characters have no origin: only the others are compared
            expected = Span(min(a for a, _ in known), max(b for _, b in known))
            assert offsets.original(Span(start, end)) == expected, (start, end)


@given(text_and_edits())
def test_one_map_leads_where_each_character_came_from(case: tuple[str, Edits]) -> None:
    text, edits = case
    result, offsets = edited(text, edits)
    expected, origins = slowly(text, edits, identity(text))
    assert result == expected
    agrees(result, offsets, origins)


@given(text_and_edits(), st.data())
def test_two_maps_lead_through_both(case: tuple[str, Edits], data: st.DataObject) -> None:
    text, edits = case
    middle, earlier = edited(text, edits)
    later_edits = data.draw(edits_of(len(middle)))
    result, later = edited(middle, later_edits)
    joined = later.after(earlier)
    came = [later.original(Span(at, at + 1)) for at in range(len(result))]
    for start in range(len(result)):
        for end in range(start + 1, len(result) + 1):
            # An inserted character has no origin: beside a deletion it may stand before or behind what is gone.
            if came[start].start < came[start].end and came[end - 1].start < came[end - 1].end:
                between = later.original(Span(start, end))
                assert joined.original(Span(start, end)) == earlier.original(between), (start, end)


def test_a_character_inserted_beside_a_deletion_stands_next_to_it() -> None:
    _, earlier = edited("aa", [(1, 2, "")])
    _, later = edited("a", [(1, 1, "x")])
    assert later.after(earlier).original(Span(0, 1)) == Span(0, 1)
    assert later.after(earlier).original(Span(1, 2)) in (Span(1, 1), Span(2, 2))


@given(text_and_edits(), st.data())
def test_segments_cover_the_text_without_gaps(case: tuple[str, Edits], data: st.DataObject) -> None:
    text, edits = case
    middle, earlier = edited(text, edits)
    result, later = edited(middle, data.draw(edits_of(len(middle))))
    segments = later.after(earlier).segments
    if segments:
        starts = [start for start, *_ in segments]
        ends = [start + length for start, length, *_ in segments]
        assert starts == [0, *ends[:-1]]
        assert ends[-1] == len(result)
        assert all(0 <= origin <= origin + length <= len(text) for _, _, origin, length in segments)


@given(st.text(max_size=10), st.integers(0, 10), st.integers(0, 10))
def test_no_edits_is_the_identity(text: str, start: int, length: int) -> None:
    result, offsets = edited(text, [])
    assert result == text
    assert offsets.original(Span(start, start + length)) == Span(start, start + length)


def test_edits_out_of_order_or_out_of_the_text_are_errors() -> None:
    for wrong in ([(2, 3, ""), (1, 2, "")], [(0, 2, ""), (1, 3, "")], [(0, 9, "")], [(2, 1, "")]):
        with raises(ValueError, match="out of order"):
            edited("abcd", wrong)
