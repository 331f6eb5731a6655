"""Vietnamese text made comparable without moving a single character.

Every function here maps a string to one of the same length, so that an offset found in the folded text is the
offset in the original. Quotes are always cut from the original.
"""

import re
import unicodedata
from functools import lru_cache

# NFC does not unify where the tone mark of oa, oe, uy stands (hòa/hoà, ủy/uỷ): the second vowel is taken.
_TONE_PLACEMENT = dict(
    zip(
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        strict=True,
    )
)
_MAY_BE_MISPLACED = re.compile("[òóỏõọùúủũụ][aey]")  # a class is found faster than one of fifteen words
_SIMPLIFIED = tuple(
    {
        "\u00a0": " ",
        "\u2007": " ",
        "\u202f": " ",
        "ð": "đ",
        "–": "-",
        "—": "-",
        "‑": "-",
        "−": "-",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "Ð": "đ",
    }.items()
)
# Upper-case letters as a regular expression class; the range À-Ỹ would take the lower-case ones too.
_LATIN = map(chr, [*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)])
UPPER = "A-Z" + "".join(character for character in _LATIN if character.isupper() and character != "İ")
LOWER = UPPER.replace("A-Z", "a-z").lower()
SYLLABLE = re.compile(r"[^\W_]+", re.UNICODE)
_BETWEEN_DIGITS = re.compile(r"\d+(?:[./-]\d+)+")
_PADDING = re.compile(r"(?<![0-9])0(?=[0-9](?![0-9]))")  # of 04/07; the zeros of 5.005 count


def compose(text: str) -> str:
    """Return `text` in Unicode NFC with Unix line ends: the form in which sources are stored."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _lower(character: str) -> str:
    lowered = character.lower()
    return lowered if len(lowered) == 1 else character


def fold(text: str) -> str:
    """Return NFC `text` in lower case with one tone placement, plain spaces, dashes and quotes; same length."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(_lower(character) for character in text)
    if lowered.isascii():
        return lowered
    for odd, simple in _SIMPLIFIED:  # `translate` takes five times as long: it stumbles over every letter it has not
        if odd in lowered:
            lowered = lowered.replace(odd, simple)
    return _MAY_BE_MISPLACED.sub(_well_placed, lowered)


def _well_placed(match: re.Match[str]) -> str:
    return _TONE_PLACEMENT.get(match[0], match[0])


@lru_cache(maxsize=4096)
def _bare(character: str) -> str:
    if character in "đĐ":
        return "d" if character == "đ" else "D"
    base = unicodedata.normalize("NFD", character)[0]
    return base if base.isalpha() and character.isalpha() else character


def strip_diacritics(text: str) -> str:
    """Return NFC `text` without Vietnamese marks (ế → e, đ → d); same length."""
    return "".join(map(_bare, text))


def has_diacritics(text: str) -> bool:
    """Return whether any letter of NFC `text` carries a mark: a question typed without them has none."""
    return strip_diacritics(text) != text


def vietnamese_share(text: str) -> float:
    """Return the share, 0 to 1, of letters in NFC `text` that only Vietnamese writes (ă đ ơ ư, ạ … ỹ).

    About 0.2 in Vietnamese; 0 in TCVN3 and VNI text read as Unicode, whose marks become Latin-1 letters.
    """
    letters = [character for character in text.lower() if character.isalpha()]
    marked = sum(character in "ăđơư" or "ạ" <= character <= "ỹ" for character in letters)
    return marked / len(letters) if letters else 0.0


def syllables(text: str) -> list[str]:
    """Return the syllables and numbers of folded `text` in order; dates and decimals stay whole (31/7/2025)."""
    found: list[str] = []
    position = 0
    for match in _BETWEEN_DIGITS.finditer(text):
        found += SYLLABLE.findall(text, position, match.start())
        found.append(_PADDING.sub("", re.sub(r"[.-]", "/", match[0])))
        position = match.end()
    return found + SYLLABLE.findall(text, position)


_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def on_one_line(text: str) -> str:
    """Return the text with «_» for what could move a terminal's cursor, colour or order: file names may hold it."""
    return _CONTROLS.sub("_", text)


# Blank letters and symbols, which no category tells: fillers of Hangul, a braille cell without a dot.
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"


def written_out(text: str) -> str:
    """Return the text in NFC with every character written out (\\u200b) that shows nothing or moves what is shown."""
    return "".join(_shown(character) for character in compose(text))


def _shown(character: str) -> str:
    hidden = not character.isprintable() or unicodedata.category(character)[0] == "M" or character in _BLANK
    return character.encode("unicode_escape").decode() if hidden else character
