"""Files on disk: replaced in one step and durably, by one writer at a time; known by what they hold."""

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO

from ingest.errors import LibraryError, cause

# What a killed writer leaves: the new content under way, or the old file kept until the new one was safe.
TEMPORARY = re.compile(r"\.[\w.-]+\.jsonl?\.\d+(?:\.old)?")


def replace_text(path: Path, text: str) -> None:
    """Write `text` to `path` in one step, durably: a reader sees the old content or the new, never a part.

    Raises:
        LibraryError: the disk is full, or the folder cannot be written; `path` is as it was.
    """
    temporary = _beside(path)
    kept = temporary.with_name(f"{temporary.name}.old")
    try:
        _write(temporary, text)
        with suppress(FileNotFoundError):
            _keep(path, kept)
        temporary.replace(path)
        sync(path.parent)
    except OSError as error:
        with suppress(OSError):  # the old file, where the new one is in its place but perhaps not for good
            if kept.exists():
                kept.replace(path)
        raise _unwritable(path, error) from error
    finally:
        discard([temporary, kept])


def _keep(path: Path, kept: Path) -> None:
    kept.unlink(missing_ok=True)
    with suppress(PermissionError, NotImplementedError):  # a file system without links
        kept.hardlink_to(path)


def write_new(folder: Path, texts: Mapping[str, str]) -> None:
    """Write files that nothing names yet, durably; all or none.

    Raises:
        LibraryError: one could not be written; none of them is there.
    """
    path = folder
    try:
        for name, text in texts.items():
            path = folder / name
            _write(_beside(path), text)
            _beside(path).replace(path)
        if texts:
            sync(folder)
    except OSError as error:
        discard([folder / name for name in texts] + [_beside(path)])
        raise _unwritable(path, error) from error


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}")


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def discard(paths: Iterable[Path]) -> None:
    """Delete files that nothing needs; one that cannot be deleted stays."""
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> LibraryError:
    return LibraryError(f"Không ghi được «{path}» ({cause(error)}); hãy kiểm tra dung lượng đĩa và quyền ghi.")


def sync(folder: Path) -> None:
    """Make the names in the folder durable: until then a power cut may undo a rename; raises `OSError`."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def erase(paths: list[Path]) -> None:
    """Delete the files for good; files that are not there are no error.

    Raises:
        LibraryError: one could not be deleted.
    """
    path = Path()
    try:
        for path in paths:
            path.unlink(missing_ok=True)
        for folder in {path.parent for path in paths}:
            sync(folder)
    except OSError as error:
        raise LibraryError(
            f"Không xóa được tệp «{path}» ({cause(error)}); văn bản đã ra khỏi thư viện, hãy xóa tệp này bằng tay."
        ) from error


def read_json(path: Path) -> Any:
    """Return the value in JSON file `path`.

    Raises:
        LibraryError: the file cannot be read or is not JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise LibraryError(
            f"Không đọc được «{path}» ({error}); hãy xóa thư mục thư viện rồi nạp lại văn bản."
        ) from error


def digest(path: Path) -> str:
    """Return the SHA-256 of the file in hexadecimal digits; raises `OSError`."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Hold the folder's write lock; a second writer waits.

    Raises:
        LibraryError: the folder cannot be written.
    """
    try:
        file = _locked(folder)
    except OSError as error:
        raise LibraryError(
            f"Không ghi được vào thư mục «{folder}» ({cause(error)}); hãy chọn thư mục khác bằng --library."
        ) from error
    with file:
        yield


def _locked(folder: Path) -> TextIO:
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        sync(folder.parent)
    file = (folder / ".lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
    except OSError:
        file.close()
        raise
    return file
