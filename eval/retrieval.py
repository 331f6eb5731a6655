"""Search measured on any BEIR-like set, beside bm25s and its own parts, in one run."""

import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from eval.beir import Passage, Query, write_run
from eval.measures import estimate
from eval.ranking import ndcg, recall, reciprocal_rank
from index.collection import Collection, heading_context
from index.embedding import Embedder
from index.queries import FUSION, Weights
from index.tokens import units
from ingest.errors import UserError
from ingest.text import strip_diacritics

Progress = Callable[[str], None]
Ranking = list[tuple[str, float]]
_DEPTH = 10
_RUN_DEPTH = 40
_RIVAL_PASSAGES, _RIVAL_QUERIES = 60_000, 12
_WHOLE = "toàn bộ (xếp lại)"
_PARTS: tuple[tuple[str, Weights], ...] = (
    ("vectơ", (1, 0, 0)), ("BM25", (0, 1, 0)), ("BM25 không dấu", (0, 0, 1)), ("tổng có trọng số", FUSION),
)  # fmt: skip
_HEAD = (
    "| cách tìm | R@1 | R@5 | R@10 | nDCG@10 | MRR@10 | một câu: trung vị / p95 (ms) |\n"
    "| --- | --- | --- | --- | --- | --- | --- |"
)


@dataclass(frozen=True, slots=True)
class System:
    """A way of searching, by its name in the table."""

    name: str
    search: Callable[[str], Ranking]


def rivals(corpus: Sequence[Passage], queries: Sequence[Query], embedder: Embedder, progress: Progress) -> str:
    """Return the times of one search beside llama-index's QdrantVectorStore and bm25s, as ratios, over at most 60,000
    passages.
    """
    from index.rival import hybrid_search

    some = corpus[:_RIVAL_PASSAGES]
    texts = [passage.searched for passage in some]
    asked = queries[:_RIVAL_QUERIES]
    lines = ["| cách tìm | một câu, trung vị (ms) | so với toàn bộ |", "| --- | --- | --- |"]
    with tempfile.TemporaryDirectory() as folder:
        collection = _collection(some, Path(folder) / "shard", embedder)
        progress("Đang nạp kho đối chứng của llama-index (vài phút)…")
        hybrid = hybrid_search(texts, Path(folder) / "llama", embedder)
        systems = [
            _whole(collection, some),
            _bm25s(some, progress),
            System(
                "llama-index QdrantVectorStore (lai, tại chỗ)", lambda question: [(n, 0.0) for n in hybrid(question)]
            ),
        ]
        for system in systems:
            system.search(asked[0].text)
        medians = [float(np.median(_asked(system, asked)[1])) for system in systems]
        collection.close()
    for system, median in zip(systems, medians, strict=True):
        lines.append(f"| {system.name} | {median:.1f} | {median / medians[0]:.1f}× |")
    return "\n".join([*lines, f"\n{len(texts)} đoạn, {len(asked)} câu hỏi."])


def report(
    corpus: Sequence[Passage], queries: Sequence[Query], embedder: Embedder, run: Path | None, progress: Progress
) -> str:
    """Return the table of all systems over the set; the whole system's ranking goes to `run` in TREC form.

    Raises:
        UserError: there is no folder for `run`.
    """
    if run is not None and not run.absolute().parent.is_dir():
        raise UserError(f"Không có thư mục «{run.parent}» để ghi thứ hạng (--run); hãy tạo thư mục đó trước.")
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        collection = _collection(corpus, Path(folder) / "shard", embedder)
        indexed = time.perf_counter() - started
        progress(f"Đã lập chỉ mục {len(corpus)} đoạn trong {indexed:.0f} giây.")
        lines = [_HEAD]
        for system in _parts(collection, corpus):
            found, times = _asked(system, queries)
            lines.append(_line(system.name, found, queries, times))
            progress(f"Đã đo: {system.name}")
            if system.name == _WHOLE and run is not None:
                write_run(run, "tro-ly", queries, found)
        lines.append(_without_marks(collection, corpus, queries))
        collection.close()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
    judge = _bm25s(corpus, progress)
    found, times = _asked(judge, queries)
    lines.append(_line(judge.name, found, queries, times))
    measured = f"{len(corpus)} đoạn, {len(queries)} câu hỏi; lập chỉ mục {indexed:.1f} giây"
    return "\n".join([*lines, f"\n{measured}; bộ nhớ cao nhất trước khi chạy bm25s {memory:.1f} GiB."])


def _collection(corpus: Sequence[Passage], folder: Path, embedder: Embedder) -> Collection:
    contexts = [heading_context(passage.title) for passage in corpus]
    texts = [passage.searched for passage in corpus]
    return Collection(contexts, texts, range(len(texts)), folder, embedder)


def _named(corpus: Sequence[Passage], found: Sequence[tuple[int, float]]) -> Ranking:
    best: dict[str, float] = {}
    for place, score in found:
        best.setdefault(corpus[place].id, score)
    return list(best.items())


def _whole(collection: Collection, corpus: Sequence[Passage]) -> System:
    return System(_WHOLE, lambda question: _named(corpus, collection.search(question, limit=_RUN_DEPTH)))


def _parts(collection: Collection, corpus: Sequence[Passage]) -> list[System]:
    parts = [System(name, partial(_by_weights, collection, corpus, weights=weights)) for name, weights in _PARTS]
    return [_whole(collection, corpus), *parts]


def _by_weights(collection: Collection, corpus: Sequence[Passage], question: str, *, weights: Weights) -> Ranking:
    return _named(corpus, collection.candidates(question, weights=weights, limit=_RUN_DEPTH))


def _bm25s(corpus: Sequence[Passage], progress: Progress) -> System:
    """Return bm25s (Lù 2024) over the same units, as a judge from outside."""
    import bm25s

    started = time.perf_counter()
    judge = bm25s.BM25(k1=0.9, b=0.4)
    judge.index([units(passage.searched) for passage in corpus], show_progress=False)
    progress(f"bm25s: lập chỉ mục trong {time.perf_counter() - started:.0f} giây.")

    def search(question: str) -> Ranking:
        known = [unit for unit in units(question) if unit in judge.vocab_dict]
        if not known:
            return []
        depth = min(_RUN_DEPTH, len(corpus))
        places, scores = judge.retrieve([known], k=depth, show_progress=False)
        return _named(corpus, [(int(place), float(score)) for place, score in zip(places[0], scores[0], strict=True)])

    return System("bm25s", search)


def _asked(system: System, queries: Sequence[Query]) -> tuple[list[Ranking], list[float]]:
    found, times = [], []
    for query in queries:
        started = time.perf_counter()
        found.append(system.search(query.text))
        times.append((time.perf_counter() - started) * 1000)
    return found, times


def _line(name: str, found: Sequence[Ranking], queries: Sequence[Query], times: Sequence[float]) -> str:
    ranked = [[passage for passage, _ in ranking] for ranking in found]
    pairs = list(zip(ranked, (query.gold for query in queries), strict=True))
    cells = [estimate([recall(ids, gold, depth) for ids, gold in pairs]) for depth in (1, 5, 10)]
    cells += [estimate([ndcg(ids, gold, _DEPTH) for ids, gold in pairs])]
    cells += [estimate([reciprocal_rank(ids, gold, _DEPTH) for ids, gold in pairs])]
    speed = f"{np.median(times):.1f} / {np.quantile(times, 0.95):.1f}"
    return f"| {name} | {' | '.join(map(str, cells))} | {speed} |"


def _without_marks(collection: Collection, corpus: Sequence[Passage], queries: Sequence[Query]) -> str:
    bare = [Query(query.id, strip_diacritics(query.text), query.gold) for query in queries]
    found, times = _asked(_whole(collection, corpus), bare)
    return _line("toàn bộ, câu hỏi bỏ dấu", found, bare, times)
