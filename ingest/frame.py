"""What stands before the text of an official document: letterhead, tên loại and trích yếu, «Kính gửi», contents.

After Hướng dẫn 36-HD/VPTW and the annex I of Nghị định 30/2020/NĐ-CP, which say what stands where.
"""

import re
from collections.abc import Sequence

from ingest import phrases
from ingest.extraction import Role
from ingest.grammar import NAMED, UNLABELLED
from ingest.lines import Kind
from ingest.phrases import in_capitals
from ingest.pieces import Unit

_HEAD = 90  # units among which a letterhead begins: a law portal puts up to sixty lines before it
_LETTERHEAD = 25  # units of a letterhead
_WORDS_OF_HEAD = 25
_WORDS_OF_TITLE = 150
_UNITS_OF_TITLE = 8
_ROW_OF_CONTENTS, _FEWEST_ROWS = 5, 4  # lines of one entry at most; entries of a table of contents at least
_SESSION = 4  # lines between letterhead and tên loại
_CONTENTS_LINE = re.compile(r".*\S\s*(?:\.{4,}|…{2,}|(?:\. ){4,}|_{4,})\s*\d{1,4}\W*")
_CONTENTS_HEAD = re.compile(r"\W*M[ỤU]C L[ỤU]C\W*", re.IGNORECASE)
_CONTENTS_ENTRY = re.compile(r".*\S\s+\d{1,4}|.*\.{4,}.*")
_CONSOLIDATED = re.compile(
    r"(?:Bộ luật|Luật|Nghị định|Nghị quyết|Thông tư|Quyết định|Pháp lệnh)\b.{0,120}?số\s+\d+/\d{4}/\S+,?\s+ngày\s.*"
    r"(?:có hiệu lực|được sửa đổi|Bộ trưởng$|Chính phủ$|Quốc hội$)"
)
_SENTENCE = re.compile(r"[.;:]\W*$")
_ENCLOSED = re.compile(r"\W*(?:Kèm theo|Ban hành kèm theo|\()", re.IGNORECASE)
Kinds = list[Kind]


def single_lines(units: Sequence[Unit], kinds: Kinds) -> None:
    """Set the kinds of lines that say by themselves what they are: rules, national titles, stamps, contents."""
    for place, unit in enumerate(units):
        text = unit.text
        if kinds[place] is not Kind.PROSE or len(text) > 200:
            continue
        if phrases.is_stamp(text):
            kinds[place] = Kind.STAMP
        elif phrases.is_rule(text) or phrases.GAZETTE.fullmatch(text) or _is_national(text):
            kinds[place] = Kind.LETTERHEAD
        elif _CONTENTS_LINE.fullmatch(text):
            kinds[place] = Kind.CONTENTS
    _contents(units, kinds)


def _is_national(text: str) -> bool:
    return bool(phrases.MOTTO.fullmatch(text) or (phrases.NATION.match(text) and in_capitals(text)))


def _contents(units: Sequence[Unit], kinds: Kinds) -> None:
    """Set what stands under «MỤC LỤC» apart, as far as its lines end in page numbers; lone leaders are blanks."""
    for place, unit in enumerate(units):
        if not _CONTENTS_HEAD.fullmatch(unit.text):
            continue
        end = place + 1
        while end < len(units) and (_CONTENTS_ENTRY.fullmatch(units[end].text) or kinds[end] is Kind.CONTENTS):
            end += 1
        end = max(end, _rows_of_contents(units, place))
        if end > place + 1:
            kinds[place:end] = [Kind.CONTENTS] * (end - place)
    places = [place for place, kind in enumerate(kinds) if kind is Kind.CONTENTS]
    for place in places:
        if not any(abs(other - place) <= 2 for other in places if other != place):
            kinds[place] = Kind.PROSE


def _rows_of_contents(units: Sequence[Unit], head: int) -> int:
    """Return where a table of contents ends whose page numbers are lines of their own and never fall."""
    end, numbers = head + 1, [0]
    for place in range(head + 1, len(units)):
        text = units[place].text
        if text.isdecimal() and len(text) < 5 and int(text) >= numbers[-1]:
            end, numbers = place + 1, [*numbers, int(text)]
        elif place - end >= _ROW_OF_CONTENTS or len(text.split()) > _WORDS_OF_HEAD:
            break
    return end if len(numbers) > _FEWEST_ROWS else head


def head(units: Sequence[Unit], kinds: Kinds) -> bool:
    """Set letterhead, title, «Kính gửi» and what stands before them; return whether there is a letterhead."""
    anchors = _anchors(units)
    if not anchors:
        start = next((place for place, kind in enumerate(kinds) if kind is Kind.PROSE), len(units))
        if start < len(units) and (_begins_title(units[start].text) or _is_small_title(units, start)):
            _title(units, kinds, start)
        _addressees(units, kinds)
        return False
    first = _first(units, kinds, anchors[0])
    for place in range(first):
        if kinds[place] is Kind.PROSE or phrases.is_rule(units[place].text):
            kinds[place] = Kind.NAVIGATION
    _letterhead(units, kinds, first, anchors[-1])
    _addressees(units, kinds)
    return True


def _anchors(units: Sequence[Unit]) -> list[int]:
    """Return the lines that only a letterhead has, of the first one; none unless two sorts of them meet."""
    found: list[tuple[int, frozenset[str]]] = []
    for place, unit in enumerate(units[:_HEAD]):
        sorts = _sorts(unit.text)
        if (found and place - found[0][0] > _LETTERHEAD) or (not found and phrases.TYPE_ALONE.fullmatch(unit.text)):
            break
        if sorts:
            found.append((place, sorts))
        elif _is_body(unit, numbered=any("number" in known for _, known in found)):
            break
    together = frozenset[str]().union(*(sorts for _, sorts in found))
    return [place for place, _ in found] if len(together) > 1 or "nation" in together else []


def _is_body(unit: Unit, *, numbered: bool) -> bool:
    found = phrases.marker(unit.text)
    counted = found is not None and (found.style in NAMED or (numbered and found.style not in UNLABELLED))
    basis = re.match(r"[-–]?\s*Căn cứ\b", unit.text) or (numbered and phrases.BASIS.match(unit.text))
    return counted or bool(basis)


def _sorts(text: str) -> frozenset[str]:
    if len(text) > 160 or _SENTENCE.search(text):
        return frozenset()
    tests = {
        "nation": phrases.NATION.search(text) is not None and in_capitals(text),
        "motto": phrases.MOTTO.search(text) is not None,
        "number": phrases.is_head(text, phrases.NUMBER),
        "gazette": phrases.GAZETTE.fullmatch(text) is not None,
        "date": phrases.is_head(text, phrases.PLACE_DATE),
    }
    return frozenset(name for name, holds in tests.items() if holds)


def _first(units: Sequence[Unit], kinds: Sequence[Kind], anchor: int) -> int:
    """Return where the letterhead begins: bodies in capitals, rules and stamps before its first sure line."""
    first = anchor
    while first and anchor - first < 6:
        unit = units[first - 1]
        short = in_capitals(unit.text) and len(unit.text.split()) <= 14 and not _SENTENCE.search(unit.text)
        if not (short or phrases.is_rule(unit.text) or kinds[first - 1] is not Kind.PROSE):
            break
        first -= 1
    return first


def _letterhead(units: Sequence[Unit], kinds: Kinds, first: int, last: int) -> None:
    place = first
    while place < min(len(units), first + _LETTERHEAD) and not (place > last and kinds[place] is Kind.PROSE):
        text = units[place].text
        if place > first and _begins_title(text) and not _sorts(text):
            break
        if kinds[place] is Kind.PROSE and len(text.split()) <= _WORDS_OF_HEAD:
            kinds[place] = Kind.LETTERHEAD
        place += 1
    place = _to_title(units, kinds, place)
    if place < len(units) and (_begins_title(units[place].text) or _is_subject(units[place].text)):
        _title(units, kinds, place)


def _to_title(units: Sequence[Unit], kinds: Kinds, start: int) -> int:
    """Set bodies and session («Khoá XI, kỳ họp thứ 9») between letterhead and tên loại; return where this stands."""
    place = start
    while place < len(units) and _is_body_in_capitals(units[place], kinds[place]):
        kinds[place] = Kind.LETTERHEAD
        place += 1
    for ahead, unit in enumerate(units[place : place + _SESSION], place):
        if phrases.TYPE_ALONE.fullmatch(unit.text):
            kinds[place:ahead] = [Kind.LETTERHEAD] * (ahead - place)
            return ahead
        if _SENTENCE.search(unit.text) or phrases.marker(unit.text) or len(unit.text.split()) > _WORDS_OF_HEAD:
            break
    return place


def _is_body_in_capitals(unit: Unit, kind: Kind) -> bool:
    capital = in_capitals(unit.text) and len(unit.text.split()) <= 14 and not _begins_title(unit.text)
    return kind is Kind.PROSE and capital and phrases.marker(unit.text) is None and not _SENTENCE.search(unit.text)


def _begins_title(text: str) -> bool:
    if phrases.TYPE_ALONE.fullmatch(text):
        return True
    return (
        phrases.TYPE_FIRST.match(text) is not None
        and len(text.split()) <= _WORDS_OF_TITLE
        and not _SENTENCE.search(text)
    )


def _is_small_title(units: Sequence[Unit], place: int) -> bool:
    """Return whether «Quyết định» stands alone, not in capitals, and «của …», «số …», «về …» under it."""
    below = units[place + 1].text if place + 1 < len(units) else ""
    alone = phrases.TYPE_ALONE.fullmatch(units[place].text.upper()) is not None and units[place].text[:1].isupper()
    return alone and re.match(r"(?:của|[sS]ố|[vV]ề|V/v)\s", below) is not None and len(below.split()) <= _WORDS_OF_TITLE


def _is_subject(text: str) -> bool:
    return re.match(r"\W*(?:V/v|Về việc)\b", text) is not None and len(text.split()) <= _WORDS_OF_TITLE


def _title(units: Sequence[Unit], kinds: Kinds, start: int) -> None:
    """Set tên loại and trích yếu from `start` on, and the authority under them, up to a rule or a sentence."""
    kinds[start] = Kind.TITLE
    capitals = True
    for place in range(start + 1, min(start + _UNITS_OF_TITLE, len(units))):
        text = units[place].text
        if not _may_be_title(units[place], kinds[place]):
            _authority(units, kinds, place)
            return
        capitals = capitals and in_capitals(text)
        authority = in_capitals(text) and (not capitals or phrases.is_position(text) or _is_authority(text))
        kinds[place] = Kind.LETTERHEAD if authority else Kind.TITLE


def _authority(units: Sequence[Unit], kinds: Kinds, place: int) -> None:
    """Set the authority that stands under the rule at `place`: «CHÍNH PHỦ», «BỘ TRƯỞNG BỘ TƯ PHÁP»."""
    if not phrases.is_rule(units[place].text) or place + 1 >= len(units):
        return
    text = units[place + 1].text
    if kinds[place + 1] is Kind.PROSE and in_capitals(text) and (_is_authority(text) or phrases.is_position(text)):
        kinds[place + 1] = Kind.LETTERHEAD


def _is_authority(text: str) -> bool:
    return re.fullmatch(r"(?:QUỐC HỘI|CHÍNH PHỦ|[UỦ][ỶY] BAN .*|HỘI ĐỒNG .*|BAN BÍ THƯ|BỘ CHÍNH TRỊ)", text) is not None


def _may_be_title(unit: Unit, kind: Kind) -> bool:
    text = unit.text
    if _CONSOLIDATED.match(text):  # «Thông tư số 12/2020/TT-BTC ngày …, được sửa đổi, bổ sung bởi: …»
        return False
    allowed = kind is Kind.PROSE or (kind is Kind.LETTERHEAD and not phrases.is_rule(text))
    ends = _SENTENCE.search(text) and not _ENCLOSED.match(text)
    begins = phrases.BASIS.match(text) or phrases.ADDRESSEE.match(text) or phrases.marker(text)
    return allowed and not (ends or begins or unit.role is Role.TABLE) and len(text.split()) <= _WORDS_OF_TITLE


def _addressees(units: Sequence[Unit], kinds: Kinds) -> None:
    """Set «Kính gửi: …» of the head with the list under it."""
    for place, unit in enumerate(units[:_HEAD]):
        if _is_body(unit, numbered=False) or kinds[place] is Kind.SIGNATURE:
            return
        if kinds[place] is Kind.PROSE and phrases.ADDRESSEE.match(unit.text):
            kinds[place] = Kind.RECIPIENTS
            for other in range(place + 1, len(units)):
                if kinds[other] is not Kind.PROSE or not re.match(r"[-–+]\s?", units[other].text):
                    break
                kinds[other] = Kind.RECIPIENTS
            return
