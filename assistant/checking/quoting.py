"""Word for word: is a sentence a whole piece of a paragraph, and does what stands in quotation marks stand there?"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from assistant.checking.checked import Deviation, DeviationKind
from assistant.checking.sources import Source
from assistant.checking.words import Words
from ingest.text import fold

_QUOTED = re.compile(r"[“\"«](?P<words>[^”\"»“«]{12,})[”\"»]")
_PARTS = re.compile(r"\s*(?:;|\[…\]|\[\.\.\.\])\s*")
_BEGINS = re.compile(r"(?:^|[.:;,(“\"–-]|\b(?:trong đó|theo đó|đồng thời|cùng với đó|đáng chú ý|và))\s*[“\"(]*$")
_ENDS = re.compile(r"^[”\")]*\s*(?:$|[.;…:]|,(?!\s*(?:trừ|nếu|trường hợp|nhưng|song|khi)\b)|\()")
_LEAST_WORDS, _FRAME_WORDS = 4, 16


def is_verbatim(sentence: str, source: Source) -> bool:
    """Return whether the sentence is whole clauses of the text, or says whose words it quotes and quotes them so."""
    quotes = [match["words"] for match in _QUOTED.finditer(sentence)]
    if quotes and len(_QUOTED.sub("", sentence).split()) <= _FRAME_WORDS:
        return all(_is_piece(part, source, whole=False) for quote in quotes for part in _PARTS.split(quote))
    return all(_is_piece(part, source, whole=True) for part in _parts(sentence))


def _parts(sentence: str) -> list[str]:
    head, colon, rest = sentence.partition(":")
    parts = [part for part in _PARTS.split(rest if colon else sentence) if part.strip(" .…")]
    return [f"{head}:", *parts] if colon else parts


def _is_piece(part: str, source: Source, *, whole: bool) -> bool:
    """Return whether the words stand in the paragraph side by side; `whole`: from the start to the end of a clause."""
    theirs = Words.of(source.paragraph.text)
    forms = Words.of(part).forms
    return bool(forms) and any(
        not whole or _is_whole(theirs, at, at + len(forms)) for at in _found(forms, theirs.forms)
    )


def _found(forms: Sequence[str], among: Sequence[str]) -> list[int]:
    return [at for at in range(len(among) - len(forms) + 1) if tuple(among[at : at + len(forms)]) == tuple(forms)]


def _is_whole(theirs: Words, start: int, end: int) -> bool:
    before = fold(theirs.text[: theirs.spans[start].start])
    behind = fold(theirs.text[theirs.spans[end - 1].end :])
    return _BEGINS.search(before) is not None and _ENDS.match(behind) is not None


def closeness(words: Words, source: Source) -> float:
    """Return the share, 0 to 1, of words that stand in the paragraph in the same order, two or more side by side."""
    theirs = Words.of(source.paragraph.text).forms
    blocks = SequenceMatcher(None, words.forms, theirs, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1) / max(1, len(words.forms))


def misquoted(sentence: str, source: Source) -> Iterator[Deviation]:
    """Yield what stands in quotation marks and is not in the paragraph word for word, with what is nearest there."""
    theirs = Words.of(source.paragraph.text)
    for match in _QUOTED.finditer(sentence):
        for part in _PARTS.split(match["words"]):
            mine = Words.of(part)
            if len(mine.forms) < _LEAST_WORDS or _found(mine.forms, theirs.forms):
                continue
            yield from _altered(mine, theirs)


def _altered(mine: Words, theirs: Words) -> Iterator[Deviation]:
    """Yield the first stretch of the quote that the text has otherwise, between what both have."""
    head = _common(mine.forms, theirs.forms)
    if head is None:
        return
    at, length = head
    rest = mine.forms[length:]
    tail = next((n for n in range(len(rest) - 1, 0, -1) if _found(rest[-n:], theirs.forms[at + length :])), 0)
    start, end = length, len(mine.forms) - tail
    after = _found(rest[len(rest) - tail :], theirs.forms[at + length :]) if tail else []
    stop = at + length + after[0] if after else at + length
    if start < end:
        source = theirs.quoted(at + length, stop) if stop > at + length and stop - at - length <= 12 else ""
        yield Deviation(DeviationKind.WORDING, mine.quoted(start, end), source)


def _common(mine: Sequence[str], theirs: Sequence[str]) -> tuple[int, int] | None:
    """Return where the longest head of the quote, of two words or more, stands in the text, and its length."""
    for length in range(len(mine) - 1, 1, -1):
        if places := _found(mine[:length], theirs):
            return places[0], length
    return None
