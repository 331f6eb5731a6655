"""Pairs (what one would search with, what should be found) for training the shipped embedding.

Only texts whose terms allow shipped weights: articles of law and party documents (official texts) and encyclopaedia
text (CC BY-SA). The attached questions stay out, so that they can judge the model. See docs/decisions/0003.
"""

import gzip
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

Pair = tuple[str, str]
_PASSAGE_SYLLABLES = 160
_ARTICLE = re.compile(
    r"^Điều\s+\d+[a-z]?\.\s*(?P<title>[^\n]{8,200})\n(?P<body>(?:(?!^Điều\s+\d).*\n?)+)", re.MULTILINE
)
_HEADING = re.compile(r"^#{1,4}\s+(?P<title>[^\n]{4,120})\n+(?P<body>(?:(?!^#).*\n?)+)", re.MULTILINE)


def _records(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _passage(text: str) -> str:
    return " ".join(text.split()[:_PASSAGE_SYLLABLES])


def code_articles(data: Path) -> Iterator[Pair]:
    """Yield (title with its topic, text) of the articles of the legal code."""
    for record in _records(data / "retrieval" / "phapdien_corpus.jsonl.gz"):
        if len(record["text"].split()) >= 8:
            yield f"{record['title']} {record['topic']}", _passage(record["text"])
            yield record["title"], _passage(record["text"])


def headed_sections(data: Path) -> Iterator[Pair]:
    """Yield (heading, text under it) from whole laws and the encyclopaedia."""
    for name, pattern in (("party/laws_110", _ARTICLE), ("text/wiki_politics_history", _HEADING)):
        for record in _records(data / f"{name}.jsonl.gz"):
            for match in pattern.finditer(record["text"]):
                if len(match["body"].split()) >= 15:
                    yield f"{match['title']} {record.get('title', '')}", _passage(match["body"])


def halved_paragraphs(data: Path, chance: random.Random) -> Iterator[Pair]:
    """Yield (some clause, the rest of its paragraph) of party documents and the encyclopaedia."""
    for name in ("party/party_full_texts", "party/laws_110", "text/wiki_politics_history"):
        for record in _records(data / f"{name}.jsonl.gz"):
            for paragraph in record["text"].split("\n"):
                parts = re.split(r"(?<=[.;])\s+", paragraph)
                if len(parts) >= 2 and len(paragraph.split()) >= 25:
                    chosen = parts.pop(chance.randrange(len(parts)))
                    if len(chosen.split()) >= 5:
                        yield _passage(chosen), _passage(" ".join(parts))
