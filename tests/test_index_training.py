"""Training the embedding: pairs from the sources, vectors that learn them, bytes that come again."""

import gzip
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from index import train
from index.__main__ import main
from index.embedding import StaticEmbedder, Vectors, load_embedder
from index.train import Bags, TrainingOptions, vocabulary_of
from index.training_data import Pair, code_articles, halved_paragraphs, headed_sections
from ingest.errors import LibraryError

# Sixty pairs over twenty subjects; a question shares no word with its passage.
PAIRS: list[Pair] = [(f"hỏi{subject} gì{subject}", f"đáp{subject} rằng{subject}") for subject in range(20)] * 3
OPTIONS = TrainingOptions(dimension=24, vocabulary=400, epochs=1, batch=15, learning_rate=0.05)


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
    return embedder.embed(questions) @ embedder.embed([passage for _, passage in PAIRS[:20]]).T


def test_pairs_are_nearer_than_strangers(model: Path) -> None:
    scores = likeness(StaticEmbedder(model), [question for question, _ in PAIRS[:20]])
    assert np.diag(scores).mean() > scores[~np.eye(20, dtype=bool)].mean() + 0.3
    assert (scores.argmax(axis=1) == np.arange(20)).mean() > 0.6


def test_the_share_of_questions_without_marks_is_learned_so(tmp_path: Path) -> None:
    bare = [f"hoi{subject} gi{subject}" for subject in range(20)]
    gains = []
    for share in (0.0, 1.0):
        scores = likeness(trained(tmp_path / str(share), replace(OPTIONS, bare_share=share)), bare)
        gains.append(float(np.diag(scores).mean() - scores.mean()))
    assert gains[0] < 0.15
    assert gains[1] > 0.3


def test_the_folder_is_one_of_sentence_transformers(model: Path) -> None:
    assert sorted(path.name for path in model.iterdir()) == ["model.safetensors", "modules.json", "tokenizer.json"]
    (module,) = json.loads((model / "modules.json").read_text(encoding="utf-8"))
    assert module["type"] == "index.syllable_embedding.SyllablePairEmbedding"
    vocabulary = json.loads((model / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    assert sorted(vocabulary.values()) == list(range(len(vocabulary)))
    assert (vocabulary["[UNK]"], StaticEmbedder(model).dimension) == (0, 24)


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
    assert [line.split(":")[0] for line in said[1:]] == ["lượt 1/2", "lượt 2/2"]
    first, second = (float(line.split("sai số ")[1].split(",")[0]) for line in said[1:])
    assert second < first
    assert said[2].endswith("còn khoảng 0 giây")


def test_the_vocabulary_is_the_units_of_most_texts() -> None:
    pairs = [("Ủy ban", "ủy ban nhân dân"), ("uỷ ban xã", "xã"), ("ủy ban", "dân")]
    full = vocabulary_of(pairs, 100)
    assert next(iter(full)) == "[UNK]"
    assert set(full) == {
        "[UNK]", "uỷ", "ban", "uỷ_ban", "uy", "uy_ban", "nhân", "dân", "ban_nhân", "nhân_dân", "xã", "ban_xã", "xa",
        "ban_xa",
    }  # fmt: skip
    assert list(full.values()) == list(range(len(full)))
    # «ban» counts twice a pair, once with marks and once without; the other five of three pairs follow.
    small = vocabulary_of(pairs, 6)
    assert (list(small)[:2], len(small)) == (["[UNK]", "ban"], 6)
    assert set(small) - {"[UNK]", "ban"} == {"uỷ", "uỷ_ban", "uy", "uy_ban"}


def test_bags_are_flat_rows_with_offsets_and_unknown_is_row_zero() -> None:
    bags = Bags([["a", "b"], ["lạ"], [], ["b", "b", "lạ"]], {"[UNK]": 0, "a": 1, "b": 2})
    rows, offsets = bags.batch([3, 0, 1, 2])
    assert (rows.tolist(), offsets.tolist()) == ([2, 2, 1, 2, 0, 0], [0, 2, 4, 5])
    assert rows.dtype == offsets.dtype == torch.int64


ARTICLES = [
    {"title": "Hộ tịch", "topic": "Tư pháp", "text": "Uỷ ban nhân dân xã đăng ký khai sinh cho trẻ em."},
    {"title": "Quá ngắn", "topic": "Khác", "text": "Chỉ có bảy tiếng ở đây thôi."},
]
LAW = {
    "title": "Luật Thử",
    "text": "Lời đầu.\nĐiều 1. Phạm vi điều chỉnh\nLuật này quy định về việc thử nghiệm các phần của chương trình "
    "máy tính này.\nĐiều 2a. Đối tượng áp dụng của luật\nCơ quan, tổ chức, cá nhân có liên quan đến việc thử nghiệm "
    "trên toàn lãnh thổ nước ta.\nĐiều 3. Ngắn quá\nHết.\n",
}
WIKI = {
    "title": "Bách khoa",
    "text": "# Lịch sử hình thành\n\nThành phố được lập nên từ rất lâu, trải qua nhiều thời kỳ; dân cư đông đúc. "
    "Về sau thành phố được mở rộng ra phía tây và phía bắc nhiều lần.\n## Ngắn\nHết.\n",
}
PARTY = {"title": "Nghị quyết", "text": "Một đoạn ngắn."}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    def write(name: str, records: Sequence[dict[str, str]]) -> None:
        path = tmp_path / f"{name}.jsonl.gz"
        path.parent.mkdir(exist_ok=True)
        with gzip.open(path, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)

    write("retrieval/phapdien_corpus", ARTICLES)
    write("party/laws_110", [LAW])
    write("party/party_full_texts", [PARTY])
    write("text/wiki_politics_history", [WIKI])
    return tmp_path


def test_articles_of_the_code_are_searched_by_title_and_topic(data: Path) -> None:
    text = ARTICLES[0]["text"]
    assert list(code_articles(data)) == [("Hộ tịch Tư pháp", text), ("Hộ tịch", text)]


def test_headings_search_what_stands_under_them(data: Path) -> None:
    found = list(headed_sections(data))
    assert [question for question, _ in found] == [
        "Phạm vi điều chỉnh Luật Thử", "Đối tượng áp dụng của luật Luật Thử", "Lịch sử hình thành Bách khoa",
    ]  # fmt: skip
    assert found[0][1].startswith("Luật này quy định")
    assert "Điều 2a" not in found[0][1]
    assert "Ngắn" not in found[2][1]


def test_a_clause_searches_the_rest_of_its_paragraph(data: Path) -> None:
    whole = WIKI["text"].split("\n")[2]
    clauses = set()
    for seed in range(20):
        found = list(halved_paragraphs(data, random.Random(seed)))  # noqa: S311
        assert found == list(halved_paragraphs(data, random.Random(seed)))  # noqa: S311
        for clause, rest in found:
            clauses.add(clause)
            assert clause not in rest
            assert sorted(f"{clause} {rest}".split()) == sorted(whole.split())
    # «dân cư đông đúc.» is too short to search with.
    assert clauses == {
        "Thành phố được lập nên từ rất lâu, trải qua nhiều thời kỳ;",
        "Về sau thành phố được mở rộng ra phía tây và phía bắc nhiều lần.",
    }


def test_passages_are_cut_at_160_syllables(data: Path) -> None:
    long = {"title": "Dài", "topic": "x", "text": " ".join(map(str, range(400)))}
    with gzip.open(data / "retrieval" / "phapdien_corpus.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(long) + "\n")
    assert [passage for _, passage in code_articles(data)] == [" ".join(map(str, range(160)))] * 2


def test_everything_is_collected_in_a_fixed_order(data: Path) -> None:
    pairs = train.collect(data, OPTIONS)
    assert pairs == train.collect(data, OPTIONS)
    assert pairs[:5] == [*code_articles(data), *headed_sections(data)]


RUNS: list[Callable[[Path, Path], object]] = [
    lambda data, output: train.run(data, output, quiet),
    lambda data, output: main(["train", "--data", str(data), "--output", str(output)]),
]


@pytest.mark.parametrize("run", RUNS, ids=["function", "command"])
def test_a_missing_source_is_an_error_that_names_it(
    data: Path, tmp_path: Path, run: Callable[[Path, Path], object]
) -> None:
    missing = data / "party" / "laws_110.jsonl.gz"
    missing.unlink()
    with pytest.raises(LibraryError) as caught:
        run(data, tmp_path / "out")
    assert str(caught.value) == f"Thiếu tệp dữ liệu huấn luyện «{missing}»; xem docs/training.md."
    assert not (tmp_path / "out").exists()


def test_the_command_writes_a_model(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(train, "TrainingOptions", lambda: OPTIONS)
    monkeypatch.setattr(train, "collect", lambda *_: PAIRS)
    assert main(["train", "--data", str(data), "--output", str(tmp_path / "out")]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.endswith(f"Đã ghi mô hình vào «{tmp_path / 'out'}».\n")
    assert StaticEmbedder(tmp_path / "out").dimension == 24
