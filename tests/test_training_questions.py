"""The questions written for training: well formed, many, of their own words, and true to the texts they point into."""

import gzip
import hashlib
import json
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from index.training_data import (
    HELD_OUT,
    LAW,
    OWN_QUESTIONS,
    AskedParagraph,
    NearMiss,
    asked_paragraphs,
    for_embedding,
    record_id,
    records,
    resolved,
)
from ingest.settings import PROJECT
from ingest.text import compose, fold, strip_diacritics, syllables

SHARED = PROJECT.parent / "shared" / "data"
FILES = sorted(OWN_QUESTIONS.glob("*.jsonl"))
LINES = [(path, line) for path in FILES for line in path.read_text(encoding="utf-8").splitlines()]
ASKED = list(asked_paragraphs())
ON_LAW = [paragraph for paragraph in ASKED if paragraph.source == LAW]
FIELDS = {"source", "id", "start", "end", "hash", "questions", "near"}
SOURCES = {
    "party/gazette_2025_26", "party/handbook_sections", "party/laws_110", "party/party_documents_pages",
    "party/party_full_texts", "text/gov_policy_docs",
}  # fmt: skip


def plain(question: str) -> str:
    """Return the syllables of a question without marks: what stays when it is typed in haste."""
    return " ".join(syllables(strip_diacritics(fold(compose(question)))))


def written(paragraph: AskedParagraph) -> list[str]:
    return [*paragraph.questions, *(near.question for near in paragraph.near)]


def in_files(*folders: str) -> Iterator[tuple[str, str]]:
    """Yield (file, question) of all records in some folders of the project."""
    for folder in folders:
        for path in sorted((PROJECT / folder).glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                yield path.name, json.loads(line)["question"]


# The records.


def test_the_files_are_clean() -> None:
    assert len(FILES) == 19
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert unicodedata.is_normalized("NFC", text), path.name
        assert text.endswith("}\n"), path.name
        assert len(text.splitlines()) == text.count("\n") >= (85 if "-law-" in path.name else 100), path.name
        assert {unicodedata.category(sign) for sign in text if sign != "\n"}.isdisjoint({"Cc", "Cf", "Co", "Cn"}), (
            path.name
        )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_records_are_well_formed(path: Path) -> None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        record: dict[str, Any] = json.loads(line)
        place = f"{path.name}:{number}"
        assert set(record) == FIELDS, place
        assert record["source"] in ({LAW} if "-law-" in path.name else SOURCES), place
        assert isinstance(record["id"], str), place
        assert record["id"], place
        assert (type(record["start"]), type(record["end"])) == (int, int), place
        assert 0 <= record["start"] < record["end"], place
        assert re.fullmatch("[0-9a-f]{12}", record["hash"]), place
        assert 1 <= len(record["questions"]) <= (5 if "-law-" in path.name else 7), place
        assert len(record["near"]) <= 1, place
        assert all(set(near) == {"question", "reason"} for near in record["near"]), place
        texts = [*record["questions"], *(near[key] for near in record["near"] for key in ("question", "reason"))]
        assert all(isinstance(text, str) for text in texts), place
        assert [text for text in texts if text != " ".join(text.split()) or len(plain(text).split()) < 3] == [], place


def test_paragraphs_are_read_as_written() -> None:
    assert len(ASKED) == len(LINES)
    for paragraph, (path, line) in zip(ASKED, LINES, strict=True):
        record = json.loads(line)
        assert paragraph.batch == path.stem
        assert [paragraph.source, paragraph.id, paragraph.start, paragraph.end, paragraph.hash] == [
            record[key] for key in ("source", "id", "start", "end", "hash")
        ]
        assert list(paragraph.questions) == record["questions"]
        assert [{"question": near.question, "reason": near.reason} for near in paragraph.near] == record["near"]


def test_there_are_as_many_as_promised() -> None:
    on_directives = [paragraph for paragraph in ASKED if paragraph.source != LAW]
    for paragraphs, asked, questions, near in ((on_directives, 1200, 8000, 600), (ON_LAW, 700, 3500, 450)):
        assert len(paragraphs) >= asked
        assert sum(len(paragraph.questions) for paragraph in paragraphs) >= questions
        assert sum(bool(item.near) and all(miss.reason for miss in item.near) for item in paragraphs) >= near
    attached = sum(1 for _ in in_files("corpus/questions"))
    assert sum(len(paragraph.questions) for paragraph in ASKED) + attached >= 20_000
    # Of many documents, and no author has most of them.
    assert len({(paragraph.source, paragraph.id.split("#")[0]) for paragraph in on_directives}) >= 150
    for paragraphs in (on_directives, ON_LAW):
        assert max(Counter(paragraph.batch for paragraph in paragraphs).values()) < len(paragraphs) / 5


@pytest.mark.parametrize("batch", [path.stem for path in FILES])
def test_of_every_author_some_is_learned_and_some_judges(batch: str) -> None:
    learned = [for_embedding(paragraph) for paragraph in ASKED if paragraph.batch == batch]
    low, high = (0.6, 0.9) if "-law-" in batch else (0.35, 0.65)
    assert low < sum(learned) / len(learned) < high


def test_a_paragraph_is_asked_in_one_record() -> None:
    places: dict[tuple[str, str], list[AskedParagraph]] = {}
    for paragraph in ASKED:
        places.setdefault((paragraph.source, paragraph.id), []).append(paragraph)
    for found in places.values():
        found.sort(key=lambda paragraph: paragraph.start)
        overlapping = [
            (one.batch, other.batch, one.id, one.start, other.start)
            for one, other in pairwise(found)
            if other.start < one.end
        ]
        assert overlapping == []


def test_no_question_is_written_twice() -> None:
    counts = Counter(plain(question) for paragraph in ASKED for question in written(paragraph))
    assert {question: count for question, count in counts.items() if count > 1} == {}


# What must stay unseen.


def test_no_document_held_out_is_asked_about() -> None:
    assert [paragraph.id for paragraph in ASKED if paragraph.id.split("#")[0] in HELD_OUT] == []
    documents = tomllib.loads((PROJECT / "eval" / "left_out" / "documents.toml").read_text(encoding="utf-8"))
    assert set(documents) == HELD_OUT


def test_no_question_is_one_of_those_that_judge() -> None:
    judging: dict[str, list[str]] = {}
    for name, question in in_files("eval/left_out", "eval/cases"):
        judging.setdefault(plain(question), []).append(name)
    assert len(judging) > 1400
    # Not even a short one: of all ways to type a keyword none is shared.
    shared = {
        question: judging[plain(question)]
        for paragraph in ASKED
        for question in written(paragraph)
        if plain(question) in judging
    }
    assert shared == {}


needs_sources = pytest.mark.skipif(not SHARED.is_dir(), reason=f"no training sources in {SHARED}")


@needs_sources
def test_every_span_is_the_text_that_was_asked_about() -> None:
    found = list(resolved(SHARED, ASKED))
    assert [paragraph for paragraph, _ in found] == ASKED
    texts = [text for _, text in found]
    assert [text for text in texts if text != " ".join(text.split()) or len(text.split()) < 15] == []


@needs_sources
def test_no_long_sentence_of_a_document_held_out_is_asked_about() -> None:
    held = [
        plain(record["text"])
        for record in records(SHARED / "party/party_full_texts.jsonl.gz")
        if record["id"] in HELD_OUT
    ]
    assert len(held) == len(HELD_OUT)
    sentences = [
        (paragraph.batch, paragraph.id, sentence)
        for paragraph, text in resolved(SHARED, ASKED)
        for sentence in map(plain, re.split(r"[.;:]\s", text))
        if len(sentence.split()) >= 20
    ]
    assert len(sentences) > 1000
    assert [place for place in sentences if any(place[2] in text for text in held)] == []


@needs_sources
def test_articles_of_law_are_asked_about_as_a_whole() -> None:
    wanted = {paragraph.id: paragraph for paragraph in ON_LAW}
    assert len(wanted) == len(ON_LAW)
    found = [record for record in records(SHARED / f"{LAW}.jsonl.gz") if record_id(record) in wanted]
    # Each stands there once, and whatever it is, it is no chapter.
    assert sorted(map(record_id, found)) == sorted(wanted)
    for record in found:
        paragraph, text = wanted[record_id(record)], unicodedata.normalize("NFC", record["text"])
        assert (paragraph.start, paragraph.end) == (0, len(text)), paragraph.id
        assert 30 <= len(text.split()) <= 450, paragraph.id
        # A quotation is no question: no more words stand in a row than in the name of a body or a document.
        held = f" {' '.join(syllables(fold(compose(text))))} "
        for question in paragraph.questions:
            words = syllables(fold(compose(question)))
            runs = (" ".join(words[start : start + 25]) for start in range(len(words) - 24))
            assert [run for run in runs if f" {run} " in held] == [], paragraph.id


@needs_sources
def test_no_article_that_judges_is_asked_about() -> None:
    judging = list(map(_judge, records(SHARED / "retrieval/phapdien_questions_dev.jsonl.gz")))
    assert len(judging) > 300
    gold = {name for _, names in judging for name in names}
    assert [paragraph.id for paragraph in ON_LAW if paragraph.id in gold] == []
    own = {plain(question) for paragraph in ASKED for question in written(paragraph)}
    assert [question for question, _ in judging if plain(question) in own] == []


def _judge(record: dict[str, Any]) -> tuple[str, list[str]]:
    return record["text"], record["gold"]


# Reading and resolving, on texts made up.

TEXT = "Điều 1.\nHoà bình\u00a0là  trên hết.\nĐiều 2. Hết."


def asked(batch: str, text: str, start: int, end: int, **changes: Any) -> dict[str, Any]:
    digest = hashlib.sha256(text[start:end].encode()).hexdigest()[:12]
    record = {
        "source": "party/x",
        "id": "1",
        "start": start,
        "end": end,
        "hash": digest,
        "questions": [batch],
        "near": [],
    }
    return {**record, **changes}


def put(folder: Path, name: str, lines: Sequence[dict[str, Any]]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / name).write_text(text, encoding="utf-8")


def put_source(data: Path, name: str, texts: dict[str, str], key: str = "id") -> None:
    path = data / f"{name}.jsonl.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({key: number, "text": text}, ensure_ascii=False) + "\n" for number, text in texts.items()]
    path.write_bytes(gzip.compress("".join(lines).encode()))


def test_batches_are_read_in_order_of_their_names(tmp_path: Path) -> None:
    near = [{"question": "Gần?", "reason": "Không nói."}]
    put(tmp_path, "02-b.jsonl", [asked("hai", TEXT, 0, 7)])
    put(tmp_path, "01-a.jsonl", [asked("một", TEXT, 0, 7, near=near), asked("một nữa", TEXT, 8, 30)])
    (tmp_path / "00-khac.txt").write_text("{", encoding="utf-8")
    found = list(asked_paragraphs(tmp_path))
    assert [(paragraph.batch, paragraph.questions) for paragraph in found] == [
        ("01-a", ("một",)), ("01-a", ("một nữa",)), ("02-b", ("hai",)),
    ]  # fmt: skip
    assert [paragraph.near for paragraph in found] == [(NearMiss("Gần?", "Không nói."),), (), ()]
    assert (found[1].start, found[1].end, found[1].source) == (8, 30, "party/x")


@pytest.mark.parametrize("key", ["id", "_id"])
def test_paragraphs_are_cut_from_the_composed_text_and_put_on_one_line(tmp_path: Path, key: str) -> None:
    put_source(tmp_path, "party/x", {"0": "Khác.", "1": unicodedata.normalize("NFD", TEXT), "2": "Khác."}, key)
    put_source(tmp_path, "text/y", {"1": "Một văn bản khác cùng mã."})
    put(tmp_path, "a.jsonl", [
        asked("y", "Một văn bản khác cùng mã.", 4, 11, source="text/y"),
        asked("x", TEXT, 0, TEXT.index("Điều 2") - 1),
    ])  # fmt: skip
    paragraphs = list(asked_paragraphs(tmp_path))
    assert list(resolved(tmp_path, iter(paragraphs))) == [
        (paragraphs[0], "văn bản"), (paragraphs[1], "Điều 1. Hoà bình là trên hết."),
    ]  # fmt: skip


@pytest.mark.parametrize("text", [TEXT.replace("Hoà", "Hòa"), f" {TEXT}", TEXT[:9], ""])
def test_other_words_than_those_asked_about_are_refused(tmp_path: Path, text: str) -> None:
    put_source(tmp_path, "party/x", {"1": text})
    put(tmp_path, "a.jsonl", [asked("x", TEXT, 8, 30)])
    with pytest.raises(ValueError, match=r"a: party/x 1 has changed at 8"):
        list(resolved(tmp_path, asked_paragraphs(tmp_path)))


def test_a_record_or_a_source_that_is_missing_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "a.jsonl", [asked("x", TEXT, 8, 30)])
    with pytest.raises(FileNotFoundError):
        list(resolved(tmp_path, asked_paragraphs(tmp_path)))
    put_source(tmp_path, "party/x", {"2": TEXT})
    with pytest.raises(KeyError, match="party/x"):
        list(resolved(tmp_path, asked_paragraphs(tmp_path)))
