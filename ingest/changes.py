"""The library as it shall be: changes are made to a working copy, then written so that they are done or not.

First the new record files, then library.json, which makes all of them visible in one step, then the record files
that nothing names any more are deleted. What a killed run leaves is deleted by the next writer.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from ingest import record
from ingest.document import Document
from ingest.errors import LibraryError, cause
from ingest.files import TEMPORARY, discard, erase, replace_text, write_new
from ingest.shelf import READER, Entry, HeldFile, Identity, Shelf, label_for
from ingest.versions import Change, Outcome, compared, is_same_document, likeness, share, standing

_LEAST_ALIKE_AMONG_SEVERAL = 0.5
_RECORD = re.compile(r"[\w.-]+\.[0-9a-f]{12}\.json")


class Changes:
    """A working copy of a library's shelf and documents; nothing is on disk before `write`."""

    def __init__(self, folder: Path, shelf: Shelf, documents: dict[str, Document]) -> None:
        self.folder = folder
        self._before = shelf
        self.corpus = shelf.corpus
        self.entries = dict(shelf.entries)
        self.documents = dict(documents)
        self.removed = shelf.removed
        self._records: dict[str, str] = {}
        self._damaged = {entry.current.record for label, entry in shelf.entries.items() if label not in documents}
        self._hashed: dict[int, tuple[Document, frozenset[str]]] = {}
        self._by_base: dict[str, set[str]] = {}
        for entry in shelf.entries.values():
            self._note(entry)

    @property
    def shelf(self) -> Shelf:
        """The shelf as it shall be."""
        return Shelf(self.corpus, self.entries, self.removed)

    def put(self, document: Document, *, shipped: bool = False) -> Outcome:
        """Take in a document: a new one, a copy, or a version of one that is held."""
        if not shipped:
            mine = Identity.of(document)
            self.removed = tuple(gone for gone in self.removed if not gone.same(mine))
        label = self._held_label(document)
        return self._add(document, shipped=shipped) if label is None else self._meet(label, document, shipped=shipped)

    def _meet(self, label: str, document: Document, *, shipped: bool) -> Outcome:
        entry, held = self.entries[label], self.documents.get(label)
        named = replace(document, label=label)
        file = self._file(named, shipped=shipped)
        change = _change(entry, file, held, named)
        equal = share(named, held) if held else 0.0
        entry = placed(entry, replace(file, share=equal), change, keep=held is not None and _lost(held, named))
        self._note(replace(entry, added=self._added(entry, change, shipped=shipped)))
        if entry.current.record == file.record:
            self.documents[label] = named
        return Outcome(change, label, named.name, equal)

    def _added(self, entry: Entry, change: Change, *, shipped: bool) -> bool:
        """Return whether a user added the document; in a library of the first format the corpus has to say it."""
        before = self._before.entries.get(entry.label)
        unsaid = before is not None and before.current.reader == 0 and change is not Change.COPY
        return not shipped or (entry.added and not unsaid)

    def _add(self, document: Document, *, shipped: bool) -> Outcome:
        label = label_for(document, set(self.entries))
        named = replace(document, label=label)
        self._note(Entry(label, self._file(named, shipped=shipped), added=not shipped))
        self.documents[label] = named
        return Outcome(Change.ADDED, label, named.name)

    def _note(self, entry: Entry) -> None:
        self.entries[entry.label] = entry
        for file in entry.files:
            self._by_base.setdefault(_shelved_under(file.identity), set()).add(entry.label)

    def _held_label(self, document: Document) -> str | None:
        """Return the label of the held document that this one is another reading or version of."""
        mine = Identity.of(document)
        known = self._by_base.get(_shelved_under(mine), set())
        labels = [label for label in self.entries if label in known] if len(known) > 1 else [*known]
        exact = [label for label in labels if any(file.identity.same(mine) for file in self.entries[label].files)]
        if exact:
            return exact[0]
        near = [label for label in labels if self._is_near(label, document, mine)]
        if len(near) < 2:
            return near[0] if near else None
        alike = {label: likeness(self.documents[label], document) for label in near}
        best = max(alike, key=lambda label: alike[label])
        return best if alike[best] >= _LEAST_ALIKE_AMONG_SEVERAL else None

    def _is_near(self, label: str, document: Document, mine: Identity) -> bool:
        held = self.documents.get(label)
        if held is None or not (mine.numbered or self._hashes(held) & self._hashes(document)):
            return False
        return is_same_document(held, document, [file.identity for file in self.entries[label].files])

    def _hashes(self, document: Document) -> frozenset[str]:
        """Return the hashes of the paragraphs; documents without a number are compared with all their like."""
        key = id(document)
        if key not in self._hashed:
            self._hashed[key] = (document, frozenset(paragraph.content_hash for paragraph in document.paragraphs))
        return self._hashed[key][1]

    def _file(self, document: Document, *, shipped: bool) -> HeldFile:
        text = record.text_of(document)
        name = _record_name(document, record.digest_of(text))
        self._records[name] = text
        origin = document.origin
        return HeldFile(
            identity=Identity.of(document),
            record=name,
            file_name=origin.file_name if origin else "",
            format=origin.format if origin else "",
            digest=origin.digest if origin else "",
            reader=READER,
            source_kind=document.metadata.source_kind.value,
            shipped=shipped,
        )

    def remove(self, label: str, *, remember: bool = True) -> None:
        """Take the document out with its copies and history; a shipped one stays out unless a user adds it again."""
        entry = self.entries.pop(label)
        self.documents.pop(label, None)
        for labels in self._by_base.values():
            labels.discard(label)
        if remember and any(file.shipped for file in entry.files):
            self.removed = (*self.removed, entry.current.identity)

    def follow(self, documents: Iterable[Document], corpus: str) -> None:
        """Take in what the corpus ships, except what a user removed, and drop what only an older corpus shipped."""
        shipped: set[str] = set()
        for document in documents:
            mine = Identity.of(document)
            unwanted = any(gone.base == mine.base and not gone.contradicts(mine) for gone in self.removed)
            if not unwanted:
                shipped.add(self.put(document, shipped=True).label)
        for label in [*self.entries]:
            if label not in shipped and not self.entries[label].added:
                self.remove(label, remember=False)
        self.corpus = corpus

    def write(self, *, erasing: bool = False) -> str:
        """Make the changes durable and visible in one step; return the text of library.json, as it was if none.

        With `erasing`, a record file that cannot be deleted is an error; else the next writer deletes it.

        Raises:
            LibraryError: the disk is full, or the folder cannot be written; the library is as it was.
        """
        shelf, old = self.shelf, self._before.records
        whole = old - self._damaged
        text, wanted = shelf.text(), shelf.records
        folder = self.folder / "documents"
        write_new(folder, {name: self._records[name] for name in self._records if name in wanted - whole})
        replace_text(self.folder / "library.json", text)
        unused = [folder / name for name in old - wanted]
        if erasing:
            erase(unused)
        else:
            discard(unused)
        self._records.clear()
        return text


def _record_name(document: Document, digest: str) -> str:
    """Return the name of a document's record file, safe in every file system."""
    named = re.sub(r"[^\w.-]+", "-", document.key)
    return f"{named.encode()[:150].decode(errors='ignore')}.{digest}.json"


def _shelved_under(identity: Identity) -> str:
    return identity.base if identity.numbered else "~"


def _change(entry: Entry, file: HeldFile, held: Document | None, new: Document) -> Change:
    """Return what a newly read file is to the document that it belongs to."""
    if held is None:  # what the library had is damaged
        return Change.READ_AGAIN
    if file.record == entry.current.record:
        return Change.UNCHANGED
    if file.digest and file.digest == entry.current.digest:
        return Change.READ_AGAIN
    if file.shipped and not entry.current.shipped:  # what a user chose stays, but for a report of the press
        return Change.CANONICAL if standing(new) > standing(held) else Change.COPY
    if file.digest and not file.shipped and file.digest in {old.digest for old in entry.history}:
        return Change.SUPERSEDED
    change = compared(held, new)
    untold = not file.digest and not entry.current.digest
    unknown = not entry.current.digest and standing(held) == standing(new)
    if change is Change.REPLACED or not (untold or unknown or (file.shipped and entry.current.shipped)):
        return change
    return Change.READ_AGAIN


def placed(entry: Entry, file: HeldFile, change: Change, *, keep: bool) -> Entry:
    """Return the entry with the file where the change puts it.

    `keep`: the canonical text has paragraphs that the file lacks; where it gives way, citations may still name them.
    """
    others = tuple(copy for copy in entry.copies if not _is_same_file(copy, file))
    away = replace(entry.current, record=entry.current.record if keep else "", share=file.share)
    match change:
        case Change.UNCHANGED:
            return replace(entry, current=replace(file, share=1.0, shipped=file.shipped or entry.current.shipped))
        case Change.SUPERSEDED:
            old = [replace(item, reader=file.reader) if item.digest == file.digest else item for item in entry.history]
            return replace(entry, history=tuple(old))
        case Change.COPY:
            return replace(entry, copies=(*others, replace(file, record="")))
        case Change.CANONICAL:
            return replace(entry, current=replace(file, share=1.0), copies=(*others, away))
        case Change.READ_AGAIN if not keep:
            return replace(entry, current=replace(file, share=1.0), copies=others)
    return _succeeded(entry, file, away, others)


def _succeeded(entry: Entry, file: HeldFile, away: HeldFile, others: tuple[HeldFile, ...]) -> Entry:
    """Return the entry with a new version; the copies of the old one go with it, reports of the press stay."""
    today = date.today().isoformat()
    stay = tuple(copy for copy in others if copy.source_kind != file.source_kind)
    gone = [replace(old, replaced=today) for old in (*(copy for copy in others if copy not in stay), away)]
    return replace(entry, current=replace(file, share=1.0), copies=stay, history=(*entry.history, *gone))


def _is_same_file(one: HeldFile, other: HeldFile) -> bool:
    return one.digest == other.digest if one.digest else one.file_name == other.file_name and not other.digest


def _lost(held: Document, new: Document) -> bool:
    """Return whether a paragraph of the held reading is not in the new one."""
    return not {p.content_hash for p in held.paragraphs} <= {p.content_hash for p in new.paragraphs}


def clean(folder: Path, shelf: Shelf) -> None:
    """Delete what killed writers left: unfinished files, and record files that the shelf does not name.

    Raises:
        LibraryError: the folder cannot be read or written.
    """
    records = folder / "documents"
    try:
        records.mkdir(exist_ok=True)
        found = [*folder.iterdir(), *records.iterdir()]
    except OSError as error:
        raise LibraryError(
            f"Không ghi được vào thư viện «{folder}» ({cause(error)}); hãy kiểm tra quyền ghi."
        ) from error
    wanted = shelf.records
    discard(path for path in found if TEMPORARY.fullmatch(path.name) or _is_unused(path, records, wanted))


def _is_unused(path: Path, records: Path, wanted: set[str]) -> bool:
    return path.parent == records and path.name not in wanted and _RECORD.fullmatch(path.name) is not None
