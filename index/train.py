"""Train the shipped embedding: a static bag of syllables and pairs, contrasted within the batch.

Symmetric InfoNCE (van den Oord et al. 2018) at temperature 0.05 over pairs of `training_data`. On the way a third of
the questions lose their diacritics, so that one model serves both ways of typing; headings are dressed as questions
and change administrative for everyday terms (`thesaurus`); of a long passage another window is seen each time.
"""

import json
import random
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from torch import nn

from index import thesaurus
from index.embedding import MODULE, SCALE, WEIGHTS, quantised
from index.tokens import Codes, Ids, bare_units, encode, unit_id, units
from index.training_data import Pair, code_articles, halved_paragraphs, headed_sections, own_questions
from ingest.errors import LibraryError
from ingest.text import fold, syllables

UNKNOWN = "[UNK]"
_CHUNK = 4096
Rows = NDArray[np.int32]
# How people ask for what a heading names.
_FRAMES = (
    "{} như thế nào", "{} được quy định ra sao", "{} gồm những gì", "{} là gì", "{} bao gồm những ai",
    "quy định về {}", "có được {} không", "ai có trách nhiệm {}", "cơ quan nào {}", "khi nào {}",
    "{} trong bao lâu", "{} là bao nhiêu", "có phải {} không", "tại sao {}", "vì sao phải {}",
    "cho hỏi {}", "xin hỏi {} thế nào", "làm sao để {}", "muốn {} thì làm thế nào", "{} cần điều kiện gì",
    "{} cần giấy tờ gì", "{} ở đâu", "{} được hiểu như thế nào", "trường hợp nào {}", "{} hay không",
    "{} do ai thực hiện", "trách nhiệm của ai trong việc {}", "{} mất bao nhiêu tiền", "tôi muốn biết {}",
    "{} đúng không", "mức {} là bao nhiêu", "thủ tục {}", "thời hạn {} là mấy ngày", "ai được {}", "nếu {} thì sao",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """What decides the outcome of a training run; the defaults made the shipped weights."""

    dimension: int = 256
    vocabulary: int = 130_000
    epochs: int = 5
    batch: int = 1024
    learning_rate: float = 3e-3
    temperature: float = 0.05
    bare_share: float = 0.3
    framed_share: float = 0.6
    replaced_share: float = 0.3
    window: int = 120
    block: int = 16
    seed: int = 177179


def collect(data: Path, options: TrainingOptions) -> list[Pair]:
    """Return all training pairs in a fixed order."""
    chance = random.Random(options.seed)  # noqa: S311 - reproducible sampling, no secret
    return [*own_questions(data), *code_articles(data), *headed_sections(data), *halved_paragraphs(data, chance)]


def _chunks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), _CHUNK):
        yield texts[start : start + _CHUNK]


def vocabulary_of(texts: Iterable[str], size: int) -> dict[str, int]:
    """Return the `size` units found in most texts, with and without diacritics, as unit → row; row 0 is unknown."""
    found = list(texts)
    ids, counts = np.array([], dtype=np.uint32), np.array([], dtype=np.int64)
    for chunk in _chunks(found):
        held = [np.unique(codes.of(text)) for codes in encode(chunk) for text in range(len(chunk))]
        here, times = np.unique(np.concatenate(held), return_counts=True)
        ids, inverse = np.unique(np.concatenate([ids, here]), return_inverse=True)
        counts = np.bincount(inverse, weights=np.concatenate([counts, times])).astype(np.int64)
    order = np.lexsort((ids, -counts))[: size - 1]
    return {UNKNOWN: 0} | {unit: row for row, unit in enumerate(_named(found, ids[order]), 1)}


def _named(texts: Sequence[str], wanted: Ids) -> list[str]:
    """Return the units with these ids, in their order, as they are found in `texts`."""
    names: dict[int, str] = {}
    left = np.sort(wanted)
    for chunk in _chunks(texts):
        for codes, split in zip(encode(chunk), (units, bare_units), strict=True):
            places = np.flatnonzero(np.isin(codes.ids, left))
            for text in np.unique(codes.owners[places]).tolist():
                names |= {unit_id(unit): unit for unit in split(chunk[text])}
        left = np.array([unit for unit in left.tolist() if unit not in names], dtype=np.uint32)
        if not len(left):
            break
    return [names[unit] for unit in wanted.tolist()]


class _Rows:
    """Looks up the rows of units in the vocabulary by their ids."""

    def __init__(self, vocabulary: dict[str, int]) -> None:
        ids = np.array([unit_id(unit) for unit in vocabulary], dtype=np.uint32)
        self._order = np.argsort(ids, kind="stable")
        self._ids = ids[self._order]

    def of(self, texts: Sequence[str]) -> tuple[list[Rows], list[Rows]]:
        """Return the rows of the units and bare units of each text, in their order, zero for unknown ones."""
        marked, bare = encode(texts)
        return self._split(marked), self._split(bare)

    def _split(self, codes: Codes) -> list[Rows]:
        place = np.minimum(np.searchsorted(self._ids, codes.ids), len(self._ids) - 1)
        rows = np.where(self._ids[place] == codes.ids, self._order[place], 0).astype(np.int32)
        return np.split(rows, codes.starts[1:-1])


class Batches:
    """Training pairs as rows of the embedding, with the changes that each pass makes to them."""

    def __init__(self, pairs: Sequence[Pair], vocabulary: dict[str, int], options: TrainingOptions) -> None:
        self._pairs, self._options, self._rows = pairs, options, _Rows(vocabulary)
        places: dict[str, int] = {}
        # Pairs of one passage are no negatives of each other.
        self.passage = np.array([places.setdefault(pair.passage, len(places)) for pair in pairs])
        self._passages = [rows for chunk in _chunks(list(places)) for rows in self._rows.of(chunk)[0]]
        self._terms = [list(thesaurus.shipped().matches(p.question)) if p.heading else [] for p in pairs]

    def questions(self, chosen: Sequence[int], chance: random.Random) -> list[Rows]:
        """Return the rows of the questions of the chosen pairs, changed by chance."""
        marked, bare = self._rows.of([self._asked(item, chance) for item in chosen])
        return [b if chance.random() < self._options.bare_share else m for m, b in zip(marked, bare, strict=True)]

    def _asked(self, item: int, chance: random.Random) -> str:
        pair, options = self._pairs[item], self._options
        text = pair.question
        if self._terms[item] and chance.random() < options.replaced_share:
            match, words = chance.choice(self._terms[item]), syllables(fold(text))
            text = " ".join([*words[: match.start], chance.choice(match.group.terms), *words[match.end :]])
        if pair.heading and chance.random() < options.framed_share:
            text = chance.choice(_FRAMES).format(text)
        return text

    def passages(self, chosen: Sequence[int], chance: random.Random) -> list[Rows]:
        """Return the rows of a window of each chosen passage: the first, or by chance another."""
        found = []
        for item in chosen:
            rows = self._passages[self.passage[item]]
            size = (len(rows) + 1) // 2
            spare = size - self._options.window
            start = chance.randrange(spare + 1) if spare > 0 and chance.random() < 0.5 else 0
            end = min(size, start + self._options.window)
            found.append(np.concatenate([rows[start:end], rows[size + start : size + end - 1]]))
        return found


def _bag(texts: Sequence[Rows]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the known rows of the texts and where each begins, as an embedding bag takes them."""
    known = [rows[rows > 0] for rows in texts]
    starts = np.cumsum([0, *(len(rows) for rows in known[:-1])])
    return torch.from_numpy(np.concatenate(known).astype(np.int64)), torch.from_numpy(starts)


def train(
    pairs: list[Pair], options: TrainingOptions, progress: Callable[[str], None]
) -> tuple[dict[str, int], NDArray[np.float32]]:
    """Return the vocabulary and the trained vectors `(vocabulary, dimension)`."""
    torch.manual_seed(options.seed)
    chance = random.Random(options.seed)  # noqa: S311 - reproducible sampling, no secret
    texts = list(dict.fromkeys(text for pair in pairs for text in (pair.question, pair.passage)))
    vocabulary = vocabulary_of([*texts, *_FRAMES * _CHUNK], options.vocabulary)
    progress(f"{len(pairs)} cặp, {len(vocabulary)} đơn vị từ vựng")
    batches = Batches(pairs, vocabulary, options)
    bag = nn.EmbeddingBag(len(vocabulary), options.dimension, mode="mean")
    nn.init.normal_(bag.weight, std=0.05)
    optimizer = torch.optim.Adam(bag.parameters(), lr=options.learning_rate)
    steps = options.epochs * (len(pairs) // options.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, options.learning_rate, total_steps=steps, pct_start=0.1)
    started = time.monotonic()
    for epoch in range(options.epochs):
        order = _order(len(pairs), options.block, chance)
        loss_sum = 0.0
        for start in range(0, len(order) - options.batch + 1, options.batch):
            chosen = order[start : start + options.batch]
            asked = nn.functional.normalize(bag(*_bag(batches.questions(chosen, chance))))
            found = nn.functional.normalize(bag(*_bag(batches.passages(chosen, chance))))
            loss = _info_nce(asked, found, batches.passage[chosen], options.temperature)
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
    return vocabulary, bag.weight.detach().numpy()


def _order(pairs: int, block: int, chance: random.Random) -> list[int]:
    """Return the places of all pairs, in blocks of neighbours: what stands beside a passage in its source is a harder
    negative than chance finds."""
    first = chance.randrange(block)
    starts = [0, *range(first, pairs, block)]
    blocks = [range(start, min(end, pairs)) for start, end in pairwise([*starts, pairs])]
    chance.shuffle(blocks)
    return [place for some in blocks for place in some]


def _info_nce(
    questions: torch.Tensor, passages: torch.Tensor, places: NDArray[np.int64], temperature: float
) -> torch.Tensor:
    scores = questions @ passages.T / temperature
    same = torch.from_numpy(places[:, None] == places[None, :]).fill_diagonal_(False)
    scores = scores.masked_fill(same, -1e4)
    target = torch.arange(len(scores))
    return (nn.functional.cross_entropy(scores, target) + nn.functional.cross_entropy(scores.T, target)) / 2


def save(folder: Path, vocabulary: dict[str, int], vectors: NDArray[np.float32]) -> None:
    """Write a sentence-transformers folder: module list, tokenizer, weights (eight bits, a scale a row)."""
    folder.mkdir(parents=True, exist_ok=True)
    modules = [{"idx": 0, "name": "0", "path": "", "type": MODULE}]
    tokenizer: dict[str, Any] = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None,
        "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": None, "decoder": None,
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": UNKNOWN},
    }  # fmt: skip
    (folder / "modules.json").write_text(json.dumps(modules, indent=1) + "\n", encoding="utf-8")
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    weights, scale = quantised(vectors)
    save_file({"embedding.weight": weights, SCALE: scale}, folder / WEIGHTS)


def run(data: Path, output: Path, progress: Callable[[str], None]) -> None:
    """Train with the default options on the sources in folder `data` and write the model to `output`.

    Raises:
        LibraryError: a source is missing or has changed.
    """
    options = TrainingOptions()
    try:
        pairs = collect(data, options)
    except FileNotFoundError as error:
        raise LibraryError(f"Thiếu tệp dữ liệu huấn luyện «{error.filename}»; xem docs/training.md.") from error
    except (EOFError, KeyError, OSError, ValueError, zlib.error) as error:
        raise LibraryError(f"Dữ liệu huấn luyện trong «{data}» không khớp ({error}); xem docs/training.md.") from error
    vocabulary, vectors = train(pairs, options, progress)
    save(output, vocabulary, vectors)
    progress(f"Đã ghi mô hình vào «{output}».")
