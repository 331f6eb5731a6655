"""The child that reads files for `ingest.pool`: one after another, until its standard input ends.

    python -P -m ingest.worker MODULE:FUNCTION BYTES

Both sides talk in messages: four bytes of length, big endian, then a JSON object. The parent asks
`{"path", "workspace"}`; the child says `{"page", "of"}` any number of times, then `{"document"}`,
`{"reason", "state"}` or, as its last word, `{"crashed"}`.
"""

import importlib
import json
import os
import resource
import struct
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from ingest.errors import FileRefused, FileState, UserError
from ingest.processes import own_size
from ingest.progress import listening

LENGTH = struct.Struct(">I")
LARGEST_MESSAGE = 250_000_000
_LARGEST_FILE_WRITTEN = 600_000_000

Reader = Callable[[Path, Path], Any]


def packed(message: dict[str, Any]) -> bytes:
    """Return the message as bytes; a path may hold lone surrogates, which ASCII escapes carry."""
    body = json.dumps(message, separators=(",", ":")).encode("ascii")
    return LENGTH.pack(len(body)) + body


def received(stream: BinaryIO) -> dict[str, Any] | None:
    """Return the next message, waiting for it; `None` at the end of the stream."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    message: dict[str, Any] = json.loads(stream.read(*LENGTH.unpack(head)))
    return message


def main(arguments: list[str]) -> None:
    """Answer requests on standard input until it ends."""
    answers = _private_output()
    requests = sys.stdin.buffer
    sys.excepthook = _last_word(answers)
    module, _, function = arguments[0].partition(":")
    _limit(int(arguments[1]))
    reader: Reader = getattr(importlib.import_module(module), function)
    while (request := received(requests)) is not None:
        path, workspace = Path(request["path"]), Path(request["workspace"])
        tempfile.tempdir = os.environ["TMPDIR"] = str(workspace)  # what any library leaves behind is erased too
        _send(answers, _answer(reader, path, workspace, answers))


def _private_output() -> BinaryIO:
    """Return standard output for messages alone: what a library or a program prints goes to standard error."""
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return own


def _limit(memory: int) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, own_size() + memory),
        (resource.RLIMIT_FSIZE, _LARGEST_FILE_WRITTEN),
        (resource.RLIMIT_CORE, 0),  # a dump would hold the text of the document
    ):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _answer(reader: Reader, path: Path, workspace: Path, answers: BinaryIO) -> dict[str, Any]:
    from ingest.record import encoded

    try:
        with listening(_teller(answers)):
            return {"document": encoded(reader(path, workspace))}
    except FileRefused as error:
        return {"reason": str(error), "state": error.state.name}
    except UserError as error:
        return {"reason": str(error), "state": FileState.REFUSED.name}
    except MemoryError:
        reason = f"«{path}»: đọc tệp cần quá nhiều bộ nhớ; hãy tách nhỏ hoặc xuất lại tệp."
        return {"reason": reason, "state": FileState.TOO_BIG.name}
    except RecursionError:
        reason = f"«{path}»: tệp hỏng, cấu trúc lồng nhau quá sâu; hãy xuất lại tệp."
        return {"reason": reason, "state": FileState.DAMAGED.name}


def _teller(answers: BinaryIO) -> Callable[[int, int], None]:
    def tell(page: int, of: int) -> None:
        _send(answers, {"page": page, "of": of})

    return tell


def _send(answers: BinaryIO, message: dict[str, Any]) -> None:
    content = packed(message)
    if len(content) > LARGEST_MESSAGE:
        reason = "nội dung đọc ra quá lớn; hãy tách nhỏ tệp rồi nạp lại."
        content = packed({"reason": reason, "state": FileState.TOO_BIG.name})
    answers.write(content)
    answers.flush()


def _last_word(
    answers: BinaryIO,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    def say(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        _send(answers, {"crashed": kind.__name__})

    return say


if __name__ == "__main__":
    main(sys.argv[1:])
