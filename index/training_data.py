"""Pairs (what one would search with, what should be found) for training the shipped models.

Only texts whose terms allow shipped weights: articles of law and party documents (official texts), encyclopaedia
text (CC BY-SA), and questions written for this project (`training/questions`). The questions attached to the shipped
texts stay out, so that they can judge the model, and so do whole party documents (`HELD_OUT`). See docs/training.md.
"""

import gzip
import hashlib
import json
import random
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

OWN_QUESTIONS = Path(__file__).parents[1] / "training" / "questions"
# Party documents that no training may see (records of party/party_full_texts): Kết luận 155 and 126 and 157,
# Chỉ thị 45, Quy định 379, Nghị quyết 66, Kế hoạch 47. `python -m eval left-out` is measured on them.
HELD_OUT = frozenset(
    {
        "9615b53de3e78142", "9ec4020fad86e30d", "abf531707d87f497", "3e69755d2302e6a4",
        "f0f74cac78326d47", "9048e601f39bbc40", "2b1e1f73e907d6b4",
    }
)  # fmt: skip
LAW = "retrieval/phapdien_corpus"
# How often a question of ours comes in one pass over the pairs.
_REPEATS = 3
_ARTICLE = re.compile(
    r"^Điều\s+\d+[a-z]?\.\s*(?P<title>[^\n]{8,200})\n(?P<body>(?:(?!^Điều\s+\d).*\n?)+)", re.MULTILINE
)
_HEADING = re.compile(r"^#{1,4}\s+(?P<title>[^\n]{4,120})\n+(?P<body>(?:(?!^#).*\n?)+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Pair:
    """`question` finds `passage`; a `heading` is no question yet, and may be dressed as one."""

    question: str
    passage: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A question that its paragraph, for the reason given, does not answer."""

    question: str
    reason: str


@dataclass(frozen=True, slots=True)
class AskedParagraph:
    """A paragraph of a source file and the questions written for it.

    The paragraph is `text[start:end]` of the record `id` of `source` in NFC; `hash` is twelve hexadecimal digits of
    its SHA-256. `batch` names the file of questions, written by one author under one instruction.
    """

    batch: str
    source: str
    id: str
    start: int
    end: int
    hash: str
    questions: tuple[str, ...]
    near: tuple[NearMiss, ...]


def records(path: Path) -> Iterator[dict[str, str]]:
    """Yield the records of a gzip JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def record_id(record: dict[str, str]) -> str:
    """Return what a record is called in its file."""
    return record["_id"] if "_id" in record else record["id"]


def asked_paragraphs(folder: Path = OWN_QUESTIONS) -> Iterator[AskedParagraph]:
    """Yield the paragraphs with the questions written for them, batch by batch."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            near = tuple(NearMiss(item["question"], item["reason"]) for item in record.pop("near"))
            questions = tuple(record.pop("questions"))
            yield AskedParagraph(batch=path.stem, questions=questions, near=near, **record)


def resolved(data: Path, asked: Iterable[AskedParagraph]) -> Iterator[tuple[AskedParagraph, str]]:
    """Yield each asked paragraph with its text, on one line, from the source files in `data`.

    Raises:
        ValueError: a paragraph has other words than those that its questions were written for.
    """
    wanted = list(asked)
    texts: dict[tuple[str, str], str] = {}
    for source in sorted({paragraph.source for paragraph in wanted}):
        ids = {paragraph.id for paragraph in wanted if paragraph.source == source}
        found = ((record_id(record), record["text"]) for record in records(data / f"{source}.jsonl.gz"))
        texts |= {(source, name): unicodedata.normalize("NFC", text) for name, text in found if name in ids}
    for paragraph in wanted:
        text = texts[paragraph.source, paragraph.id][paragraph.start : paragraph.end]
        if hashlib.sha256(text.encode()).hexdigest()[:12] != paragraph.hash:
            raise ValueError(f"{paragraph.batch}: {paragraph.source} {paragraph.id} has changed at {paragraph.start}")
        yield paragraph, " ".join(text.split())


def for_embedding(paragraph: AskedParagraph) -> bool:
    """Return whether the embedding learns from these questions: half of those on directives, three quarters of those
    on law.

    What is fitted behind the embedding must see it as it meets questions that it does not know by heart.
    """
    return int(paragraph.hash, 16) % (4 if paragraph.source == LAW else 2) != 0


def own_questions(data: Path) -> Iterator[Pair]:
    """Yield (question, paragraph) of the questions written for this project, each several times.

    Every round takes one question of each paragraph, so that neighbours are different paragraphs of one document.
    """
    chosen = [paragraph for paragraph in asked_paragraphs() if for_embedding(paragraph)]
    found = list(resolved(data, chosen))
    rounds = max((len(paragraph.questions) for paragraph in chosen), default=0)
    for place in list(range(rounds)) * _REPEATS:
        for paragraph, text in found:
            if place < len(paragraph.questions):
                yield Pair(paragraph.questions[place], text)


def code_articles(data: Path) -> Iterator[Pair]:
    """Yield (title, text) of the articles of the legal code, alone and with its topic."""
    for record in records(data / "retrieval" / "phapdien_corpus.jsonl.gz"):
        if len(record["text"].split()) >= 8:
            yield Pair(f"{record['title']} {record['topic']}", record["text"], heading=True)
            yield Pair(record["title"], record["text"], heading=True)


def headed_sections(data: Path) -> Iterator[Pair]:
    """Yield (heading, text under it) from whole laws and the encyclopaedia."""
    for name, pattern in (("party/laws_110", _ARTICLE), ("text/wiki_politics_history", _HEADING)):
        for record in records(data / f"{name}.jsonl.gz"):
            for match in pattern.finditer(record["text"]):
                if len(match["body"].split()) >= 15:
                    yield Pair(f"{match['title']} {record.get('title', '')}", match["body"], heading=True)


def halved_paragraphs(data: Path, chance: random.Random) -> Iterator[Pair]:
    """Yield (some clause, the rest of its paragraph) of party documents and the encyclopaedia."""
    for name in ("party/party_full_texts", "party/laws_110", "text/wiki_politics_history"):
        for record in records(data / f"{name}.jsonl.gz"):
            if record["id"] in HELD_OUT:
                continue
            for paragraph in record["text"].split("\n"):
                parts = re.split(r"(?<=[.;])\s+", paragraph)
                if len(parts) >= 2 and len(paragraph.split()) >= 25:
                    chosen = parts.pop(chance.randrange(len(parts)))
                    if len(chosen.split()) >= 5:
                        yield Pair(chosen, " ".join(parts))
