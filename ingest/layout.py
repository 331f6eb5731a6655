"""From the lines of a file to the stored source text: paragraphs joined, and every line named for what it is.

Only lines that are prose become paragraphs; the rest (letterhead, signature, page numbers, the text of a web site) is
kept apart, for the metadata to be read from.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

from ingest import frame, signature, web_furniture
from ingest.extraction import Role
from ingest.furniture import page_furniture
from ingest.joining import joint, units
from ingest.lines import Assembled, CleanLine, Kind, Line
from ingest.offsets import Span, edited
from ingest.pieces import Piece, Unit, pieces, whole

_ROLES = {Role.HEADER: Kind.RUNNING, Role.FOOTER: Kind.RUNNING, Role.NOTE: Kind.NOTE, Role.CAPTION: Kind.CAPTION}
_TABLE = 12  # units, cells among them, within which the numbers of a table stand
Edit = tuple[int, int, str]


def assembled(lines: Sequence[CleanLine]) -> Assembled:
    """Return the source text of `lines`, what each line of it is, and the way back to what the file gave."""
    text, original, offsets = whole(lines)
    found = pieces(lines)
    furniture = page_furniture(found)
    dropped = {place for place in furniture if found[place].wrapped or found[place].page is not None}
    kept = [piece for place, piece in enumerate(found) if place not in dropped]
    groups = units(kept, _parted(found, dropped))
    edits = _edits(groups, [found[place].row for place in sorted(dropped)], len(text))
    source, back = edited(text, edits)
    spans = _spans(groups, edits)
    cut = [Unit(span.of(source), group[0].indent, group[0].page, group[0].role, group[0].marked)
           for span, group in zip(spans, groups, strict=True)]  # fmt: skip
    kept_furniture = {found[place].span.start: kind for place, kind in furniture.items() if place not in dropped}
    kinds = _kinds(cut, [kept_furniture.get(group[0].span.start) for group in groups])
    return Assembled(
        source_text=source,
        lines=tuple(
            Line(unit.text, span, unit.indent, kind, unit.page, unit.role)
            for unit, span, kind in zip(cut, spans, kinds, strict=True)
        ),
        original=original,
        offsets=back.after(offsets),
        pages=_pages(kept, edits),
        dropped=tuple(found[place].text for place in sorted(dropped)),
    )


def _parted(found: Sequence[Piece], dropped: set[int]) -> list[bool]:
    """Return for each kept piece whether blank lines alone part it from the one before, on the same page."""
    parted: list[bool] = []
    before: Piece | None = None
    interrupted = False
    for place, piece in enumerate(found):
        if place in dropped:
            interrupted = True
            continue
        same_page = before is not None and before.page == piece.page
        parted.append(before is not None and same_page and not interrupted and piece.number - before.number > 1)
        before, interrupted = piece, False
    return parted


def _edits(groups: Sequence[Sequence[Piece]], rows: Sequence[Span], length: int) -> list[Edit]:
    """Return what turns the text of all lines into the source text: joints, and rows left out between paragraphs."""
    joints: list[Edit] = []
    for group in groups:
        for last, following in pairwise(group):
            taken, between = joint(last.text, following.text)
            joints.append((last.span.end - taken, following.span.start, between))
    starts = [start for start, _, _ in joints]
    for row in rows:
        at = bisect_right(starts, row.start) - 1
        if at < 0 or joints[at][1] < row.end:
            joints.append((row.start, min(row.end, length), ""))
    return sorted(joints)


def _moved(position: int, edits: Sequence[Edit], ends: Sequence[int], shifts: Sequence[int]) -> int:
    """Return where `position` of the text of all lines lies in the source text."""
    count = bisect_right(ends, position)
    moved = position + (shifts[count - 1] if count else 0)
    if count < len(edits) and edits[count][0] < position:  # within what was left out
        return moved - (position - edits[count][0])
    return moved


def _spans(groups: Sequence[Sequence[Piece]], edits: Sequence[Edit]) -> list[Span]:
    ends = [end for _, end, _ in edits]
    shifts = list(accumulate(len(between) - (end - start) for start, end, between in edits))
    return [
        Span(_moved(group[0].span.start, edits, ends, shifts), _moved(group[-1].span.end, edits, ends, shifts))
        for group in groups
    ]


def _pages(kept: Sequence[Piece], edits: Sequence[Edit]) -> tuple[tuple[int, int], ...]:
    """Return where the first line of each page begins in the source text."""
    first: dict[int, Piece] = {}
    for piece in kept:
        if piece.page is not None:
            first.setdefault(piece.page, piece)
    starts = _spans([[piece] for piece in first.values()], edits)
    return tuple((span.start, page) for page, span in zip(first, starts, strict=True))


def _kinds(found: Sequence[Unit], known: Sequence[Kind | None]) -> list[Kind]:
    kinds = [kind or _ROLES.get(unit.role, Kind.PROSE) for unit, kind in zip(found, known, strict=True)]
    frame.single_lines(found, kinds)
    web_furniture.single_lines(found, kinds)
    official = frame.head(found, kinds)
    web_furniture.attributes(found, kinds) if not official else None
    ends = signature.signatures(found, kinds)
    web_furniture.notes(found, kinds)
    web_furniture.press(found, kinds, official)
    web_furniture.after_signature(found, kinds, ends)
    web_furniture.source_lines(found, kinds)
    _lone_numbers(found, kinds)
    return kinds


def _lone_numbers(found: Sequence[Unit], kinds: list[Kind]) -> None:
    """Set lone numbers as page numbers where they are no cells of a table, which come in numbers."""
    lone = [place for place, unit in enumerate(found) if re.fullmatch(r"[-–—\s]*\d+[-–—\s]*", unit.text)]
    for place in lone:
        cells = sum(abs(place - other) <= _TABLE for other in lone)
        if kinds[place] is Kind.PROSE and found[place].role is Role.BODY and cells < 3:
            kinds[place] = Kind.PAGE_NUMBER
