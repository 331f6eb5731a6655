"""The markers that begin a unit of a directive: a table of forms, each with its level, its source and an example.

HD36: Hướng dẫn 36-HD/VPTW (thể thức văn bản của Đảng); ND30: Nghị định 30/2020/NĐ-CP, Phụ lục I; LAW: Luật Ban hành văn
bản quy phạm pháp luật; USE: found in texts in force, though no rule names it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ingest.document import Level
from ingest.text import LOWER, UPPER


class Style(StrEnum):
    """How a marker is written; units of one style under one parent are siblings."""

    ANNEX = "Phụ lục I"
    FORM = "Mẫu số 01"
    PART = "Phần I"
    CHAPTER = "Chương I"
    SECTION = "Mục 1"
    SUBSECTION = "Tiểu mục 1"
    ARTICLE = "Điều 1"
    CAPITAL = "A."
    ROMAN = "I."
    NUMBER = "1."
    NUMBER_PAREN = "1)"
    DECIMAL = "1.1"
    THIRD = "1.1.1"
    FOURTH = "1.1.1.1"
    PAREN_NUMBER = "(1)"
    PAREN_ROMAN = "(i)"
    PAREN_LETTER = "(a)"
    LETTER = "a)"
    DOUBLE_LETTER = "aa)"
    DASH = "-"
    PLUS = "+"
    STAR = "*"
    BULLET = "•"


UNLABELLED = frozenset({Style.DASH, Style.PLUS, Style.STAR, Style.BULLET})
NAMED = frozenset({Style.ANNEX, Style.FORM, Style.PART, Style.CHAPTER, Style.SECTION, Style.SUBSECTION, Style.ARTICLE})


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker at the beginning of a text.

    `label` is as the text writes it («II», «5a», «đ»), empty for a dash; `ordinal` counts from 1, 0 where the marker
    does not count; `end` is the offset of the first character after marker and white space. `sure` is false where the
    same letters also occur within a sentence («- xã hội», «1. tháng»): only its neighbours can tell.
    """

    style: Style
    level: Level
    label: str
    ordinal: int
    end: int
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """A row of the table; `pattern` has the group `label`, and `rest` must match what follows for it to be sure."""

    style: Style
    level: Level
    source: str
    example: str
    pattern: re.Pattern[str]
    rest: re.Pattern[str]


LETTERS = "abcdđeghiklmnopqrstuvxy"  # of a), b) … in Vietnamese; f, j, w, z only in lists numbered the Latin way
LATIN = "abcdefghijklmnopqrstuvwxyz"
_COUNTING = ["nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"]
_WORDS = {word: number for number, word in enumerate(_COUNTING, 1)} | {"một": 1, "nhì": 2, "bốn": 4, "bẩy": 7}
_WORD = "|".join(_WORDS)
_ROMAN = r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})"
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_M = r"[*_]{0,3}"  # marks of emphasis that a saved page left within the line
_OPEN = r"[\"“‘«(\[*_]*"
_WORD_START = rf"{_OPEN}(?:[{UPPER}]|\d)"
_ANYTHING = ""
_TITLE_REST = rf"\s*(?:$|[.:\-–—]|\(|{_M}[{UPPER}]{{2}}|{_M}[{UPPER}]\s)"
_SENTENCE_REST = rf"{_WORD_START}|$"
_UNITS = r"(?:[GMKT]?W|[GMKT]B|[GMk]?Hz|[MG]bps|USD|VND|VNĐ|EUR|CNY|JPY|ha|km)\b"
_NOT_NAMES = r"(?!\s*(?:[A-ZĐ]\.|Mác\b|Lê\s?-?\s?nin|Lênin|Ăng|Xta-?lin|\d))"


def _form(style: Style, level: Level, source: str, example: str, pattern: str, rest: str = _ANYTHING) -> Form:
    return Form(style, level, source, example, re.compile(pattern), re.compile(rest))


FORMS: tuple[Form, ...] = (
    _form(Style.ANNEX, Level.ANNEX, "HD36, ND30", "Phụ lục I",
          rf"{_M}(?:Phụ lục|PHỤ LỤC)\s+(?:(?:số|SỐ)\s*:?\s*)?"
          rf"(?P<label>{_ROMAN}|[A-ZĐ]|\d{{1,3}}(?:\.\d{{1,2}})?)(?![\w/])"
          rf"{_M}[.:]?", rf"\s*(?:$|[\-–—(]|{_M}[{UPPER}])"),
    _form(Style.ANNEX, Level.ANNEX, "HD36, ND30", "Phụ lục kèm theo Quyết định số 05/2025/QĐ-TTg",
          r"(?P<label>)(?:(?i:Phụ lục)(?=\s+(?:ban hành\s+)?(?i:kèm theo)\b)|PHỤ LỤC(?=\s*[*_:]*$)|Phụ lục(?=\s*:?$))"),
    _form(Style.FORM, Level.ANNEX, "ND30", "Mẫu số 01",
          rf"{_M}(?:(?:Biểu )?[Mm]ẫu|(?:BIỂU )?MẪU|Biểu|BIỂU)\s+(?:(?:số|SỐ)\s*:?\s*)"
          rf"(?P<label>\d{{1,3}}(?:\.\d{{1,2}})?[A-Za-zđĐ]?|{_ROMAN})(?![\w/]){_M}[.:]?",
          rf"\s*(?:$|[\-–—(]|{_M}[{UPPER}])"),
    _form(Style.FORM, Level.ANNEX, "USE", "Mẫu 1:", rf"{_M}(?:Mẫu|MẪU)\s+(?P<label>\d{{1,2}}(?:\.\d{{1,2}})?)(?=[.:])"),
    _form(Style.PART, Level.PART, "HD36, ND30, LAW", "PHẦN THỨ NHẤT",
          rf"{_M}(?:Phần|PHẦN)\s+(?P<label>(?:(?i:thứ)\s+)?(?i:{_WORD})(?:\s+(?i:{_WORD}))?|{_ROMAN}|\d{{1,2}})(?!\w){_M}",
          _TITLE_REST),
    _form(Style.PART, Level.PART, "USE", "Phần A", r"(?:Phần|PHẦN)\s+(?P<label>[A-HĐ])(?!\w)", _TITLE_REST),
    _form(Style.CHAPTER, Level.CHAPTER, "HD36, ND30, LAW", "Chương I",
          rf"{_M}(?:Chương|CHƯƠNG)\s+(?P<label>{_ROMAN}|\d{{1,2}}|(?:(?i:thứ)\s+)?(?i:{_WORD})(?:\s+(?i:{_WORD}))?)(?!\w){_M}",
          _TITLE_REST),
    _form(Style.SUBSECTION, Level.SECTION, "LAW", "Tiểu mục 1",
          rf"{_M}(?:Tiểu [Mm]ục|TIỂU MỤC)\s+(?P<label>\d{{1,2}}|{_ROMAN}|[A-HĐ])(?!\w){_M}", _TITLE_REST),
    _form(Style.SECTION, Level.SECTION, "ND30, LAW", "Mục 1",
          rf"{_M}(?:Mục|MỤC)\s+(?P<label>\d{{1,2}}|{_ROMAN}|[A-HĐ])(?!\w){_M}", _TITLE_REST),
    _form(Style.ARTICLE, Level.ARTICLE, "HD36, ND30, LAW", "Điều 5.",
          rf"{_M}(?:Điều|ĐIỀU)\s*(?P<label>\d{{1,3}}[a-zđ]{{0,2}})(?!\w){_M}(?:[.:]{_M}|(?=\s*$)|(?=\s*[\-–—(])|(?=\s+[{UPPER}]))",
          rf"(?<=[.:*_])\s*(?:$|{_WORD_START}|\()|\s*$|\s*[\-–—]\s|\s*\("),
    _form(Style.FOURTH, Level.SUBPOINT, "USE", "1.2.3.4.",
          rf"{_M}(?P<label>\d{{1,2}}(?:\.\d{{1,2}}){{3,}})\.?[\-–)]?(?=\s){_NOT_NAMES}", rf"{_WORD_START}"),
    _form(Style.THIRD, Level.SUBPOINT, "HD36", "1.2.3.",
          rf"{_M}(?P<label>(?:\d{{1,2}}|{_ROMAN})(?:\.\d{{1,2}}){{2}})\.?[\-–)]?(?=\s|[{UPPER}]){_M}", _WORD_START),
    _form(Style.DECIMAL, Level.POINT, "HD36", "1.1.",
          rf"{_M}(?P<label>(?:\d{{1,2}}|{_ROMAN})\.\d{{1,2}})(?:[.)]|\s?[\-–](?=\s))?{_M}(?=\s|[{UPPER}])(?!\s*{_UNITS})",
          _WORD_START),
    _form(Style.NUMBER, Level.CLAUSE, "HD36, ND30, LAW", "1.",
          rf"{_M}(?P<label>\d{{1,3}}[a-zđ]?)(?:{_M}\.{{1,2}}(?![\d.]){_M}|\s?[\-–](?=\s(?!\d|\s*$)|[{UPPER}][{LOWER}\s])|/(?=\s))",
          _SENTENCE_REST),
    _form(Style.NUMBER, Level.CLAUSE, "USE", "8.17 Đối với: the mark of footnote 17",
          rf"(?P<label>\d{{1,2}}[a-zđ]?)\.(?!1\s)\d{{1,3}}(?=\s[{UPPER}])", r"(?!)"),
    _form(Style.NUMBER_PAREN, Level.CLAUSE, "USE", "1)", r"(?P<label>\d{1,2}[a-zđ]?)\)(?![.,;])", _SENTENCE_REST),
    _form(Style.ROMAN, Level.SECTION, "HD36, ND30", "I-",
          rf"{_M}(?P<label>{_ROMAN}){_M}(?:\.{_NOT_NAMES}|\s?[\-–—](?!\s*[IVX]+\b|\s*\d)|/(?=\s)|\)|:(?=\s))(?=\s|{_M}[{UPPER}]|$)",
          _SENTENCE_REST),
    _form(Style.CAPITAL, Level.PART, "HD36, ND30", "A.",
          rf"{_M}(?P<label>[A-ZĐ]){_M}(?:\.(?=\s){_NOT_NAMES}|[\-–—/](?=\s)|\s[\-–—](?=\s)|\))",
          rf"{_OPEN}(?:[{UPPER}]{{2}}|[{UPPER}]\s)|(?<=[A-EĐ][.\-–—/)] ){_WORD_START}"),
    _form(Style.PAREN_NUMBER, Level.POINT, "USE", "(1)", r"\((?P<label>\d{1,2})\)(?=\s|\w)"),
    _form(Style.PAREN_ROMAN, Level.SUBPOINT, "USE", "(i)",
          r"\((?P<label>(?=[ivx])x{0,2}(?:ix|iv|v?i{0,3}))\)(?=\s|\w)"),
    _form(Style.PAREN_LETTER, Level.POINT, "USE", "(a)", r"\((?P<label>[a-zđ])\)(?=\s|\w)"),
    _form(Style.DOUBLE_LETTER, Level.SUBPOINT, "USE", "aa)",
          r"(?P<label>([a-hk-uyđ])\2|[a-zđ]\.\d{1,2})\s?[).](?=\s|\w)"),
    _form(Style.LETTER, Level.POINT, "HD36, ND30, LAW", "đ)",
          rf"{_M}(?P<label>[a-zđ]\d?){_M}(?:\s?\)|\.(?=\s|[{UPPER}][{LOWER}])(?!\s?[a-z]\.)|/(?=\s|[{UPPER}][{LOWER}])|[\-–](?=\s[{UPPER}]))"
          rf"(?![.,;])"),
    _form(Style.PAREN_ROMAN, Level.SUBPOINT, "USE", "ii)",
          r"(?P<label>(?=[ivx])x{0,2}(?:ix|iv|v?i{0,3}))\)(?=\s|\w)"),
    _form(Style.DASH, Level.INDENT, "HD36, USE", "-",
          rf"(?P<label>)[\-–—−](?:\s*(?=.*\w.*\w)|(?=[{UPPER}]))(?![\s\-–—\d]*$)",
          rf"{_OPEN}(?:[{UPPER}]|\d{{1,3}}\s?%)"),
    _form(Style.PLUS, Level.INDENT, "HD36, USE", "+", r"(?P<label>)\+\s*(?=\S*\w)", rf"{_OPEN}[{UPPER}]"),
    _form(Style.STAR, Level.INDENT, "USE", "*", r"(?P<label>)\*\s+(?=[^*_|]*\w)", _SENTENCE_REST),
    _form(Style.BULLET, Level.INDENT, "USE", "•",
          rf"(?P<label>)(?:[•●▪■◦‣·➢➤✓✔→❖◆□○\uf000-\uf0ff]\s*|o\s+(?=[{UPPER}]))(?=.*\w)"),
)  # fmt: skip
_SPACE = re.compile(r"[\s*_]*")
_TITLE_SIGNS = re.compile(r"[\s*_.:–—-]*")


def readings(text: str) -> Iterator[Marker]:
    """Yield what marker `text` may begin with, the likeliest first: «I.» is a Roman one and the letter after «H.»."""
    text = text.rstrip()
    for form in FORMS:
        match = form.pattern.match(text)
        if match is None:
            continue
        label = match["label"]
        skipped = (_TITLE_SIGNS if form.style in NAMED else _SPACE).match(text, match.end())
        stop = skipped.end() if skipped else match.end()
        sure = form.rest.match(text, match.end() if form.style in NAMED else stop) is not None
        yield Marker(form.style, form.level, label, ordinal(form.style, label), stop, sure)


def marker(text: str) -> Marker | None:
    """Return the marker that `text` surely begins with; `None` where it begins with none or it may be prose."""
    return next((found for found in readings(text) if found.sure), None)


def ordinal(style: Style, label: str) -> int:
    """Return the place of `label` in its sequence, from 1; 0 where there is none («đ» → 5, «XIV» → 14, «5a» → 5)."""
    words = [_WORDS.get(word) for word in label.lower().removeprefix("thứ ").split()]
    if words and all(words):
        return sum(word or 0 for word in words) if len(words) == 2 else words[0] or 0
    last = label.rsplit(".", 1)[-1]
    if digits := re.match(r"\d+", last):
        return int(digits[0])
    if style in (Style.LETTER, Style.PAREN_LETTER, Style.DOUBLE_LETTER):
        return LETTERS.find(label[:1]) + 1
    if style is not Style.CAPITAL and re.fullmatch(_ROMAN, label.upper()):
        return _roman(label.upper())
    return LETTERS.find(label[:1].lower()) + 1


def _roman(label: str) -> int:
    values = [_ROMAN_VALUES[character] for character in label]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))
