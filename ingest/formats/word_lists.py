"""The automatic numbers of the binary Word format, after [MS-DOC]: list definitions, and lists that use them."""

import struct
from dataclasses import dataclass, field, replace

from ingest.formats.numbering import Counter, Rank
from ingest.formats.word_modifiers import modifiers

_FORMATS = {0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 22: "decimalZero"}
_FORMATS |= {23: "bullet", 57: "numberInDash", 255: "none"}
_MOST = 30_000  # Word counts no further
_MOST_LISTS = 4_000


@dataclass(slots=True)
class _Bytes:
    """Bytes read from the front; beyond the end there are zeros."""

    content: bytes
    at: int = 0

    def take(self, size: int) -> bytes:
        taken = self.content[self.at : self.at + size].ljust(size, b"\0")
        self.at += size
        return taken

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "little")

    @property
    def ended(self) -> bool:
        return self.at >= len(self.content)


@dataclass(slots=True)
class _List:
    """A list as paragraphs name it: the definition whose count it shares, and what it sets itself."""

    definition: int
    ranks: dict[int, Rank] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)
    begun: bool = False


class Lists:
    """Which label a paragraph of a list gets next."""

    def __init__(self, definitions: bytes, lists: bytes, fonts: list[str]) -> None:
        self._fonts = fonts
        self._definitions = self._all_definitions(_Bytes(definitions))
        self._lists = self._all_lists(_Bytes(lists))
        self._counters: dict[int, Counter] = {}

    def label(self, number: int, level: int) -> str:
        """Count a paragraph of list `number` (from 1) at the level (from 0); return its number as shown."""
        if not 0 < number <= len(self._lists):
            return ""
        one = self._lists[number - 1]
        ranks = self._definitions.get(one.definition, {}) | one.ranks
        if level not in ranks:
            return ""
        for at, start in one.starts.items():
            ranks[at] = replace(ranks.get(at, Rank()), start=start)
        counter = self._counters.setdefault(one.definition, Counter())
        if not one.begun:
            one.begun = True
            for at in one.starts:
                counter.numbers.pop(at, None)
        return counter.label(ranks, level)

    def _all_definitions(self, source: _Bytes) -> dict[int, dict[int, Rank]]:
        heads = [source.take(28) for _ in range(min(source.number(2), _MOST_LISTS))]
        found = {}
        for head in heads:
            if source.ended:
                break
            levels = 1 if head[26] & 1 else 9
            found[int.from_bytes(head[:4], "little")] = {level: self._rank(source) for level in range(levels)}
        return found

    def _all_lists(self, source: _Bytes) -> list[_List]:
        heads = [source.take(16) for _ in range(min(source.number(4), _MOST_LISTS))]
        lists = [_List(int.from_bytes(head[:4], "little")) for head in heads]
        for head, one in zip(heads, lists, strict=True):
            source.take(4)
            for _ in range(head[12]):
                self._override(source, one)
        return lists

    def _override(self, source: _Bytes, one: _List) -> None:
        start, flags = source.number(4), source.number(4)
        level = flags & 15
        if flags & 0x20:
            one.ranks[level] = self._rank(source)
            start = one.ranks[level].start
        if flags & 0x10:
            one.starts[level] = min(start, _MOST)

    def _rank(self, source: _Bytes) -> Rank:
        start, number_format, flags = struct.unpack("<IBB", source.take(6))
        source.take(9)  # where the numbers stand in the pattern: its characters say it too
        follow = source.number(1)
        source.take(8)
        letters, paragraph, limit = source.number(1), source.number(1), source.number(1)
        source.take(1 + paragraph)
        font = self._font(source.take(letters))
        pattern = source.take(2 * min(source.number(2), 256)).decode("utf-16-le", "replace")
        return Rank(
            number_format=_FORMATS.get(number_format, "decimal"),
            pattern="".join(f"%{ord(sign) + 1}" if sign < "\t" else sign for sign in pattern),
            start=min(start, _MOST),
            restart=limit if flags & 8 else None,
            legal=bool(flags & 4),
            joined=follow == 2,
            font=font,
        )

    def _font(self, properties: bytes) -> str:
        numbers = [int.from_bytes(operand, "little") for code, operand in modifiers(properties) if code == 0x4A4F]
        return self._fonts[numbers[-1]] if numbers and numbers[-1] < len(self._fonts) else ""
