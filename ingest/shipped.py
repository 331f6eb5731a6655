"""The corpus that is shipped with the program: documents, and questions that are attached to their paragraphs."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import LibraryError
from ingest.shelf import READER


@dataclass(frozen=True, slots=True)
class AttachedQuestion:
    """A question written for search (doc2query, Nogueira et al. 2019): searched, never quoted.

    `targets` holds (document number, paragraph content hash) of every paragraph that the answer needs; it is empty
    for a near miss, a question that no paragraph answers, whose `kind` says why. `batch` names the file of the
    corpus that it came from: questions of one batch were written under the same instructions.
    """

    question: str
    kind: str
    batch: str
    targets: tuple[tuple[str, str], ...] = ()


def fingerprint(corpus: Path) -> str:
    """Return a hash that changes when a file of the corpus changes, or the way in which files are read."""
    digest = hashlib.sha256(str(READER).encode())
    for path in sorted(corpus.rglob("*")):
        if path.suffix in {".txt", ".toml", ".jsonl"}:
            digest.update(path.relative_to(corpus).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def sources(corpus: Path) -> list[Path]:
    """Return the files of the shipped documents.

    Raises:
        LibraryError: there are none.
    """
    found = sorted(corpus.glob("*/source.txt"))
    if not found:
        raise LibraryError(f"Không có văn bản nguồn trong «{corpus}»; hãy tải lại đủ bộ chương trình.")
    return found


def question_lines(corpus: Path) -> Iterator[str]:
    """Yield the lines of questions.jsonl: the questions of all batches, each with the name of its batch."""
    for path in sorted((corpus / "questions").glob("*.jsonl")):
        for line in filter(None, path.read_text(encoding="utf-8").split("\n")):
            yield json.dumps({**json.loads(line), "batch": path.stem}, ensure_ascii=False) + "\n"


def questions(path: Path) -> Iterator[AttachedQuestion]:
    """Yield the questions in a file of such lines, none where it is missing.

    Raises:
        LibraryError: the file is damaged.
    """
    try:
        for line in path.read_text(encoding="utf-8").split("\n") if path.exists() else []:
            if line:
                yield _question(json.loads(line))
    except (AttributeError, KeyError, OSError, TypeError, ValueError) as error:
        raise LibraryError(
            f"Câu hỏi kèm theo trong «{path}» bị hỏng; hãy xóa thư mục thư viện rồi nạp lại văn bản."
        ) from error


def _question(line: dict[str, Any]) -> AttachedQuestion:
    targets = tuple((target["document"], target["paragraph"]) for target in line.get("targets", ()))
    return AttachedQuestion(line["question"], line["kind"], line["batch"], targets)
