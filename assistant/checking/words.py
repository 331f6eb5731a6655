"""A text as folded words: phrases of the lists in it, what is denied, and what stands around a phrase."""

import re
from collections.abc import Container
from dataclasses import dataclass

from ingest.document import Span
from ingest.text import fold

_WORD = re.compile(r"[^\W_]+")
DENIALS = frozenset(("không", "chưa", "chẳng", "đừng", "chớ", "cấm", "tránh"))
# «không quá 300», «không ngừng», «không gian»: no denial of what follows.
_NO_DENIAL = frozenset(
    ("quá", "vượt", "ngừng", "gian", "chỉ", "những", "nhiều", "ít", "dưới", "đến", "tới", "đầy", "hạn")
)
REACH = 4  # words that a denial may stand before what it denies
_PAUSE = re.compile(r"[,;:.(?!]")
_LONGEST = 4  # syllables of a phrase of the lists


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of the lists in a text: its words, folded, and their places `[start, end)` among all words."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Words:
    """A text as folded words with their spans."""

    text: str
    forms: tuple[str, ...]
    spans: tuple[Span, ...]

    @classmethod
    def of(cls, text: str) -> "Words":
        """Return the words of NFC `text`."""
        found = list(_WORD.finditer(fold(text)))
        return cls(text, tuple(match[0] for match in found), tuple(Span(*match.span()) for match in found))

    def quoted(self, start: int, end: int) -> str:
        """Return the words `[start, end)` as the text writes them."""
        return self.text[self.spans[start].start : self.spans[end - 1].end]

    def phrases(self, among: Container[str]) -> list[Phrase]:
        """Return the longest phrases of a list that the text holds, left to right."""
        found, at = list[Phrase](), 0
        while at < len(self.forms):
            ends = range(min(len(self.forms), at + _LONGEST), at, -1)
            end = next((end for end in ends if " ".join(self.forms[at:end]) in among), None)
            if end is not None:
                found.append(Phrase(" ".join(self.forms[at:end]), at, end))
            at = end or at + 1
        return found

    def denied(self, place: int, reach: int = REACH, *, over_commas: bool = False) -> bool:
        """Return whether a denial stands at or before the word at `place`, without a pause between."""
        before = range(max(0, place - reach), place + 1)
        return any(self.denies(at) and (over_commas or not self.paused(at, place)) for at in before)

    def paused(self, start: int, end: int) -> bool:
        """Return whether a comma or the like stands between two words."""
        return _PAUSE.search(self.text, self.spans[start].end, self.spans[end].start) is not None

    def denies(self, at: int) -> bool:
        """Return whether the word at `at` denies what follows it."""
        before = self.forms[at - 1] if at else ""
        following = self.forms[at + 1] if at + 1 < len(self.forms) else ""
        return self.forms[at] in DENIALS and following not in _NO_DENIAL and before not in ("hay", "được")


def alike(mine: Words, phrase: Phrase, theirs: Words, other: Phrase) -> float:
    """Return the share of the words around `phrase` that stand around `other` too, near ones weighing more."""
    weights = _around(mine, phrase)
    around = _around(theirs, other)
    return sum(min(weight, around.get(word, 0.0)) for word, weight in weights.items()) / (sum(weights.values()) or 1.0)


def _around(words: Words, phrase: Phrase) -> dict[str, float]:
    found: dict[str, float] = {}
    for distance in range(1, 6):
        for place in (phrase.start - distance, phrase.end - 1 + distance):
            if 0 <= place < len(words.forms):
                form = words.forms[place]
                found[form] = max(found.get(form, 0.0), 1.0 / distance)
    return found
