"""Whether one marker follows another in its sequence, what should have followed, and which lines are quotations."""

import re
from collections.abc import Sequence

from ingest.grammar import LATIN, LETTERS, UNLABELLED, Marker, Style, readings
from ingest.lines import Line

_LETTERED = frozenset({Style.LETTER, Style.PAREN_LETTER, Style.CAPITAL})
_ROMANS = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_SUFFIXED = re.compile(r"(.*?\d)([a-zđ]*)|([a-zđ])(\d*)")
_LONGEST_QUOTATION = 400  # lines; a mark that nobody closes must not swallow the document
_CLOSED = re.compile(r"[”\"»][.;,:)\s]*$")


def follows(previous: Marker, this: Marker) -> bool:
    """Return whether `this` is the next of the sequence: 2 after 1, 5a after 5, 6 after 5b, f after e."""
    if previous.style is not this.style:
        return False
    if this.style in UNLABELLED:
        return True
    if _prefix(previous.label) != _prefix(this.label):
        return False
    return this.ordinal == previous.ordinal + 1 or _inserted(previous.label, this.label) or latin(previous, this)


def _prefix(label: str) -> str:
    return label.rpartition(".")[0]


def _inserted(previous: str, this: str) -> bool:
    """Return whether `this` was put in after `previous` by an amendment: 5 → 5a → 5b, a → a1."""
    before, after = _SUFFIXED.fullmatch(previous), _SUFFIXED.fullmatch(this)
    if before is None or after is None or (before[1] or before[3]) != (after[1] or after[3]):
        return False
    return (before[2] or before[4] or "") < (after[2] or after[4] or "")


def latin(previous: Marker, this: Marker) -> bool:
    """Return whether `this` is the next letter of the Latin alphabet (e after d, f after e)."""
    if this.style not in _LETTERED or not (previous.label.lower() in LATIN and this.label.lower() in LATIN):
        return False
    return LATIN.index(this.label.lower()) == LATIN.index(previous.label.lower()) + 1


def complaint(previous: tuple[str, Marker] | None, this: tuple[str, Marker]) -> str:
    """Return in Vietnamese what is wrong with the order; each side is the marker as written and as read."""
    written, marker = this
    if previous is None:
        return f"mở đầu bằng «{written}», thiếu «{_relabelled(written, marker, 1)}»"
    before, last = previous
    if marker.ordinal > last.ordinal + 1 or (marker.ordinal == last.ordinal + 1 and not follows(last, marker)):
        return f"sau «{before}» là «{written}», thiếu «{_relabelled(written, marker, last.ordinal + 1)}»"
    if latin(last, marker):
        return f"sau «{before}» là «{written}», thiếu «{written.replace(marker.label, 'đ', 1)}»"
    return f"sau «{before}» lại là «{written}», đúng ra là «{_relabelled(written, marker, last.ordinal + 1)}»"


def _relabelled(written: str, marker: Marker, number: int) -> str:
    at = written.rfind(marker.label) if marker.label else len(written)
    return written[:at] + _label(marker, number) + written[at + len(marker.label) :]


def _label(marker: Marker, number: int) -> str:
    last = marker.label.rsplit(".", 1)[-1]
    head = marker.label[: len(marker.label) - len(last)]
    if marker.style in _LETTERED and last[:1].lower() in LETTERS:
        letter = LETTERS[(number - 1) % len(LETTERS)]
        return head + (letter.upper() if last[:1].isupper() else letter)
    if last[:1].isdigit():
        return head + str(number)
    return head + (roman(number).lower() if last.islower() else roman(number))


def roman(number: int) -> str:
    """Return `number`, from 1 to 39, in Roman digits."""
    found = ""
    for value, digits in _ROMANS:
        while number >= value:
            found, number = found + digits, number - value
    return found


def quoted(lines: Sequence[Line]) -> frozenset[int]:
    """Return the positions of the lines that stand in a quotation of units: «… như sau: “Điều 5. … a) …;”»."""
    found: set[int] = set()
    for position in range(len(lines)):
        if position not in found and (last := _closing(lines, position)) is not None:
            begins = position if _opens(lines[position].text) else position + 1
            found.update(range(begins, last + 1))
    return frozenset(found)


def _opens(text: str) -> bool:
    return text[:1] in '“"«' and next(readings(text[1:].lstrip()), None) is not None


def _closing(lines: Sequence[Line], first: int) -> int | None:
    """Return the position where the quotation that begins in line `first` ends, if it spans several lines."""
    text = lines[first].text
    depth = text.count("“") - text.count("”")
    straight = text.count('"') % 2 == 1 and (_opens(text) or re.search(r":\s*\"[^\"]*$", text) is not None)
    if depth <= 0 and not straight:
        return None
    for position in range(first + 1, min(len(lines), first + _LONGEST_QUOTATION)):
        text = lines[position].text
        depth += text.count("“") - text.count("”")
        straight = straight and text.count('"') % 2 == 0
        if depth <= 0 and not straight:
            return position if _CLOSED.search(text) else None
    return None
