"""Which words can be Vietnamese: the spelling of the syllable as rules, with no list of words.

A syllable is an onset, a rime and a tone. After Đoàn Thiện Thuật, «Ngữ âm tiếng Việt» (1977): which onset spellings
stand before which vowels, which rimes exist, and that a rime closed by c, ch, p or t has only the sắc or the nặng.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache
from itertools import chain

from ingest.text import strip_diacritics


def _listed(text: str) -> list[str]:
    return text.split()


_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_STOP_TONES = "\u0301\u0323"
_ONSETS = ["", *"bcdđghklmnrstvx", "ch", "gh", "gi", "kh", "ng", "ngh", "nh", "ph", "qu", "th", "tr"]
# Of loans and of names in the languages of minorities: «pin», «Đắk», «Krông», «Plei», «Y Moan Êban».
_LOAN_ONSETS = ["p", "f", "j", "w", "z", "kr", "pr", "br", "đr", "dr", "pl", "bl", "kl", "gr"]
_FRONT = "eêiy"
_RIMES = _listed("""
a ai ao au ay ac ach am an ang anh ap at
ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oc oi om on ong oong ooc op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut uôc uôi uôm uôn uông uôt
ư ưa ưc ưi ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet
uân uâng uât uây uê uêch uênh uơ uy uya uych uyên uyêt uyn uynh uyp uyt uyu
""")
_AFTER_Q = _listed("""
a ac ach ai an ang anh ao at au ay ăc ăm ăn ăng ăp ăt âc ân âng ât ây âu e en eo et ê êch ên ênh êt êu i in it
ôc ơ ơi ơn y ych yên yêt ynh yt yu
""")
_AFTER_GI = ["n", "êc", "êm", "êng", "êt", *(rime for rime in _RIMES if rime[0] not in "iê")]
_Y_ONSETS = ["", "d", "h", "k", "l", "m", "n", "nh", "r", "s", "t", "th", "v", "x"]
_Y_ALONE = _listed("yêm yên yêng yêt yêu y")
_LOAN_RIMES = _listed("ăk ăc âk ak ôk ok êk uk ưk")


def _bases() -> Iterable[tuple[str, str]]:
    """Yield every (onset, rime) that the spelling allows."""
    for onset in _ONSETS + _LOAN_ONSETS:
        if onset == "qu":
            rimes = _AFTER_Q
        elif onset == "gi":
            rimes = _AFTER_GI
        else:
            rimes = [rime for rime in _RIMES if _may_meet(onset, rime)]
        yield from ((onset, rime) for rime in rimes)
    yield from ((onset, "y") for onset in _Y_ONSETS)
    yield from (("", rime) for rime in _Y_ALONE)
    yield from ((onset, rime) for onset in ["đ", "l", "b", "kr", "t", "n"] for rime in _LOAN_RIMES)


def _may_meet(onset: str, rime: str) -> bool:
    if onset in ("k", "gh", "ngh"):
        return rime[0] in _FRONT or (onset == "k" and rime in ("a", "an", "ông"))
    if onset in ("c", "ng"):
        return rime[0] not in _FRONT
    if onset == "g":
        return rime[0] not in "eê" and rime not in ("ia", "iu")
    return not (onset == "" and rime.startswith("iê"))


def _toned(onset: str, rime: str) -> Iterable[str]:
    """Yield the spellings of a syllable in its tones, the mark at every place where writers put it."""
    closed = rime.endswith(("c", "ch", "p", "t", "k"))
    if not closed:
        yield onset + rime
    for tone in _STOP_TONES if closed else _TONES:
        for at in _tone_places(rime):
            yield onset + rime[: at + 1] + tone + rime[at + 1 :]
    if onset in ("qu", "gi") and not closed:  # «qủa», «gìa»
        yield from (onset + tone + rime for tone in _TONES)


def _tone_places(rime: str) -> list[int]:
    vowels = re.match(r"[aăâeêioôơuưy]*", rime)
    length = len(vowels[0]) if vowels else 0
    if length == 0:  # «gìn»: the i of the onset carries the mark
        return [-1]
    shaped = [index for index in range(length) if rime[index] in "ăâêôơ"]
    if shaped and not rime.startswith("uơ"):
        return shaped[-1:]
    if rime[:2] in ("oa", "oe", "uy", "uơ", "oo"):
        return [0, 1] if length < 3 or rime[:2] != "uy" else [1]
    return [0]


def _spelled() -> Iterable[str]:
    words = (_toned(onset, rime) for onset, rime in _bases())
    return (unicodedata.normalize("NFC", word) for word in chain.from_iterable(words))


_POSSIBLE = frozenset(_spelled())


_UNMARKED = frozenset(strip_diacritics(word) for word in _POSSIBLE)
# Syllables without an onset that are words: any other one is the end of a word («ện» of «hi ện»).
_WITHOUT_ONSET = frozenset(
    _listed("""
a á à ả ai ái am ám ảm an án ang anh ánh ảnh ao áo ảo áp át au ác ách ăn ắng ắt ẵm âm ấm ầm ẩm ân ấn ẩn ấp ập
âu ấy e é em ém én eo éo ép ê ế ếch êm ỉ im in ích ít ỉu o oa oà òa oách oai oái oan oán oang oanh oằn óc oi
ói om ong óng ô ổ ồ ố ôi ôm ốm ôn ổn ồn ông ống ốp ốc ơ ở ờ ơi ơn ớn ớt u ủ ù ú ụ uế ủi um ùn úng ủng
ung uống uốn uổng út úp uy uỷ ủy uý úy uyên uyển uể uất uẩn ức ưa ứa ưng ứng ửng ước ướt ướp ương ướm ươn ưu ư ừ ứ
yên yến yểm yếm yêu yếu yểu yết y ý ỷ
""")
)


class Verdict(IntEnum):
    """What a word says about the text that it stands in."""

    UNKNOWN = 0  # an abbreviation, a label, a foreign name
    POSSIBLE = 1
    IMPOSSIBLE = 2


# A word, and the signs that legacy encodings put inside words or in front of them.
_INNER = "\u00a1-\u00bf\u00d7\u00f7\u0300-\u036f\u2020-\u2026\u02c6\u02dc\u2030\u2122\u2212\u2219\u20ac^"
_WORD = re.compile(rf"[®¬ª¨©¸]?[^\W_]+(?:[{_INNER}]+[^\W_]+)*")
_ADDRESS = re.compile(r"(?<!\S)(?=\S*?(?:://|www\.|@))\S+")
_ABBREVIATION = re.compile(r"[A-ZĐÐƯÔƠÂ]+")
_ROMAN = re.compile(r"[ivx]+")
_UNITS = frozenset(_listed("mm cm dm km kg mg ml mw kw kv kwh hz vnđ"))
_VOWELS = "aeiouy"
_LONGEST_LOAN = 24


def is_possible(word: str) -> bool:
    """Return whether NFC `word`, in whatever case, can be a Vietnamese syllable; ð passes for đ."""
    return word.lower().replace("ð", "đ") in _POSSIBLE


def is_possible_unmarked(word: str) -> bool:
    """Return whether `word` can be a syllable typed without its marks: «duoc», «phat»."""
    return word.lower() in _UNMARKED


@lru_cache(maxsize=1 << 16)
def stands_alone(word: str) -> bool:
    """Return whether the word can stand alone, or is only a part of one: «ện», «th», «b»."""
    lower = word.lower().replace("ð", "đ")
    if lower in _POSSIBLE and lower != "gi":
        return lower in _WITHOUT_ONSET or strip_diacritics(lower[0]) not in _VOWELS
    return lower in _UNITS or (judged(word) is not Verdict.IMPOSSIBLE and len(word) > 2 and lower != word)


@lru_cache(maxsize=1 << 16)
def judged(word: str) -> Verdict:
    """Return what `word`, without spaces around it, says."""
    lower = word.lower().replace("ð", "đ")
    if lower in _POSSIBLE:
        return Verdict.POSSIBLE
    if len(word) == 1 or lower in _UNITS or _ROMAN.fullmatch(lower) or _ABBREVIATION.fullmatch(word):
        return Verdict.UNKNOWN
    foreign = word.isascii() and word.isalpha() and not word.islower()
    return Verdict.UNKNOWN if foreign or any(map(str.isdigit, word)) or _is_compound(lower) else Verdict.IMPOSSIBLE


@lru_cache(maxsize=1 << 16)
def _is_compound(word: str) -> bool:
    """Return whether the word is syllables in one: «kilôgam», «Lênin». Only the first may begin with a vowel."""
    if len(word) > _LONGEST_LOAN:
        return False
    for at in range(2, len(word) - 1):
        begins = word[:at] in _POSSIBLE and strip_diacritics(word[at]) not in _VOWELS
        if begins and (word[at:] in _POSSIBLE or _is_compound(word[at:])):
            return True
    return False


def words(text: str) -> list[str]:
    """Return the words of `text` in order, each with the signs that a legacy encoding put inside it."""
    if "://" in text or "@" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    return _WORD.findall(text)


def counts(text: str) -> tuple[int, int]:
    """Return how many words of `text` can be Vietnamese and how many cannot."""
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    verdicts = list(map(judged, words(text)))
    return verdicts.count(Verdict.POSSIBLE), verdicts.count(Verdict.IMPOSSIBLE)


def possible_share(text: str) -> float:
    """Return the share, 0 to 1, of words that can be Vietnamese; 1 where no word says anything.

    Abbreviations, single letters, addresses, words with digits, loans written in one and capitalised foreign words
    do not count.
    """
    possible, impossible = counts(text)
    return possible / (possible + impossible) if possible + impossible else 1.0
