"""What the questions written for this project are like: how many, how varied, how much they repeat one another."""

import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.tokens import bare_units
from index.training_data import AskedParagraph, asked_paragraphs, resolved
from ingest.errors import UserError
from ingest.library import Library
from ingest.settings import Settings
from ingest.text import fold, strip_diacritics, syllables

_HEAD = (
    "| đợt | đoạn | câu hỏi | câu suýt trúng | âm tiết khác nhau | âm tiết mới trên 1.000 | cặp chung với đợt khác "
    "| trùng gần |\n| --- | --- | --- | --- | --- | --- | --- | --- |"
)
# Share of units, without marks, from which two questions count as nearly the same.
_NEARLY_SAME = 0.8


def report(settings: Settings, data: Path | None) -> str:
    """Return the tables; with `data` also how much of the paragraphs' own wording the questions repeat.

    Raises:
        UserError: `data` does not hold the texts that the questions were written for.
    """
    asked = list(asked_paragraphs())
    batches = {batch: [p for p in asked if p.batch == batch] for batch in sorted({p.batch for p in asked})}
    units = {batch: _units(_questions(some)) for batch, some in batches.items()}
    lines = ["Câu hỏi theo đoạn của nhiều văn bản (training/questions):", "", _HEAD]
    lines += [_line(batch, some, units) for batch, some in batches.items()]
    questions = [question for some in batches.values() for question in _questions(some)]
    near = sum(len(paragraph.near) for paragraph in asked)
    with_near = sum(bool(paragraph.near) for paragraph in asked)
    documents = len({(p.source, p.id.split("#")[0]) for p in asked})
    lines += [
        "",
        f"Tổng: {len(asked)} đoạn của {documents} văn bản, {len(questions)} câu hỏi, {near} câu suýt trúng "
        f"ở {with_near} đoạn; trùng gần nhau: {nearly_same(questions)}.",
    ]
    if data is not None:
        lines.append(_wording(data, asked))
    library = Library.open(settings.library, settings.corpus)
    attached = list(library.attached_questions())
    lines += ["", "Câu hỏi gắn kèm hai văn bản đi kèm (corpus/questions):", "", "| đợt | câu hỏi |", "| --- | --- |"]
    lines += [f"| {batch} | {count} |" for batch, count in sorted(Counter(q.batch for q in attached).items())]
    return "\n".join(lines)


def _questions(paragraphs: Sequence[AskedParagraph]) -> list[str]:
    return [question for paragraph in paragraphs for question in paragraph.questions]


def _units(questions: Sequence[str]) -> set[str]:
    return {unit for question in questions for unit in bare_units(question) if "_" in unit}


def _line(batch: str, paragraphs: Sequence[AskedParagraph], units: dict[str, set[str]]) -> str:
    questions = _questions(paragraphs)
    words = [word for question in questions for word in syllables(strip_diacritics(fold(question)))]
    others = set().union(*(found for name, found in units.items() if name != batch))
    spread = 1000 * len(set(words)) / max(1, len(words))
    shared = len(units[batch] & others) / max(1, len(units[batch]))
    near = sum(len(paragraph.near) for paragraph in paragraphs)
    return (
        f"| {batch} | {len(paragraphs)} | {len(questions)} | {near} | {len(set(words))} | {spread:.0f} "
        f"| {shared:.2f} | {nearly_same(questions)} |"
    )


def nearly_same(questions: Sequence[str]) -> int:
    """Return how many questions share most of their units (Jaccard, without marks) with one before them."""
    seen: dict[str, list[int]] = {}
    kept: list[set[str]] = []
    repeats = 0
    for question in questions:
        units = set(bare_units(question))
        shared = Counter(place for unit in units for place in seen.get(unit, ()) if "_" in unit)
        close = [place for place, count in shared.most_common(5) if count >= 2]
        repeats += any(len(units & kept[place]) / len(units | kept[place]) >= _NEARLY_SAME for place in close)
        for unit in units:
            seen.setdefault(unit, []).append(len(kept))
        kept.append(units)
    return repeats


def _wording(data: Path, asked: Sequence[AskedParagraph]) -> str:
    try:
        texts = list(resolved(data, asked))
    except (EOFError, OSError, KeyError, ValueError, zlib.error) as error:
        raise UserError(f"Dữ liệu trong «{data}» không khớp câu hỏi ({error}); hãy chỉ đúng thư mục.") from error
    shares = []
    for paragraph, text in texts:
        held = set(bare_units(text))
        for question in paragraph.questions:
            pairs = [unit for unit in bare_units(question) if "_" in unit]
            shares.append(sum(unit in held for unit in pairs) / max(1, len(pairs)))
    return f"Cặp âm tiết của câu hỏi có trong đoạn: trung bình {np.mean(shares):.2f}, trung vị {np.median(shares):.2f}."
