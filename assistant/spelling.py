"""Hasty typing made readable for search: chat abbreviations, Telex and VNI leftovers, single slips.

Only what is searched changes; the question stays as it was typed. A syllable that the library knows is left alone.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from ingest.text import fold, strip_diacritics

_CHAT = {
    "ko": "không", "k": "không", "kg": "không", "hk": "không", "hok": "không", "hong": "không", "hông": "không",
    "hem": "không", "dc": "được", "đc": "được", "đk": "đăng ký", "trc": "trước", "trg": "trong",
    "ntn": "như thế nào", "nt": "như thế", "bn": "bao nhiêu", "bnhiu": "bao nhiêu", "j": "gì",
    "z": "vậy", "dz": "vậy", "zậy": "vậy", "dzậy": "vậy", "vs": "với", "ng": "người", "ngta": "người ta",
    "lm": "làm", "mn": "mọi người", "mng": "mọi người", "cx": "cũng", "r": "rồi", "vd": "ví dụ", "tg": "thời gian",
    "nv": "nhiệm vụ", "hc": "hành chính", "hs": "hồ sơ", "cb": "cán bộ", "cbcc": "cán bộ công chức",
    "cc": "công chức", "dvc": "dịch vụ công", "tthc": "thủ tục hành chính", "vb": "văn bản", "cq": "cơ quan",
    "cqđp": "chính quyền địa phương", "ub": "ủy ban", "ct": "chủ tịch", "pct": "phó chủ tịch", "bt": "bí thư",
    "cbqs": "chi bộ quân sự",
    "đb": "đảng bộ", "đh": "đại hội", "đv": "đảng viên", "cntt": "công nghệ thông tin", "csdl": "cơ sở dữ liệu",
    "tt": "trung tâm", "ttpvhcc": "trung tâm phục vụ hành chính công", "tthcc": "trung tâm hành chính công",
    "khcn": "khoa học công nghệ", "bkhcn": "bộ khoa học và công nghệ", "btp": "bộ tư pháp", "bca": "bộ công an",
    "ca": "công an", "đucp": "đảng ủy chính phủ", "btctw": "ban tổ chức trung ương", "btv": "ban thường vụ",
    "bch": "ban chấp hành", "bbt": "ban bí thư", "nvu": "nhiệm vụ", "qđ": "quy định",
    "qđịnh": "quy định", "ktxh": "kinh tế xã hội", "tsc": "tài sản công", "ns": "ngân sách",
    "tk": "tài khoản", "dn": "doanh nghiệp", "gt": "giấy tờ", "pccc": "phòng cháy",
}  # fmt: skip
_SOUNDS = (("f", "ph"), ("w", "qu"), ("z", "gi"), ("z", "d"), ("j", "gi"), ("dz", "d"))
_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_TONES = frozenset(_TELEX_TONES.values())
_VOWELS = "aeiouy"
# What a Vietnamese syllable can be, without its marks: an initial and a rime.
_SYLLABLE = re.compile(
    "(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x)?(?:"
    "a(?:ch?|i|m|nh?|ng|o|p|t|u|y)?|e(?:ch?|m|nh?|ng|o|p|t|u)?|i(?:a|ch?|e(?:c|m|n|ng|p|t|u)|m|nh?|p|t|u)?"
    "|o(?:a(?:ch?|i|m|nh?|ng|o|p|t|y)?|c|e(?:n|o|t)?|i|m|n|ng|ong|p|t)?"
    "|u(?:a(?:c|n|ng|t|y)?|c|e(?:ch|nh)?|i|m|n|ng|o(?:c|i|m|n|ng|p|t|u)?|p|t|u|y(?:a|ch|e[nt]|nh|t|u)?)?"
    "|y(?:ch|e[mntu])?)"
)
_WORD = re.compile(r"[^\W\d_]+|[^\W_]+")
_FEWEST_OCCURRENCES = 3
_SHORTEST_SLIP, _LONGEST_SLIP = 3, 10
Signature = tuple[str, str, str]


@lru_cache(maxsize=16384)
def signature(syllable: str) -> Signature:
    """Return bare letters, tone mark and the other marks of a folded syllable, sorted: what Telex and VNI spell."""
    marks = [mark for mark in unicodedata.normalize("NFD", syllable) if unicodedata.combining(mark)]
    tone = "".join(mark for mark in marks if mark in _TONES)
    shape = "".join(sorted([mark for mark in marks if mark not in _TONES] + ["đ"] * syllable.count("đ")))
    return strip_diacritics(syllable), tone, shape


def decoded(word: str) -> Signature | None:
    """Return the signature that `word` spells in Telex or VNI keystrokes, or `None` when it spells none."""
    letters: list[str] = []
    tone, shape = "", list[str]()
    for key in word:
        plain = strip_diacritics(key)
        vowels = [letter for letter in letters if letter in _VOWELS]
        if vowels and key in _TELEX_TONES | _VNI_TONES:
            tone = (_TELEX_TONES | _VNI_TONES)[key]
        elif key in "78w" and vowels:
            last = next((letter for letter in reversed(letters) if letter in "aou"), "")
            shape.append("\u0306" if last == "a" or key == "8" else "\u031b")
        elif (key == "6" and vowels) or (key in "aeo" and key in vowels):
            shape.append("\u0302")
        elif (key == "9" or key == "d") and letters[-1:] == ["d"]:
            shape.append("đ")
        else:
            letters.append(plain)
            _, own_tone, own_shape = signature(key)
            tone, shape = own_tone or tone, shape + list(own_shape)
    spelt = ("".join(letters), tone, "".join(sorted(shape)))
    return spelt if spelt != signature(word) and spelt[0].isalpha() else None


class Speller:
    """Corrections against the syllables that the library holds; `counts` maps folded syllable → occurrences."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._known = {word: n for word, n in counts.items() if n >= _FEWEST_OCCURRENCES and word.isalpha()}
        self._by_bare: dict[str, list[str]] = {}
        for word in sorted(self._known, key=lambda word: (-self._known[word], word)):
            self._by_bare.setdefault(strip_diacritics(word), []).append(word)
        self._slips: dict[str, str] = {}
        for bare in sorted(self._by_bare, key=lambda bare: (-self._known[self._by_bare[bare][0]], bare)):
            if len(bare) >= _SHORTEST_SLIP:
                for shorter in _without_one(bare):
                    self._slips.setdefault(shorter, bare)

    def corrected(self, question: str) -> str:
        """Return `question` folded, with what it can read among unknown syllables replaced."""
        folded = fold(question)
        marked = strip_diacritics(folded) != folded
        return _WORD.sub(lambda match: self._word(match[0], marked), folded)

    def _word(self, word: str, marked: bool) -> str:
        if word in _CHAT and (marked or not word.isalpha() or word not in self._by_bare or len(word) <= 2):
            return _CHAT[word]
        if word in self._known or (not marked and word in self._by_bare) or word.isdigit():
            return word
        if _SYLLABLE.fullmatch(strip_diacritics(word)) and (signature(word)[1:] != ("", "") or not marked):
            return word
        return self._telex(word) or self._same_letters(word) or self._other_sound(word) or self._slip(word) or word

    def _telex(self, word: str) -> str | None:
        spelt = decoded(word)
        candidates = self._by_bare.get(spelt[0], []) if spelt else []
        exact = [candidate for candidate in candidates if signature(candidate) == spelt]
        toned = [candidate for candidate in candidates if spelt and signature(candidate)[1] == spelt[1]]
        return next(iter(exact or toned), None)

    def _same_letters(self, word: str) -> str | None:
        return next(iter(self._by_bare.get(strip_diacritics(word), [])), None)

    def _other_sound(self, word: str) -> str | None:
        for chat, written in _SOUNDS:
            if word.startswith(chat):
                replaced = written + word[len(chat) :]
                if replaced in self._known:
                    return replaced
        return None

    def _slip(self, word: str) -> str | None:
        bare = strip_diacritics(word)
        if not _SHORTEST_SLIP <= len(bare) <= _LONGEST_SLIP or not bare.isalpha():
            return None
        forms = [bare, *_without_one(bare)]
        found = next((self._slips[form] for form in forms if form in self._slips), None) or next(
            (form for form in forms if form in self._by_bare), None
        )
        return self._by_bare[found][0] if found else None


def _without_one(word: str) -> list[str]:
    return [word[:place] + word[place + 1 :] for place in range(len(word))]
