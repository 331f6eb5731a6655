"""library.json: which documents the library holds, from which files, and under which labels.

    {"format": 2, "corpus": FINGERPRINT, "documents": {LABEL: {"current": FILE, "copies": [FILE…], "history": [FILE…],
    "added": true}}, "removed": [IDENTITY…]}

A label never changes and never passes to another document while its own is held: citations name it.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ingest.document import Document, SourceKind
from ingest.errors import LibraryError, cause
from ingest.text import fold

FORMAT = 2
# Counted up when reading changes, so that a library made from the same files follows.
READER = 3
_LONGEST_LABEL = 90
_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes a document that document: number, type and issue date, as far as they are known.

    `base` is the folded number; without one, a hash of the beginning of the text. `told` is the day on which the
    press wrote of a document whose issue date it does not give.
    """

    base: str
    document_type: str = ""
    issue_date: str = ""
    told: str = ""

    @classmethod
    def of(cls, document: Document) -> "Identity":
        """Return the identity of the document."""
        stated = document.metadata
        told = stated.reported_date or stated.meeting_date
        return cls(
            base=_base(document),
            document_type=stated.document_type.value if stated.document_type else "",
            issue_date=stated.issue_date.isoformat() if stated.issue_date else "",
            told=told.isoformat() if told and not stated.issue_date else "",
        )

    @property
    def numbered(self) -> bool:
        """Whether the document states its number."""
        return not self.base.startswith("~")

    def same(self, other: "Identity") -> bool:
        """Return whether number, type and issue date are equal, unknown ones included."""
        mine = (self.base, self.document_type, self.issue_date)
        return mine == (other.base, other.document_type, other.issue_date)

    def contradicts(self, other: "Identity") -> bool:
        """Return whether both state a type or a date and state another, or the press told of it another year."""
        if self.document_type and other.document_type and self.document_type != other.document_type:
            return True
        if self.issue_date and other.issue_date:
            return self.issue_date != other.issue_date
        days = [
            date.fromisoformat(day) for day in (self.issue_date or self.told, other.issue_date or other.told) if day
        ]
        return len(days) == 2 and abs(days[0] - days[1]) > _YEAR


def _base(document: Document) -> str:
    if number := document.metadata.number:
        return re.sub(r"[\s/–—]+", "-", fold(number))
    return "~" + hashlib.sha256(fold(document.source_text[:1000]).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that a document was read from.

    `record` names the record file with its text, empty where no text is kept. `share` (0 to 1) is how much of its
    paragraphs the canonical copy had when the two met; `replaced` the day on which another took its place.
    """

    identity: Identity
    record: str = ""
    file_name: str = ""
    format: str = ""
    digest: str = ""
    reader: int = 0
    source_kind: str = SourceKind.OFFICIAL_TEXT.value
    shipped: bool = False
    share: float = 1.0
    replaced: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document on the shelf: its canonical copy, other copies, and versions that others have replaced.

    `added`: a user has added it, so it stays where the corpus no longer ships it.
    """

    label: str
    current: HeldFile
    copies: tuple[HeldFile, ...] = ()
    history: tuple[HeldFile, ...] = ()
    added: bool = False
    _text: str = field(init=False, repr=False, compare=False, default="")

    @property
    def text(self) -> str:
        """The entry's line of library.json, made once: all are written for every document that is put in."""
        if not self._text:
            line = json.dumps({self.label: _entry_record(self)}, ensure_ascii=False)[1:-1]
            object.__setattr__(self, "_text", line)
        return self._text

    @property
    def files(self) -> tuple[HeldFile, ...]:
        """All files of the document, the canonical one first."""
        return (self.current, *self.copies, *self.history)

    @property
    def records(self) -> list[str]:
        """The names of all record files of the document."""
        return [file.record for file in self.files if file.record]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The content of library.json; `removed` are shipped documents that a user does not want."""

    corpus: str = ""
    entries: dict[str, Entry] = field(default_factory=dict)
    removed: tuple[Identity, ...] = ()

    @property
    def records(self) -> set[str]:
        """The names of all record files that belong to the library."""
        return {name for entry in self.entries.values() for name in entry.records}

    def text(self) -> str:
        """Return the shelf as the text of library.json."""
        removed = json.dumps([_short(identity) for identity in self.removed], ensure_ascii=False)
        head = f'{{"format": {FORMAT}, "corpus": {json.dumps(self.corpus)}, "removed": {removed}, "documents": {{\n'
        return head + ",\n".join(entry.text for entry in self.entries.values()) + "\n}}\n"

    @classmethod
    def of(cls, state: dict[str, Any]) -> "Shelf":
        """Return the shelf that `text` wrote.

        Raises:
            AttributeError, KeyError, TypeError, ValueError: the state is damaged.
        """
        entries = {label: _entry(label, record) for label, record in state["documents"].items()}
        removed = tuple(map(_identity, state["removed"]))
        return cls(state["corpus"], entries, removed)


def upgraded(corpus: str, held: dict[str, Document]) -> Shelf:
    """Return the shelf of a library of the first format: record files and the documents in them.

    It did not say which documents users had added; until the corpus is read again all count as added.
    """
    entries: dict[str, Entry] = {}
    for record, document in held.items():
        label = label_for(document, set(entries))
        kind = document.metadata.source_kind.value
        file = HeldFile(Identity.of(document), record, source_kind=kind, shipped=True)
        entries[label] = Entry(label, file, added=True)
    return Shelf(corpus, entries)


def label_for(document: Document, taken: set[str]) -> str:
    """Return a label for a new document: its number, with the issue date where another has that, or «… (2)»."""
    stated = document.metadata
    name = " ".join((stated.number or stated.name).split()).replace("#", "-")  # «label#paragraph» is split there
    base = name if len(name) <= _LONGEST_LABEL else f"{name[: _LONGEST_LABEL - 1].rstrip()}…"
    return next(label for label in _candidates(base, stated.number and stated.issue_date) if label not in taken)


def _candidates(base: str, issued: date | str | None) -> Iterator[str]:
    yield base
    if isinstance(issued, date):
        yield f"{base} ({issued:%d/%m}/{issued.year})"
    ordinal = 2
    while True:
        yield f"{base} ({ordinal})"
        ordinal += 1


def _short(value: Identity | HeldFile) -> dict[str, Any]:
    held = {item.name: getattr(value, item.name) for item in fields(value)}
    return {name: held[name] for name, default in _DEFAULTS[type(value)].items() if held[name] != default}


_DEFAULTS: dict[type, dict[str, Any]] = {
    kind: {item.name: item.default for item in fields(kind)} for kind in (Identity, HeldFile)
}


def _entry_record(entry: Entry) -> dict[str, Any]:
    record: dict[str, Any] = {"current": _file_record(entry.current)}
    for name in ("copies", "history"):
        if files := getattr(entry, name):
            record[name] = [_file_record(file) for file in files]
    return {**record, "added": True} if entry.added else record


def _file_record(file: HeldFile) -> dict[str, Any]:
    return {**_short(file), "identity": _short(file.identity)}


def _entry(label: str, record: dict[str, Any]) -> Entry:
    copies, history = (tuple(map(_file, record.get(name, ()))) for name in ("copies", "history"))
    current = _file(record["current"])
    if not current.record:
        raise ValueError("a document without a record")
    return Entry(label, current, copies, history, bool(record.get("added", False)))


def _file(record: dict[str, Any]) -> HeldFile:
    file = HeldFile(**{**record, "identity": _identity(record["identity"])})
    if not re.fullmatch(r"(?:[\w.-]+\.json)?", file.record):
        raise ValueError("a record outside the folder")
    return file


def _identity(record: dict[str, Any]) -> Identity:
    identity = Identity(**record)
    for day in filter(None, (identity.issue_date, identity.told)):
        date.fromisoformat(day)
    return identity


def text_in(folder: Path) -> str:
    """Return the text of the library.json in the folder.

    Raises:
        LibraryError: it cannot be read.
    """
    path = folder / "library.json"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise LibraryError(f"Không đọc được «{path}» ({cause(error)}); hãy kiểm tra quyền đọc.") from error
    except UnicodeDecodeError as error:
        raise _damaged(folder) from error


def corpus_in(folder: Path, text: str) -> str:
    """Return which corpus a library was made from, by its library.json; raises as `shelf_in`."""
    return str(_state(folder, text)["corpus"])


def shelf_in(folder: Path, text: str, load: Callable[[str], Document]) -> Shelf:
    """Return the shelf that the text of a library.json describes; `load` reads a record of the first format.

    Raises:
        LibraryError: the text is damaged, or a newer program wrote it.
    """
    state = _state(folder, text)
    if state["format"] == 1:
        return upgraded(state["corpus"], {name: load(name) for name in state["documents"].values()})
    try:
        return Shelf.of(state)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise _damaged(folder) from error


def _state(folder: Path, text: str) -> dict[str, Any]:
    try:
        state = json.loads(text)
        version = state["format"]
        whole = isinstance(state["documents"], dict) and isinstance(state["corpus"], str)
    except (LookupError, RecursionError, TypeError, ValueError) as error:
        raise _damaged(folder) from error
    if isinstance(version, int) and version > FORMAT:
        raise LibraryError(
            f"Thư viện «{folder}» do bản chương trình mới hơn tạo; hãy cập nhật chương trình rồi mở lại."
        )
    if not whole or version not in (1, FORMAT):
        raise _damaged(folder)
    return dict(state)


def _damaged(folder: Path) -> LibraryError:
    return LibraryError(
        f"Danh mục «{folder / 'library.json'}» bị hỏng; hãy chép lại từ bản sao lưu, "
        "hoặc xóa thư mục thư viện rồi nạp lại văn bản."
    )
