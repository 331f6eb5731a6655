"""Speed as ratios within one run: the embedded engine beside qdrant-client's local mode, answers beside a budget."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.assistant import Assistant
from eval.cases import Case
from index import points
from index.embedding import load_embedder
from index.search import Index
from index.server import local_store
from index.store import VectorStore
from ingest.library import Library
from ingest.settings import Settings

_ROUNDS = 3
_LINE = "| {:<58} | {:>12} | {:>12} | {:>8} |"


def _milliseconds(work: Callable[[], object], rounds: int) -> float:
    """Return the median time of `work`, in milliseconds, after one round to warm up."""
    work()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return float(np.median(times))


def report(settings: Settings, cases: Sequence[Case]) -> str:
    """Return a table of times and ratios: search by engine, answers, a whole `ask` process."""
    library = Library.open(settings.library, settings.corpus)
    lines = [_LINE.format("việc", "trung vị", "so với", "tỷ lệ"), _LINE.format("---", "---", "---", "---")]
    embedded, local = _search_times(settings, library, [case.question for case in cases[:_ROUNDS]])
    lines.append(
        _LINE.format(
            "một lượt tìm: Qdrant nhúng / qdrant-client tại chỗ",
            f"{embedded:.1f} ms",
            f"{local:.1f} ms",
            f"{local / embedded:.1f}×",
        )
    )
    assistant = Assistant.open(settings)
    times = [assistant.ask(c.question, history=c.history, documents=c.documents).elapsed_ms for c in cases]
    p95 = float(np.quantile(times, 0.95))
    lines.append(
        _LINE.format("một câu trả lời, phân vị 95 / hạn 20 ms", f"{p95:.1f} ms", "20.0 ms", f"{20 / p95:.1f}×")
    )
    command = [sys.executable, "-m", "assistant", "ask", "Ai ký Kết luận 179?", "--library", str(settings.library)]
    whole = _milliseconds(lambda: subprocess.run(command, check=True, capture_output=True), 3)  # noqa: S603
    lines.append(
        _LINE.format(
            "cả tiến trình «python -m assistant ask» / hạn 2 giây", f"{whole:.0f} ms", "2000 ms", f"{2000 / whole:.1f}×"
        )
    )
    return "\n".join(lines)


def _search_times(settings: Settings, library: Library, questions: Sequence[str]) -> tuple[float, float]:
    embedder = load_embedder(settings.index.embedding_model)
    entries = points.entries(library, points.bind(library)[0])
    plain = replace(settings, index=replace(settings.index, qdrant_url=""))
    index = Index.open(library, plain, lambda _: None)
    queries = [index.queries(question) for question in questions]
    with tempfile.TemporaryDirectory() as folder:
        store = local_store(Path(folder), embedder.dimension)
        store.upsert(points.records(entries, embedder))
        engines: tuple[VectorStore, VectorStore] = (index.store, store)
        times = [
            float(np.median([_milliseconds(lambda q=query, e=engine: e.search(q), 1) for query in queries]))  # type: ignore[misc]
            for engine in engines
        ]
        store.close()
    return times[0], times[1]
