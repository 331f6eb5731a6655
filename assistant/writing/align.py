"""Where the words of a sentence stand in a clause: in order, in as few segments as possible."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from assistant.writing.cut import segments
from assistant.writing.words import BINDING, Sort, Word, words
from ingest.clauses import clauses
from ingest.document import Span

# As many clauses are joined; none of a paragraph of more than so many, which no writer made.
_MOST_CLAUSES, _MOST_JOINED = 3, 300
# A further segment weighs more than any gap between two words of one.
_SEGMENT = 1000


@dataclass(frozen=True)
class Scope:
    """Neighbouring clauses of a paragraph under one lead-in: where a sentence must have all its words from.

    `words` are those that count, the first `led` of them of the lead-in.
    """

    text: str
    lead_in: Span | None
    body: Span
    words: tuple[Word, ...]
    led: int

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each form stands among the words."""
        found: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            found.setdefault(word.form, []).append(place)
        return found

    @cached_property
    def segments(self) -> list[Span]:
        """The parts of the body between commas and the like; they cover all its words."""
        return segments(self.text, self.body)

    @cached_property
    def segment_of(self) -> list[int]:
        """The segment of each word; -1 for those of the lead-in."""
        starts = [span.start for span in self.segments]
        body = [bisect_right(starts, word.span.start) - 1 for word in self.words[self.led :]]
        return [-1] * self.led + body


@lru_cache(maxsize=64)
def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a paragraph; they are asked for once for each sentence."""
    return tuple(words(text))


@lru_cache(maxsize=64)
def scopes(text: str) -> tuple[Scope, ...]:
    """Return every clause of a paragraph, then every two and three that follow one another under one lead-in."""
    found, counted = clauses(text), [word for word in words_of(text) if word.sort is not Sort.NEUTRAL]
    starts = [word.span.start for word in counted]

    def within(span: Span | None) -> list[Word]:
        return counted[bisect_left(starts, span.start) : bisect_left(starts, span.end)] if span else []

    made = []
    for count in range(1, (_MOST_CLAUSES if len(found) <= _MOST_JOINED else 1) + 1):
        for first in range(len(found) - count + 1):
            joined = found[first : first + count]
            if len({clause.lead_in for clause in joined}) == 1:
                lead, body = within(joined[0].lead_in), Span(joined[0].span.start, joined[-1].span.end)
                made.append(Scope(text, joined[0].lead_in, body, (*lead, *within(body)), len(lead)))
    return tuple(made)


def in_order(sentence: Sequence[Word], scope: Scope) -> bool:
    """Return whether the words of the sentence stand in the scope in order, whatever binds them."""
    at = -1
    if len(sentence) > len(scope.words):
        return False
    for word in sentence:
        places = scope.places.get(word.form, [])
        if (following := bisect_right(places, at)) == len(places):
            return False
        at = places[following]
    return True


def effort(sentence: Sequence[Word], scope: Scope) -> int:
    """Return how many places have to be compared to align the sentence."""
    return sum(len(scope.places.get(word.form, [])) for word in sentence)


def aligned(sentence: Sequence[Word], scope: Scope) -> list[int] | None:
    """Return the position in `scope.words` of each word of the sentence, or `None` where they are not there in order.

    A word that binds the next one (a negation, a number) must stand right before it in the scope too. Of several
    ways the one that touches the fewest segments is taken.
    """
    if not sentence or not in_order(sentence, scope):
        return None
    places = [scope.places[word.form] for word in sentence]
    steps = [[(place, 0, -1) for place in places[0]]]
    for word, there in zip(sentence, places[1:], strict=False):
        steps.append(_step(steps[-1], there, scope.segment_of, bound=word.sort in BINDING))
    last = steps[-1]
    if sentence[-1].sort in BINDING and sentence[-1].sort is not Sort.NUMBER:
        last = [step for step in last if step[0] == len(scope.words) - 1]
    return _traced(steps, steps[-1].index(min(last, key=lambda step: step[1]))) if last else None


# A place that a word may have, the cost of the sentence up to it, and which step of the word before it came from.
_Step = tuple[int, int, int]


def _step(before: Sequence[_Step], places: Sequence[int], segment: Sequence[int], *, bound: bool) -> list[_Step]:
    """Return the steps of the next word; `bound`: it must stand right behind the word before."""
    found, taken = list[_Step](), 0
    cheapest: int | None = None  # step of the word before: with the distance to come, the later of two equals is nearer
    near: int | None = None  # the same within the segment of the last one taken
    for place in places:
        while taken < len(before) and before[taken][0] < place:
            cheapest = _cheaper(before, cheapest, taken)
            same = near is not None and segment[before[near][0]] == segment[before[taken][0]]
            near = _cheaper(before, near, taken) if same else taken
            taken += 1
        came = {cheapest, near} if not bound else {taken - 1 if taken and before[taken - 1][0] == place - 1 else None}
        costs = [(_cost(before[step], place, segment), step) for step in came if step is not None]
        if costs:
            found.append((place, *min(costs)))
    return found


def _cheaper(before: Sequence[_Step], best: int | None, other: int) -> int:
    if best is None or before[other][1] - before[other][0] <= before[best][1] - before[best][0]:
        return other
    return best


def _cost(came: _Step, place: int, segment: Sequence[int]) -> int:
    return came[1] + place - came[0] + _SEGMENT * (segment[came[0]] != segment[place])


def _traced(steps: Sequence[Sequence[_Step]], at: int) -> list[int]:
    path = []
    for step in reversed(steps):
        place, _, at = step[at]
        path.append(place)
    return path[::-1]
