"""The sentences of a draft in the words of a configured model: those that are verified and leave nothing out."""

import re
from collections.abc import Sequence
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

from assistant.drafting import phrases
from assistant.drafting.draft import Block, Draft, Origin, Sentence
from assistant.writing.fault import ModelFault
from assistant.writing.verify import Passage, Verdict
from ingest.text import fold

if TYPE_CHECKING:
    from assistant.writing.writer import Writer

# Sentences offered at once, so that each reply comes in its time.
_AT_ONCE = 8
_OPENED = re.compile(r"(?:Theo|Cùng với đó|Đồng thời|Ngoài ra|Bên cạnh đó)\b|[^:]{3,60} nêu: ")


def worded(draft: Draft, writer: "Writer", stop: Event) -> Draft:
    """Return `draft` with the sentences that the model words anew, each verified; a note says how many.

    A sentence stays as it is where the model's does not hold, leaves out a word of it, or opens like the one before.
    Where the model fails, the draft comes back as it was, with a note.
    """
    offered = [position for position, sentence in enumerate(draft.sentences) if sentence.citations]
    changed: dict[int, str] = {}
    dropped = 0
    for start in range(0, len(offered), _AT_ONCE):
        verdicts, fault = _written(draft, offered[start : start + _AT_ONCE], writer, stop)
        if fault is not None:
            return replace(draft, notes=(phrases.model_unused(fault.text), *draft.notes))
        dropped += sum(verdict.reason is not None for verdict in verdicts)
        changed.update(_kept(draft, verdicts))
    changed = _opening_apart(draft, changed)
    note = phrases.model_wrote(len(changed), dropped)
    return replace(draft, blocks=_with(draft, changed), notes=(note, *draft.notes))


def _written(
    draft: Draft, positions: Sequence[int], writer: "Writer", stop: Event
) -> tuple[Sequence[Verdict], ModelFault | None]:
    passages = [Passage(f"D{position + 1}", "", draft.sentences[position].text) for position in positions]
    for written in writer.drafts(phrases.to_model(draft.kind), passages, stop):
        last = written
    return last.verdicts, last.fault


def _kept(draft: Draft, verdicts: Sequence[Verdict]) -> dict[int, str]:
    """Return the new words of each sentence that a verified one says in full."""
    found = {}
    for verdict in verdicts:
        if verdict.reason is None and not verdict.verbatim:
            position = int(verdict.paragraph.removeprefix("D")) - 1
            text = draft.sentences[position].text
            if _is_whole(text, verdict) and fold(verdict.shown) != fold(text):
                found[position] = verdict.shown if verdict.shown[-1] in ".…" else f"{verdict.shown}."
    return found


def _is_whole(text: str, verdict: Verdict) -> bool:
    return all(
        any(span.start <= place < span.end for span in verdict.spans)
        for place, letter in enumerate(text)
        if letter.isalnum()
    )


def _opening_apart(draft: Draft, changed: dict[int, str]) -> dict[int, str]:
    """Return the changes without those whose «Ngoài ra, …» joins to nothing: it stands once, between two of a block."""
    joining = _may_join(draft)
    used: set[str] = set()
    kept = {}
    for position, text in sorted(changed.items()):
        opens = _OPENED.match(text)
        if opens is not None and (opens[0] in used or position not in joining):
            continue
        used |= {opens[0]} if opens else set()
        kept[position] = text
    return kept


def _may_join(draft: Draft) -> set[int]:
    """Return the sentences that follow a cited one in prose and open with neither a source nor such a word."""
    found = set()
    first = 0
    for block in draft.blocks:
        for position in range(first + 1, first + len(block.sentences)):
            before, sentence = draft.sentences[position - 1], draft.sentences[position]
            if before.citations and not block.listed and not _OPENED.match(sentence.text):
                found.add(position)
        first += len(block.sentences)
    return found


def _with(draft: Draft, changed: dict[int, str]) -> tuple[Block, ...]:
    """Return the blocks with the changed sentences."""
    position = -1
    blocks = []
    for block in draft.blocks:
        sentences: list[Sentence] = []
        for sentence in block.sentences:
            position += 1
            new = changed.get(position)
            sentences.append(replace(sentence, text=new, origin=Origin.REWORDED) if new else sentence)
        blocks.append(replace(block, sentences=tuple(sentences)))
    return tuple(blocks)
