"""Text in the legacy encodings of Vietnamese, found by what it would say and brought to Unicode.

The name of a font misjudges many files, so the text decides: words that cannot be Vietnamese as they stand and can be
after a conversion speak for it, those that could be and no longer can speak against it.
"""

import re
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from math import log

from ingest.encoding_tables import BY_FREQUENCY, CP1258, TCVN3, VIQR, VNI
from ingest.offsets import OffsetMap, edited
from ingest.syllables import counts, is_possible

Edit = tuple[int, int, str]


class Scheme(StrEnum):
    """An encoding in which a line may come; the value is its name in notes."""

    TCVN3 = "TCVN3"
    VNI = "VNI"
    CP1258 = "Windows-1258"
    UTF8 = "UTF-8 đọc nhầm"
    VIQR = "VIQR"


_TABLES = {Scheme.TCVN3: TCVN3, Scheme.VNI: VNI, Scheme.CP1258: CP1258, Scheme.VIQR: VIQR}


def _any_of(table: dict[str, str]) -> re.Pattern[str]:
    longest_first = sorted(table, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


_CODES = {scheme: _any_of(table) for scheme, table in _TABLES.items()}
# A tone of VIQR is also a stop: before a capital or at the end of a line it stays one.
_CODES[Scheme.VIQR] = re.compile(rf"(?:{_CODES[Scheme.VIQR].pattern})(?:(?<![.?'])|(?= ?[a-z]|[A-Z]))")
_CODES[Scheme.TCVN3] = re.compile(f"\u00ad+|{_CODES[Scheme.TCVN3].pattern}")
_RUN = re.compile(r"\S+")
_HYPHENED = re.compile(r"(?<![^\s(])(?=\S*-)[^\W\d_]*(?:-[^\W\d_]*)+")
_ONLY_UNICODE = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ]")


def to_unicode(text: str, font: str = "") -> str:
    """Return `text`, of one or more lines, in Unicode NFC where it came in a legacy encoding; otherwise unchanged.

    `font` is the name of the font where a format tells it: it decides where the text does not.
    """
    lines = text.split("\n")
    leaning = document_scheme(lines)
    return "\n".join(decoded(line, scheme_of(line, font, leaning), font)[0] for line in lines)


def document_scheme(lines: Iterable[str]) -> Scheme | None:
    """Return the scheme that most words of the lines speak for, if any does clearly.

    Lines with letters that only Unicode has say nothing where there are others: they may stand among legacy ones.
    """
    pending = [line for line in lines if line.strip()]
    runs = _runs(line for line in pending if not _ONLY_UNICODE.search(line))
    scheme = _clear(runs)
    return scheme or _clear((run for run in _runs(pending) if not _ONLY_UNICODE.search(run)), least=2)


def _runs(lines: Iterable[str]) -> list[str]:
    return [run for line in lines for run in _RUN.findall(line) if not run.isalnum() or not run.isascii()]


def _clear(runs: Iterable[str], least: int = 1) -> Scheme | None:
    """Return the scheme with the most votes for it, if they are more than twice those against."""
    counted = Counter(runs)
    tallies = {}
    for scheme in _TABLES:
        votes = Counter({1: 0, -1: 0})
        for run, times in counted.items():
            votes[vote(run, scheme)] += times
        tallies[scheme] = votes
    best = max(tallies, key=lambda scheme: tallies[scheme][1] - tallies[scheme][-1])
    least = 5 if best is Scheme.VIQR else least
    return best if tallies[best][1] >= max(least, 2 * tallies[best][-1] + 1) else None


def scheme_of(line: str, font: str = "", leaning: Scheme | None = None) -> Scheme | None:
    """Return the encoding of a line; `leaning` is that of its document."""
    if line.isascii() and leaning is not Scheme.VIQR:
        return None
    hinted = _hinted(font) or leaning
    if hinted is None and not counts(line)[1] and not _UTF8.search(line):
        return None
    sums = {scheme: _weight(line, scheme) for scheme in _TABLES if scheme is not Scheme.VIQR or scheme is leaning}
    best = max(sums, key=lambda scheme: (sums[scheme], scheme is hinted))
    if _mistaken_utf8(line) and _left(line, Scheme.UTF8) <= _left(line, best):
        return Scheme.UTF8
    if sums[best] > (0 if best in (hinted, leaning) else 2):  # one run may by chance say a word in a third encoding
        return best
    return hinted if hinted and sums.get(hinted) == 0 and _likelier(line, hinted) else None


def _left(line: str, scheme: Scheme) -> int:
    """Return how many words are impossible after the conversion."""
    return counts(decoded(line, scheme)[0])[1]


def _hinted(font: str) -> Scheme | None:
    name = font.lower().rpartition("+")[2]
    if name.startswith((".vn", "vn", "abc")) and not name.startswith("vni"):
        return Scheme.TCVN3
    return Scheme.VNI if name.startswith("vni") else None


def _weight(line: str, scheme: Scheme) -> int:
    """Return votes for minus votes against; in a mixed line the different runs that speak for the scheme."""
    if _ONLY_UNICODE.search(line):
        return sum(vote(run, scheme) == 1 for run in set(_RUN.findall(line)))
    return sum(vote(run, scheme) for run in _RUN.findall(line))


@lru_cache(maxsize=1 << 16)
def vote(run: str, scheme: Scheme) -> int:
    """Return 1 where the conversion of the run makes words possible, -1 where it spoils them, 0 otherwise."""
    converted = _replaced(run, _code_edits(run, scheme))
    if converted == run or not any(map(str.isalpha, run)):
        return 0
    if scheme is Scheme.TCVN3:
        converted = _replaced(converted, _hyphen_edits(converted))
    if scheme is Scheme.VIQR:
        return 1 if is_possible(converted.strip(",;:()")) else -1
    before, after = counts(run), counts(converted)
    if after[1] == 0 < after[0] and (before[1] or before[0] < after[0]):
        return 1
    return -1 if after[1] > before[1] or after[0] < before[0] else 0


def _likelier(line: str, scheme: Scheme) -> bool:
    """Return whether the converted line has the likelier letters; in doubt the encoding of the document holds."""
    converted = _replaced(line, _code_edits(line, scheme))
    if _ONLY_UNICODE.search(line) or converted == line:
        return False
    return _likelihood(converted) + 1.0 >= _likelihood(line)


def _likelihood(text: str) -> float:
    """Return the mean logarithm of the rank of its marked letters, negative: near 0 for frequent ones."""
    ranks = [BY_FREQUENCY.find(letter) for letter in text.lower() if not letter.isascii() and letter.isalnum()]
    return -sum(log(1 + (rank if rank >= 0 else 500)) for rank in ranks) / max(len(ranks), 1)


def decoded(text: str, scheme: Scheme | None, font: str = "") -> tuple[str, OffsetMap]:
    """Return the line in Unicode NFC, and the map from it back into `text`."""
    if scheme is None:
        return text, OffsetMap(())
    if scheme is Scheme.UTF8:
        return _decoded_utf8(text)
    edits = list(_run_edits(text, scheme) if _ONLY_UNICODE.search(text) else _code_edits(text, scheme))
    first, offsets = substituted(text, edits)
    if scheme is Scheme.TCVN3:
        first, again = substituted(first, list(_hyphen_edits(first)))
        return cased(first, font), again.after(offsets)
    return first, offsets


def _code_edits(text: str, scheme: Scheme) -> list[Edit]:
    found = _CODES[scheme].finditer(text)
    return [(match.start(), match.end(), _TABLES[scheme].get(match[0], "ư")) for match in found]  # several AD


def _run_edits(text: str, scheme: Scheme) -> Iterable[Edit]:
    """Yield the edits of a line in two encodings: runs that gain, and those without a say beside them."""
    holds = False
    for run in _RUN.finditer(text):
        says = -1 if _ONLY_UNICODE.search(run[0]) else vote(run[0], scheme)
        holds = says > 0 or (holds and says == 0)
        if holds:
            at = run.start()
            yield from ((at + start, at + end, new) for start, end, new in _code_edits(run[0], scheme))


def _hyphen_edits(text: str) -> Iterable[Edit]:
    """Yield ư for a hyphen inside a word: what some readers make of its code AD, the soft hyphen."""
    for match in _HYPHENED.finditer(text):
        parts = [part for part in match[0].split("-") if part]
        word = match[0].replace("-", "ư")
        if len(word) == 2 and not text[: match.start()].strip():  # «b- Yêu cầu», the label of a point
            continue
        if word == "ưu" or (parts and is_possible(word) and not all(map(is_possible, parts))):
            yield from ((at, at + 1, "ư") for at in range(match.start(), match.end()) if text[at] == "-")


def substituted(text: str, edits: Iterable[Edit]) -> tuple[str, OffsetMap]:
    """Return what `edited` does, edits that keep the length folded into copies: the map stays small."""
    moving: list[Edit] = []
    letters = list(text)
    for start, end, new in edits:
        if len(new) == end - start:
            letters[start:end] = new
        else:
            moving.append((start, end, new))
    return edited("".join(letters), moving)


def _replaced(text: str, edits: Iterable[Edit]) -> str:
    return substituted(text, edits)[0]


# --- capitals: the codes of TCVN3 have none with tones, so what a page shows in capitals is in small letters
_CAPITAL_FONT = re.compile(r"(?:^|\+)\.Vn[\w ]*H(?![a-z])")
_WORD = re.compile(r"[^\W\d_]+")


def cased(text: str, font: str = "") -> str:
    """Return `text` in capitals where its font has only these or its plain letters are capitals; same length."""
    if _CAPITAL_FONT.search(font):
        return _upper(text)
    line = _in_capitals(text, least=4, share=0.8)
    return _WORD.sub(lambda word: _upper(word[0]) if line or _in_capitals(word[0], 2, 1.0) else word[0], text)


def _upper(text: str) -> str:
    return "".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in text)


def _in_capitals(text: str, least: int, share: float) -> bool:
    plain = [letter.isupper() for letter in text if letter.isascii() and letter.isalpha()]
    return sum(plain) >= max(least, share * len(plain))


# --- UTF-8 read byte by byte as Windows-1252 or Latin-1, once or twice


def _byte_of(code: int) -> str:
    try:
        return bytes([code]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(code)


_BYTES = {_byte_of(code): code for code in range(0x80, 0x100)} | {chr(code): code for code in range(0x80, 0x100)}
_REST = "[" + "".join(re.escape(letter) for letter, code in _BYTES.items() if code < 0xC0) + "]"
_FIRST = {
    count: "[" + "".join(letter for letter, code in _BYTES.items() if low <= code < high) + "]"
    for count, low, high in ((1, 0xC2, 0xE0), (2, 0xE0, 0xF0))
}
_UTF8 = re.compile(rf"{_FIRST[2]}{_REST}{{2}}|{_FIRST[1]}{_REST}|Ã (?= )|Ã(?= )|Ä\ufffd|â€\ufffd")


# Sequences whose last byte was lost and that only one Vietnamese letter or sign begins like.
_MAIMED = {"Ã": "à", "Ä\ufffd": "Đ", "â€\ufffd": "”"}


def _utf8_edits(text: str) -> list[Edit]:
    return [(match.start(), match.end(), _from_bytes(match[0])) for match in _UTF8.finditer(text)]


def _from_bytes(letters: str) -> str:
    """Return the letter whose bytes came as `letters`: A0, the last byte of à, is often made a plain space."""
    if letters.rstrip() in _MAIMED:
        return _MAIMED[letters.rstrip()]
    try:
        return bytes(_BYTES[letter] for letter in letters).decode("utf-8")
    except UnicodeDecodeError:
        return letters


def _mistaken_utf8(text: str) -> bool:
    """Return whether decoding leaves fewer impossible words, or no more of them and sequences of three bytes."""
    edits = [edit for edit in _utf8_edits(text) if text[edit[0] : edit[1]] != edit[2]]
    if all(text[start:end].rstrip() in _MAIMED for start, end, _ in edits):
        return False
    before, after = counts(text), counts(_replaced(text, edits))
    return after[1] < before[1] or (after[1] == before[1] and any(end - start == 3 for start, end, _ in edits))


def _decoded_utf8(text: str) -> tuple[str, OffsetMap]:
    result, offsets = substituted(text, _utf8_edits(text))
    if _mistaken_utf8(result):
        again, later = substituted(result, _utf8_edits(result))
        return again, later.after(offsets)
    return result, offsets
