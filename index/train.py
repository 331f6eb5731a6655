"""Train the shipped embedding: a static bag of syllables and pairs, contrasted within the batch.

Symmetric InfoNCE (van den Oord et al. 2018) at temperature 0.05 over pairs of `training_data`; a third of the
questions lose their diacritics on the way, so that one model serves both ways of typing.
"""

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import nn

from index.embedding import MODULE, WEIGHTS
from index.tokens import bare_units, units
from index.training_data import Pair, code_articles, halved_paragraphs, headed_sections
from ingest.errors import LibraryError

UNKNOWN = "[UNK]"


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """What decides the outcome of a training run; the defaults made the shipped weights."""

    dimension: int = 256
    vocabulary: int = 56_000
    epochs: int = 5
    batch: int = 1024
    learning_rate: float = 3e-3
    temperature: float = 0.05
    bare_share: float = 0.3
    seed: int = 177179


def collect(data: Path, options: TrainingOptions) -> list[Pair]:
    """Return all training pairs in a fixed order."""
    chance = random.Random(options.seed)  # noqa: S311 - reproducible sampling, no secret
    return [*code_articles(data), *headed_sections(data), *halved_paragraphs(data, chance)]


def vocabulary_of(pairs: Iterable[Pair], size: int) -> dict[str, int]:
    """Return the `size` units found in most texts, with and without diacritics, as unit → row; row 0 is unknown."""
    counts: Counter[str] = Counter()
    for question, passage in pairs:
        counts.update(set(units(question)) | set(units(passage)))
        counts.update(set(bare_units(question)))
    return {UNKNOWN: 0} | {unit: row for row, (unit, _) in enumerate(counts.most_common(size - 1), 1)}


class Bags:
    """Texts as flat arrays of rows with offsets, the form that an embedding bag takes."""

    def __init__(self, texts: Sequence[list[str]], vocabulary: dict[str, int]) -> None:
        found = [[vocabulary[unit] for unit in text if unit in vocabulary] or [0] for text in texts]
        self._rows = [np.asarray(rows, dtype=np.int64) for rows in found]

    def batch(self, chosen: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the rows and offsets of the chosen texts."""
        rows = [self._rows[item] for item in chosen]
        offsets = np.cumsum([0, *(len(row) for row in rows[:-1])])
        return torch.from_numpy(np.concatenate(rows)), torch.from_numpy(offsets)


def train(
    pairs: list[Pair], options: TrainingOptions, progress: Callable[[str], None]
) -> tuple[dict[str, int], np.ndarray]:
    """Return the vocabulary and the trained vectors `(vocabulary, dimension)` in float16."""
    torch.manual_seed(options.seed)
    chance = random.Random(options.seed)  # noqa: S311 - reproducible sampling, no secret
    vocabulary = vocabulary_of(pairs, options.vocabulary)
    progress(f"{len(pairs)} cặp, {len(vocabulary)} đơn vị từ vựng")
    questions = Bags(
        [bare_units(q) if chance.random() < options.bare_share else units(q) for q, _ in pairs], vocabulary
    )
    passages = Bags([units(p) for _, p in pairs], vocabulary)
    bag = nn.EmbeddingBag(len(vocabulary), options.dimension, mode="mean", padding_idx=0)
    nn.init.normal_(bag.weight, std=0.05)
    optimizer = torch.optim.Adam(bag.parameters(), lr=options.learning_rate)
    steps = options.epochs * (len(pairs) // options.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, options.learning_rate, total_steps=steps, pct_start=0.1)
    started = time.monotonic()
    for epoch in range(options.epochs):
        order = list(range(len(pairs)))
        chance.shuffle(order)
        loss_sum = 0.0
        for start in range(0, len(order) - options.batch + 1, options.batch):
            chosen = order[start : start + options.batch]
            loss = _info_nce(bag(*questions.batch(chosen)), bag(*passages.batch(chosen)), options.temperature)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            loss_sum += float(loss.detach())
        done = epoch + 1
        left = (time.monotonic() - started) / done * (options.epochs - done)
        progress(
            f"lượt {done}/{options.epochs}: sai số {loss_sum * options.epochs / steps:.3f}, còn khoảng {left:.0f} giây"
        )
    return vocabulary, bag.weight.detach().numpy().astype(np.float16)


def _info_nce(questions: torch.Tensor, passages: torch.Tensor, temperature: float) -> torch.Tensor:
    scores = nn.functional.normalize(questions) @ nn.functional.normalize(passages).T / temperature
    target = torch.arange(len(scores))
    return (nn.functional.cross_entropy(scores, target) + nn.functional.cross_entropy(scores.T, target)) / 2


def save(folder: Path, vocabulary: dict[str, int], vectors: np.ndarray) -> None:
    """Write a sentence-transformers folder: module list, tokenizer, weights."""
    folder.mkdir(parents=True, exist_ok=True)
    modules = [{"idx": 0, "name": "0", "path": "", "type": MODULE}]
    tokenizer: dict[str, Any] = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None,
        "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": None, "decoder": None,
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": UNKNOWN},
    }  # fmt: skip
    (folder / "modules.json").write_text(json.dumps(modules, indent=1) + "\n", encoding="utf-8")
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    save_file({"embedding.weight": vectors}, folder / WEIGHTS)


def run(data: Path, output: Path, progress: Callable[[str], None]) -> None:
    """Train with the default options on the sources in folder `data` and write the model to `output`.

    Raises:
        LibraryError: a source is missing.
    """
    options = TrainingOptions()
    try:
        pairs = collect(data, options)
    except FileNotFoundError as error:
        raise LibraryError(f"Thiếu tệp dữ liệu huấn luyện «{error.filename}»; xem docs/training.md.") from error
    vocabulary, vectors = train(pairs, options, progress)
    save(output, vocabulary, vectors)
    progress(f"Đã ghi mô hình vào «{output}».")
