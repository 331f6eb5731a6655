"""Writing that is either done or not: atomic replacement, and one writer at a time."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ingest.errors import LibraryError


def replace_text(path: Path, text: str) -> None:
    """Write `text` to `path` in one step: a reader sees the old content or the new, never a part.

    Raises:
        LibraryError: the disk is full, or the folder cannot be written; `path` is as it was.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise LibraryError(
            f"Không ghi được «{path}» ({error.strerror}); hãy kiểm tra dung lượng đĩa và quyền ghi."
        ) from error


def read_json(path: Path) -> Any:
    """Return the value in JSON file `path`.

    Raises:
        LibraryError: the file cannot be read or is not JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LibraryError(
            f"Không đọc được «{path}» ({error}); hãy xóa thư mục thư viện rồi nạp lại văn bản."
        ) from error


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Hold the folder's write lock; a second writer waits.

    Raises:
        LibraryError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / ".lock").open("w")
    except OSError as error:
        raise LibraryError(
            f"Không ghi được vào thư mục «{folder}» ({error.strerror}); hãy chọn thư mục khác bằng --library."
        ) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
