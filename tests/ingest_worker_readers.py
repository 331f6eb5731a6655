"""Readers that behave as a file's first word says: what a reading child may meet, for the tests of the pool."""

import importlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ingest.document import Document, DocumentType, Metadata, Origin, Paragraph, SourceKind, Span
from ingest.errors import FileRefused, FileState
from ingest.progress import page_done


def read(path: Path, workspace: Path) -> Document:
    word, _, rest = path.read_text(encoding="utf-8").partition(" ")
    (workspace / "ban-sao.txt").write_text(rest, encoding="utf-8")
    reader: Callable[[Path, str], Document] = globals().get(f"_{word}", _sound)
    return reader(path, rest)


def _sound(path: Path, rest: str) -> Document:
    number = f"{sum(map(ord, path.name))}-KL/TW"
    metadata = Metadata(number, DocumentType.CONCLUSION, SourceKind.OFFICIAL_TEXT)
    text = f"Bộ Chính trị yêu cầu {rest}"
    paragraphs = (Paragraph(1, text, Span(0, len(text))),)
    return Document(metadata, text, paragraphs, origin=Origin(path.name, "TXT", str(os.getpid())))


def _refuse(path: Path, rest: str) -> Document:
    raise FileRefused(f"«{path}»: đặt mật khẩu; hãy gỡ rồi nạp lại.", FileState.PASSWORD)


def _hang(path: Path, rest: str) -> Document:
    re.match(r"(a+)+$", "a" * 60 + "b")  # holds the interpreter's lock, so no thread of it could notice anything
    return _sound(path, rest)


def _pages(path: Path, rest: str) -> Document:
    for page in range(1, 6):
        time.sleep(0.4)
        page_done(page, 5)
    return _sound(path, rest)


def _same_page(path: Path, rest: str) -> Document:
    while True:
        time.sleep(0.05)
        page_done(1, 5)


def _many_pages(path: Path, rest: str) -> Document:
    for page in range(1, 10**6):
        time.sleep(0.2)
        page_done(page, 10**6)
    return _sound(path, rest)


def _memory(path: Path, rest: str) -> Document:
    held = [bytearray(2**24) for _ in range(10**4)]
    return _sound(path, str(len(held)))


def _program(path: Path, rest: str) -> Document:
    """Memory taken by a program that was started, in a session of its own."""
    code = "import time; held = [bytearray(b'x' * 2**20) for _ in range(300)]; time.sleep(60)"
    subprocess.run([sys.executable, "-c", code], start_new_session=True, check=False)
    return _sound(path, rest)


def _sleeper(path: Path, rest: str) -> Document:
    subprocess.run(["sleep", rest], check=False)
    return _sound(path, rest)


def _killed(path: Path, rest: str) -> Document:
    os.kill(os.getpid(), signal.SIGSEGV)
    return _sound(path, rest)


def _leave(path: Path, rest: str) -> Document:
    sys.exit(0)


def _bug(path: Path, rest: str) -> Document:
    raise KeyError(rest)


def _missing(path: Path, rest: str) -> Document:
    importlib.import_module("ingest.khong_co")
    return _sound(path, rest)


def _deep(path: Path, rest: str) -> Document:
    return _deep(path, rest)


def _noise(path: Path, rest: str) -> Document:
    print("a library prints to standard output")
    subprocess.run(["echo", "and a program too"], check=False)
    return _sound(path, rest)


def _garbage(path: Path, rest: str) -> Document:
    for descriptor in range(3, 20):
        try:
            os.write(descriptor, b"\x00\x00\x00\x05[[[[[")
        except OSError:
            continue
    return _sound(path, rest)


def _locked_folder(path: Path, rest: str) -> Document:
    import tempfile

    folder = Path(tempfile.mkdtemp())
    (folder / "ban-sao").write_text(rest, encoding="utf-8")
    folder.chmod(0o500)
    return _sound(path, rest)
