"""The lines of one paragraph become one: which ends of lines are the paper's and which are the writer's.

A saved page or a PDF breaks its lines where the next word would not fit. So a line that had room for the next word
ended by intention, and a line that had none may go on; markers, capitals and sentence ends decide the rest.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import quantiles

from ingest import phrases
from ingest.extraction import Role
from ingest.grammar import NAMED, UNLABELLED, Marker, Style
from ingest.phrases import in_capitals
from ingest.pieces import Piece
from ingest.syllables import is_possible
from ingest.text import LOWER

_TERMINAL = re.compile(r"[.;:!?…][\"”’»)\]*]*$")
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:TP|Tp|tp|TX|ThS|TS|PGS|GS|BS|Đ/c|đ/c|St|Mr|Dr|No)\.$")
# Words after which nothing ends: neither a paragraph nor a heading.
_DANGLING = re.compile(
    r"(?:,|[(“\"\[/]|\b(?:của|và|với|về|cho|theo|các|những|tại|do|từ|đến|là|được|bị|để|trong|ngoài|hoặc|như|mỗi|một|bằng|"
    r"trên|dưới|giữa|mà|khi|nếu|thì|đối với|số|ngày|tháng|năm|khoá|khóa|thứ|lần|quý|khoản|điểm|Điều|Khoản|Điểm|thuộc))$"
)
_OFFICE = re.compile(  # «… của Bộ trưởng\nBộ Tài chính»
    r"\b(?:của|do|và|với|theo|cho|bởi|nghị)\s+(?:Phó )?"
    r"(?:Bộ trưởng|Thủ tướng|Chủ tịch|Giám đốc|Thống đốc|Chánh|Tổng|Cục trưởng|Vụ trưởng|"
    r"Viện trưởng|Trưởng ban|Trưởng Ban|Bí thư|Bộ|Sở|Ban|Ủy ban|Uỷ ban|Hội đồng|Văn phòng|Thủ trưởng)$|\s[-–]$"
)
_NUMBER_GOES_ON = re.compile(rf"\d[\d.,/]*(?:\s?-\s?\d[\d.,]*)?(?:%|\s(?=[{LOWER}]))")  # «100% vốn», «19 tỉnh»
_REFERENCE = re.compile(
    r"(?i:\b(?:khoản|điểm|điều|mục|chương|phần|số|ngày|tháng|năm|quý|lần|thứ|phụ lục|khóa|khoá|kỳ|loại|hạng|và|hoặc))$"
)
_QUOTES = "\"“‘'«([*_ "
_WIDEST = 160  # characters of a line that a page may have broken
_NARROWEST = 40
_FITS = {True: 0.86, False: 0.9}
_SHORT_FIRST = 0.7
_FEWEST_SOFT = 3
_REGULAR = 0.9
_LABEL = re.compile(r"[^\W\d_][^:.;,]{2,28}:")
_PARENTHESISED = frozenset({Style.PAREN_NUMBER, Style.PAREN_ROMAN, Style.PAREN_LETTER})


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a file breaks its lines.

    `width`: characters of a full line, 0 where lines are whole paragraphs. `blocks`: blank lines part the paragraphs.
    `short_first`: the first line of a paragraph is shorter than the others (pages saved out of Word).
    """

    width: float = 0
    blocks: bool = False
    short_first: bool = False
    paged: bool = False

    @property
    def share(self) -> float:
        """Share of the width from which a line counts as full: a page's letters differ in width."""
        return _FITS[self.paged]

    def full(self, line: str, following: str) -> bool:
        """Return whether the first word of `following` had no room left in `line`."""
        return len(line) + 1 + len(following.split(" ", 1)[0]) >= self.share * self.width


def units(pieces: Sequence[Piece], parted: Sequence[bool]) -> list[list[Piece]]:
    """Return the pieces paragraph by paragraph; `parted[i]` says that a blank line stands before the i-th."""
    wrapping = measured(pieces, parted)
    found: list[list[Piece]] = []
    for piece, gap in zip(pieces, parted, strict=True):
        joined = found and not gap and wrapping.width and _goes_on(found[-1], piece, wrapping)
        if joined or (found and _is_torn(found[-1][-1], piece)):
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


def _is_torn(last: Piece, following: Piece) -> bool:
    """Return whether a picture or a blank line of the page tore a sentence: «… dấu mốc trên», then «con đường …»."""
    body = last.wrapped and following.wrapped and last.role is following.role is Role.BODY
    word = _DANGLING.search(last.text) is not None and last.text[-1].isalpha() and len(last.text) > _NARROWEST
    return body and word and following.text[:1].islower() and phrases.first_marker(following.text) is None


def measured(pieces: Sequence[Piece], parted: Sequence[bool]) -> Wrapping:
    """Return how the file breaks its lines; lines that go on in a small letter give it away."""
    pairs = [
        (one, two, gap)
        for (one, two), gap in zip(pairwise(pieces), parted[1:], strict=True)
        if one.wrapped and two.wrapped and one.role is not Role.TABLE
    ]
    close = [(one, two) for one, two, gap in pairs if not gap]
    soft = [(one, two) for one, two in close if _is_soft(one.text, two.text)]
    paged = any(piece.page is not None for piece in pieces)
    few = len(soft) < max(_FEWEST_SOFT, 0.05 * len(pairs)) and len(soft) < 0.25 * len(close)
    if not soft or (few and not paged and not _is_regular(close, soft)):
        return Wrapping()
    lengths = [len(one.text) for one, _ in soft]
    width = quantiles(lengths, n=4)[2] if len(lengths) > 1 else float(lengths[0])
    if not paged and width < _NARROWEST:
        return Wrapping()
    return Wrapping(width, _has_blocks(pairs, _FITS[paged] * width), _has_short_firsts(pieces, parted, width), paged)


def _is_regular(close: Sequence[tuple[Piece, Piece]], soft: Sequence[tuple[Piece, Piece]]) -> bool:
    """Return whether nearly all lines that end no sentence are as long as those few that surely go on."""
    width = max(len(one.text) for one, _ in soft)
    open_ended = [len(one.text) for one, _ in close if not _TERMINAL.search(one.text)]
    full = sum(_FITS[True] * width <= length <= _WIDEST for length in open_ended)
    return len(soft) > 1 and full >= _REGULAR * len(open_ended)


def _is_soft(one: str, two: str) -> bool:
    begins_small = two[:1].islower() and phrases.first_marker(two) is None
    return begins_small and len(one) <= _WIDEST and not _TERMINAL.search(one)


def _has_blocks(pairs: Iterable[tuple[Piece, Piece, bool]], full: float) -> bool:
    """Return whether nearly every end of a paragraph is followed by a blank line."""
    ends = [
        gap
        for one, two, gap in pairs
        if _TERMINAL.search(one.text)
        and not one.text.endswith(("..", "…"))
        and len(one.text) < full
        and one.page == two.page
    ]
    return bool(ends) and sum(ends) >= 0.6 * len(ends)


def _has_short_firsts(pieces: Sequence[Piece], parted: Sequence[bool], width: float) -> bool:
    """Return whether most first lines that go on in a small letter are short: pages saved out of Word break so."""
    firsts = [
        len(one.text) < _SHORT_FIRST * width
        for before, one, two, gap, after in zip(pieces, pieces[1:], pieces[2:], parted[1:], parted[2:], strict=False)
        if not after and _is_soft(one.text, two.text) and (gap or _TERMINAL.search(before.text))
    ]
    return len(firsts) >= _FEWEST_SOFT and sum(firsts) > len(firsts) / 2


def _goes_on(unit: Sequence[Piece], following: Piece, wrapping: Wrapping) -> bool:
    last = unit[-1]
    if not (last.wrapped and following.wrapped) or last.role is not following.role or last.role is Role.TABLE:
        return False
    if following.marked or unit[0].marked or _stands_alone(unit, following.text):
        return False
    if _begins(unit, following.text, wrapping):
        return False
    capitals = all(in_capitals(piece.text) or not _letters(piece.text) for piece in unit)
    if capitals or _is_title_line(last.text, following.text):
        return capitals and in_capitals(following.text)
    return _same_paragraph(unit, following.text, wrapping)


def _letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _is_title_line(last: str, following: str) -> bool:
    """Return whether `following` is a heading in capitals and not the end of a sentence («… khoá\\nXIII.»)."""
    ends_sentence = _TERMINAL.search(following) is not None or len(following.split()) < 3
    return in_capitals(following) and not ends_sentence and not _DANGLING.search(last)


def _stands_alone(unit: Sequence[Piece], following: str) -> bool:
    return (len(unit) < 3 and closes(" ".join(piece.text for piece in unit))) or opens(following)


def closes(text: str) -> bool:
    """Return whether nothing goes on after `text`: a rule, the national title, a tên loại, «Chương I»."""
    if len(text) > _WIDEST:
        return False
    found = phrases.first_marker(text)
    if found and found.style in NAMED and found.style is not Style.ARTICLE and not _letters(text[found.end :]):
        return True
    ends = phrases.MOTTO.search(text) or phrases.TYPE_ALONE.fullmatch(text) or _LABEL.fullmatch(text)
    national = phrases.NATION.search(text) and in_capitals(text)
    return bool(ends or national) or phrases.is_rule(text) or phrases.is_stamp(text)


def opens(text: str) -> bool:
    """Return whether `text` goes on after nothing: a line of the frame, a signature, «Nơi nhận»."""
    starts = phrases.RECIPIENTS.match(text) or phrases.ADDRESSEE.match(text) or phrases.NOTE.match(text)
    single = phrases.TYPE_ALONE.fullmatch(text) or phrases.MOTTO.match(text)
    frame = phrases.is_rule(text) or phrases.is_frame(text) or phrases.is_capacity(text) or phrases.is_position(text)
    return bool(starts or single) or frame or phrases.is_stamp(text)


def _begins(unit: Sequence[Piece], following: str, wrapping: Wrapping) -> bool:
    """Return whether `following` begins a paragraph because of how it begins."""
    last = unit[-1].text
    ended = _TERMINAL.search(last) is not None
    if phrases.BASIS.match(following) and (ended or last.endswith(",")) and not wrapping.full(last, following):
        return True
    if following.startswith(("Căn cứ", "Theo đề nghị", "Xét đề nghị")) and last.endswith((";", "/.")):
        return True
    found = phrases.first_marker(following.lstrip(_QUOTES)) or phrases.first_marker(following)
    if found is None or _refers(last, found):
        return False
    if not found.sure:
        return ended or (found.style in (Style.DASH, Style.PLUS) and last.endswith(","))
    return not _within_sentence(unit, following, found, wrapping)


def _refers(last: str, found: Marker) -> bool:
    """Return whether the marker is one that the sentence names: «… quy định tại khoản\\n1. Điều 5»."""
    if found.style in (Style.LETTER, Style.CAPITAL):
        return re.search(r"(?i:\b(?:điểm|và|hoặc|tiết))$", last) is not None
    return found.style not in UNLABELLED and _REFERENCE.search(last) is not None


def _within_sentence(unit: Sequence[Piece], following: str, found: Marker, wrapping: Wrapping) -> bool:
    last = unit[-1].text
    full = wrapping.full(last, following)
    if found.style is Style.DASH:  # «Uỷ ban Văn hoá\n- Xã hội»
        return full and not _TERMINAL.search(last) and not last.endswith(",")
    ended = _TERMINAL.search(last) is not None
    rest = following[found.end :]
    if found.style in NAMED:  # «… mục 13\nPhụ lục VI-1.1, mục 12 …»
        titled = not rest or in_capitals(rest) or following[: found.end].rstrip().endswith((".", ":"))
        return full and not ended and (not titled or _DANGLING.search(last) is not None)
    if not rest:  # «… Quốc hội khoá\nXVII.»
        return not ended
    if found.style in _PARENTHESISED:  # «… gồm: (i) …;\n(ii) …»
        return full and any(re.search(r"\S\s\((?:1|i|a)\)", piece.text) for piece in unit)
    return False


def _same_paragraph(unit: Sequence[Piece], following: str, wrapping: Wrapping) -> bool:
    last = unit[-1].text
    full = wrapping.full(last, following)
    small = following.lstrip(_QUOTES)[:1].islower()
    if _TERMINAL.search(last) and not _ABBREVIATION.search(last):
        in_block = wrapping.blocks and (small or full)
        return in_block or (full and (small or last[-1] not in (";:" if wrapping.paged else ":")))
    if small or wrapping.blocks or full or _DANGLING.search(last) or _OFFICE.search(last):
        return True
    if _NUMBER_GOES_ON.match(following) and len(last) >= _SHORT_FIRST * wrapping.width:
        return True
    fuller = len(following) >= wrapping.share * wrapping.width
    first = unit[0].text
    item = first.startswith("-") and following.endswith((",", ";", "."))
    return wrapping.short_first and len(unit) == 1 and (fuller or item) and not first.startswith(("Điều ", "Chương "))


def joint(last: str, following: str) -> tuple[int, str]:
    """Return how many characters at the end of `last` go, and what stands between it and `following`.

    A hyphen goes where the two halves make a syllable («cầ-» + «u»); in «383-» + «QĐ/TW» it stays, without a blank.
    """
    if len(last) < 2 or last[-1] != "-" or not last[-2].isalnum() or not following[:1].isalnum():
        return 0, " "
    halves = re.split(r"\W", last[:-1])[-1] + re.split(r"\W", following, maxsplit=1)[0]
    return (1, "") if following[0].islower() and is_possible(halves) else (0, "")
