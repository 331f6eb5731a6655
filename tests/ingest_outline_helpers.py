"""Makes what layout hands over out of plain lines, and reads golden outlines."""

from pathlib import Path

from ingest.document import Level, Step
from ingest.document import Path as Steps
from ingest.grammar import LETTERS
from ingest.lines import Assembled, CleanLine, Kind, Line
from ingest.offsets import OffsetMap, Span
from ingest.structure import Body


def assembled(*texts: str, kinds: dict[str, Kind] | None = None) -> Assembled:
    """Each text a line of its own, prose unless `kinds` names it."""
    lines, start = [], 0
    for text in texts:
        stripped = text.strip()
        if stripped:
            at = start + text.index(stripped)
            kind = (kinds or {}).get(stripped, Kind.PROSE)
            lines.append(Line(stripped, Span(at, at + len(stripped)), text.index(stripped), kind))
        start += len(text) + 1
    source = "\n".join(texts)
    return Assembled(source, tuple(lines), source, OffsetMap(()))


def clean_lines(text: str, *, wrapped: bool = False) -> list[CleanLine]:
    """The lines of a text file as repair hands them to layout."""
    return [CleanLine(line, line, wrapped=wrapped) for line in text.split("\n")]


def vi(path: Steps) -> str:
    return " / ".join(f"{step.level} {step.label}".strip() for step in path)


def outline(body: Body) -> list[str]:
    return [vi(paragraph.path) for paragraph in body.paragraphs]


def marked(body: Body) -> set[Steps]:
    """The paths of all units that a marker begins."""
    found: set[Steps] = set()
    for path in [*(p.path for p in body.paragraphs), *(h.path for h in body.headings)]:
        while path and path[-1].level is Level.PLAIN:
            path = path[:-1]
        found |= {path[:end] for end in range(1, len(path) + 1) if path[end - 1].level is not Level.PLAIN}
    return found


def golden(path: Path) -> set[Steps]:
    """The units of an outline written by hand: one path a line, its last step a label or a range of labels."""
    found: set[Steps] = set()
    for row in path.read_text(encoding="utf-8").splitlines():
        if row and not row.startswith("#"):
            *above, last = [_step(part) for part in row.split(" / ")]
            for label in _labels(last.label):
                whole = (*above, Step(last.level, label))
                found |= {whole[:end] for end in range(1, len(whole) + 1) if whole[end - 1].level is not Level.PLAIN}
    return found


def _step(text: str) -> Step:
    if text in list(Level):
        return Step(Level(text), "")
    level, _, label = text.rpartition(" ")
    return Step(Level(level), label)


def _labels(label: str) -> list[str]:
    first, dash, last = label.partition("-")
    if not dash:
        return [label]
    if first in LETTERS:
        return list(LETTERS[LETTERS.index(first) : LETTERS.index(last) + 1])
    head = first.rpartition(".")[0]
    numbers = range(int(first.rpartition(".")[2]), int(last.rpartition(".")[2]) + 1)
    return [f"{head}.{number}" if head else str(number) for number in numbers]
