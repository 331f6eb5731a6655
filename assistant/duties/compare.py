"""Two documents side by side: their duties under common topics, and where one of them says nothing.

Duties are on one topic where their tasks share enough of their rarer words (cosine of tf-idf over syllables and pairs
of syllables); the topic is called by the most telling words that they share. The others stand under whom they are laid
on. «không có» is said of an addressee alone, where it can be told for sure; of agreement or conflict nothing is said.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.duties.duty import NO_ADDRESSEE, Duty, Role
from assistant.duties.members import included, plain, sort_of
from assistant.duties.table import deadline_words, whom
from index.tokens import units
from ingest.text import SYLLABLE, fold, syllables

NONE = "không có"
NO_OTHER = "không có nhiệm vụ nào khác"
_ALIKE = 0.16  # cosine; chosen by reading the pairs of the shipped documents in its order
_SEGMENT = re.compile(r"[^,;:().\"“”\d–-]+")
# What a topic is not called by, at either end of its name.
_EDGE = frozenset(
    syllables(
        "các những về việc của và cho trong là có với theo đến từ để tại được do bảo đảm thực hiện tiếp tục tăng cường "
        "khẩn trương triển khai đẩy mạnh rà soát hướng dẫn đầy đủ nhất phải cần sau trước này đó đúng đáp ứng yêu cầu"
    )
)
Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Topic:
    """Duties of two documents under one name, in the order of the texts; `by_words`, or else by whom they are laid on.

    `elsewhere` tells of either document whether it has other duties of the same addressees under topics of words.
    """

    name: str
    first: tuple[Duty, ...]
    second: tuple[Duty, ...]
    by_words: bool
    elsewhere: tuple[bool, bool] = (False, False)

    def to_json(self) -> dict[str, Any]:
        """Return it for other programs."""
        return {
            "topic": self.name,
            "by": "words" if self.by_words else "addressee",
            "first": [duty.to_json() for duty in self.first],
            "second": [duty.to_json() for duty in self.second],
        }


def compared(first: Sequence[Duty], second: Sequence[Duty]) -> list[Topic]:
    """Return the topics that both documents speak of, then the other duties of each addressee."""
    vectors = _vectors([_task(duty) for duty in (*first, *second)])
    topics: list[Topic] = []
    for group in _groups(len(first), vectors):
        left = tuple(first[place] for place in group if place < len(first))
        right = tuple(second[place - len(first)] for place in group if place >= len(first))
        if left and right:
            topics.append(Topic(_name(left, right, [vectors[place] for place in group]), left, right, by_words=True))
    return [*topics, *_by_addressee(first, second, topics)]


def _task(duty: Duty) -> str:
    """Return the words of the task without those of its deadline, which make no topic."""
    return duty.task.quote.replace(duty.deadline.text, " ") if duty.deadline else duty.task.quote


def _vectors(texts: Sequence[str]) -> list[Vector]:
    counts = [Counter(units(text)) for text in texts]
    held = Counter(unit for count in counts for unit in count)
    made: list[Vector] = []
    for count in counts:
        weights = {unit: number * math.log(len(texts) / held[unit]) for unit, number in count.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        made.append({unit: weight / length for unit, weight in weights.items()})
    return made


def _groups(border: int, vectors: Sequence[Vector]) -> list[list[int]]:
    """Return the duties put together: each with the one of the other document that is most like it, if it is."""
    home = list(range(len(vectors)))

    def root(place: int) -> int:
        while home[place] != place:
            place = home[place]
        return place

    for place, vector in enumerate(vectors):
        others = range(border, len(vectors)) if place < border else range(border)
        best = max(others, key=lambda other: _cosine(vector, vectors[other]), default=None)
        if best is not None and _cosine(vector, vectors[best]) >= _ALIKE:
            one, other = sorted((root(place), root(best)))
            home[other] = one
    groups: dict[int, list[int]] = {}
    for place in range(len(vectors)):
        groups.setdefault(root(place), []).append(place)
    return list(groups.values())


def _cosine(one: Vector, other: Vector) -> float:
    return sum(weight * other[unit] for unit, weight in one.items() if unit in other)


def _name(left: Sequence[Duty], right: Sequence[Duty], vectors: Sequence[Vector]) -> str:
    """Return the most telling words that a duty of each side has."""
    weights: Counter[str] = Counter()
    for vector in vectors:
        weights.update({unit: weight for unit, weight in vector.items() if "_" not in unit})
    runs = [run for one in left for other in right for run in _shared(_task(one), _task(other))]
    best = max(runs, key=lambda run: (sum(weights[word] for word in fold(run).split()), run), default="")
    return best or left[0].task.quote


def _shared(one: str, other: str) -> Iterator[str]:
    """Yield runs of two syllables or more that both texts have, in the letters of `one`, without empty words around."""
    held = f" {' '.join(match[0] for match in SYLLABLE.finditer(fold(other)))} "
    for segment in _SEGMENT.finditer(one):
        words = [match[0] for match in SYLLABLE.finditer(segment[0])]
        for start in range(len(words)):
            ends = range(len(words), start + 1, -1)
            runs = (words[start:end] for end in ends)
            yield from (" ".join(run) for run in runs if _telling(run) and f" {fold(' '.join(run))} " in held)


def _telling(run: Sequence[str]) -> bool:
    return fold(run[0]) not in _EDGE and fold(run[-1]) not in _EDGE


def _by_addressee(first: Sequence[Duty], second: Sequence[Duty], topics: Sequence[Topic]) -> list[Topic]:
    """Return the duties that no topic holds, under whom they are laid on."""
    placed = {id(duty) for topic in topics for duty in (*topic.first, *topic.second)}
    groups: dict[frozenset[str], tuple[list[Duty], list[Duty]]] = {}
    for side, duties in enumerate((first, second)):
        for duty in duties:
            if id(duty) not in placed:
                groups.setdefault(_addressees(duty), ([], []))[side].append(duty)
    held = [{_addressees(duty) for duty in duties if id(duty) in placed} for duties in (first, second)]
    return [
        Topic(
            _called((*left, *right)[0]),
            tuple(left),
            tuple(right),
            by_words=False,
            elsewhere=(key in held[0], key in held[1]),
        )
        for key, (left, right) in groups.items()
    ]


def _addressees(duty: Duty) -> frozenset[str]:
    """Return what tells addressees apart: the sorts of bodies that a collective includes, else its name."""
    main = [item.body for item in duty.addressees if item.role is not Role.SUPPORTS]
    return frozenset(",".join(sorted(included(body))) or str(sort_of(body) or "") + plain(body) for body in main)


def _called(duty: Duty) -> str:
    main = [item.body for item in duty.addressees if item.role is not Role.SUPPORTS]
    return f"Nhiệm vụ khác của {'; '.join(main)}" if main else f"Nhiệm vụ khác, cơ quan thực hiện {NO_ADDRESSEE}"


def shown(topics: Sequence[Topic], first: str, second: str) -> str:
    """Return the comparison as text: under each topic what either document says, cited, or that it says nothing."""
    lines: list[str] = []
    for number, topic in enumerate(topics, 1):
        lines.append(f"{number}. {topic.name}")
        for name, duties, elsewhere in zip((first, second), (topic.first, topic.second), topic.elsewhere, strict=True):
            silent = NO_OTHER if elsewhere else NONE
            lines += [f"   {name}:" if duties else f"   {name}: {silent}", *map(_shown, duties)]
    return "\n".join(lines)


def _shown(duty: Duty) -> str:
    strength = f"{duty.strength}; " if duty.strength else ""
    return f"   • {whom(duty)} – {strength}{deadline_words(duty)}: “{duty.task.quote}” [{duty.task.locator}]"
