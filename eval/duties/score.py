"""How duties found fare against duties cut by hand: each measure over all of them, with Wilson's interval."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.duties.duty import Deadline, DeadlineKind, Duty
from eval.duties.gold import GoldDuty
from eval.measures import wilson
from ingest.document import Span
from ingest.text import fold

_LEAST_OVERLAP = 0.8  # intersection over union, in characters


@dataclass(frozen=True, slots=True)
class Pair:
    """A duty by hand and the one found at its place; one of them is missing where the other stands alone."""

    gold: GoldDuty | None
    found: Duty | None

    @property
    def differences(self) -> tuple[str, ...]:
        """What differs, by the names of the table."""
        if self.gold is None or self.found is None:
            return (TASK,)
        return tuple(name for name, same in _ASPECTS.items() if not same(self.gold, self.found))


def overlap(one: Span, other: Span) -> float:
    """Return the share of characters of either span that both have, 0 to 1."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return max(0, shared) / max(1, max(one.end, other.end) - min(one.start, other.start))


def paired(gold: Sequence[GoldDuty], found: Sequence[Duty]) -> list[Pair]:
    """Return gold and found duties side by side, the best overlaps first taken; each is in exactly one pair."""
    close = [
        (overlap(one.span, other.task.span), place, at)
        for place, one in enumerate(gold)
        for at, other in enumerate(found)
        if (one.document, one.paragraph) == (other.task.document, other.task.paragraph)
    ]
    taken: dict[int, int] = {}
    for share, place, at in sorted(close, key=lambda item: (-item[0], item[1:])):
        if share >= _LEAST_OVERLAP and place not in taken and at not in taken.values():
            taken[place] = at
    pairs = [Pair(one, found[taken[place]] if place in taken else None) for place, one in enumerate(gold)]
    alone = [Pair(None, other) for at, other in enumerate(found) if at not in set(taken.values())]
    return [*pairs, *alone]


def _same_addressees(gold: GoldDuty, found: Duty) -> bool:
    return gold.addressees == {(fold(item.body), str(item.role)) for item in found.addressees}


def same_deadline(one: Deadline | None, other: Deadline | None) -> bool:
    """Return whether both name no deadline, the same last day, or the same event or recurrence in part of its words."""
    if one is None or other is None:
        return one is other
    if one.kind is not other.kind or one.date != other.date:
        return False
    first, second = fold(one.text), fold(other.text)
    return one.kind is DeadlineKind.DATE or first in second or second in first


TASK, ADDRESSEE, DEADLINE, DATED, STRENGTH, ALL = (
    "nhiệm vụ (khoảng chữ)", "cơ quan và vai trò", "thời hạn", "thời hạn, chỉ nhiệm vụ có nêu", "mức độ", "tất cả",
)  # fmt: skip
_ASPECTS: dict[str, Callable[[GoldDuty, Duty], bool]] = {
    ADDRESSEE: _same_addressees,
    DEADLINE: lambda gold, found: same_deadline(gold.deadline, found.deadline),
    STRENGTH: lambda gold, found: gold.strength == found.strength,
}


def _counts(pairs: Sequence[Pair]) -> Iterator[tuple[str, int, int, int]]:
    """Yield (measure, right, found, by hand)."""
    both = [pair for pair in pairs if pair.gold and pair.found]
    found = sum(pair.found is not None for pair in pairs)
    gold = sum(pair.gold is not None for pair in pairs)
    yield TASK, len(both), found, gold
    for name in (ADDRESSEE, DEADLINE):
        yield name, sum(name not in pair.differences for pair in both), found, gold
    dated = [pair for pair in both if pair.gold and pair.gold.deadline and DEADLINE not in pair.differences]
    yield (
        DATED,
        len(dated),
        sum(bool(pair.found and pair.found.deadline) for pair in pairs),
        sum(bool(pair.gold and pair.gold.deadline) for pair in pairs),
    )
    yield STRENGTH, sum(STRENGTH not in pair.differences for pair in both), found, gold
    yield ALL, sum(not pair.differences for pair in both), found, gold


def table(title: str, pairs: Sequence[Pair]) -> str:
    """Return precision and recall of every measure as a Markdown table under `title`."""
    lines = [
        f"| {title} | đúng | tìm được | mẫu | độ chính xác | độ phủ |",
        "| --- | --- | --- | --- | --- | --- |",
        *(
            f"| {name} | {right} | {found} | {gold} | {wilson(right, found)} | {wilson(right, gold)} |"
            for name, right, found, gold in _counts(pairs)
        ),
    ]
    return "\n".join(lines)


def explained(pairs: Sequence[Pair]) -> str:
    """Return every difference, two lines or three each."""
    ordered = sorted((pair for pair in pairs if pair.differences), key=_place)
    return "\n".join(line for pair in ordered for line in _explained(pair))


def _place(pair: Pair) -> tuple[str, int, int]:
    if pair.gold is not None:
        return pair.gold.document, pair.gold.paragraph, pair.gold.span.start
    task = pair.found.task if pair.found else None
    return (task.document, task.paragraph, task.span.start) if task else ("", 0, 0)


def _explained(pair: Pair) -> Iterator[str]:
    document, paragraph, _ = _place(pair)
    yield f"{document}, đoạn {paragraph}: khác ở {', '.join(pair.differences)}"
    if gold := pair.gold:
        bodies = "; ".join(sorted(f"{body} ({role})" for body, role in gold.addressees)) or "không"
        yield f"  mẫu:  [{gold.strength}] {bodies} | {gold.span.start}–{gold.span.end} | {_deadline(gold.deadline)}"
    if found := pair.found:
        bodies = "; ".join(sorted(f"{fold(item.body)} ({item.role})" for item in found.addressees)) or "không"
        span = found.task.span
        yield f"  máy:  [{found.strength}] {bodies} | {span.start}–{span.end} | {_deadline(found.deadline)}"
    if pair.found:
        yield f"        «{pair.found.task.quote}»"


def _deadline(deadline: Deadline | None) -> str:
    return f"{deadline.text} ({deadline.kind}, {deadline.date})" if deadline else "không thời hạn"
