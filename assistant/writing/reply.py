"""The reply of a model, read as it comes: sentences in JSON as asked for, or whatever else servers make of it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.clauses import sentences

# A reply is read up to here; `MOST_CLAIMS` sentences are more than any answer needs.
MOST_CHARACTERS, MOST_CLAIMS = 200_000, 60
# No claim is longer; what encloses the claims is, and is not read again as a whole. Nor is any nested deeper.
_LONGEST_CLAIM, _DEEPEST = 10_000, 50
_THINKING, _THOUGHT_OUT = "<think>", "</think>"
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_FENCE = re.compile(r"^\s*```\w*\s*$", re.MULTILINE)
_BULLET = re.compile(r"^\s*(?:[-*•+]|\d{1,2}[.)])\s+")
_MARK = re.compile(r"\s*[\[(](?P<id>D\d{1,3})[\])]")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence as the model gave it, and the paragraph that it names; nothing of it is checked yet."""

    text: str
    paragraph: str | None = None
    quote: str = ""


@dataclass
class ReplyReader:
    """Takes a reply piece by piece and gives each sentence as soon as it is complete."""

    text: str = ""
    found: int = 0
    _read: int = 0
    _opened: list[int] = field(default_factory=list)
    _quoted: bool = False
    _escaped: bool = False
    _thinking: bool = False

    @property
    def full(self) -> bool:
        """Whether no more is read."""
        return len(self.text) >= MOST_CHARACTERS or self.found >= MOST_CLAIMS

    @property
    def unfinished(self) -> bool:
        """Whether an object was begun that has not ended."""
        return bool(self._opened) or self._quoted

    def feed(self, piece: str) -> Iterator[Claim]:
        """Yield the sentences that end in this piece."""
        self.text += piece[: MOST_CHARACTERS - len(self.text)]
        while self._read < len(self.text) and not self.full:
            ended = self._step(self.text[self._read])
            self._read += 1
            if ended is not None and (claim := _claim(self.text[ended : self._read])):
                self.found += 1
                yield claim

    def end(self, *, cut: bool = False) -> Iterator[Claim]:
        """Yield the sentences of a reply that was no JSON at all; of one that was `cut`, all but the last."""
        if self.found or "{" in self.text:
            return
        plain = _FENCE.sub("", _THOUGHT.sub("", self.text))
        claims = [claim for line in plain.splitlines() for claim in _claims_of_line(_BULLET.sub("", line).strip())]
        for claim in claims[:-1] if cut else claims:
            if not self.full:
                self.found += 1
                yield claim

    def _step(self, character: str) -> int | None:
        """Take one character; return where an object began that it ends."""
        if character == ">":
            self._think()
        if self._thinking:
            return None
        if self._escaped:
            self._escaped = False
        elif self._quoted:
            self._escaped, self._quoted = character == "\\", character != '"'
        elif character == '"':
            self._quoted = bool(self._opened)  # outside any object it is prose
        elif character == "{":
            self._opened = [*self._opened[-_DEEPEST:], self._read]
        elif character == "}" and self._opened:
            return self._opened.pop()
        return None

    def _think(self) -> None:
        """Leave out what a model thinks before it replies."""
        if not self._opened and self.text.endswith(_THINKING, 0, self._read + 1):
            self._thinking = True
        elif self._thinking and self.text.endswith(_THOUGHT_OUT, 0, self._read + 1):
            self._thinking = False


def _claim(text: str) -> Claim | None:
    if len(text) > _LONGEST_CLAIM:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return None
    named, quote = value.get("paragraph"), value.get("quote")
    paragraph = named if isinstance(named, str) else None if named is None else str(named)
    return Claim(value["text"], paragraph, quote if isinstance(quote, str) else "")


def _claims_of_line(line: str) -> Iterator[Claim]:
    marked = [match["id"] for match in _MARK.finditer(line)]
    bare = _MARK.sub("", line)
    for span in sentences(bare):
        yield Claim(span.of(bare), marked[0] if len(set(marked)) == 1 else None)


def rewritten(text: str) -> str:
    """Return the question of a reply to a request for rewriting; empty where there is none."""
    found = (value.get("question") for value in _objects(text))
    return next((" ".join(question.split()) for question in found if isinstance(question, str)), "")


def suggested(text: str) -> list[str]:
    """Return the phrases of a reply to a request for expanding; none of them is checked yet."""
    found = (value.get("phrases") for value in _objects(text))
    phrases = next((phrases for phrases in found if isinstance(phrases, list)), [])
    return [phrase for phrase in phrases if isinstance(phrase, str)]


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a reply that hold no other."""
    for match in re.finditer(r"\{[^{}]*\}", _THOUGHT.sub("", text)):
        try:
            value: dict[str, Any] = json.loads(match[0])
        except (ValueError, RecursionError):
            continue
        yield value
