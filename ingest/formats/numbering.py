"""The numbers that word processors write before paragraphs: kept nowhere in the text, counted while reading."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ingest.formats.blocks import symbol
from ingest.formats.package import Element
from ingest.formats.word_styles import Properties, Styles, W, switch, value

_ROMAN = [(1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")]
_ROMAN += [(10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")]
LEVELS = 10
_MOST = 30_000  # Word counts no further; a forged start would make a number of a million letters


def roman(number: int) -> str:
    """Return the number in small Roman numerals; beyond 3,999 in digits."""
    if not 0 < number < 4000:
        return str(number)
    written = ""
    for worth, letters in _ROMAN:
        written += letters * (number // worth)
        number %= worth
    return written


def repeated_letter(number: int) -> str:
    """Return a … z, aa, bb, cc …, as Word counts."""
    if not 0 < number <= _MOST:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def spreadsheet_letter(number: int) -> str:
    """Return a … z, aa, ab, ac …, as HTML and OpenDocument count."""
    if number <= 0:
        return str(number)
    written = ""
    while number:
        number, digit = divmod(number - 1, 26)
        written = chr(ord("a") + digit) + written
    return written


def formatted(number: int, number_format: str) -> str:
    """Return the number as `w:numFmt` names the format; formats of other scripts in digits, as most readers would."""
    match number_format:
        case "lowerLetter":
            return repeated_letter(number)
        case "upperLetter":
            return repeated_letter(number).upper()
        case "lowerRoman":
            return roman(number)
        case "upperRoman":
            return roman(number).upper()
        case "decimalZero":
            return f"{number:02}"
        case "numberInDash":
            return f"- {number} -"
        case "none":
            return ""
    return str(number)


def bullet(character: str, font: str = "") -> str:
    """Return the sign of a list without numbers: «-», «+» and «*» as they are, «-» for dots and other pictures."""
    shown = symbol(ord(character[0]), font) if character[:1] > "\uefff" else character.strip()
    return shown if shown in ("+", "*") else "-"


@dataclass(frozen=True, slots=True)
class Rank:
    """One level of a list: its pattern has %1 … %9 for the numbers of the levels; `restart` as in `w:lvlRestart`."""

    number_format: str = "decimal"
    pattern: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False  # numbers of upper levels in digits
    joined: bool = False  # nothing between the number and the text
    font: str = ""
    style: str = ""  # the paragraph style that this level numbers


@dataclass(slots=True)
class Counter:
    """Counts the paragraphs of one list: lists of one abstract definition share it."""

    numbers: dict[int, int] = field(default_factory=dict)

    def label(self, ranks: Mapping[int, Rank], level: int) -> str:
        """Count a paragraph at the level, from 0, and return its number as shown, with the space after it."""
        rank = ranks.get(level, Rank())
        self.numbers[level] = self.numbers.get(level, rank.start - 1) + 1
        for deeper in [deep for deep in self.numbers if deep > level]:
            restart = ranks.get(deeper, Rank()).restart
            if restart is None or 0 < restart > level:
                del self.numbers[deeper]
        return self._written(ranks, rank)

    def _written(self, ranks: Mapping[int, Rank], rank: Rank) -> str:
        if rank.number_format == "bullet":
            return f"{bullet(rank.pattern, rank.font)} " if rank.pattern.strip() else ""
        label = re.sub("%([1-9])", lambda match: self._number(ranks, rank, int(match[1]) - 1), rank.pattern).strip()
        return label if rank.joined or not label else f"{label} "

    def _number(self, ranks: Mapping[int, Rank], rank: Rank, level: int) -> str:
        shown = ranks.get(level, Rank())
        number_format = "decimal" if rank.legal and shown.number_format != "none" else shown.number_format
        return formatted(self.numbers.get(level, shown.start), "none" if number_format == "bullet" else number_format)


class WordLists:
    """The lists of a DOCX (`word/numbering.xml`): which label a paragraph of a list gets next."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        elements = [] if root is None else list(root)
        self._abstract = {e.get(W + "abstractNumId", ""): e for e in elements if e.tag == W + "abstractNum"}
        self._lists = {e.get(W + "numId", ""): e for e in elements if e.tag == W + "num"}
        self._styles = styles
        self._ranks: dict[str, dict[int, Rank]] = {}
        self._counters: dict[str, Counter] = {}

    def label(self, paragraph: Properties) -> str:
        """Count the paragraph in its list and return its number as shown; «» when it is in no list."""
        number = paragraph.list_id
        if number is None or number not in self._lists:
            return ""
        abstract = self._definition(number)
        ranks = self._ranks.get(number)
        counter = self._counters.setdefault(abstract, Counter())
        if ranks is None:
            ranks = self._ranks[number] = self._all_ranks(number, abstract)
            for level in self._restarted(number):
                counter.numbers.pop(level, None)
        return counter.label(ranks, _level(paragraph, ranks))

    def _definition(self, number: str) -> str:
        """Return the id of the list's abstract definition, through list styles that lead to another list."""
        for _ in range(LEVELS):
            abstract = value(self._lists.get(number), "abstractNumId") or ""
            style = value(self._abstract.get(abstract), "numStyleLink")
            linked = self._styles.list_of(style) if style else None
            if linked is None or linked == number:
                break
            number = linked
        return abstract

    def _restarted(self, number: str) -> list[int]:
        overrides = self._lists[number].iterfind(W + "lvlOverride")
        return [_digits(o.get(W + "ilvl")) for o in overrides if value(o, "startOverride") is not None]

    def _all_ranks(self, number: str, abstract: str) -> dict[int, Rank]:
        definition = self._abstract.get(abstract)
        levels = [] if definition is None else definition.findall(W + "lvl")
        ranks = {_digits(level.get(W + "ilvl")): self._rank(level) for level in levels}
        for override in self._lists[number].iterfind(W + "lvlOverride"):
            level, own = _digits(override.get(W + "ilvl")), override.find(W + "lvl")
            if own is not None:
                ranks[level] = self._rank(own)
            start = value(override, "startOverride")
            if start is not None:
                ranks[level] = replace(ranks.get(level, Rank()), start=_digits(start))
        return ranks

    def _rank(self, level: Element) -> Rank:
        run = level.find(W + "rPr")
        restart = value(level, "lvlRestart")
        shown = not switch(run, "vanish")
        return Rank(
            number_format=next((e.get(W + "val", "") for e in level.iter(W + "numFmt")), "decimal"),
            pattern=(value(level, "lvlText") or "") if shown else "",
            start=_digits(value(level, "start"), missing=0),
            restart=None if restart is None else _digits(restart),
            legal=bool(switch(level, "isLgl")),
            joined=value(level, "suff") == "nothing",
            font=self._styles.run(run, Properties()).font,
            style=value(level, "pStyle") or "",
        )


def _level(paragraph: Properties, ranks: Mapping[int, Rank]) -> int:
    if paragraph.level is not None:
        return _digits(paragraph.level)
    named = [level for level, rank in ranks.items() if rank.style and rank.style == paragraph.numbered_by]
    return named[0] if named else 0


def _digits(text: str | None, *, missing: int = 0) -> int:
    return min(int(text), _MOST) if text and text.isascii() and text.isdecimal() and len(text) < _MOST else missing
