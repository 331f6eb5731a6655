"""Training the embedding: the order of the pairs, the loss, vectors that learn them again, the folder written."""

import json
import math
import os
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from index import train
from index.__main__ import main
from index.embedding import SCALE, WEIGHTS, StaticEmbedder, Vectors, load_embedder
from index.train import Batches, TrainingOptions
from index.training_data import Pair
from ingest.settings import PROJECT

# Sixty pairs over twenty subjects; a question shares no word with its passage.
PAIRS = [Pair(f"hỏi{subject} gì{subject}", f"đáp{subject} rằng{subject}") for subject in range(20)] * 3
OPTIONS = TrainingOptions(dimension=24, vocabulary=2000, epochs=6, batch=15, learning_rate=0.05)


def quiet(_: str) -> None:
    pass


def trained(folder: Path, options: TrainingOptions = OPTIONS) -> StaticEmbedder:
    train.save(folder, *train.train(PAIRS, options, quiet))
    embedder = load_embedder(str(folder))
    assert isinstance(embedder, StaticEmbedder)
    return embedder


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained") / "model"
    trained(folder)
    return folder


def likeness(embedder: StaticEmbedder, questions: Sequence[str]) -> Vectors:
    """Return the scores of each question (rows) with each passage (columns)."""
    return embedder.embed(questions) @ embedder.embed([pair.passage for pair in PAIRS[:20]]).T


def test_pairs_are_nearer_than_strangers(model: Path) -> None:
    scores = likeness(StaticEmbedder(model), [pair.question for pair in PAIRS[:20]])
    assert np.diag(scores).mean() > scores[~np.eye(20, dtype=bool)].mean() + 0.5
    assert (scores.argmax(axis=1) == np.arange(20)).mean() >= 0.8


def test_the_share_of_questions_without_marks_is_learned_so(tmp_path: Path) -> None:
    bare = [f"hoi{subject} gi{subject}" for subject in range(20)]
    gains = []
    for share in (0.0, 1.0):
        scores = likeness(trained(tmp_path / str(share), replace(OPTIONS, bare_share=share)), bare)
        gains.append(float(np.diag(scores).mean() - scores.mean()))
    assert gains[0] < 0.15
    assert gains[1] > 0.4


def test_the_same_seed_gives_the_same_bytes(model: Path, tmp_path: Path) -> None:
    trained(tmp_path / "again")
    for name in ("model.safetensors", "modules.json", "tokenizer.json"):
        assert (tmp_path / "again" / name).read_bytes() == (model / name).read_bytes()
    other = trained(tmp_path / "other", replace(OPTIONS, seed=1))
    assert other.fingerprint != StaticEmbedder(model).fingerprint


def test_progress_tells_rounds_and_time_left() -> None:
    said: list[str] = []
    train.train(PAIRS, replace(OPTIONS, epochs=2), said.append)
    assert said[0].startswith("60 cặp, ")
    assert said[0].endswith(" đơn vị từ vựng")
    assert [line.split(":")[0] for line in said[1:]] == ["lượt 1/2", "lượt 2/2"]
    first, second = (float(line.split("sai số ")[1].split(",")[0]) for line in said[1:])
    # Nothing is learned yet: twice the logarithm of the batch, halved, and what chance adds.
    assert first == pytest.approx(math.log(15), abs=4)
    assert second < first - 0.3
    assert said[2].endswith("còn khoảng 0 giây")


# What a model is written as.


def test_the_folder_is_one_of_sentence_transformers(model: Path) -> None:
    assert sorted(path.name for path in model.iterdir()) == ["model.safetensors", "modules.json", "tokenizer.json"]
    (module,) = json.loads((model / "modules.json").read_text(encoding="utf-8"))
    assert module["type"] == "index.syllable_embedding.SyllablePairEmbedding"
    vocabulary = json.loads((model / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    assert sorted(vocabulary.values()) == list(range(len(vocabulary)))
    assert (vocabulary["[UNK]"], StaticEmbedder(model).dimension) == (0, 24)


VECTORS: Vectors = np.array([[0, 0], [2.54, -1.27], [0.001, 0.5], [-300, 41]], dtype=np.float32)
WORDS = {"[UNK]": 0, "ai": 1, "ký": 2, "ai_ký": 3}


def test_weights_are_eight_bits_with_a_scale_a_row(tmp_path: Path) -> None:
    train.save(tmp_path / "new" / "model", WORDS, VECTORS)
    stored = load_file(tmp_path / "new" / "model" / WEIGHTS)
    weights, scale = stored["embedding.weight"], stored[SCALE]
    assert sorted(stored) == sorted(["embedding.weight", SCALE])
    assert [(str(part.dtype), part.shape) for part in (weights, scale)] == [("int8", (4, 2)), ("float16", (4,))]
    assert weights[0].tolist() == [0, 0]
    assert np.abs(weights).max(axis=1).tolist() == [0, 127, 127, 127]
    # Half a step for rounding, and what a scale of eleven bits adds at the far end.
    allowed = scale.astype(np.float32)[:, None] * (0.5 + 127 / 2**11)
    assert (np.abs(weights * scale.astype(np.float32)[:, None] - VECTORS) <= allowed).all()
    held = StaticEmbedder(tmp_path / "new" / "model")
    assert (np.abs(held.vectors - VECTORS) <= allowed).all()
    assert held.embed(["Ai"])[0] == pytest.approx([4 / 20**0.5, -2 / 20**0.5], abs=0.01)


CHILD = """
import json, sys
from sentence_transformers import SentenceTransformer
print(json.dumps(SentenceTransformer(sys.argv[1], trust_remote_code=True, device="cpu").encode(sys.argv[2:]).tolist()))
"""


def test_sentence_transformers_reads_the_folder_alike(tmp_path: Path) -> None:
    train.save(tmp_path / "model", WORDS, VECTORS)
    texts = ["Ai?", "Ai ký", "ký ký ai"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "hub")}
    command = [sys.executable, "-c", CHILD, str(tmp_path / "model"), *texts]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]
    found = np.array(json.loads(done.stdout), dtype=np.float32)
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    assert np.abs(found - StaticEmbedder(tmp_path / "model").embed(texts)).max() < 1e-3


# The order of the pairs.


def order(pairs: int, block: int, seed: int = 1) -> list[int]:
    return train._order(pairs, block, random.Random(seed))  # noqa: S311


def breaks(places: Sequence[int]) -> list[int]:
    """Return the places that do not follow the one before."""
    return [other for one, other in pairwise(places) if other != one + 1]


@pytest.mark.parametrize("block", [1, 2, 7, 16])
@pytest.mark.parametrize("pairs", [16, 17, 31, 32, 100])
def test_every_pair_comes_once_in_a_pass(pairs: int, block: int) -> None:
    for seed in range(20):
        assert sorted(order(pairs, block, seed)) == list(range(pairs))


@pytest.mark.parametrize("block", [2, 7, 16])
def test_neighbours_stay_together_in_blocks(block: int) -> None:
    for seed in range(20):
        torn = [place for place in breaks(order(1000, block, seed)) if place]
        # All blocks but the first begin at one distance, and hardly two stand as they stood.
        assert len({place % block for place in torn}) == 1
        assert 1000 / block - 12 <= len(torn) <= 1000 / block + 1


def test_blocks_of_one_are_shuffled_pair_by_pair() -> None:
    assert len(breaks(order(1000, 1))) > 980


def test_each_pass_cuts_and_shuffles_anew() -> None:
    assert order(100, 16) == order(100, 16)
    one_run = random.Random(3)  # noqa: S311
    passes = [train._order(1000, 16, one_run) for _ in range(200)]
    assert len({tuple(places) for places in passes}) == 200
    assert {max(breaks(places)) % 16 for places in passes} == set(range(16))
    # Nothing stays in front, and so nothing is left out of the last batch again and again.
    assert len({places[0] for places in passes}) > 100


def test_batches_follow_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []
    seen: dict[str, list[list[int]]] = {"questions": [], "passages": []}

    def reverse(pairs: int, block: int, _: random.Random) -> list[int]:
        asked.append((pairs, block))
        return list(range(pairs))[::-1]

    def spied(name: str) -> Callable[..., Any]:
        method = getattr(Batches, name)

        def spy(batches: Batches, chosen: Sequence[int], chance: random.Random) -> Any:
            seen[name].append(list(chosen))
            return method(batches, chosen, chance)

        return spy

    monkeypatch.setattr(train, "_order", reverse)
    for name in seen:
        monkeypatch.setattr(Batches, name, spied(name))
    train.train(PAIRS[:50], replace(OPTIONS, epochs=2, block=4), quiet)
    assert asked == [(50, 4)] * 2
    # The rest of five makes no batch.
    expected = [list(range(49 - start, 34 - start, -1)) for start in (0, 15, 30)] * 2
    assert seen == {"questions": expected, "passages": expected}


# The loss.


def test_pairs_of_one_passage_are_no_negatives_of_each_other() -> None:
    said: list[str] = []
    train.train([Pair(f"hỏi{number}", "một đoạn chung") for number in range(30)], OPTIONS, said.append)
    assert [line.split(": ")[1].split(",")[0] for line in said[1:]] == ["sai số 0.000"] * OPTIONS.epochs


@pytest.mark.parametrize(
    ("places", "loss"),
    [
        ([0, 1, 2], math.log(math.e**2 + 2) - 2),
        # The first two are asked only against the third, the third against both.
        ([7, 7, 5], (2 * (math.log(math.e**2 + 1) - 2) + math.log(math.e**2 + 2) - 2) / 3),
        ([4, 4, 4], 0.0),
    ],
)
def test_the_loss_by_hand(places: list[int], loss: float) -> None:
    same = torch.eye(3)
    found = train._info_nce(same, same, np.array(places), 0.5)
    assert float(found) == pytest.approx(loss, abs=1e-6)


def test_the_loss_asks_passages_for_their_questions_as_well() -> None:
    asked_rows, found_rows = torch.tensor([[1.0, 0.0], [1.0, 0.0]]), torch.eye(2)
    # Questions: (1, 0) twice, so log(e + 1) - 1 and log(e + 1) - 0; passages: (1, 1) and (0, 0), each log 2.
    expected = ((2 * math.log(math.e + 1) - 1) / 2 + math.log(2)) / 2
    assert float(train._info_nce(asked_rows, found_rows, np.array([0, 1]), 1.0)) == pytest.approx(expected, abs=1e-6)


# The command.


def test_the_command_writes_a_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(train, "TrainingOptions", lambda: OPTIONS)
    monkeypatch.setattr(train, "collect", lambda *_: PAIRS)
    assert main(["train", "--data", str(tmp_path), "--output", str(tmp_path / "out")]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.endswith(f"Đã ghi mô hình vào «{tmp_path / 'out'}».\n")
    assert StaticEmbedder(tmp_path / "out").dimension == 24


def test_without_an_output_the_relevance_model_follows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from index import fit_relevance, relevance
    from index.embedding import SHIPPED

    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr(train, "run", lambda data, output, _: calls.append(("train", data, output)))
    monkeypatch.setattr(fit_relevance, "run", lambda data, output, *_: calls.append(("fit", data, output)))
    assert main(["train", "--data", str(tmp_path)]) == 0
    assert calls == [("train", tmp_path, SHIPPED), ("fit", tmp_path, relevance.SHIPPED)]
    assert main(["train", "--data", str(tmp_path), "--output", str(tmp_path / "out")]) == 0
    assert calls[2:] == [("train", tmp_path, tmp_path / "out")]
