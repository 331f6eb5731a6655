"""A draft in Markdown (CommonMark with the tables and footnotes of GitHub); no word of it acts as a mark."""

import re
from collections.abc import Iterator, Sequence

from assistant.drafting.draft import OWN_MARK, Block, Draft, Origin, Sentence
from assistant.export.sources import HEADER, LEGEND, TO_THE_WRITER, note_of, source_lines

# Marks that may begin something wherever they stand; «:» of an address and «.» behind www make links in GitHub's form.
_ANYWHERE = re.compile(r"([\\`*_\[\]<>|~&$^#{}!@]|:(?=//)|(?<=www)\.|(?<=WWW)\.)", re.IGNORECASE)
# Marks that begin a block at the start of a line: lists, underlines of headings, fences, definitions.
_AT_START = re.compile(r"([-+=:]|\d{1,9}(?=[.)]))")
_SPACES = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029]+")


def escaped(text: str) -> str:
    """Return the text on one line with a backslash before each character that Markdown could take for a mark."""
    line = _SPACES.sub(" ", text).strip(" ")
    start = _AT_START.match(line)
    if start is None:
        return _ANYWHERE.sub(r"\\\1", line)
    digits = start[0] if start[0].isdigit() else ""
    rest = line[len(digits) + 1 :] if digits else line[1:]
    return f"{digits}\\{line[len(digits)]}" + _ANYWHERE.sub(r"\\\1", rest)


def to_markdown(draft: Draft) -> str:
    """Return the draft, its footnotes and its annex as Markdown."""
    used = sorted({position for sentence in draft.sentences for position in sentence.citations})
    rewording = {position for item in draft.sentences if item.origin is Origin.REWORDED for position in item.citations}
    notes = (f"[^{position + 1}]: {_note(draft, position, position in rewording)}" for position in used)
    parts = [
        f"**{escaped(draft.kind.upper())}**",
        f"# {escaped(draft.title)}",
        *(part for block in draft.blocks for part in _block(block)),
        *notes,
        *_annex(draft),
    ]
    return "\n\n".join(parts) + "\n"


def _note(draft: Draft, position: int, quoted: bool) -> str:
    return escaped(note_of(draft, position, quoted=quoted))


def _block(block: Block) -> Iterator[str]:
    if block.heading:
        yield f"## {escaped(block.heading)}"
    said = [_sentence(sentence) for sentence in block.sentences]
    if said:
        yield "\n".join(f"- {sentence}" for sentence in said) if block.listed else " ".join(said)


def _sentence(sentence: Sentence) -> str:
    if sentence.origin is Origin.OWN:
        return f"{escaped(sentence.text)} *{OWN_MARK}*"
    marks = "".join(f"[^{position + 1}]" for position in sentence.citations)
    text = escaped(sentence.text)
    return f"“{text}”{marks}" if sentence.origin is Origin.VERBATIM else f"{text}{marks}"


def _annex(draft: Draft) -> Iterator[str]:
    yield "## Bảng đối chiếu"
    yield escaped(LEGEND)
    yield from map(escaped, source_lines(draft))
    cells = [
        HEADER,
        ("---",) * len(HEADER),
        *((str(row.number), *map(escaped, (row.sentence, row.origin, row.locator, row.quote))) for row in draft.annex),
    ]
    yield "\n".join(map(_row, cells))
    if draft.notes:
        yield f"**{TO_THE_WRITER}**"
        yield "\n".join(f"- {escaped(note)}" for note in draft.notes)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
