"""From lines of prose to citable paragraphs: headings apart, each paragraph with its path, section and lead-in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.document import Heading, Paragraph, Span
from ingest.extraction import Role
from ingest.grammar import NAMED, UNLABELLED
from ingest.lines import Assembled, Kind, Line
from ingest.nodes import LEADS, Node, is_prose
from ingest.outline import Outline
from ingest.places import Places, is_heading
from ingest.sequence import complaint

_SENTENCE_END = re.compile(r"[.…;:!?,\"”)]$")
_LONGEST_SUBHEAD_WORDS = 16
# «Cùng với đó, cần tiếp tục …» goes on with the addressee of the paragraph before.
_CONTINUES = re.compile(r"Cùng với đó\b")


@dataclass(frozen=True, slots=True)
class Body:
    """The document proper: its title, if it has one, paragraphs, headings, and what is wrong with its numbering.

    `findings` are Vietnamese sentences with page and line.
    """

    title: str | None
    paragraphs: tuple[Paragraph, ...]
    headings: tuple[Heading, ...] = ()
    findings: tuple[str, ...] = ()


def parse(assembled: Assembled) -> Body:
    """Cut the prose of `assembled` into paragraphs numbered from 1, and headings; no line of prose is lost."""
    root = Outline(assembled.lines).grown()
    if not _is_structured(root):
        return _flat(assembled)
    places = Places(root)
    nodes = [node for node in root.walk() if node.lines]
    paragraphs = _paragraphs(nodes, places, assembled.source_text)
    headings = tuple(Heading(places.path(node), node.text, _span(node)) for node in nodes if is_heading(node))
    findings = tuple(_finding(node, assembled) for node in nodes if node.misplaced)
    return Body(_title(assembled.lines), paragraphs, headings, findings)


def _is_structured(root: Node) -> bool:
    """Return whether markers make a structure: one that names its level, or two of a list."""
    markers = [node.marker for node in root.walk() if node.marker]
    if any(marker.style in NAMED for marker in markers):
        return True
    return len({(marker.style, marker.label) for marker in markers if marker.label}) > 1 or (
        sum(marker.style in UNLABELLED for marker in markers) > 1
    )


def _title(lines: Sequence[Line]) -> str | None:
    """Return the first run of title lines as one."""
    first = next((at for at, line in enumerate(lines) if line.kind is Kind.TITLE), len(lines))
    last = next((at for at in range(first, len(lines)) if lines[at].kind is not Kind.TITLE), len(lines))
    return " ".join(line.text for line in lines[first:last]) or None


def _span(node: Node) -> Span:
    return Span(node.lines[0].span.start, node.lines[-1].span.end)


def _paragraphs(nodes: Sequence[Node], places: Places, source_text: str) -> tuple[Paragraph, ...]:
    numbers: dict[Node, int] = {}
    found: list[Paragraph] = []
    for node in nodes:
        if is_heading(node):
            continue
        numbers[node] = len(found) + 1
        span = _span(node)
        found.append(
            Paragraph(
                numbers[node], span.of(source_text), span, _section(node), _lead_in(node, numbers), places.path(node)
            )
        )
    return tuple(found)


def _section(node: Node) -> str | None:
    above = node.parent
    while above and not (above.lines and is_heading(above)):
        above = above.parent
    return above.text if above else None


def _lead_in(node: Node, numbers: dict[Node, int]) -> int | None:
    """Return the number of the nearest paragraph above that announces this one; a heading ends its reach."""
    above = node.parent
    while above and not is_heading(above):
        if above in numbers and LEADS.search(above.text):
            return numbers[above]
        above = above.parent
    return None


def _finding(node: Node, assembled: Assembled) -> str:
    before = node.previous
    previous = (_written(before), before.marker) if before and before.marker else None
    wrong = complaint(previous, (_written(node), node.marker)) if node.marker else ""
    return f"{_where(node.lines[0], assembled)}: {wrong}; hãy đối chiếu với bản gốc."


def _written(node: Node) -> str:
    return node.text[: node.marker.end].rstrip(" *_\t") if node.marker else ""


def _where(line: Line, assembled: Assembled) -> str:
    """Return «trang 3, dòng 41»: the line as counted in the file, on its page where there are pages."""
    at = assembled.offsets.original(Span(line.span.start, line.span.start)).start
    starts = [start for start, page in assembled.pages if page == line.page]
    begins = assembled.offsets.original(Span(starts[0], starts[0])).start if starts else 0
    number = assembled.original.count("\n", min(begins, at), at) + 1
    return f"trang {line.page}, dòng {number}" if line.page is not None else f"dòng {number}"


def _is_subhead(line: Line) -> bool:
    return (
        line.role is not Role.TABLE
        and not _SENTENCE_END.search(line.text)
        and len(line.text.split()) <= _LONGEST_SUBHEAD_WORDS
    )


def _flat(assembled: Assembled) -> Body:
    """Cut a text without markers, as a press report is: short lines without an end are its subheads."""
    paragraphs: list[Paragraph] = []
    headings: list[Heading] = []
    lead_in: int | None = None
    for line in filter(is_prose, assembled.lines):
        if _is_subhead(line):
            headings.append(Heading((), line.text, line.span))
            lead_in = None
            continue
        number = len(paragraphs) + 1
        section = headings[-1].text if headings else None
        is_lead_in = LEADS.search(line.text) is not None
        continued = _CONTINUES.match(line.text) and paragraphs and paragraphs[-1].section == section
        governing = None if is_lead_in else lead_in or (number - 1 if continued else None)
        paragraphs.append(Paragraph(number, line.text, line.span, section, governing))
        lead_in = number if is_lead_in else lead_in
    return Body(_title(assembled.lines), tuple(paragraphs), tuple(headings))
