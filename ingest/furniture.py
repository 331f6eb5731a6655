"""What a page puts around a text: running heads and feet, page numbers, the appearance of digital signatures."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest import phrases
from ingest.extraction import Role
from ingest.lines import Kind
from ingest.pieces import Piece
from ingest.text import UPPER

_EDGE = 3  # lines at the top and at the bottom of a page
_FEWEST_PAGES = 3
_LONGEST = 120
_GAZETTE = re.compile(r"(?:\d{1,4}\s+)?CÔNG BÁO\s*/\s*Số\s.{1,60}?/\s*Ngày\s+[\d./-]+(?:\s+\d{1,4})?")
_NUMBER = re.compile(r"[\s\-–—~]*(?:[Tt]rang\s*)?(\d{1,4})(?:\s*(?:/|of|trên)\s*\d{1,4})?[\s\-–—~]*")
_OWN_NUMBER = re.compile(
    r"^\W*(?:[Tt]rang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?\b\s*|\s*(?:[Tt]rang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?\W*$"
)
_SIGNATURE_HEAD = re.compile(
    r"(?:Người ký|Ký bởi|Ký số bởi|Được ký bởi|Digitally signed by|Signature Not Verified)\b", re.IGNORECASE
)
_SIGNATURE_FIELD = re.compile(
    r"(?:Email|E-mail|Cơ quan|Tổ chức|Thời gian ký|Ngày ký|Giờ ký|Chức vụ|Lý do|Reason|Location|Date)\s*:",
    re.IGNORECASE,
)
_SIGNATURE_TIME = re.compile(r"(?:Thời gian ký|Ngày ký|Date|Email|E-mail)\s*:", re.IGNORECASE)
_LONGEST_REST = 40  # characters that a field of a digital signature may have in its second line
_PROSE = 50  # characters of a line of prose, on average
_APART = 20  # lines of a page between two page numbers of a file without pages
_NOTE = re.compile(rf"(\d{{1,3}})\s?(?=[{UPPER}“\"(])")
_NOTES_MISSED = 3  # in the sequence of the footnotes: some are set where no text layer shows their number
# Not marks of notes: «khoá QH15», «100 m2».
_NO_MARK = r"(?<!QH)(?<!\Wm)(?<!\Wkm)(?<!\Wcm)(?<!CO)"


def page_furniture(pieces: Sequence[Piece]) -> dict[int, Kind]:
    """Return, by their places in `pieces`, the lines that a page put into the text."""
    found = dict.fromkeys(_signature_lines(pieces), Kind.RUNNING)
    found |= {place: Kind.RUNNING for place, piece in enumerate(pieces) if _is_running(piece)}
    if any(piece.page is not None for piece in pieces):
        found |= dict.fromkeys(_repeated(pieces, found), Kind.RUNNING)
        found |= dict.fromkeys(_page_numbers(pieces, found), Kind.PAGE_NUMBER)
    elif any(piece.wrapped for piece in pieces):
        found |= dict.fromkeys(_numbers_beside(pieces, found), Kind.PAGE_NUMBER)
        found |= dict.fromkeys(_numbers_in_sequence(pieces), Kind.PAGE_NUMBER)
    return found | dict.fromkeys(_footnotes(pieces, found), Kind.NOTE)


def _is_running(piece: Piece) -> bool:
    return piece.role in (Role.HEADER, Role.FOOTER) or _GAZETTE.fullmatch(piece.text) is not None


def _signature_lines(pieces: Sequence[Piece]) -> Iterator[int]:
    """Yield the lines «Người ký: …», «Email: …», «Cơ quan: …», «Thời gian ký: …» that a signed PDF shows."""
    for place, piece in enumerate(pieces):
        if not _SIGNATURE_HEAD.match(piece.text):
            continue
        end = place + 1
        while end < len(pieces) and _is_of_signature(pieces, end):
            end += 1
        if any(_SIGNATURE_TIME.match(other.text) for other in pieces[place + 1 : end]):
            yield from range(place, end)


def _is_of_signature(pieces: Sequence[Piece], place: int) -> bool:
    """Return whether the line at `place` is a field, or the rest of one that was too long for its line."""
    text, before = pieces[place].text, pieces[place - 1].text
    follows = place + 1 < len(pieces) and _SIGNATURE_FIELD.match(pieces[place + 1].text) is not None
    rest = len(text) <= _LONGEST_REST and (follows or before.endswith(":"))
    return _SIGNATURE_FIELD.match(text) is not None or rest


def _edges(pieces: Sequence[Piece], taken: dict[int, Kind]) -> Iterator[int]:
    """Yield the places of the first and the last lines of each page."""
    pages: dict[int, list[int]] = defaultdict(list)
    for place, piece in enumerate(pieces):
        if piece.page is not None and place not in taken:
            pages[piece.page].append(place)
    for places in pages.values():
        yield from dict.fromkeys((*places[:_EDGE], *places[-_EDGE:]))


def _repeated(pieces: Sequence[Piece], taken: dict[int, Kind]) -> Iterator[int]:
    """Yield the lines that stand at the edge of several pages with no more than a page number changed."""
    edges = [place for place in _edges(pieces, taken) if _may_run(pieces[place].text)]
    bare = {place: _OWN_NUMBER.sub("", pieces[place].text).strip() for place in edges}
    pages = Counter(text for text, _ in {(bare[place], pieces[place].page) for place in edges})
    count = len({piece.page for piece in pieces})
    enough = max(_FEWEST_PAGES, count // 5)
    for place in edges:
        letters = sum(map(str.isalpha, bare[place]))
        if letters > 2 and pages[bare[place]] >= enough and phrases.marker(pieces[place].text) is None:
            yield place


def _may_run(text: str) -> bool:
    """Return whether `text` may be a running head: no sentence is one."""
    return len(text) <= _LONGEST and not (text.endswith((".", ";", ":", ",")) and len(text.split()) > 5)


def _page_numbers(pieces: Sequence[Piece], taken: dict[int, Kind]) -> Iterator[int]:
    """Yield the lines at the edge of a page that hold its number: it runs with the pages."""
    numbers = {
        place: int(match[1]) for place in _edges(pieces, taken) if (match := _NUMBER.fullmatch(pieces[place].text))
    }
    shifts = Counter(number - (pieces[place].page or 0) for place, number in numbers.items())
    if not shifts:
        return
    shift, times = shifts.most_common(1)[0]
    for place, number in numbers.items():
        if number - (pieces[place].page or 0) == shift and (times > 1 or not shift or _is_dressed(pieces[place].text)):
            yield place


def _is_dressed(text: str) -> bool:
    return re.fullmatch(r"\s*(?:[-–—]\s*\d+\s*[-–—]|[Tt]rang\s*\d+.*)\s*", text) is not None


def _numbers_beside(pieces: Sequence[Piece], taken: dict[int, Kind]) -> Iterator[int]:
    """Yield the lone numbers beside a running head."""
    for place in taken:
        for other in (place - 1, place + 1):
            if 0 <= other < len(pieces) and _NUMBER.fullmatch(pieces[other].text):
                yield other


def _numbers_in_sequence(pieces: Sequence[Piece]) -> Iterator[int]:
    """Yield the lone numbers that run on by one, a page apart, in a file whose pages are lost."""
    lone = [
        (place, int(match[1]), piece.number)
        for place, piece in enumerate(pieces)
        if (match := _NUMBER.fullmatch(piece.text)) and piece.wrapped and _amid_prose(pieces, place)
    ]
    runs: list[list[tuple[int, int, int]]] = []
    for one, two in pairwise(lone):
        if two[1] == one[1] + 1 and two[2] - one[2] >= _APART:
            if runs and runs[-1][-1] == one:
                runs[-1].append(two)
            else:
                runs.append([one, two])
    yield from (place for run in runs if len(run) >= _FEWEST_PAGES for place, _, _ in run)


def _amid_prose(pieces: Sequence[Piece], place: int) -> bool:
    """Return whether the lines around are long, as they are not around the cell of a table."""
    around = [*pieces[max(place - 3, 0) : place], *pieces[place + 1 : place + 4]]
    return bool(around) and sum(len(piece.text) for piece in around) >= _PROSE * len(around)


def _footnotes(pieces: Sequence[Piece], taken: dict[int, Kind]) -> Iterator[int]:
    """Yield the lines of the footnotes: from the first to the end of its page, each with its mark in the page above."""
    last = 0
    for places in _stretches(pieces, taken):
        texts = [pieces[place].text for place in places]
        for at in range(1, len(texts)):
            numbers = _note_numbers(texts[at:], last) if pieces[places[at]].wrapped else []
            if numbers and all(_has_mark(texts[:at], number, after=last) for number in numbers):
                last = numbers[-1]
                yield from places[at:]
                break


def _stretches(pieces: Sequence[Piece], taken: dict[int, Kind]) -> Iterator[list[int]]:
    """Yield the places of the lines of each page; where pages are lost, furniture parts them."""
    paged = any(piece.page is not None for piece in pieces)
    found: list[int] = []
    for place, piece in enumerate(pieces):
        ends = found and (piece.page != pieces[found[-1]].page if paged else place - found[-1] > 1)
        if ends and place not in taken:
            yield found
            found = []
        if place not in taken:
            found.append(place)
    if found and (paged or taken):
        yield found


def _note_numbers(texts: Sequence[str], last: int) -> list[int]:
    """Return the numbers of the notes that begin in `texts`, if its first line begins the next after note `last`."""
    numbers: list[int] = []
    for text in texts:
        match = _NOTE.match(text)
        number = int(match[1]) if match else 0
        next_one = number == numbers[-1] + 1 if numbers else number == 1 or last < number <= last + _NOTES_MISSED
        if match and next_one:
            numbers.append(number)
        elif not numbers:
            break
    return numbers if last or numbers[:1] == [1] else []


def _has_mark(texts: Sequence[str], number: int, *, after: int) -> bool:
    """Return whether the mark of note `number` stands behind a word of `texts`, or in «8.17 Đối với …»."""
    glued = rf"(?:[^\W\d_]|[%)”\"»]|[^\W\d_][.,;:]){_NO_MARK}{number}(?![\w%/]|[.,]\d)"
    counted = rf"^(?:Điều )?\d{{1,3}}[a-zđ]?\.{number}\s"
    apart = rf"|[^\W\d_] {number}[.;]$" if number == after + 1 > 2 else ""
    mark = re.compile(f"{glued}|{counted}{apart}")
    return any(mark.search(text) for text in texts)
