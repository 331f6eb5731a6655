"""A draft as plain text: each sentence with its places or its mark, the annex below."""

from collections.abc import Iterator

from assistant.drafting.draft import OWN_MARK, Block, Draft, Origin, Sentence
from assistant.export.sources import TO_THE_WRITER, source_lines

ANNEX = "BẢNG ĐỐI CHIẾU"
LENGTH = "Độ dài: {} tiếng."


def to_text(draft: Draft) -> str:
    """Return the draft, the annex «bảng đối chiếu», the sources and the notes to the writer, line by line."""
    blocks = ["\n".join(_block(draft, block)) for block in draft.blocks]
    annex = "\n".join([ANNEX, *_annex(draft)])
    notes = "\n".join([TO_THE_WRITER, f"- {LENGTH.format(draft.words)}", *(f"- {note}" for note in draft.notes)])
    parts = [f"{draft.kind.upper()}\n{draft.title}", *blocks, annex, "\n".join(source_lines(draft)), notes]
    return "\n\n".join(part for part in parts if part)


def _block(draft: Draft, block: Block) -> Iterator[str]:
    if block.heading:
        yield block.heading
    for sentence in block.sentences:
        yield f"{'- ' if block.listed else ''}{sentence.text} {_mark(draft, sentence)}"


def _mark(draft: Draft, sentence: Sentence) -> str:
    if sentence.origin is Origin.OWN:
        return OWN_MARK
    places = dict.fromkeys(draft.citations[position].locator for position in sentence.citations)
    return f"[{'; '.join(places)}]"


def _annex(draft: Draft) -> Iterator[str]:
    for row in draft.annex:
        where = f" | {row.locator} | “{row.quote}”" if row.locator else ""
        yield f"{row.number} | {row.origin} | {row.sentence}{where}"
