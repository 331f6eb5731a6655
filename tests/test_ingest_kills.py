"""`kill -9` of a running `python -m ingest` at random moments: what it told is there, nothing is left, a rerun ends it.

The library alone is killed more than 200 times, at every step, in test_ingest_crash.py.
"""

import json
import random
import shutil
import signal
import subprocess
import time
import uuid
from contextlib import suppress
from pathlib import Path

import pytest
from ingest_run_helpers import command, environment

from ingest.library import Library
from ingest.settings import PROJECT
from ingest.workspaces import FOLDER

KILLS = 20
FILES = 60
SHIPPED = 2  # documents that every new library has
TEXT = (
    "Số {serial}-KL/TW\nKẾT LUẬN\nBộ Chính trị yêu cầu các cấp uỷ triển khai ngay việc thứ {serial}.\n"
    "1. Ban Tổ chức Trung ương hướng dẫn việc bố trí cán bộ cấp xã.\n2. Bộ Tài chính cấp kinh phí.\n"
)
Hashes = list[tuple[str, str]]
_MARK = "INGEST_TEST_RUN"


def hashes(folder: Path) -> Hashes:
    return [(document.label, document.content_hash) for document in opened(folder).documents]


def opened(folder: Path) -> Library:
    """Open the library as the program does: it may not even have been made before the kill."""
    return Library.open(folder / "kho", PROJECT / "corpus")


def given(folder: Path) -> None:
    (folder / "vao").mkdir()
    for number in range(FILES):
        (folder / "vao" / f"{number:03}.txt").write_text(TEXT.format(serial=300 + number), encoding="utf-8")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Hashes, float]:
    """What a run leaves that nobody stops, and the seconds that it takes."""
    folder = tmp_path_factory.mktemp("tron")
    given(folder)
    began = time.monotonic()
    assert killed_run(folder) == [f"{300 + number}-KL/TW" for number in range(FILES)]
    return hashes(folder), time.monotonic() - began


def killed_run(folder: Path, lines: int = 0, after: float | None = None) -> list[str]:
    """Run over the files and return the documents that were told to be in the library.

    The run is killed so many seconds after it has told of so many files; it ends by itself where none are given.
    """
    mark = uuid.uuid4().hex
    process = subprocess.Popen(
        command("vao", "--jobs", "2"), cwd=folder, env={**environment(folder), _MARK: mark},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(lines)]
        if after is not None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(after)  # what it tells meanwhile fits into the pipe
            process.send_signal(signal.SIGKILL)
        told += process.stdout.read().splitlines(keepends=True)
    assert_gone(mark)
    records = [json.loads(line) for line in told if line.endswith(b"\n")]  # a line cut short was not told
    return [record["document"] for record in records if "document" in record]


def assert_gone(mark: str) -> None:
    """See that no process is left that the run has started, however distant."""
    deadline = time.monotonic() + 5
    while left := marked(mark):
        assert time.monotonic() < deadline, left
        time.sleep(0.02)


def marked(mark: str) -> list[str]:
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"{_MARK}={mark}".encode() in (place / "environ").read_bytes():
                found.append((place / "cmdline").read_bytes().decode(errors="replace"))
    return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc here")
def test_killed_at_random_moments(whole: tuple[Hashes, float], tmp_path: Path) -> None:
    expected, seconds = whole
    chance = random.Random(9)  # noqa: S311 (not for secrets)
    told, in_the_midst = set[str](), 0
    given(tmp_path)
    for kill in range(KILLS):
        if kill % 3 == 0:  # at any moment, be it before the first file or after the last
            told |= set(killed_run(tmp_path, after=chance.uniform(0.02, 1.0) * seconds))
        else:
            told |= set(killed_run(tmp_path, chance.randrange(1, FILES // 2), chance.uniform(0, 0.05)))
        held = hashes(tmp_path)
        assert told <= {label for label, _ in held}
        assert set(held) <= set(expected)  # each whole, with all that it has when nobody stops the run
        in_the_midst += SHIPPED < len(held) < len(expected)
        if len(held) == len(expected):
            assert_finished(tmp_path, expected)
            shutil.rmtree(tmp_path / "kho")
            told = set()
    assert in_the_midst >= KILLS // 4
    assert_finished(tmp_path, expected)


def assert_finished(folder: Path, expected: Hashes) -> None:
    """See that a rerun leaves the same documents in the same order, and no working copy."""
    killed_run(folder)
    assert hashes(folder) == expected
    assert [path for path in (folder / "kho" / FOLDER).rglob("*") if path.name != ".lock"] == []
    assert list((folder / "tam").iterdir()) == []
