"""What the legacy encodings of Vietnamese write for each letter, as a reader sees it who takes the bytes for Latin-1.

TCVN3 after TCVN 5712:1993 (fonts «.VnTime», «.VnArial»; the codes of its capitals with tones are those of the small
letters, which the fonts «.VnTimeH» show as capitals). VNI for Windows: a letter and its mark are two codes.
"""

from collections.abc import Iterable
from itertools import product
from unicodedata import normalize

_TCVN3_CODES = """
A1ĂA2ÂA3ÊA4ÔA5ƠA6ƯA7Đ A8ăA9âAAêABôACơADưAEđ B5àB6ảB7ãB8áB9ạ BBằBCẳBDẵBEắC6ặ C7ầC8ẩC9ẫCAấCBậ CCèCEẻCFẽD0éD1ẹ
D2ềD3ểD4ễD5ếD6ệ D7ìD8ỉDCĩDDíDEị DFòE1ỏE2õE3óE4ọ E5ồE6ổE7ỗE8ốE9ộ EAờEBởECỡEDớEEợ EFùF1ủF2ũF3úF4ụ F5ừF6ửF7ữF8ứF9ự
FAỳFBỷFCỹFDýFEỵ
"""
# What readers of PDF and word processors make of some codes: a hyphen or minus of AD, a bullet of B7, a mu of B5.
_TCVN3_GUISES = {"∙": "ã", "−": "ư", "‑": "ư", "μ": "à"}
_PLAIN = "".join(_TCVN3_CODES.split())
TCVN3 = {chr(int(_PLAIN[at : at + 2], 16)): _PLAIN[at + 2] for at in range(0, len(_PLAIN), 3)} | _TCVN3_GUISES

_VNI_TONES = "ùøûõï"  # sắc, huyền, hỏi, ngã, nặng over a letter without another mark
_VNI_SHAPED = {"â": "áàåãäâ", "ă": "éèúüëê"}  # the same over the circumflex and the breve; then the shape alone
_VNI_ROWS = {
    "a": "áàảãạ",
    "e": "éèẻẽẹ",
    "i": "íìỉĩị",  # written so by converters; the fonts have single codes
    "o": "óòỏõọ",
    "u": "úùủũụ",
    "y": "ýỳỷỹ ",
    "ô": "ớờởỡợ",
    "ö": "ứừửữự",
}
_VNI_CIRCUMFLEX = {"a": "ấầẩẫậâ", "e": "ếềểễệê", "o": "ốồổỗộô"}
_VNI_SINGLE = {"ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ"}


def _vni() -> dict[str, str]:
    small = dict(_VNI_SINGLE)
    for base, row in _VNI_ROWS.items():
        small |= {base + tone: letter for tone, letter in zip(_VNI_TONES, row, strict=True) if letter != " "}
    for base, row in _VNI_CIRCUMFLEX.items():
        small |= {base + mark: letter for mark, letter in zip(_VNI_SHAPED["â"], row, strict=True)}
    small |= {"a" + mark: letter for mark, letter in zip(_VNI_SHAPED["ă"], "ắằẳẵặă", strict=True)}
    return _with_capitals(small)


def _with_capitals(small: dict[str, str]) -> dict[str, str]:
    """Add the capitals; the mark after a capital letter may be of either case («UÛ», «Uû»)."""
    table = dict(small)
    for code, letter in small.items():
        for base, marks in product([code[0].upper()], {code[1:], code[1:].upper()}):
            table[base + marks] = letter.upper()
    return table


VNI = _vni()

# Windows-1258 read as Windows-1252: letters with shapes are single codes, a tone is a code after its letter.
_CP1258_SINGLE = {"ã": "ă", "õ": "ơ", "ý": "ư", "ð": "đ", "Ã": "Ă", "Õ": "Ơ", "Ý": "Ư", "Ð": "Đ"}
_CP1258_TONES = {"Ì": "\u0300", "Ò": "\u0309", "Þ": "\u0303", "ì": "\u0301", "ò": "\u0323"}


def _composed(letters: Iterable[tuple[str, str]], tones: dict[str, str]) -> dict[str, str]:
    """Return the letters (code, letter) alone and with each tone code after them."""
    pairs = list(letters)
    toned = {code + tone: normalize("NFC", letter + mark) for code, letter in pairs for tone, mark in tones.items()}
    return toned | {code: letter for code, letter in pairs if code != letter}


CP1258 = _composed([*_CP1258_SINGLE.items(), *((letter, letter) for letter in "aâeêioôuyAÂEÊIOÔUY")], _CP1258_TONES)

# VIQR (RFC 1456): shapes and tones are ASCII signs after the letter.
_VIQR_SHAPED = {"a(": "ă", "a^": "â", "e^": "ê", "o^": "ô", "o+": "ơ", "u+": "ư", "dd": "đ"}
_VIQR_ALL = _VIQR_SHAPED | {code.upper(): letter.upper() for code, letter in _VIQR_SHAPED.items()} | {"Dd": "Đ"}
_VIQR_TONES = {"'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
VIQR = {
    code: letter
    for code, letter in _composed(
        [*_VIQR_ALL.items(), *((letter, letter) for letter in "aeiouyAEIOUY")], _VIQR_TONES
    ).items()
    if not (code[:2].lower() == "dd" and len(code) > 2)
}

# Letters of another alphabet, or of another width, that look like a Latin letter.
LOOK_ALIKES = dict(
    zip("аеорсухіѕјАВЕКМНОРСТХІЅЈαοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aeopcyxisjABEKMHOPCTXISJaoABEZHIKMNOPTYX", strict=True)
)

# The marked letters of small Vietnamese text from the most to the least frequent (110 laws, 20 party documents).
BY_FREQUENCY = "đáàưệảềạịếộủợờôêậâốấểụơựóớứổìíồầởýăặửãừẩữòọỉéúùĩắỏằỷỹẫễỗỡỳẻũõẹèẳẽẵỵ"
