"""The shipped documents among others: what their own questions lose, and which sort of document leads.

The library of an office: the shipped documents and every party document of `--data`, read from text files as a user
would add them.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.assistant import Assistant
from assistant.decide import SIDE_FEATURES, attached_leads
from assistant.fit import fitted
from eval import left_out, run
from eval.cases import Case
from eval.measures import estimate
from ingest.library import Library
from ingest.settings import Settings

Progress = Callable[[str], None]
# The bias is raised by this much: an answer that was written for is surer than likeness.
_RAISED = 1.0


def report(settings: Settings, data: Path, cases: Sequence[Case], split: str, progress: Progress) -> str:
    """Return the share of `cases` right with the shipped documents alone and among others, then who leads.

    Raises:
        UserError: the texts of the others are not in `data`.
    """
    with tempfile.TemporaryDirectory() as folder:
        alone = replace(settings, library=Path(folder) / "alone")
        office = replace(settings, library=Path(folder) / "office")
        library = Library.open(office.library, settings.corpus)
        library.put_many([left_out.as_read(name, text) for name, text in left_out.party_texts(data)])
        lines = ["| thư viện | văn bản | đúng | từ chối nhầm | trả lời nhầm |", "| --- | --- | --- | --- | --- |"]
        for name, own in (("chỉ hai văn bản đi kèm", alone), ("cùng các văn bản khác", office)):
            assistant = Assistant.open(own, progress=progress)
            row = run.table(run.ask_all(assistant, cases, progress))[-1]
            held = len(assistant.library.documents)
            lines.append(f"| {name} | {held} | {row.correct} | {row.wrongly_refused} | {row.wrongly_answered} |")
        questions = left_out.documents(data, split)[1]
        lines += ["", *_sides(assistant, cases, [question.text for question in questions if question.answerable])]
        assistant.close()
    return "\n".join(lines)


def _sides(assistant: Assistant, cases: Sequence[Case], others: Sequence[str]) -> list[str]:
    """Return how often the right sort of document leads, and the weights that a fit on these questions gives."""
    own = [case.question for case in cases if case.answerable and not case.history and not case.documents]
    sides = [assistant.judge(question).side for question in (*own, *others)]
    kept = [(side, place < len(own)) for place, side in enumerate(sides) if side is not None]
    leads = [(attached_leads(side), attached) for side, attached in kept]
    rows, wanted = np.array([side for side, _ in kept]), np.array([attached for _, attached in kept])
    model = fitted(rows, wanted, class_weight="balanced")
    weights = ", ".join(f"{name} {weight:.2f}" for name, weight in zip(SIDE_FEATURES, model.weights, strict=True))
    return [
        f"Câu hỏi của văn bản đi kèm được xếp đúng loại văn bản: {estimate([a for a, b in leads if b])}; "
        f"của văn bản khác: {estimate([not a for a, b in leads if not b])}.",
        f"Trọng số khớp trên các câu này: {weights}; hệ số tự do {model.bias + _RAISED:.2f} (đã cộng {_RAISED:g}).",
    ]
