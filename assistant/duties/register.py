"""The register: the duties of documents, sifted by who asks, level, deadline and topic."""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.duties.duty import Duty
from assistant.duties.extract import duties_of
from assistant.duties.members import BodyLevel, Reach, of_level, reach, readings
from ingest.document import Document
from ingest.text import fold, has_diacritics, strip_diacritics, syllables

# Words that a topic may have and no task need have.
_EMPTY = frozenset(syllables("các những về việc của và cho trong là gì có với theo đến công tác vấn đề nội dung"))


@dataclass(frozen=True, slots=True)
class Sieve:
    """What the register is asked for; everything where nothing is said. `body` is as the user typed it."""

    body: str = ""
    until: datetime.date | None = None
    level: BodyLevel | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A duty of the register, and how it reaches the body that was asked for, in each of its readings."""

    duty: Duty
    reaches: tuple[Reach, ...] = ()

    def only(self, asked: str) -> "Entry":
        """Return the entry with how it reaches that one reading."""
        return replace(self, reaches=tuple(how for how in self.reaches if how.asked == asked))

    def to_json(self) -> dict[str, Any]:
        """Return the duty for other programs, with «applies_by» where a body was asked for."""
        record = self.duty.to_json()
        if self.reaches:
            record["applies_by"] = [
                {"asked": how.asked, "body": how.by, "role": str(how.role), "collective": how.collective}
                for how in self.reaches
            ]
        return record


def register(documents: Iterable[Document], sieve: Sieve) -> list[Entry]:
    """Return the duties of the documents that pass the sieve, in the order of the texts."""
    return sift([duty for document in documents for duty in duties_of(document)], sieve)


def sift(duties: Sequence[Duty], sieve: Sieve) -> list[Entry]:
    """Return the duties that pass; of an abbreviation with two readings, those of either."""
    asked = readings(sieve.body) if sieve.body.strip() else ()
    about = topic_of(sieve.topic)
    found: list[Entry] = []
    for duty in duties:
        ways = tuple(how for name in asked if (how := reach(duty, name)) is not None)
        if asked and not ways:
            continue
        if sieve.level is not None and not of_level(duty, sieve.level):
            continue
        if _in_time(duty, sieve.until) and about.holds(duty.task.quote):
            found.append(Entry(duty, ways))
    return found


def _in_time(duty: Duty, until: datetime.date | None) -> bool:
    day = duty.deadline.date if duty.deadline else None
    return until is None or (day is not None and day <= until)


@dataclass(frozen=True, slots=True)
class Topic:
    """The words that a task must have to be about what a user asked; `marked`: with their diacritics."""

    words: frozenset[str]
    marked: bool

    def holds(self, text: str) -> bool:
        """Return whether `text` has all the words."""
        folded = fold(text) if self.marked else strip_diacritics(fold(text))
        return self.words <= set(syllables(folded))


def topic_of(asked: str) -> Topic:
    """Return the topic that a user's words name; empty words do not count."""
    marked = has_diacritics(asked)
    found = syllables(fold(asked) if marked else strip_diacritics(fold(asked)))
    empty = _EMPTY if marked else frozenset(map(strip_diacritics, _EMPTY))
    kept = frozenset(word for word in found if word not in empty)
    return Topic(kept or frozenset(found), marked)


def day_in(text: str) -> datetime.date:
    """Return the day that a user typed: 2025-07-31, 31/7/2025 or 31-7-2025.

    Raises:
        ValueError: it is no date.
    """
    if match := re.fullmatch(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*", text):
        return datetime.date(int(match[3]), int(match[2]), int(match[1]))
    return datetime.date.fromisoformat(text.strip())
