"""The corpus that is shipped with the program: documents, and questions that are attached to their paragraphs."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest import shelf
from ingest.errors import LibraryError, cause

_UNFINISHED = re.compile(r"documents|\.nap|questions\.jsonl|\.lock|\.(?:questions\.jsonl|library\.json)\.\d+(?:\.old)?")


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
    digest = hashlib.sha256(str(shelf.READER).encode())
    for path in sorted(corpus.rglob("*")):
        if path.suffix in {".txt", ".toml", ".jsonl"}:
            digest.update(path.relative_to(corpus).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def is_current(folder: Path, expected: str) -> bool:
    """Return whether the library in the folder was made from the corpus with the expected fingerprint.

    Raises:
        LibraryError: the folder holds something else, or cannot be opened.
    """
    if (folder / "library.json").exists():
        return shelf.corpus_in(folder, shelf.text_in(folder)) == expected
    # What a first run leaves before its last step, or another process is writing now, is no reason to refuse.
    names = [item.name for item in _listed(folder)] if folder.exists() else []
    if "library.json" not in names and not all(map(_UNFINISHED.fullmatch, names)):
        raise LibraryError(f"Thư mục «{folder}» không phải thư viện văn bản; hãy chọn thư mục khác hoặc thư mục trống.")
    return False


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        raise LibraryError(
            f"Không mở được thư viện «{folder}» ({cause(error)}); hãy chọn thư mục khác bằng --library."
        ) from error


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
