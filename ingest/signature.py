"""What stands under the text of an official document: who signs and how, and «Nơi nhận» with its list.

After Hướng dẫn 36-HD/VPTW and the annex I of Nghị định 30/2020/NĐ-CP; a PDF may give the two columns in either order.
"""

import re
from collections.abc import Iterator, Sequence

from ingest import phrases
from ingest.grammar import UNLABELLED
from ingest.lines import Kind
from ingest.phrases import in_capitals
from ingest.pieces import Unit

_WORDS = 25  # of a recipient without a dash
_WORDS_OF_RECIPIENT = 60
_CONTENTS = re.compile(r"\W*M[ỤU]C L[ỤU]C\W*", re.IGNORECASE)


def signatures(units: Sequence[Unit], kinds: list[Kind]) -> list[int]:
    """Set every signature block and every «Nơi nhận» with its list; return the places after them."""
    ends: list[int] = []
    place = 0
    while place < len(units):
        block = dict(_block(units, kinds, place))
        if block:
            for at, kind in block.items():
                kinds[at] = kind
            ends.append(max(block) + 1)
        place = max(block, default=place) + 1
    return ends


def _block(units: Sequence[Unit], kinds: Sequence[Kind], start: int) -> Iterator[tuple[int, Kind]]:
    """Yield the places of the block that begins at `start`, if one does, with their kinds."""
    if kinds[start] is not Kind.PROSE or not _begins_block(units, start):
        return
    listed = named = False
    for place in range(start, len(units)):
        text = units[place].text
        if kinds[place] is not Kind.PROSE and not (kinds[place] is Kind.LETTERHEAD and phrases.is_rule(text)):
            return
        kind = _kind_in_block(text, listed, named)
        if kind is None or (kind is Kind.LETTERHEAD and not _more(units, place)):
            return
        listed = kind is Kind.RECIPIENTS and not (text.endswith(".") and "Lưu" in text)
        named = kind is Kind.SIGNATURE and phrases.is_person(text)
        yield place, kind


def _more(units: Sequence[Unit], place: int) -> bool:
    """Return whether the block goes on after the rule at `place`."""
    return place + 1 < len(units) and _kind_in_block(units[place + 1].text, False, False) is Kind.SIGNATURE


def _begins_block(units: Sequence[Unit], start: int) -> bool:
    text = units[start].text
    if phrases.RECIPIENTS.match(text) or phrases.is_capacity(text):
        return True
    signed = start + 1 < len(units) and phrases.SIGNED.match(units[start + 1].text) is not None and _is_name(text)
    return start > 2 and (signed or (phrases.is_position(text) and _is_signed(units, start)))


def _is_signed(units: Sequence[Unit], start: int) -> bool:
    """Return whether a name or «Đã ký» stands under the position at `start`, with nothing else between."""
    for unit in units[start + 1 : start + 5]:
        if phrases.SIGNED.match(unit.text) or (phrases.is_person(unit.text) and not phrases.is_position(unit.text)):
            return True
        if not (phrases.is_rule(unit.text) or phrases.is_position(unit.text) or phrases.is_capacity(unit.text)):
            return False
    return False


def _kind_in_block(text: str, listed: bool, named: bool) -> Kind | None:
    if phrases.RECIPIENTS.match(text):
        return Kind.RECIPIENTS
    if phrases.is_capacity(text) or phrases.is_position(text) or (len(text) < 80 and phrases.SIGNED.match(text)):
        return Kind.SIGNATURE
    if listed and _is_recipient(text):
        return Kind.RECIPIENTS
    if phrases.is_rule(text):
        return Kind.LETTERHEAD
    if _is_name(text) and not named:
        return Kind.SIGNATURE
    return None


def _is_recipient(text: str) -> bool:
    words = len(text.split())
    if re.match(r"[-–+•]", text):
        return words <= _WORDS_OF_RECIPIENT
    found = phrases.marker(text)
    return (
        words <= _WORDS
        and (found is None or found.style in UNLABELLED)
        and not in_capitals(text)
        and not _is_name(text)
    )


def _is_name(text: str) -> bool:
    return phrases.is_person(text) and phrases.marker(text) is None and not _CONTENTS.fullmatch(text)
