"""Private folders for what reading leaves on disk, erased after every file; those of a killed run by the next run."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from ingest.errors import LibraryError, cause

FOLDER = ".nap"
_LOCK = ".lock"


@contextmanager
def run_folder(library: Path) -> Iterator[Path]:
    """Make a private folder (0700) for this run under `library`/.nap; it is erased at the end with all it holds.

    A run that was killed could not erase its own: whoever comes next does, and knows it by the lock that the kernel
    has taken from the dead.

    Raises:
        LibraryError: the library's folder cannot be written.
    """
    parent = library / FOLDER
    try:
        parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(parent):
            _erase_abandoned(parent)
            own = Path(tempfile.mkdtemp(dir=parent))
            lock = _locked(own)
    except OSError as error:
        raise LibraryError(
            f"Không ghi được vào thư mục «{parent}» ({cause(error)}); hãy kiểm tra dung lượng đĩa và quyền ghi."
        ) from error
    with lock:
        try:
            yield own
        finally:
            erase(own)


@contextmanager
def workspace(folder: Path) -> Iterator[Path]:
    """Make a private folder for one file within `folder`, erased at the end.

    Raises:
        OSError: it cannot be made.
    """
    own = Path(tempfile.mkdtemp(dir=folder))
    try:
        yield own
    finally:
        erase(own)


def erase(folder: Path) -> None:
    """Erase the folder and all it holds, whatever the modes that a reader gave to its parts."""
    for place, folders, _ in os.walk(folder):
        for name in folders:
            inner = Path(place, name)
            if not inner.is_symlink():
                with suppress(OSError):
                    inner.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def _erase_abandoned(parent: Path) -> None:
    for folder in parent.glob("*/"):
        try:
            _locked(folder, fcntl.LOCK_NB).close()
        except BlockingIOError:
            continue
        erase(folder)


def _locked(folder: Path, flags: int = 0) -> IO[str]:
    file = (folder / _LOCK).open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | flags)
    except OSError:
        file.close()
        raise
    return file
