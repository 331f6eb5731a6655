"""The library on disk: documents that become visible in one step.

    <library>/library.json                  which documents are visible, and which corpus they came from
    <library>/documents/<key>.<hash>.json   one document: metadata, source text, paragraphs
    <library>/questions.jsonl               questions attached to paragraphs, and near misses

`library.json` is replaced as the last step of every change, so a crash leaves the library as it was.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ingest import readers
from ingest.document import Document, DocumentType, Metadata, Paragraph, SourceKind, Span
from ingest.errors import FileRefused, LibraryError
from ingest.files import exclusive, read_json, replace_text
from ingest.metadata import metadata_for
from ingest.structure import parse

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class AttachedQuestion:
    """A question written for search (doc2query, Nogueira et al. 2019): searched, never quoted.

    `targets` holds (document number, paragraph content hash) of every paragraph that the answer needs; it is empty
    for a near miss, a question that no paragraph answers, whose `kind` says why.
    """

    question: str
    kind: str
    targets: tuple[tuple[str, str], ...] = ()


def read_document(path: Path) -> Document:
    """Return the document in file `path`, with its metadata and paragraphs.

    Raises:
        FileRefused: the file cannot become a document; the text gives the reason.
    """
    text = readers.read(path)
    body = parse(text)
    if not body.paragraphs:
        raise FileRefused(f"«{path}»: không có đoạn văn nào trích dẫn được; hãy kiểm tra lại bản gốc.")
    return Document(metadata_for(path, text), text, body.paragraphs, body.title)


class Library:
    """Documents and attached questions under one folder; created from the shipped corpus where it is missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        state = read_json(folder / "library.json")
        if not isinstance(state, dict) or state.get("format") != _FORMAT:
            raise LibraryError(f"Thư viện «{folder}» thuộc phiên bản khác; hãy xóa thư mục này rồi nạp lại văn bản.")
        self._state: dict[str, Any] = state
        self.documents: tuple[Document, ...] = tuple(self._load(name) for name in state["documents"].values())

    @classmethod
    def open(cls, folder: Path, corpus: Path) -> "Library":
        """Open the library; make it from `corpus` when the folder is missing or empty, follow a changed corpus.

        Raises:
            LibraryError: the folder holds something else, is damaged, or cannot be written.
        """
        current = folder / "library.json"
        fingerprint = _fingerprint(corpus)
        if not current.exists() and folder.exists() and any(item.name != ".lock" for item in _listed(folder)):
            raise LibraryError(f"Thư mục «{folder}» không phải thư viện văn bản; hãy chọn thư mục khác hoặc thư mục trống.")
        if not current.exists() or read_json(current).get("corpus") != fingerprint:
            with exclusive(folder):
                _copy_corpus(folder, corpus, fingerprint)
        return cls(folder)

    def _load(self, name: str) -> Document:
        try:
            return _decoded(read_json(self.folder / "documents" / name))
        except (KeyError, TypeError, ValueError) as error:
            raise LibraryError(f"Văn bản «{name}» trong thư viện «{self.folder}» bị hỏng; hãy nạp lại tệp gốc.") from error

    def attached_questions(self) -> Iterator[AttachedQuestion]:
        """Yield the questions attached to paragraphs, then near misses, in the order of the corpus."""
        path = self.folder / "questions.jsonl"
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
            record = json.loads(line)
            targets = tuple((target["document"], target["paragraph"]) for target in record.get("targets", ()))
            yield AttachedQuestion(record["question"], record["kind"], targets)

    @property
    def fingerprint(self) -> str:
        """A hash that changes when a document or an attached question changes."""
        digest = hashlib.sha256(json.dumps(self._state, sort_keys=True).encode())
        digest.update("".join(document.content_hash for document in self.documents).encode())
        return digest.hexdigest()[:16]

    def add(self, documents: Iterable[Document]) -> "Library":
        """Store the documents, replacing those with the same identity, and return the library as it is now."""
        with exclusive(self.folder):
            state = read_json(self.folder / "library.json")
            _store(self.folder, state, documents)
        return Library(self.folder)


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        raise LibraryError(f"Không mở được thư viện «{folder}» ({error.strerror}); hãy chọn thư mục khác bằng --library.") from error


def _fingerprint(corpus: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(corpus.rglob("*")):
        if path.suffix in {".txt", ".toml", ".jsonl"}:
            digest.update(path.relative_to(corpus).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _copy_corpus(folder: Path, corpus: Path, fingerprint: str) -> None:
    sources = sorted(corpus.glob("*/source.txt"))
    if not sources:
        raise LibraryError(f"Không có văn bản nguồn trong «{corpus}»; hãy tải lại đủ bộ chương trình.")
    current = folder / "library.json"
    state = read_json(current) if current.exists() else {"format": _FORMAT, "documents": {}}
    questions = "".join(path.read_text(encoding="utf-8") for path in sorted((corpus / "questions").glob("*.jsonl")))
    replace_text(folder / "questions.jsonl", questions)
    _store(folder, {**state, "corpus": fingerprint}, map(read_document, sources))


def _store(folder: Path, state: dict[str, Any], documents: Iterable[Document]) -> None:
    (folder / "documents").mkdir(exist_ok=True)
    for document in documents:
        name = f"{document.key}.{document.content_hash}.json"
        replace_text(folder / "documents" / name, json.dumps(_encoded(document), ensure_ascii=False, indent=1))
        state["documents"][document.key] = name
    replace_text(folder / "library.json", json.dumps(state, ensure_ascii=False, indent=1))


def _encoded(document: Document) -> dict[str, Any]:
    metadata = {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(document.metadata).items()}
    paragraphs = [
        [p.number, p.span.start, p.span.end, p.section, p.lead_in, p.content_hash] for p in document.paragraphs
    ]
    return {"metadata": metadata, "title": document.title, "paragraphs": paragraphs, "source_text": document.source_text}


def _decoded(record: dict[str, Any]) -> Document:
    values = {
        key: date.fromisoformat(value) if key.endswith("_date") and value else value
        for key, value in record["metadata"].items()
    }
    values["document_type"] = DocumentType(values["document_type"])
    values["source_kind"] = SourceKind(values["source_kind"])
    source = record["source_text"]
    paragraphs = []
    for number, start, end, section, lead_in, content_hash in record["paragraphs"]:
        paragraph = Paragraph(number, source[start:end], Span(start, end), section, lead_in)
        if paragraph.content_hash != content_hash:
            raise ValueError(f"paragraph {number} has changed on disk")
        paragraphs.append(paragraph)
    return Document(Metadata(**values), source, tuple(paragraphs), record["title"])
