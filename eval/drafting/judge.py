"""One draft, counted anew from what reaches its reader; nothing of the program that composes is used."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.document import Document

OWN = "[ý người soạn]"
_JOINED = " […] "
_DATE = re.compile(r"\b(\d{1,2})(?: tháng |[/-])(\d{1,2})(?:(?: năm |[/-])(\d{4}))?\b")
_WORD = re.compile(r"[^\W_]+")
# What a sentence may say beside its quotes: what it rests on, and that whom it names is charged.
_BESIDE = ("theo", "nêu", "được")
_OPENINGS = ("ngoài ra", "đồng thời", "bên cạnh đó", "cùng với đó")
_ENDS = re.compile(r"[.!?…:][”\"’)]*$")
_DANGLING = re.compile(r"^(?:trong đó|theo đó|cụ thể|và|như|là)\b|\b(?:như|trong đó)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Judged:
    """What is wrong with a draft; `sentences` are all, `quotes` those that claim to be verbatim."""

    sentences: int
    quotes: int
    own: int
    bare: tuple[str, ...]  # neither cited nor marked
    altered: tuple[str, ...]  # said to be verbatim, and not in the source so
    added: tuple[str, ...]  # reworded, with words that the quotes do not have, or without some of theirs
    asserting: tuple[str, ...]  # the writer's own, with a number that neither the documents' names nor the request has
    broken: tuple[str, ...]  # no capital, no end, a loose beginning or end
    repeated: tuple[str, ...]  # begins as the one before it
    words: int


def judge(draft: dict[str, Any], text: str, documents: Sequence[Document], topic: str) -> Judged:
    """Return what is wrong with a draft, given as JSON and as the plain text of it."""
    said = [sentence for block in draft["blocks"] for sentence in block["sentences"]]
    quoted = [sentence for sentence in said if sentence["origin"] == "verbatim"]
    reworded = [sentence for sentence in said if sentence["origin"] == "reworded"]
    own = [sentence for sentence in said if sentence["origin"] == "own"]
    cited = [sentence for sentence in said if sentence["origin"] != "own"]
    names = [document.name for document in documents]
    headings = [block["heading"] for block in draft["blocks"] if block["heading"]]
    given = [*names, *(heading.text for document in documents for heading in document.headings), topic]
    words = sum(len(part.split()) for part in [*headings, *(sentence["text"] for sentence in said)])
    return Judged(
        len(said),
        len(quoted),
        len(own),
        (*_unmarked(text, headings, names), *(s["text"] for s in cited if not _stands(s, draft, documents))),
        tuple(s["text"] for s in quoted if s["text"] != _JOINED.join(_quotes(s, draft))),
        tuple(s["text"] for s in reworded if not _same_words(s["text"], _quotes(s, draft), names)),
        tuple(s["text"] for s in own if _numbers(s["text"]) - _numbers(" ".join(given))),
        tuple(s["text"] for s in cited if _is_broken(s["text"])),
        tuple(_repeated(draft)),
        words,
    )


def _quotes(sentence: dict[str, Any], draft: dict[str, Any]) -> list[str]:
    return [draft["citations"][position]["quote"] for position in sentence["citations"]]


def _unmarked(text: str, headings: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return the lines of the plain text, above its annex, that end in neither a place nor the mark."""
    places = "|".join(re.escape(name) for name in names)
    body = text.split("\nBẢNG ĐỐI CHIẾU\n")[0].split("\n")[2:]
    lines = [line for line in body if line.strip() and line not in headings]
    return [
        line for line in lines if not (line.endswith(OWN) or re.search(rf" \[[^\[\]]*(?:{places})[^\[\]]*\]$", line))
    ]


def _stands(sentence: dict[str, Any], draft: dict[str, Any], documents: Sequence[Document]) -> bool:
    """Return whether a sentence is cited, and each of its quotes stands at its place in the source."""
    if not sentence["citations"]:
        return False
    for position in sentence["citations"]:
        citation = draft["citations"][position]
        held = next(document for document in documents if document.label == citation["document"])
        paragraph = citation["paragraph_text"]
        if paragraph not in held.source_text or paragraph[citation["start"] : citation["end"]] != citation["quote"]:
            return False
    return True


def _same_words(text: str, quotes: Sequence[str], names: Sequence[str]) -> bool:
    """Return whether `text` has all words of the quotes and no others than say what it rests on."""
    lowered = _dated(text.lower())
    opening = next((opening for opening in _OPENINGS if lowered.startswith(opening)), "")
    beside = Counter(_WORD.findall(" ".join([*_BESIDE, *names, opening]).lower()))
    written, given = Counter(_WORD.findall(lowered)), Counter(_WORD.findall(_dated(" ".join(quotes).lower())))
    return not (written - given - beside) and not (given - written - Counter(["cho"]))


def _dated(text: str) -> str:
    """Return `text` with dates written in one way: 31-7-2025, 31/07/2025, 31 tháng 7 năm 2025."""
    return _DATE.sub(lambda match: " ".join(str(int(part)) for part in match.groups() if part), text)


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+", text))


def _is_broken(text: str) -> bool:
    return text[0].islower() or not _ENDS.search(text) or _DANGLING.search(text) is not None


def _repeated(draft: dict[str, Any]) -> list[str]:
    """Return the sentences that begin with the same five words as the one before them under one heading."""
    found = []
    before = ""
    for block in draft["blocks"]:
        before = "" if block["heading"] else before
        for sentence in block["sentences"]:
            begins = " ".join(sentence["text"].split()[:5])
            if begins == before and not sentence["text"].startswith("Thường trực"):
                found.append(sentence["text"])
            before = begins
    return found
