"""What the text that is stored is judged by: marks kept, characters of broken encodings, words torn or run together."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from ingest.syllables import is_possible
from ingest.text import strip_diacritics

# What TCVN3 and UTF-8 read byte by byte leave inside words: signs, and letters that Vietnamese does not have.
_SIGNS = "¨©ª®¬¶·¸¹º¿¼½¾µ¦§∙−¤£¥€™†‡ˆ˜"
_LETTERS = "ÖÑËÅÄÏÜÛÞßñëåäïöüûÿçÇîÎøØæÆœþ"
_MOJIBAKE = re.compile(
    "[\x80-\x9f\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]"
    f"|(?<=[^\\W\\d_])[{_SIGNS}{_LETTERS}«]|[{_SIGNS}{_LETTERS}](?=[^\\W\\d_])"
)
_TRIPLE = 3


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", text).lower())


def mojibake(text: str) -> list[str]:
    """Return the places of the text, with a little around them, where a character is broken."""
    return [text[max(match.start() - 12, 0) : match.end() + 12] for match in _MOJIBAKE.finditer(text)]


@dataclass(frozen=True, slots=True)
class Marks:
    """The marked letters of a transcript: how many there are, stand in words that were found, and are the same."""

    all: int
    aligned: int
    same: int
    differences: tuple[tuple[str, str], ...]

    @property
    def kept(self) -> float:
        return self.same / max(self.all, 1)


def marks(found: str, transcript: str) -> Marks:
    """Align the words of both by their bare letters and compare the marks of those that can be Vietnamese."""
    have, want = words(found), words(transcript)
    one, other = ([strip_diacritics(word) for word in side] for side in (want, have))
    judged = [is_possible(word) for word in want]
    aligned = same = 0
    differences = []
    for expected, at in _pairs(one, other):
        if judged[expected]:
            word = want[expected]
            aligned += _marked(word)
            same += sum(a == b and not a.isascii() for a, b in zip(word, have[at], strict=True))
            if word != have[at]:
                differences.append((word, have[at]))
    whole = sum(_marked(word) for word, possible in zip(want, judged, strict=True) if possible)
    return Marks(whole, aligned, same, tuple(differences))


def _marked(word: str) -> int:
    return sum(not letter.isascii() for letter in word)


def _pairs(one: list[str], other: list[str]) -> Iterable[tuple[int, int]]:
    """Yield the places of equal words; looking for three at a time is fast, and a chance likeness no match."""
    first, second = (list(zip(side, side[1:], side[2:], strict=False)) for side in (one, other))
    for block in SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks():
        for at in range(block.size + _TRIPLE - 1 if block.size else 0):
            yield block.a + at, block.b + at


@dataclass(frozen=True, slots=True)
class Spaces:
    """Of `letters` that were compared: how many spaces tear a word, how many are missing, and of what share of all."""

    torn: tuple[str, ...]
    lost: tuple[str, ...]
    letters: int
    share: float


def spaces(found: str, truth: str) -> Spaces:
    """Compare where the spaces stand in the lines found and in what another reader made of the same letters.

    Marks do not count here, nor where a line ends.
    """
    letters, gaps = _stream(truth)
    torn, lost, compared, whole, after = list[str](), list[str](), 0, 0, 0
    for line in found.split("\n"):
        own, own_gaps = _stream(line)
        whole += len(own)
        at = letters.find(own, after)
        at = letters.find(own) if at < 0 else at
        if not own or at < 0:
            continue
        after, compared = at + len(own), compared + len(own)
        here = {at + gap for gap in own_gaps if 0 < gap < len(own)}
        there = {gap for gap in range(at + 1, after) if gap in gaps}
        torn += [f"{letters[gap - 6 : gap]}|{letters[gap : gap + 6]}" for gap in sorted(here - there)]
        lost += [f"{letters[gap - 6 : gap]}|{letters[gap : gap + 6]}" for gap in sorted(there - here)]
    return Spaces(tuple(torn), tuple(lost), compared, compared / max(whole, 1))


def _stream(text: str) -> tuple[str, set[int]]:
    """Return the letters and digits without marks, and before how many of them a space stands."""
    letters, gaps = list[str](), set[int]()
    for character in strip_diacritics(unicodedata.normalize("NFC", text)).lower():
        if character.isspace():
            gaps.add(len(letters))
        elif character.isalnum():
            letters.append(character)
    return "".join(letters), gaps
