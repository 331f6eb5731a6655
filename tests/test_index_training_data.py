"""The pairs for training the embedding: what each source gives, our own questions, sources that do not fit."""

import gzip
import hashlib
import json
import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from index import train, training_data
from index.__main__ import main
from index.train import TrainingOptions
from index.training_data import (
    HELD_OUT,
    AskedParagraph,
    Pair,
    asked_paragraphs,
    code_articles,
    for_embedding,
    halved_paragraphs,
    headed_sections,
    own_questions,
    record_id,
)
from ingest.errors import LibraryError
from ingest.settings import PROJECT

SHARED = PROJECT.parent / "shared" / "data"
OPTIONS = TrainingOptions()


def quiet(_: str) -> None:
    pass


# The sources.

ARTICLES = [
    {"_id": "9", "title": "Hộ tịch", "topic": "Tư pháp", "text": "Uỷ ban nhân dân xã đăng ký khai sinh cho trẻ em."},
    {"_id": "10", "title": "Quá ngắn", "topic": "Khác", "text": "Chỉ có bảy tiếng ở đây thôi."},
]
LAW = {
    "id": "luat-thu",
    "title": "Luật Thử",
    "text": "Lời đầu.\nĐiều 1. Phạm vi điều chỉnh\nLuật này quy định về việc thử nghiệm các phần của chương trình "
    "máy tính này.\nĐiều 2a. Đối tượng áp dụng của luật\nCơ quan, tổ chức, cá nhân có liên quan đến việc thử nghiệm "
    "trên toàn lãnh thổ nước ta.\nĐiều 3. Ngắn quá\nHết.\n",
}
WIKI = {
    "id": "w1",
    "title": "Bách khoa",
    "text": "# Lịch sử hình thành\n\nThành phố được lập nên từ rất lâu, trải qua nhiều thời kỳ; dân cư đông đúc. "
    "Về sau thành phố được mở rộng ra phía tây và phía bắc nhiều lần.\n## Ngắn\nHết.\n",
}
PARTY = {"id": "0", "title": "Nghị quyết", "text": "Một đoạn ngắn."}
HALVED = ("party/party_full_texts", "party/laws_110", "text/wiki_politics_history")


def write(folder: Path, name: str, records: Sequence[dict[str, str]]) -> Path:
    path = folder / f"{name}.jsonl.gz"
    path.parent.mkdir(exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    return path


# Paragraphs that questions of ours are about: one a page of a collection of directives, and whole articles of law.
DIRECTIVES = {f"d#{number}": f"Đoạn {number} của chỉ thị\nnói về việc  thứ {number}." for number in range(40)}
CODE = {f"{number}": f"1. Khoản một của điều {number}.\n2. Khoản hai." for number in range(100, 160)}
SOURCES = {"party/x": DIRECTIVES, "retrieval/phapdien_corpus": CODE}


def ours(source: str, name: str, text: str) -> dict[str, Any]:
    return {
        "source": source, "id": name, "start": 0, "end": len(text),
        "hash": hashlib.sha256(text.encode()).hexdigest()[:12],
        "questions": [f"hỏi một {name}?", f"hỏi hai {name}?"],
        "near": [{"question": f"suýt {name}?", "reason": "Không nêu."}],
    }  # fmt: skip


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[AskedParagraph]:
    """Two batches of questions in place of the shipped ones."""
    folder = tmp_path / "questions"
    folder.mkdir()
    for source, texts in SOURCES.items():
        lines = [json.dumps(ours(source, name, text), ensure_ascii=False) + "\n" for name, text in texts.items()]
        (folder / f"{source.split('/')[0]}.jsonl").write_text("".join(lines), encoding="utf-8")
    monkeypatch.setattr(training_data, "asked_paragraphs", lambda: asked_paragraphs(folder))
    return list(asked_paragraphs(folder))


@pytest.fixture
def data(tmp_path: Path, own: list[AskedParagraph]) -> Path:
    """A folder of sources that fit the questions of `own`."""
    assert len(own) == len(DIRECTIVES) + len(CODE)
    asked = [{"_id": name, "title": "Ngắn", "topic": "Khác", "text": text} for name, text in CODE.items()]
    write(tmp_path, "retrieval/phapdien_corpus", [*ARTICLES, *asked])
    write(tmp_path, "party/x", [{"id": name, "text": text} for name, text in DIRECTIVES.items()])
    for name, record in zip(HALVED, (PARTY, LAW, WIKI), strict=True):
        write(tmp_path, name, [record])
    return tmp_path


def chance(seed: int = 1) -> random.Random:
    return random.Random(seed)  # noqa: S311


def test_a_record_is_called_by_its_id() -> None:
    assert record_id({"id": "a", "text": "x"}) == "a"
    assert record_id({"_id": "b", "text": "x"}) == "b"
    with pytest.raises(KeyError, match="id"):
        record_id({"text": "x"})


def test_articles_of_the_code_are_searched_by_title_and_topic(data: Path) -> None:
    write(data, "retrieval/phapdien_corpus", ARTICLES)
    text = ARTICLES[0]["text"]
    assert list(code_articles(data)) == [
        Pair("Hộ tịch Tư pháp", text, heading=True), Pair("Hộ tịch", text, heading=True),
    ]  # fmt: skip


def test_headings_search_what_stands_under_them(data: Path) -> None:
    found = list(headed_sections(data))
    assert [pair.question for pair in found] == [
        "Phạm vi điều chỉnh Luật Thử", "Đối tượng áp dụng của luật Luật Thử", "Lịch sử hình thành Bách khoa",
    ]  # fmt: skip
    assert all(pair.heading for pair in found)
    assert found[0].passage.startswith("Luật này quy định")
    assert "Điều 2a" not in found[0].passage
    assert "Ngắn" not in found[2].passage


def test_a_clause_searches_the_rest_of_its_paragraph(data: Path) -> None:
    whole = WIKI["text"].split("\n")[2]
    clauses = set()
    for seed in range(20):
        found = list(halved_paragraphs(data, chance(seed)))
        assert found == list(halved_paragraphs(data, chance(seed)))
        for pair in found:
            clauses.add(pair.question)
            assert not pair.heading
            assert pair.question not in pair.passage
            assert sorted(f"{pair.question} {pair.passage}".split()) == sorted(whole.split())
    # «dân cư đông đúc.» is too short to search with.
    assert clauses == {
        "Thành phố được lập nên từ rất lâu, trải qua nhiều thời kỳ;",
        "Về sau thành phố được mở rộng ra phía tây và phía bắc nhiều lần.",
    }


def test_nothing_of_a_document_held_out_is_halved(data: Path) -> None:
    def paragraph(word: str) -> str:
        return f"{' '.join([word] * 20)}. {' '.join([word] * 20)}."

    for name in HALVED:
        held = [{"id": number, "title": "x", "text": paragraph("kín")} for number in sorted(HELD_OUT)]
        write(data, name, [*held, {"id": "khác", "title": "x", "text": paragraph("mở")}, *held])
    found = list(halved_paragraphs(data, chance()))
    half = " ".join(["mở"] * 20) + "."
    assert found == [Pair(half, half)] * 3


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no training sources in {SHARED}")
def test_documents_held_out_are_in_the_sources_and_not_in_the_pairs(tmp_path: Path) -> None:
    source = f"{HALVED[0]}.jsonl.gz"
    with gzip.open(SHARED / source, "rt", encoding="utf-8") as file:
        texts = {record["id"]: record["text"] for record in map(json.loads, file)}
    assert set(texts) >= HELD_OUT
    for name in HALVED[1:]:
        write(tmp_path, name, [])
    (tmp_path / source).symlink_to(SHARED / source)
    pairs = list(halved_paragraphs(tmp_path, chance()))
    assert len(pairs) > 100
    # Nor under another id: phrases that both have are mere formulas.
    kept = " ".join(" ".join(f"{pair.question} {pair.passage}".split()) for pair in pairs)
    for number in sorted(HELD_OUT):
        sentences = [" ".join(part.split()) for part in texts[number].replace("\n", ". ").split(". ")]
        long = [sentence for sentence in sentences if len(sentence.split()) >= 20]
        assert len(long) >= 10
        assert [sentence for sentence in long if sentence in kept] == []


def test_everything_is_collected_in_a_fixed_order(data: Path) -> None:
    pairs = train.collect(data, OPTIONS)
    assert pairs == train.collect(data, OPTIONS)
    read = [*own_questions(data), *code_articles(data), *headed_sections(data)]
    assert pairs == [*read, *halved_paragraphs(data, chance(OPTIONS.seed))]


# The questions written for this project.


def digest(number: int) -> str:
    return f"{number:012x}"


@pytest.mark.parametrize(("source", "learned"), [("party/x", 0.5), ("text/y", 0.5), (training_data.LAW, 0.75)])
def test_the_embedding_learns_from_a_share_of_the_paragraphs(source: str, learned: float) -> None:
    def on(number: int) -> AskedParagraph:
        return AskedParagraph("a", source, str(number), 0, 9, digest(number), ("hỏi?",), ())

    assert sum(for_embedding(on(number)) for number in range(1000)) == 1000 * learned
    # By the text alone, wherever it stands and whatever is asked.
    for number in range(16):
        other = AskedParagraph("b", source, "khác", 5, 7, digest(number + 16), (), ())
        assert for_embedding(other) == for_embedding(on(number))


def test_questions_of_ours_find_their_paragraphs_several_times(data: Path, own: list[AskedParagraph]) -> None:
    learned = [paragraph for paragraph in own if for_embedding(paragraph)]
    assert 10 <= sum(paragraph.source == "party/x" for paragraph in learned) <= 30
    assert 35 <= sum(paragraph.source != "party/x" for paragraph in learned) <= 55
    expected = Counter(
        Pair(question, " ".join(SOURCES[paragraph.source][paragraph.id].split()))
        for paragraph in learned
        for question in paragraph.questions
    )
    # Neither near misses nor the questions kept from the embedding, and no heading to be dressed.
    found = Counter(own_questions(data))
    assert set(found) == set(expected)
    assert set(found.values()) == {3}


def test_questions_of_ours_find_the_composed_text(data: Path) -> None:
    before = list(own_questions(data))
    apart = [{"id": name, "text": unicodedata.normalize("NFD", text)} for name, text in DIRECTIVES.items()]
    write(data, "party/x", apart)
    assert list(own_questions(data)) == before


def test_a_text_that_has_changed_since_is_an_error(data: Path, tmp_path: Path) -> None:
    changed = [{"id": name, "text": text.replace("chỉ thị", "kết luận")} for name, text in DIRECTIVES.items()]
    write(data, "party/x", changed)
    with pytest.raises(LibraryError, match=r"không khớp \(party: party/x d#\d+ has changed at 0\); xem docs"):
        train.run(data, tmp_path / "out", quiet)
    write(data, "party/x", changed[:1])
    with pytest.raises(LibraryError, match=r"không khớp \(.*party/x"):
        train.run(data, tmp_path / "out", quiet)
    assert not (tmp_path / "out").exists()


# Sources that do not fit.

RUNS: list[Callable[[Path, Path], object]] = [
    lambda data, output: train.run(data, output, quiet),
    lambda data, output: main(["train", "--data", str(data), "--output", str(output)]),
]


@pytest.mark.parametrize("run", RUNS, ids=["function", "command"])
@pytest.mark.parametrize("name", ["party/x", "retrieval/phapdien_corpus", *HALVED])
def test_a_missing_source_is_an_error_that_names_it(
    data: Path, tmp_path: Path, run: Callable[[Path, Path], object], name: str
) -> None:
    missing = data / f"{name}.jsonl.gz"
    missing.unlink()
    with pytest.raises(LibraryError) as caught:
        run(data, tmp_path / "out")
    assert str(caught.value) == f"Thiếu tệp dữ liệu huấn luyện «{missing}»; xem docs/training.md."
    assert not (tmp_path / "out").exists()


BROKEN: list[tuple[bytes, str]] = [
    (gzip.compress(b'{"id": "1", "title": "x"}\n'), "'text'"),
    (gzip.compress(b"{\n"), "Expecting property name"),
    (gzip.compress(b"\xff\xfe\n"), "codec can't decode"),
    (b"khong phai gzip", "Not a gzipped file"),
    (gzip.compress(b'{"id": "1", "title": "x", "text": "y"}\n')[:-9], "Compressed file ended"),
]


@pytest.mark.parametrize(("content", "cause"), BROKEN, ids=["no text", "no JSON", "no UTF-8", "no gzip", "cut short"])
def test_a_source_that_is_another_is_an_error_that_says_so(
    data: Path, tmp_path: Path, content: bytes, cause: str
) -> None:
    (data / "party" / "party_full_texts.jsonl.gz").write_bytes(content)
    with pytest.raises(LibraryError) as caught:
        train.run(data, tmp_path / "out", quiet)
    said = str(caught.value)
    assert said.startswith("Dữ liệu huấn luyện ")
    assert cause in said
    assert said.endswith("; xem docs/training.md.")
    assert not (tmp_path / "out").exists()
