"""What the tests that build an index share: short names for what they do, and what two indexes find compared."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from ingest_outline_helpers import clean_lines

from index.build import BuildReport, build, current_state
from index.embedding import StaticEmbedder, Vectors
from index.search import Evidence, Index
from ingest.document import Document, DocumentType, Metadata, SourceKind
from ingest.layout import assembled
from ingest.library import Library
from ingest.settings import Settings
from ingest.structure import parse

QUESTIONS = ("Ai cấp kinh phí sửa trụ sở?", "ai mo lop hoc chu", "Bịa một đoạn Kết luận 210.", "Lương bao nhiêu?", "")
WHOLE = BuildReport(changed=True, paragraphs=5, questions=9, near_misses=4, lost_questions=0)


class Spy:
    """The shipped embedder, with a note of what it was asked and a fingerprint that can be changed."""

    def __init__(self, embedder: StaticEmbedder) -> None:
        self._embedder = embedder
        self.dimension = embedder.dimension
        self.fingerprint = embedder.fingerprint
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return self._embedder.embed(texts)

    def asked(self) -> list[str]:
        """Return what was embedded since the last call."""
        asked, self.texts = self.texts, []
        return asked


def opened(settings: Settings) -> Library:
    return Library.open(settings.library, settings.corpus)


def quiet(_: str) -> None:
    pass


def never(message: str) -> None:
    raise AssertionError(message)


def built(settings: Settings) -> BuildReport:
    return build(opened(settings), settings, quiet)


def generations(settings: Settings) -> list[str]:
    return sorted(path.name for path in (settings.library / "index").iterdir() if path.is_dir())


def generation(settings: Settings) -> Path:
    state = current_state(settings.library)
    assert state is not None
    return settings.library / "index" / str(state["generation"])


def evidence(settings: Settings, questions: Sequence[str] = QUESTIONS) -> list[Evidence]:
    index = Index.open(opened(settings), settings, never)
    try:
        return [index.search(question) for question in questions]
    finally:
        index.close()


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def ask_more(settings: Settings, *records: dict[str, object], name: str = "more") -> None:
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    (settings.corpus / "questions" / f"{name}.jsonl").write_text(lines, encoding="utf-8")


def added_document(text: str, number: str = "3-QĐ/TTg", issued: date | None = None) -> Document:
    """Return the document of the lines of `text`, as it would be read from a text file."""
    lines = assembled(clean_lines(text, wrapped=True))
    metadata = Metadata(number, DocumentType.DECISION, SourceKind.OFFICIAL_TEXT, issue_date=issued)
    return Document(metadata, lines.source_text, parse(lines).paragraphs)


def assert_as_if_built_anew(settings: Settings, tmp_path: Path) -> None:
    """The index of `settings` must find just what a fresh one of the same library finds."""
    fresh = replace(settings, library=tmp_path / "moi")
    shutil.copytree(settings.library, fresh.library, ignore=shutil.ignore_patterns("index"))
    assert built(fresh).changed
    assert_alike(evidence(settings), evidence(fresh))


def assert_alike(found: Sequence[Evidence], expected: Sequence[Evidence], tolerance: float = 1e-5) -> None:
    """What was found must be the same, and the scores too, but for the order in which the engine adds them up."""
    for one, other in zip(found, expected, strict=True):
        assert names(one) == names(other)
        assert scores(one) == pytest.approx(scores(other), abs=tolerance)


def names(found: Evidence) -> list[tuple[str, ...]]:
    asked = [(hit.text, hit.kind, *hit.targets) for hit in (*found.questions, *found.near_misses)]
    return [*((hit.label,) for hit in found.paragraphs), *asked, tuple(found.margins)]


def scores(found: Evidence) -> list[float]:
    logits = [found.answered_logit, found.misuse_logit, found.unknown_share, found.uncovered_share]
    logits += [] if found.beside_uncovered_share is None else [found.beside_uncovered_share]
    hits = [value for hit in found.paragraphs for value in (hit.score, *hit.features)]
    hits += [hit.score for hit in (*found.questions, *found.near_misses)]
    return [*hits, *found.margins.values(), *logits]
