"""The words of RTF 1.9.1 that matter for reading, and the file cut into tokens."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n\0]+)|[\r\n\0]+|\\"
)
_ASIDE = re.compile(rb"[{}]|\\bin(\d{1,10}) ?|\\(?!bin\d)[^a-zA-Z]")  # all that counts in a group that is not read

# Groups that hold no text of the document. So does every group that begins with \*, but for those of `READ`.
SKIPPED = frozenset(
    re.findall(
        r"\w+",
        """
    annotation atnauthor atndate atnicn atnid atnparent atnref atntime atrfend atrfstart author background bkmkend
    bkmkstart blipuid buptim category colortbl comment company creatim datafield datastore doccomm docvar ebcend
    ebcstart falt fldinst fontemb fontfile filetbl footnotesep ftncn ftnsep ftnsepc aftncn aftnsep aftnsepc generator
    gridtbl hlinkbase info keywords latentstyles listoverridetable listpicture listtable lfolevel manager mailmerge
    mmathPict nextfile nonesttables objalias objclass objdata objname objsect objtime operator panose password pict
    pn pnseclvl pntxta pntxtb printim private propname protusertbl pxe revtbl revtim rsidtbl rxe shprslt stylesheet
    subject staticval tc template themedata title txe userprops wgrffmtfilter xe xmlnstbl""",
    )
)
READ = frozenset(
    ("shpinst", "nesttableprops", "ud", "shptxt", "dptxbxtext", "do", "pntext", "listtext", "shpgrp", "footnote")
)
SIGNS = {
    "tab": "\t",
    "emdash": "—",
    "endash": "–",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "~": "\xa0",
    "_": "-",
    "-": "\xad",  # in a font of TCVN3 the letter ư
    "{": "{",
    "}": "}",
    "\\": "\\",
    "column": " ",
}
# Words that matter wherever they stand; others only at the beginning of a group, whose kind they give.
_MATTER = re.compile(
    rb"u|uc|f|fcharset|deff|ansicpg|mac|plain|v|caps|deleted|revised|par|sect|page|line|lbr|softline|pard|q[ljcr]|intbl"
    rb"|itap|(?:nest)?cell|(?:nest)?row|trowd|(?:cl|tr)brdr\w*|brdr\w+|bin|tab|e[mn](?:dash|space)|qmspace|bullet"
    rb"|l(?:dbl)?quote|r(?:dbl)?quote|column"
)
ENDS = frozenset(("par", "sect", "page", "\n", "\r"))  # of a paragraph
_CHARSETS = {77: "mac_roman", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254"}
_CHARSETS |= {163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250"}
_CHARSETS |= {254: "cp437", 255: "cp850"}


@dataclass(frozen=True, slots=True)
class Token:
    """A control word or sign with its number, bytes of text, or a brace."""

    kind: Literal["word", "text", "open", "close"]
    word: str = ""
    number: int | None = None
    content: bytes = b""


_OPEN, _CLOSE = Token("open"), Token("close")


class Tokens:
    """The tokens of a file, `most` at most; `skip` leaves out the rest of the group that was entered last."""

    def __init__(self, content: bytes, most: int) -> None:
        self._content = content
        self.too_many = False
        self._at, self._left = 0, most

    def __iter__(self) -> Iterator[Token]:
        first = False  # in its group
        while match := _TOKEN.match(self._content, self._at):
            self._at = match.end()
            self._left -= 1
            if self._left < 0:
                self.too_many = True
                return
            word = match[1]
            if word is not None and not first and not _matters(word):
                continue
            first = match[5] == b"{" or match[4] == b"*"
            if token := self._token(match):
                yield token

    def _token(self, match: re.Match[bytes]) -> Token | None:
        word, number, code, sign, brace, text = match.groups()
        if text is not None:
            return Token("text", content=text)
        if word is not None:
            if word == b"bin":
                self._at += max(int(number or 0), 0)
                return None
            return Token("word", word.decode("ascii"), int(number) if number else None)
        if code is not None:
            return Token("text", content=bytes([int(code, 16)]), word="'")
        if brace is not None:
            return _OPEN if brace == b"{" else _CLOSE
        return Token("word", sign.decode("latin-1")) if sign is not None else None

    def skip(self) -> None:
        """Go on at the brace that closes the group."""
        depth = 0
        while match := _ASIDE.search(self._content, self._at):
            if match[0] == b"}" and depth == 0:
                self._at = match.start()
                return
            self._at = match.end() + int(match[1] or 0)
            depth += {b"{": 1, b"}": -1}.get(match[0], 0)
        self._at = len(self._content)


@lru_cache(maxsize=4096)
def _matters(word: bytes) -> bool:
    return _MATTER.fullmatch(word) is not None


def code_page(number: int | None) -> str:
    """Return the codec of a Windows code page; Windows-1252 for an unknown one."""
    try:
        return codecs.lookup(f"cp{number}").name
    except LookupError:
        return "cp1252"


def charset(number: int, default: str) -> str:
    """Return the codec of a font's character set; 0 and 1 leave it to the document."""
    return _CHARSETS.get(number, default)
