"""Weights of dense, sparse and bare scores, compared: how often the best hit leads to a gold paragraph."""

from collections.abc import Sequence

from assistant.spelling import Speller
from eval.cases import Case
from eval.measures import estimate
from index.queries import FUSION, Weights
from index.search import Index
from ingest.document import Document
from ingest.library import Library
from ingest.settings import Settings

_TRIALS: tuple[Weights, ...] = (
    (1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0.5, 0.5), (0.3, 0.35, 0.35), (0.5, 0.25, 0.25), (0.7, 0.15, 0.15),
)  # fmt: skip


def report(settings: Settings, cases: Sequence[Case]) -> str:
    """Return a table over answerable cases that stand alone: trial, first paragraph right, first question right."""
    library = Library.open(settings.library, settings.corpus)
    index = Index.open(library, settings, lambda _: None)
    speller = Speller(index.syllables)
    alone = [case for case in cases if case.answerable and not case.history and not case.documents]
    asked = [(speller.corrected(case.question), _labels(case, library.documents)) for case in alone]
    lines = ["| vectơ / BM25 / BM25 không dấu | đoạn đầu đúng | câu hỏi gắn kèm đầu đúng |", "| --- | --- | --- |"]
    for weights in _TRIALS:
        found = [index.store.search(index.queries(question, weights=weights))[:2] for question, _ in asked]
        pairs = list(zip(found, asked, strict=True))
        paragraph = estimate([bool(hits[0]) and hits[0][0].payload["label"] in gold for hits, (_, gold) in pairs])
        question = estimate(
            [bool(hits[1]) and bool(gold & {*hits[1][0].payload["targets"]}) for hits, (_, gold) in pairs]
        )
        name = " / ".join(f"{weight:g}" for weight in weights) + (" (đang dùng)" if weights == FUSION else "")
        lines.append(f"| {name} | {paragraph} | {question} |")
    return "\n".join(lines)


def _labels(case: Case, documents: Sequence[Document]) -> set[str]:
    return {
        f"{gold.document}#{paragraph.number}"
        for gold in case.gold
        for document in documents
        if document.label == gold.document
        for paragraph in document.paragraphs
        if gold.quote in paragraph.text
    }
