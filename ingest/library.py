"""The library on disk: documents that become visible in one step.

    <library>/library.json                  which documents are visible, from which files (ingest/shelf.py)
    <library>/documents/<key>.<hash>.json   one reading of one document: metadata, source text, paragraphs
    <library>/questions.jsonl               questions attached to paragraphs, and near misses

`library.json` is replaced as the last step of every change, so a crash leaves the library as it was or as it shall
be. Readers take no lock: they read library.json, then the records that it names.
"""

import copy
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from ingest import record, shelf, shipped
from ingest.changes import Changes, clean
from ingest.document import Document
from ingest.errors import LibraryError, cause
from ingest.files import exclusive, replace_text
from ingest.names import Resolved as Resolved  # part of what this module offers
from ingest.names import label_named, resolved
from ingest.shelf import Entry, HeldFile, Shelf
from ingest.shipped import AttachedQuestion as AttachedQuestion  # part of what this module offers
from ingest.versions import Outcome

_T = TypeVar("_T")


def read_document(path: Path) -> Document:
    """Return the document in file `path`, with its metadata and paragraphs, read in this process.

    Raises:
        FileRefused: the file cannot become a document; the text gives the reason.
    """
    from ingest import reading

    with tempfile.TemporaryDirectory(prefix="nap-") as workspace:
        return reading.read_document(path, Path(workspace))


class Library:
    """Documents and attached questions under one folder; created from the shipped corpus where it is missing.

    `documents` are the canonical readings, in the order in which they came. With `lenient`, a damaged document is
    left out and named in `damaged`, so that it can be removed or read again; else it is an error.
    """

    def __init__(self, folder: Path, *, lenient: bool = False) -> None:
        self.folder = folder
        self.documents: tuple[Document, ...] = ()
        self.damaged: dict[str, str] = {}
        self._lenient = lenient
        self._text: str | None = None
        self._shelf = Shelf()
        self._held: dict[str, Document] = {}
        self._read_from: tuple[Shelf | None, dict[str, str]] = None, {}
        self._cleaned = False
        self.refresh()

    @classmethod
    def open(cls, folder: Path, corpus: Path, *, lenient: bool = False) -> "Library":
        """Open the library; make it from `corpus` when the folder is missing or empty, follow a changed corpus.

        Raises:
            LibraryError: the folder holds something else, is damaged, or cannot be written.
        """
        fingerprint = shipped.fingerprint(corpus)
        if not shipped.is_current(folder, fingerprint):
            with exclusive(folder):
                if not shipped.is_current(folder, fingerprint):
                    _follow(folder, corpus, fingerprint)
        return cls(folder, lenient=lenient)

    def refresh(self) -> None:
        """See what other processes have changed.

        Raises:
            LibraryError: the library is damaged.
        """
        while (text := shelf.text_in(self.folder)) != self._text:
            try:
                self._read(text)
            except LibraryError:
                # A document may have been replaced after library.json was read, and its old record deleted.
                if shelf.text_in(self.folder) == text:
                    raise

    def _read(self, text: str) -> None:
        found = shelf.shelf_in(self.folder, text, self._load)
        held: dict[str, Document] = {}
        damaged: dict[str, str] = {}
        for label, entry in found.entries.items():
            try:
                held[label] = self._document(entry)
            except LibraryError as error:
                if not self._lenient:
                    raise
                damaged[label] = str(error)
        self.damaged = damaged
        self._show(text, found, held)

    def _document(self, entry: Entry) -> Document:
        """Return the canonical reading of the entry; one that is held already is not read again."""
        before = self._shelf.entries.get(entry.label)
        if before is not None and before.current.record == entry.current.record and entry.label in self._held:
            return self._held[entry.label]
        document = self._load(entry.current.record)
        return document if document.label == entry.label else replace(document, label=entry.label)

    def _show(self, text: str, found: Shelf, held: dict[str, Document]) -> None:
        self._text, self._shelf, self._held = text, found, held
        self.documents = tuple(held.values())
        self.damaged = {
            label: why for label, why in self.damaged.items() if label in found.entries.keys() - held.keys()
        }

    def _load(self, name: str) -> Document:
        path = self.folder / "documents" / name
        try:
            return record.document_in(path.read_text(encoding="utf-8"), name.split(".")[-2])
        except OSError as error:
            raise LibraryError(f"Không đọc được «{path}» ({cause(error)}); hãy nạp lại tệp gốc.") from error
        except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
            raise LibraryError(
                f"Văn bản «{name}» trong thư viện «{self.folder}» bị hỏng; hãy nạp lại tệp gốc."
            ) from error

    def attached_questions(self) -> Iterator[AttachedQuestion]:
        """Yield the questions attached to paragraphs, then near misses, in the order of the corpus."""
        return shipped.questions(self.folder / "questions.jsonl")

    @property
    def fingerprint(self) -> str:
        """A hash that changes when a document or an attached question changes."""
        named = [(label, document.content_hash) for label, document in self._held.items()]
        return hashlib.sha256(json.dumps([self._shelf.corpus, named]).encode()).hexdigest()[:16]

    def add(self, documents: Iterable[Document]) -> "Library":
        """Store the documents and return the library as it is then; this one goes on showing what it showed."""
        after = copy.copy(self)
        after.put_many(documents)
        return after

    def put(self, document: Document) -> Outcome:
        """Take in a document and say what became of it; when this returns, it is on disk for good.

        Raises:
            LibraryError: it could not be written; the library is as it was.
        """
        return self.put_many([document])[0]

    def put_many(self, documents: Iterable[Document]) -> list[Outcome]:
        """Take in documents in one step, so that all of them are on disk when this returns; else as `put`."""
        wanted = list(documents)
        return self._change(lambda changes: [changes.put(document) for document in wanted])

    def remove(self, name: str) -> Document | None:
        """Delete a document with its copies and history and return it, `None` where it was damaged.

        Raises:
            LibraryError: no document is called so (by label, number, name or key), or several are.
        """

        def removing(changes: Changes) -> Document | None:
            label = label_named(name, changes.entries, changes.documents)
            document = changes.documents.get(label)
            changes.remove(label)
            return document

        return self._change(removing, erasing=True)

    def erase(self, digest: str) -> list[str]:
        """Delete every document that was ever read from the file with that SHA-256; return their labels.

        For a file whose secrecy stamp is seen only now. The index goes with them, all its generations, since each
        holds the words of its documents; it is made anew when it is needed.
        """

        def erasing(changes: Changes) -> list[str]:
            labels = [label for label, entry in changes.entries.items() if digest and _has_file(entry, digest)]
            for label in labels:
                changes.remove(label, remember=False)
            return labels

        labels = self._change(erasing, erasing=True)
        if labels:
            self._erase_index()
        return labels

    def _erase_index(self) -> None:
        try:
            shutil.rmtree(self.folder / "index")
        except FileNotFoundError:
            return
        except OSError as error:
            raise LibraryError(
                f"Chưa xóa hết chỉ mục «{self.folder / 'index'}» ({cause(error)}); hãy xóa thư mục này ngay, "
                "vì trong đó còn lời của văn bản có dấu mật."
            ) from error

    def _change(self, change: Callable[[Changes], _T], *, erasing: bool = False) -> _T:
        with exclusive(self.folder):
            self.refresh()
            if not self._cleaned:
                clean(self.folder, self._shelf)
                self._cleaned = True
            changes = Changes(self.folder, self._shelf, self._held)
            result = change(changes)
            if changes.shelf != self._shelf or self.damaged:
                self._cleaned = False  # until it has gone well
                self._show(changes.write(erasing=erasing), changes.shelf, changes.documents)
                self._cleaned = True
        return result

    def holds(self, digest: str) -> str | None:
        """Return the label of the document that the present reader read from the file with that SHA-256."""
        if self._read_from[0] is not self._shelf:
            entries = reversed(self._shelf.entries.values())  # of several the first one counts
            files = ((file, entry.label) for entry in entries for file in entry.files if file.reader == shelf.READER)
            self._read_from = self._shelf, {file.digest: label for file, label in files}
        return self._read_from[1].get(digest)

    def find(self, name: str) -> Document:
        """Return the document with that label, number, name or key.

        Raises:
            LibraryError: there is none, or there are several, or it is damaged.
        """
        label = label_named(name, self._shelf.entries, self._held)
        if label in self.damaged:
            raise LibraryError(self.damaged[label])
        return self._held[label]

    def source(self, label: str) -> HeldFile:
        """Return the file that the canonical reading was made from; raises `KeyError`."""
        return self._shelf.entries[label].current

    def copies(self, label: str) -> tuple[HeldFile, ...]:
        """Return the other files of the document, which are not searched; raises `KeyError`."""
        return self._shelf.entries[label].copies

    def history(self, label: str) -> tuple[HeldFile, ...]:
        """Return the readings that others have replaced, the oldest first; raises `KeyError`."""
        return self._shelf.entries[label].history

    def earlier(self, file: HeldFile) -> Document | None:
        """Return the document as it was read from a file of `copies` or `history`, `None` where its text is not kept.

        Raises:
            LibraryError: its record is damaged.
        """
        return self._load(file.record) if file.record else None

    def resolve(self, label: str, number: int, content_hash: str) -> Resolved | None:
        """Return the paragraph that a citation names by document, number and content, `None` where it is lost.

        Where the document was read again it may have another number, and where it was replaced be superseded.
        """
        if label not in self._held:
            return None
        found = resolved(self._held[label], number, content_hash)
        entry = self._shelf.entries[label]
        for file in (*reversed(entry.history), *entry.copies):
            old = self.earlier(file) if found is None else None
            found = resolved(old, number, content_hash, superseded=True) if old else found
        return found


def _has_file(entry: Entry, digest: str) -> bool:
    return any(file.digest == digest for file in entry.files)


def _follow(folder: Path, corpus: Path, fingerprint: str) -> None:
    documents = [read_document(source) for source in shipped.sources(corpus)]
    held = Library(folder, lenient=True) if (folder / "library.json").exists() else None
    changes = Changes(folder, held._shelf, held._held) if held else Changes(folder, Shelf(), {})
    clean(folder, changes.shelf)
    changes.follow(documents, fingerprint)
    replace_text(folder / "questions.jsonl", "".join(shipped.question_lines(corpus)))
    changes.write()
