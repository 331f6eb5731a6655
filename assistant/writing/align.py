"""Where the words of a sentence stand in a clause: in order, in as few segments as possible."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from assistant.writing.words import BINDING, Sort, Word, words
from ingest.clauses import clauses
from ingest.document import Span

_SEGMENT_BREAK = re.compile(r"[,;:.!?)]\s+|\s(?=\()")
_MOST_CLAUSES = 3
_FAR = 1 << 30
# A further segment weighs more than any gap between two words of one.
_SEGMENT = 1000


@dataclass(frozen=True)
class Scope:
    """Neighbouring clauses of a paragraph under one lead-in: where a sentence must have all its words from."""

    text: str
    lead_in: Span | None
    body: Span

    @cached_property
    def words(self) -> list[Word]:
        """The words of the lead-in and the body that count, in order."""
        lead = words(self.text, self.lead_in.start, self.lead_in.end) if self.lead_in else []
        return [
            word for word in [*lead, *words(self.text, self.body.start, self.body.end)] if word.sort != Sort.NEUTRAL
        ]

    @cached_property
    def forms(self) -> frozenset[str]:
        """The forms of these words."""
        return frozenset(word.form for word in self.words)

    @cached_property
    def segments(self) -> list[Span]:
        """The parts of the body between commas, colons, brackets and the like; they cover all its words."""
        ends = [match.end() for match in _SEGMENT_BREAK.finditer(self.text, self.body.start, self.body.end)]
        bounds = [self.body.start, *ends, self.body.end]
        return [Span(start, end) for start, end in pairwise(bounds) if end > start]

    @cached_property
    def segment_of(self) -> list[int]:
        """The segment of each word; -1 for those of the lead-in."""
        return [self._segment(word.span.start) for word in self.words]

    def _segment(self, position: int) -> int:
        return next((i for i, span in enumerate(self.segments) if span.start <= position < span.end), -1)


def scopes(text: str) -> list[Scope]:
    """Return every clause of a paragraph, then every two and three that follow one another under one lead-in."""
    found = clauses(text)
    return [
        Scope(text, found[first].lead_in, Span(found[first].span.start, found[first + count - 1].span.end))
        for count in range(1, _MOST_CLAUSES + 1)
        for first in range(len(found) - count + 1)
        if len({clause.lead_in for clause in found[first : first + count]}) == 1
    ]


def aligned(sentence: Sequence[Word], scope: Scope) -> list[int] | None:
    """Return the position in `scope.words` of each word of the sentence, or `None` where they are not there in order.

    A word that binds the next one (a negation, a number) must stand right before it in the scope too. Of several
    ways the one that touches the fewest segments is taken.
    """
    if not sentence or not all(word.form in scope.forms for word in sentence):
        return None
    costs, origins = [_FAR] * len(scope.words), list[list[int]]()
    for position, word in enumerate(sentence):
        bound = position > 0 and sentence[position - 1].sort in BINDING
        costs, origin = _step(word, scope, costs, first=position == 0, bound=bound)
        origins.append(origin)
    if sentence[-1].sort in BINDING and sentence[-1].sort != Sort.NUMBER:
        costs = [cost if place == len(costs) - 1 else _FAR for place, cost in enumerate(costs)]
    best = min(range(len(costs)), key=costs.__getitem__)
    return _traced(best, origins) if costs[best] < _FAR else None


def _step(word: Word, scope: Scope, before: list[int], *, first: bool, bound: bool) -> tuple[list[int], list[int]]:
    """Return the cost of the sentence up to `word` for each place that the word may have, and where it came from."""
    costs, origin = [_FAR] * len(before), [-1] * len(before)
    cheapest = -1  # of the places before: with the distance to come, the later of two equals is nearer
    for place, there in enumerate(scope.words):
        came = place - 1 if bound else cheapest
        if there.form == word.form:
            if first:
                costs[place] = 0
            elif came >= 0 and before[came] < _FAR:
                costs[place], origin[place] = _cheapest_step(scope, before, came, place, bound=bound)
        if before[place] < _FAR and (cheapest < 0 or before[place] - place <= before[cheapest] - cheapest):
            cheapest = place
    return costs, origin


def _cheapest_step(scope: Scope, before: list[int], came: int, place: int, *, bound: bool) -> tuple[int, int]:
    segment = scope.segment_of
    near = [came] if bound else [k for k in range(place) if segment[k] == segment[place] and before[k] < _FAR]
    return min((before[k] + place - k + _SEGMENT * (segment[k] != segment[place]), k) for k in {*near, came})


def _traced(place: int, origins: list[list[int]]) -> list[int]:
    path = [place]
    for origin in reversed(origins[1:]):
        path.append(origin[path[-1]])
    return path[::-1]
