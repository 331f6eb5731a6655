"""How far the text of a page can be trusted, judged without knowing what it should say."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.encodings import to_unicode
from ingest.extraction import RawLine
from ingest.syllables import possible_share

_FEWEST_LETTERS = 40  # a page with fewer says nothing about its quality
_SOUND = 0.9  # of Vietnamese: 0.96 to 1.00 in real pages, 0.5 to 0.8 where a font's table of letters is wrong
_SOUND_FOREIGN = 0.75  # of other languages, formulas among them
_MOST_CONVERTED = 25  # lines: so many of a page show whether it is in a legacy encoding
_LEAST_VOWELS = 0.22  # of the letters: 0.38 in English, 0.45 in Vietnamese, 0.1 where letters are shifted
_VIETNAMESE = re.compile(r"[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1ea0-\u1ef9\ufb00-\ufb06]{1,25}")
_VOWEL = re.compile(r"[aeiouy\u00c0-\u024f\u1ea0-\u1ef9]", re.IGNORECASE)
_CRAMMED = re.compile(r"[b-df-hj-np-tv-xz]{6}", re.IGNORECASE)  # six consonants: «Rechtschreibung» has five
_TURNCOAT = re.compile(r"[a-z][A-Z]")  # a capital inside a word
_BROKEN = re.compile(r"\(cid:\d+\)|[\ufffd\ue000-\uf8ff\x00-\x08\x0b\x0e-\x1f]")
_ODD = re.compile(r"[!#$&<=>?@\[\\\]^`{}~]")  # rare in official texts, common where codes are shown as letters


@dataclass(frozen=True, slots=True)
class Quality:
    """`letters` counts; `share` (0 to 1) is that of the words which can be words, `least` what it should be."""

    letters: int
    share: float
    least: float = _SOUND
    broken: int = 0  # characters that say that a letter was lost

    @property
    def sound(self) -> bool:
        """Whether the text may stand as it is; few letters are sound, they may be all that is there."""
        return self.share >= self.least or self.letters + self.broken < _FEWEST_LETTERS


def judged(lines: Sequence[RawLine]) -> Quality:
    """Return the quality of a page's lines; Vietnamese in TCVN3 or VNI is judged as what it means."""
    raw = "\n".join(line.text for line in lines)
    broken = sum(1 for _ in _BROKEN.finditer(raw)) + len(_ODD.findall(raw))
    text = unicodedata.normalize("NFC", _BROKEN.sub(" ", raw))
    letters = sum(map(str.isalpha, text))
    kept = letters / (letters + broken) if letters else float(not broken)
    words = _WORD.findall(text)
    if sum(map(bool, map(_VIETNAMESE.search, words))) > 0.05 * len(words):
        return Quality(letters, kept * _vietnamese_share(text, lines), broken=broken)
    return Quality(letters, kept * _share_of_words(words), _SOUND_FOREIGN, broken)


def _vietnamese_share(text: str, lines: Sequence[RawLine]) -> float:
    share = possible_share(text)
    if share >= _SOUND:
        return share
    sample = lines[:: len(lines) // _MOST_CONVERTED + 1]
    meant = "\n".join(to_unicode(line.text, line.font) for line in sample)
    return max(share, possible_share(unicodedata.normalize("NFC", meant)))


def _share_of_words(words: Sequence[str]) -> float:
    """Return the share of letters in words that some language with Latin letters could have."""
    total = sum(map(len, words))
    if total == 0:
        return 1.0
    vowels = sum(len(_VOWEL.findall(word)) for word in words)
    share = sum(len(word) for word in words if _is_word(word)) / total
    return share if vowels > _LEAST_VOWELS * total else share / 2


def _is_word(word: str) -> bool:
    if not _LATIN.fullmatch(word) or _CRAMMED.search(word) or len(_TURNCOAT.findall(word)) > 1:
        return False
    return len(word) < 4 or word.isupper() or bool(_VOWEL.search(word))
