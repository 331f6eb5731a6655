"""Phrases that a model suggests to search by: kept only as the paragraphs write them, word for word."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from ingest.document import Document
from ingest.text import compose, fold, syllables

MOST_PHRASES = 6
_FEWEST_SYLLABLES, _MOST_SYLLABLES = 2, 8
_LONGEST = 100  # characters
_PLAIN = re.compile(r"[^\W_]+(?:[ /-][^\W_]+)*")


def held(suggested: Iterable[str], question: str, documents: Sequence[Document]) -> tuple[str, ...]:
    """Return those of the first `MOST_PHRASES` that are plain, of 2 to 8 syllables, and stand in a paragraph of the
    documents in whole words; each once, in the letters of the paragraph. One that the question holds is left out.
    """
    asked = fold(compose(question))
    wanted = dict.fromkeys(fold(" ".join(compose(phrase).split())) for phrase in islice(suggested, MOST_PHRASES))
    patterns = {phrase: _whole(phrase) for phrase in wanted if _is_plain(phrase)}
    missing = {phrase for phrase, pattern in patterns.items() if not pattern.search(asked)}
    found: dict[str, str] = {}
    for paragraph in (paragraph for document in documents for paragraph in document.paragraphs):
        if not missing:
            break
        text = fold(paragraph.text)
        for phrase in [phrase for phrase in missing if phrase in text]:
            if match := patterns[phrase].search(text):
                found[phrase] = paragraph.text[match.start() : match.end()]
                missing.remove(phrase)
    return tuple(found[phrase] for phrase in wanted if phrase in found)


def _is_plain(phrase: str) -> bool:
    plain = len(phrase) <= _LONGEST and _PLAIN.fullmatch(phrase) is not None
    return plain and _FEWEST_SYLLABLES <= len(syllables(phrase)) <= _MOST_SYLLABLES


def _whole(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)")
