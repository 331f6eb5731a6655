"""Which files the named files, folders and archives hold, in a stable order, each once."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from ingest.archive import Archive, Member, opened
from ingest.errors import FileRefused, FileState, cause
from ingest.files import digest
from ingest.pool import Job, Refused

_UNSEEN = re.compile(r"\.|~\$|Thumbs\.db$|desktop\.ini$", re.IGNORECASE)  # hidden, or kept by an office program
_ARCHIVE = ".zip"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read, or why there is none; `member` is what it is in archive `path`."""

    path: Path
    shown: str
    member: Member | None = None
    refused: FileRefused | None = None

    @property
    def size(self) -> int:
        """Its bytes, 0 where they cannot be told."""
        if self.member is not None:
            return self.member.info.file_size
        try:
            return self.path.stat().st_size
        except OSError:
            return 0


@dataclass(slots=True)
class Selection:
    """What was found: the sources in order, and the names of the files that are passed over."""

    suffixes: frozenset[str]
    sources: list[Source] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def add(self, path: Path) -> None:
        """Add a named file, or what a named folder holds."""
        try:
            if path.is_dir():
                self._add_folder(path)
            elif path.exists() and not path.is_file():
                self._refuse(path, "không phải tệp thường; hãy chọn tệp khác.")
            else:
                self._add_file(path)
        except OSError as error:
            self._refuse(path, f"không mở được ({cause(error)}); hãy kiểm tra đường dẫn.")
        except ValueError:  # a null character
            self._refuse(path, "không mở được (tên tệp không dùng được); hãy kiểm tra đường dẫn.")

    def _add_folder(self, folder: Path) -> None:
        if not self._is_new(folder):
            return
        for place, folders, names in os.walk(folder, onerror=self._unreadable, followlinks=True):
            folders[:] = sorted(name for name in folders if self._is_new_folder(Path(place, name)))
            for path in (Path(place, name) for name in sorted(names) if not _UNSEEN.match(name)):
                if path.suffix.lower() in self.suffixes and path.is_file():
                    self._add_file(path)
                elif not _is_companion(path, names) and self._is_new(path):
                    self.skipped.append(str(path))

    def _is_new_folder(self, folder: Path) -> bool:
        """Return whether to enter: links may lead to a folder twice, or round in a circle."""
        return not _UNSEEN.match(folder.name) and self._is_new(folder)

    def _is_new(self, path: Path) -> bool:
        real = os.path.realpath(path)  # `Path.resolve` fails at a link that leads to itself
        new = real not in self._seen
        self._seen.add(real)
        return new

    def _unreadable(self, error: OSError) -> None:
        self._refuse(Path(error.filename), f"không mở được thư mục ({cause(error)}); hãy kiểm tra quyền đọc.")

    def _add_file(self, path: Path) -> None:
        if not self._is_new(path):
            return
        if path.suffix.lower() == _ARCHIVE and path.exists():
            self._add_archive(path)
        else:
            self.sources.append(Source(path, str(path)))

    def _add_archive(self, path: Path) -> None:
        try:
            with opened(path) as archive:
                for member in archive.members:
                    self._add_member(path, member)
        except FileRefused as error:
            self.sources.append(Source(path, str(path), refused=error))

    def _add_member(self, path: Path, member: Member) -> None:
        shown, suffix = f"{path} › {member.name}", Path(member.name).suffix.lower()
        if suffix == _ARCHIVE:
            reason = f"«{shown}»: tệp nén nằm trong tệp nén; hãy giải nén rồi nạp lại."
            self.sources.append(Source(path, shown, refused=FileRefused(reason)))
        elif suffix in self.suffixes:
            self.sources.append(Source(path, shown, member))
        else:
            self.skipped.append(shown)

    def _refuse(self, path: Path, why: str) -> None:
        self.sources.append(Source(path, str(path), refused=FileRefused(f"«{path}»: {why}")))


def _is_companion(path: Path, names: Iterable[str]) -> bool:
    """Return whether the file only states metadata of a file beside it."""
    return path.suffix.lower() == ".toml" and any(
        Path(name).stem == path.stem and Path(name).suffix.lower() != ".toml" for name in names
    )


def selected(paths: Iterable[Path], suffixes: Iterable[str]) -> Selection:
    """Return what the named files and folders hold; from folders and archives, files with these suffixes only."""
    selection = Selection(frozenset(suffixes) | {_ARCHIVE})
    for path in paths:
        selection.add(path)
    return selection


def jobs(
    sources: Iterable[Source], folder: Path, known: Callable[[Source, Path, str], Refused | None]
) -> Iterator[Job]:
    """Yield what is to be done for each source; members of archives are unpacked into `folder` when their turn comes.

    `known(source, path, digest)` returns the outcome of a file that need not be read.
    """
    with _Unpacker(folder) as unpacker:
        for source in sources:
            try:
                path = unpacker.path(source)
                own = digest(path)
                yield Job(path, source.shown, known(source, path, own), source.member is not None, own)
            except FileRefused as error:
                yield Job(source.path, source.shown, Refused(str(error), error.state))
            except OSError as error:
                reason = f"«{source.shown}»: không mở được tệp ({cause(error)}); hãy kiểm tra đường dẫn và quyền đọc."
                yield Job(source.path, source.shown, Refused(reason, FileState.REFUSED))


class _Unpacker(ExitStack):
    """Keeps the archive open whose members come one after another."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._archive: Archive | None = None

    def path(self, source: Source) -> Path:
        """Return the path of the source's file, unpacked where it lies in an archive."""
        if source.refused is not None:
            raise source.refused
        if source.member is None:
            return source.path
        if self._archive is None or self._archive.path != source.path:
            self.close()
            self._archive = self.enter_context(opened(source.path))
        return self._archive.extract(source.member, self._folder)
