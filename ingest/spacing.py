"""Words that a file tore apart: «hi ệu lệnh» → «hiệu lệnh», «K Ế T  L U Ậ N» → «KẾT LUẬN», «cầ-u» → «cầu».

Parts are joined where the whole can be a syllable and a part cannot stand alone. Two parts that both can («do anh»)
are joined only in a document that shows the defect and has the whole («doanh nghiệp») beside the same neighbour.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from ingest.syllables import is_possible, stands_alone

Edit = tuple[int, int, str]

_PARTS = 4
_LONGEST = 7  # «nghiêng»
_LONGEST_HEADING = 200
_STRETCH = re.compile(r"(?<![^\W_])[^\W\d_]+(?: [^\W\d_]+)+(?![^\W_])")
_SPACED = re.compile(r"(?<![^\s(\"“])[^\W\d_](?: {1,4}[^\W\d_]){2,}(?![^\s.,;:)\"”])")
_HYPHENED = re.compile(r"(?<![\w-])([^\W\d_]{2,})-([^\W\d_])(?![\w-])")
_LABELLED = (
    *("điểm", "khoản", "mục", "tiết", "nhóm", "hạng", "loại", "mẫu", "bảng", "hình", "lớp", "lục", "số", "khối"),
    *("cột", "bậc", "vitamin"),
)
_BETWEEN_LABELS = ("và", "từ")  # «các điểm g, h và i»
_ENOUGH = 3  # joins without doubt that show the defect
_USUAL = 20  # so many that a lone letter is sooner a part than a label


@dataclass(slots=True)
class Habits:
    """What the document says about its words: those that stand in it whole, by pairs, and how often it tears words.

    `free` counts the words that no join with the word before or after could explain.
    """

    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    whole: Counter[str] = field(default_factory=Counter)
    free: Counter[str] = field(default_factory=Counter)
    torn: int = 0


def habits_of(lines: Iterable[str]) -> Habits:
    """Return the habits of the document whose lines these are."""
    habits = Habits()
    found: list[list[str]] = []
    for stretch in (stretch for line in lines for stretch in _STRETCH.findall(line)):
        groups = _grouped(stretch.split(" "), "", None)
        habits.torn += sum(len(group) > 1 for group in groups)
        found.append(["".join(group) for group in groups])
    for words in found if habits.torn >= _ENOUGH else []:
        lower = [word.lower() for word in words]
        habits.whole.update(lower)
        habits.pairs.update(pairwise(lower))
        habits.free.update(_free(words))
    return habits


def _free(words: list[str]) -> Iterable[str]:
    """Yield the words of the stretch, in small letters, that cannot be joined to a word beside them."""
    joins = [_may_join(pair) for pair in pairwise(words)]
    for word, left, right in zip(words, [False, *joins], [*joins, False], strict=True):
        if not left and not right:
            yield word.lower()


def join_edits(line: str, habits: Habits) -> list[Edit]:
    """Return the edits that take the spaces out of torn words of the line."""
    edits: list[Edit] = []
    for stretch in _STRETCH.finditer(line):
        at, parts = stretch.start(), stretch[0].split(" ")
        if habits.torn < _ENOUGH and all(map(stands_alone, parts)):  # nearly always, and far cheaper to see here
            continue
        before = line[:at].rstrip().rpartition(" ")[2]
        for group in _grouped(parts, before, habits):
            for part in group[:-1]:
                at += len(part)
                edits.append((at, at + 1, ""))
                at += 1
            at += len(group[-1]) + 1
    return edits


def hyphen_edits(line: str) -> list[Edit]:
    """Return the edits that take out a hyphen set before the last letter of a word: «cầ-u»."""
    if "-" not in line:
        return []
    found = [match for match in _HYPHENED.finditer(line) if match[2].islower() and not match[0].isascii()]
    return [(match.end(1), match.start(2), "") for match in found if is_possible(match[1] + match[2])]


def _grouped(parts: list[str], before: str, habits: Habits | None) -> list[list[str]]:
    """Return the parts grouped into words at the least cost; without habits only joins that leave no doubt."""
    if all(map(stands_alone, parts)) and (habits is None or habits.torn < _ENOUGH):
        return [[part] for part in parts]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(parts) + 1):
        options = [
            (best[start][0] + _cost(parts, start, end, before, habits), start)
            for start in range(max(0, end - _PARTS), end)
        ]
        best.append(min(options))
    groups: list[list[str]] = []
    end = len(parts)
    while end:
        start = best[end][1]
        groups.append(parts[start:end])
        end = start
    return groups[::-1]


def _cost(parts: Sequence[str], start: int, end: int, before: str, habits: Habits | None) -> float:
    group = parts[start:end]
    previous = parts[start - 1] if start else before
    labelled = "".join([before, *parts[max(0, start - _PARTS) : start]]).lower().endswith(_LABELLED)
    if len(group) == 1:
        return 1.0 if stands_alone(group[0]) or (labelled and len(group[0]) == 1) else 5.0
    if not _may_join(tuple(group)) or (group[0].lower() in _BETWEEN_LABELS and _is_label(group[-1])):
        return 1e9
    if len(group[0]) == 1 and (labelled or len(group) > 2) and stands_alone("".join(group[1:])):
        return 2.0 if not labelled and _seen(group, habits) else 1e9  # «hạng C ho ặc» is no «choặc»
    if not all(map(stands_alone, group)):
        usual = habits is not None and habits.torn >= _USUAL and previous and len(group[0]) == 1 and group[0].islower()
        return 2.0 if usual or _without_doubt(group) or _seen(group, habits) else 1e9
    following = parts[end] if end < len(parts) else ""
    return 1.5 if _expected(group, previous, following, habits) else 1e9


@lru_cache(maxsize=1 << 16)
def _may_join(group: tuple[str, ...]) -> bool:
    whole = "".join(group)
    if len(whole) > _LONGEST or not is_possible(whole):
        return False
    return all(part.islower() for part in group[1:]) or whole.isupper()


def _without_doubt(group: Sequence[str]) -> bool:
    """Return whether no other reading is at hand: a lone consonant before a word may be a label («điểm c áp dụng»)."""
    return len(group) > 2 or any(not stands_alone(part) and not _is_label(part) for part in group)


def _is_label(part: str) -> bool:
    return len(part) == 1 and (part.isascii() or part in "đĐ")


def _seen(group: Sequence[str], habits: Habits | None) -> bool:
    """Return whether the document tears words and has this one whole."""
    return habits is not None and habits.torn >= _ENOUGH and habits.whole["".join(group).lower()] > 0


def _expected(group: Sequence[str], previous: str, following: str, habits: Habits | None) -> bool:
    """Return whether the document tears words and has the whole, not the last or first part, beside a neighbour."""
    if habits is None or habits.torn < _ENOUGH:
        return False
    whole, first, last = "".join(group).lower(), group[0].lower(), group[-1].lower()
    unexplained = (habits.free[first] == 0) + (habits.free[last] == 0)
    if len(group) == 2 and (unexplained == 2 or (unexplained == 1 and habits.whole[whole])):
        return True
    after = habits.pairs[whole, following.lower()] > habits.pairs[last, following.lower()]
    return after or habits.pairs[previous.lower(), whole] > habits.pairs[previous.lower(), first]


# --- headings with a space after every letter


def spaced_edits(line: str) -> list[Edit]:
    """Return the edits that bring letter-spaced words of the line together."""
    edits: list[Edit] = []
    for match in _SPACED.finditer(line):
        whole = _respaced(match[0])
        if whole is not None and whole != match[0]:
            edits.append((match.start(), match.end(), whole))
    return edits


def _respaced(text: str) -> str | None:
    """Return the words of letter-spaced text; wider gaps part them, otherwise the possible syllables do."""
    words: list[str] = []
    for piece in re.split(r" {2,}", text):
        parted = _parted(piece.replace(" ", "")) if len(piece) < _LONGEST_HEADING else None
        if parted is None:
            return None
        words += parted
    whole = " ".join(words)
    return whole if any(not letter.isascii() for letter in whole) or len(whole) > 4 else None


def _parted(letters: str) -> list[str] | None:
    """Return `letters` cut into the fewest possible syllables, none of a single letter; `None` where it cannot be."""
    best: list[list[str] | None] = [[]]
    for end in range(1, len(letters) + 1):
        options = [
            [*head, letters[start:end]]
            for start in range(max(0, end - _LONGEST), end - 1)
            if (head := best[start]) is not None and is_possible(letters[start:end])
        ]
        best.append(min(options, key=lambda words: (len(words), -sum(len(w) ** 2 for w in words)), default=None))
    return best[-1]
