"""The shipped questions on documents left out of all training: well formed, and bound to the texts asked about."""

import hashlib
import json
import tomllib
import unicodedata

import pytest

from eval.left_out import OWN, SOURCE, documents
from index.training_data import HELD_OUT, records
from ingest.document import DocumentType
from ingest.settings import PROJECT
from ingest.text import compose, fold, strip_diacritics, syllables

SHARED = PROJECT.parent / "shared" / "data"
FILES = {
    path.stem: list(map(json.loads, path.read_text(encoding="utf-8").splitlines())) for path in OWN.glob("*.jsonl")
}
DOCUMENTS = tomllib.loads((OWN / "documents.toml").read_text(encoding="utf-8"))


def test_two_authors_ask_in_each_split() -> None:
    assert sorted(FILES) == ["dev-a", "dev-b", "test-a", "test-b"]
    assert sum(map(len, FILES.values())) >= 900


@pytest.mark.parametrize("name", FILES)
def test_records_are_well_formed(name: str) -> None:
    for number, record in enumerate(FILES[name], 1):
        place = f"{name}:{number}"
        assert set(record) == {"question", "answerable", "kind", "gold"}, place
        assert record["question"] == " ".join(record["question"].split()) != "", place
        assert unicodedata.is_normalized("NFC", record["question"]), place
        assert isinstance(record["answerable"], bool), place
        assert record["answerable"] == bool(record["gold"]), place
        assert (record["kind"] in ("near", "theme")) != record["answerable"], place
        for gold in record["gold"]:
            assert set(gold) == {"id", "start", "end", "hash"}, place
            assert 0 <= gold["start"] < gold["end"], place
            assert len(gold["hash"]) == 12, place


@pytest.mark.parametrize("name", FILES)
def test_every_file_has_both_classes(name: str) -> None:
    share = sum(record["answerable"] for record in FILES[name]) / len(FILES[name])
    assert 0.5 < share < 0.7


def test_every_document_is_known_and_in_one_split() -> None:
    splits = [
        {gold["id"] for name, found in FILES.items() if name.startswith(split) for r in found for gold in r["gold"]}
        for split in ("dev", "test")
    ]
    assert not splits[0] & splits[1]
    assert splits[0] | splits[1] == set(DOCUMENTS) == HELD_OUT
    assert len({document["number"] for document in DOCUMENTS.values()}) == len(DOCUMENTS)
    assert {document["document_type"] for document in DOCUMENTS.values()} <= set(DocumentType)


def test_no_question_is_asked_twice() -> None:
    asked = [
        " ".join(syllables(strip_diacritics(fold(compose(record["question"]))))) for f in FILES.values() for record in f
    ]
    assert len(set(asked)) == len(asked)


needs_sources = pytest.mark.skipif(not SHARED.is_dir(), reason=f"no party documents in {SHARED}")


@needs_sources
def test_every_span_is_the_text_that_was_asked_about() -> None:
    texts = {record["id"]: unicodedata.normalize("NFC", record["text"]) for record in records(SHARED / SOURCE)}
    spans = [gold for found in FILES.values() for record in found for gold in record["gold"]]
    assert len(spans) > 550
    for gold in spans:
        text = texts[gold["id"]][gold["start"] : gold["end"]]
        assert hashlib.sha256(text.encode()).hexdigest()[:12] == gold["hash"], gold


@needs_sources
@pytest.mark.parametrize(("split", "numbers"), [("dev", {"126-KL/TW", "157-KL/TW", "47-KH/BCĐ"}), ("test", set())])
def test_every_question_is_bound_to_paragraphs(split: str, numbers: set[str]) -> None:
    held, questions = documents(SHARED, split)
    numbers = numbers or {document["number"] for document in DOCUMENTS.values()} - {
        "126-KL/TW",
        "157-KL/TW",
        "47-KH/BCĐ",
    }
    assert {document.metadata.number for document in held} == numbers
    assert len(questions) == sum(len(found) for name, found in FILES.items() if name.startswith(split))
    labels = {f"{document.metadata.number}#{p.number}" for document in held for p in document.paragraphs}
    asked = [record for name in sorted(FILES) if name.startswith(split) for record in FILES[name]]
    for question, record in zip(questions, asked, strict=True):
        assert question.text == record["question"]
        assert question.gold <= labels
        # A span is a paragraph, or part of one that was cut finer since: about as many of them.
        assert question.answerable == bool(question.gold)
        assert len(question.gold) <= 2 * len(record["gold"])
    # Many different paragraphs are asked for, not the first ones.
    assert len(frozenset[str]().union(*(question.gold for question in questions))) > len(labels) / 2
