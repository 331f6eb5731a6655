"""Retrieval sets in the form of BEIR (Thakur et al. 2021) and TREC: corpus, queries, relevance, run files."""

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import UserError
from ingest.files import replace_text
from ingest.text import compose

_GRADE = re.compile(r"-?[0-9]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of the corpus."""

    id: str
    title: str
    text: str

    @property
    def searched(self) -> str:
        """What is indexed of it: title and text."""
        return f"{self.title} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Query:
    """A question with the ids of the passages that answer it and how relevant each is (a positive number)."""

    id: str
    text: str
    gold: dict[str, int]


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise UserError(f"Không đọc được «{path}» ({error}); cần tệp văn bản UTF-8, nén gzip cũng được.") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line


def _objects(path: Path, *keys: str) -> Iterator[tuple[int, dict[str, object]]]:
    for number, line in _lines(path):
        try:
            record = json.loads(line)
            missing = [key for key in keys if key not in record]
        except (ValueError, TypeError) as error:
            raise UserError(f"«{path}», dòng {number}: không phải JSON ({error}).") from error
        if not isinstance(record, dict) or missing:
            raise UserError(f"«{path}», dòng {number}: cần đối tượng JSON có các khóa {', '.join(keys)}.")
        yield number, record


def read_corpus(path: Path) -> list[Passage]:
    """Return the passages of a JSONL file with `_id`, `text` and perhaps `title`, in NFC.

    Real sets hold a few ids twice; both texts stay, and a ranking names the id once, at its better place.

    Raises:
        UserError: the file cannot be read, or is empty.
    """
    found = [
        Passage(str(record["_id"]), compose(str(record.get("title") or "")), compose(str(record["text"])))
        for _, record in _objects(path, "_id", "text")
    ]
    if not found:
        raise UserError(f"«{path}»: không có đoạn nào; cần mỗi dòng một JSON có «_id» và «text».")
    return found


def read_queries(path: Path, qrels: Path | None, corpus: Sequence[Passage]) -> list[Query]:
    """Return the queries of a JSONL file (`_id`, `text`) that some passage of the corpus answers.

    Relevance comes from `qrels` (TREC «query 0 passage grade» or BEIR's three columns) or from the field `gold`.

    Raises:
        UserError: a file cannot be read, or no query has an answer in the corpus.
    """
    graded = _qrels(qrels) if qrels is not None else None
    held = {passage.id for passage in corpus}
    queries = []
    for number, record in _objects(path, "_id", "text", *([] if graded is not None else ["gold"])):
        name = str(record["_id"])
        gold = graded.get(name, {}) if graded is not None else _listed(path, number, record["gold"])
        kept = {passage: grade for passage, grade in gold.items() if passage in held and grade > 0}
        if kept:
            queries.append(Query(name, compose(str(record["text"])), kept))
    if not queries:
        raise UserError(f"«{path}»: không câu hỏi nào có đoạn trả lời trong kho; hãy kiểm tra mã «_id» và «gold».")
    return queries


def _listed(path: Path, number: int, gold: object) -> dict[str, int]:
    if isinstance(gold, list):
        return {str(passage): 1 for passage in gold}
    raise UserError(f"«{path}», dòng {number}: «gold» phải là danh sách mã đoạn.")


def _qrels(path: Path) -> dict[str, dict[str, int]]:
    graded: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        columns = line.split()
        if number == 1 and not _GRADE.fullmatch(columns[-1]):
            continue  # BEIR's heading
        if len(columns) not in (3, 4) or not _GRADE.fullmatch(columns[-1]):
            raise UserError(f"«{path}», dòng {number}: cần «câu-hỏi 0 đoạn mức» (TREC) hoặc ba cột (BEIR).")
        graded.setdefault(columns[0], {})[columns[-2]] = int(columns[-1])
    return graded


def write_run(path: Path, name: str, queries: Sequence[Query], ranked: Iterable[Sequence[tuple[str, float]]]) -> None:
    """Write a TREC run file: «query Q0 passage rank score name», ranks from 1.

    Raises:
        LibraryError: the file cannot be written.
    """
    lines = [
        f"{query.id} Q0 {passage} {rank} {score:.6f} {name}\n"
        for query, found in zip(queries, ranked, strict=True)
        for rank, (passage, score) in enumerate(found, 1)
    ]
    replace_text(path, "".join(lines))
