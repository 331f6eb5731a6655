"""The library on disk: documents that become visible in one step.

    <library>/library.json                  which documents are visible, and which corpus they came from
    <library>/documents/<key>.<hash>.json   one document: metadata, source text, paragraphs
    <library>/questions.jsonl               questions attached to paragraphs, and near misses

`library.json` is replaced as the last step of every change, so a crash leaves the library as it was.
"""

import hashlib
import json
import re
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
from ingest.structure import classification_stamp, parse

_FORMAT = 1
# Counted up when parsing changes, so that a library follows.
_PARSER = 2
_UNFINISHED = re.compile(r"documents|questions\.jsonl|\.lock|\.(?:questions\.jsonl|library\.json)\.\d+")


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


def read_document(path: Path) -> Document:
    """Return the document in file `path`, with its metadata and paragraphs.

    Raises:
        FileRefused: the file cannot become a document; the text gives the reason.
    """
    text = readers.read(path)
    if stamp := classification_stamp(text):
        raise FileRefused(
            f"«{path}»: văn bản đóng dấu «{stamp}», không được nạp; hãy xử lý theo quy định bảo vệ bí mật nhà nước."
        )
    body = parse(text)
    if not body.paragraphs:
        raise FileRefused(f"«{path}»: không có đoạn văn nào trích dẫn được; hãy kiểm tra lại bản gốc.")
    return Document(metadata_for(path, text), text, body.paragraphs, body.title)


class Library:
    """Documents and attached questions under one folder; created from the shipped corpus where it is missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._state = _state(folder)
        self.documents: tuple[Document, ...] = tuple(self._load(name) for name in self._state["documents"].values())

    @classmethod
    def open(cls, folder: Path, corpus: Path) -> "Library":
        """Open the library; make it from `corpus` when the folder is missing or empty, follow a changed corpus.

        Raises:
            LibraryError: the folder holds something else, is damaged, or cannot be written.
        """
        fingerprint = _fingerprint(corpus)
        if not _is_current(folder, fingerprint):
            with exclusive(folder):
                if not _is_current(folder, fingerprint):
                    _copy_corpus(folder, corpus, fingerprint)
        return cls(folder)

    def _load(self, name: str) -> Document:
        try:
            return _decoded(read_json(self.folder / "documents" / name))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise LibraryError(
                f"Văn bản «{name}» trong thư viện «{self.folder}» bị hỏng; hãy nạp lại tệp gốc."
            ) from error

    def attached_questions(self) -> Iterator[AttachedQuestion]:
        """Yield the questions attached to paragraphs, then near misses, in the order of the corpus."""
        path = self.folder / "questions.jsonl"
        try:
            for line in path.read_text(encoding="utf-8").split("\n") if path.exists() else []:
                if line:
                    yield _question(json.loads(line))
        except (AttributeError, KeyError, OSError, TypeError, ValueError) as error:
            raise LibraryError(
                f"Câu hỏi kèm theo trong «{path}» bị hỏng; hãy xóa thư mục thư viện rồi nạp lại văn bản."
            ) from error

    @property
    def fingerprint(self) -> str:
        """A hash that changes when a document or an attached question changes."""
        digest = hashlib.sha256(json.dumps(self._state, sort_keys=True).encode())
        digest.update("".join(document.content_hash for document in self.documents).encode())
        return digest.hexdigest()[:16]

    def add(self, documents: Iterable[Document]) -> "Library":
        """Store the documents, replacing those with the same identity, and return the library as it is now."""
        with exclusive(self.folder):
            added = tuple(documents)
            for document in added:
                self._refuse_same_number(document)
            _store(self.folder, _state(self.folder), added)
        return Library(self.folder)

    def _refuse_same_number(self, document: Document) -> None:
        # Citations name a document by its number, so two documents with one number cannot stand side by side yet.
        for held in Library(self.folder).documents:
            if held.metadata.number == document.metadata.number and held.key != document.key:
                raise FileRefused(
                    f"Thư viện đã có {held.metadata.name} với ngày ban hành khác; "
                    "chưa giữ được hai văn bản cùng số hiệu, hãy dùng một thư viện khác (--library)."
                )


def _state(folder: Path) -> dict[str, Any]:
    state: dict[str, Any] = read_json(folder / "library.json")
    whole = isinstance(state, dict) and isinstance(state.get("documents"), dict)
    if not whole or state.get("format") != _FORMAT:
        raise LibraryError(
            f"Thư viện «{folder}» thuộc phiên bản khác hoặc bị hỏng; hãy xóa thư mục này rồi nạp lại văn bản."
        )
    return state


def _is_current(folder: Path, fingerprint: str) -> bool:
    if (folder / "library.json").exists():
        return bool(_state(folder).get("corpus") == fingerprint)
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
            f"Không mở được thư viện «{folder}» ({error.strerror}); hãy chọn thư mục khác bằng --library."
        ) from error


def _fingerprint(corpus: Path) -> str:
    digest = hashlib.sha256(str(_PARSER).encode())
    for path in sorted(corpus.rglob("*")):
        if path.suffix in {".txt", ".toml", ".jsonl"}:
            digest.update(path.relative_to(corpus).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _copy_corpus(folder: Path, corpus: Path, fingerprint: str) -> None:
    sources = sorted(corpus.glob("*/source.txt"))
    if not sources:
        raise LibraryError(f"Không có văn bản nguồn trong «{corpus}»; hãy tải lại đủ bộ chương trình.")
    state = _state(folder) if (folder / "library.json").exists() else {"format": _FORMAT, "documents": {}}
    replace_text(folder / "questions.jsonl", "".join(_question_lines(corpus / "questions")))
    _store(folder, {**state, "corpus": fingerprint}, map(read_document, sources))


def _question_lines(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in filter(None, path.read_text(encoding="utf-8").split("\n")):
            yield json.dumps({**json.loads(line), "batch": path.stem}, ensure_ascii=False) + "\n"


def _store(folder: Path, state: dict[str, Any], documents: Iterable[Document]) -> None:
    (folder / "documents").mkdir(exist_ok=True)
    for document in documents:
        name = f"{document.key}.{document.content_hash}.json"
        replace_text(folder / "documents" / name, json.dumps(_encoded(document), ensure_ascii=False, indent=1))
        state["documents"][document.key] = name
    replace_text(folder / "library.json", json.dumps(state, ensure_ascii=False, indent=1))


def _question(record: dict[str, Any]) -> AttachedQuestion:
    targets = tuple((target["document"], target["paragraph"]) for target in record.get("targets", ()))
    return AttachedQuestion(record["question"], record["kind"], record["batch"], targets)


def _encoded(document: Document) -> dict[str, Any]:
    metadata = {
        key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(document.metadata).items()
    }
    paragraphs = [
        [p.number, p.span.start, p.span.end, p.section, p.lead_in, p.content_hash] for p in document.paragraphs
    ]
    return {
        "metadata": metadata,
        "title": document.title,
        "paragraphs": paragraphs,
        "source_text": document.source_text,
    }


def _decoded(record: dict[str, Any]) -> Document:
    values: dict[str, Any] = {
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
