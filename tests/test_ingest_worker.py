"""Reading in children: every file ends in a named state, whatever its reader does; nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.errors import FileState
from ingest.lifeline import started
from ingest.pool import Job, Limits, Outcome, Read, Refused, read_files
from ingest.processes import family
from ingest.settings import PROJECT
from ingest.workspaces import FOLDER, run_folder

TESTS = Path(__file__).parent
LIMITS = Limits(jobs=2, silence=6.0, page=1.0, memory=300 * 2**20, reader="ingest_worker_readers:read")


@pytest.fixture(autouse=True)
def _readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(TESTS))


def outcomes(folder: Path, *words: str, limits: Limits = LIMITS) -> list[Outcome]:
    jobs = []
    for number, word in enumerate(words):
        path = folder / f"{number}.txt"
        path.write_text(word if " " in word else f"{word} ", encoding="utf-8")
        jobs.append(Job(path, f"tệp {number}"))
    with run_folder(folder / "kho") as private:
        assert (private.stat().st_mode | private.parent.stat().st_mode) & 0o077 == 0
        done = [item for batch in read_files(jobs, limits, private) for item in batch]
        assert [item for item in private.iterdir() if item.is_dir()] == []
    assert [job for job, _ in done] == jobs  # in the order given
    assert [item for item in (folder / "kho" / FOLDER).iterdir() if item.is_dir()] == []
    assert strangers() == set()
    return [outcome for _, outcome in done]


def strangers() -> set[int]:
    """The processes that this one started and that still run."""
    return set(family(os.getpid()).members) - {os.getpid()} - session_before


session_before: set[int] = set()


@pytest.fixture(autouse=True, scope="module")
def _before() -> None:
    session_before.update(family(os.getpid()).members)


def read_by(outcome: Outcome) -> str:
    assert isinstance(outcome, Read) and outcome.document.origin
    return outcome.document.origin.digest


def test_sound_files_are_read_in_order_by_children_that_live_on(tmp_path: Path) -> None:
    done = outcomes(tmp_path, *(f"tot {number}" for number in range(20)))
    texts = [outcome.document.source_text for outcome in done if isinstance(outcome, Read)]
    assert texts == [f"Bộ Chính trị yêu cầu {number}" for number in range(20)]
    assert len({read_by(outcome) for outcome in done}) <= 2


@pytest.mark.parametrize(
    ("word", "state", "reason"),
    [
        ("refuse", FileState.PASSWORD, "«tệp 0»: đặt mật khẩu; hãy gỡ rồi nạp lại."),
        ("hang", FileState.TOO_SLOW, "«tệp 0»: đọc quá thời gian (6 giây); hãy tách nhỏ hoặc xuất lại tệp."),
        ("same_page", FileState.TOO_SLOW, "«tệp 0»: đọc quá thời gian ở trang 2 trên 5 (6 giây); hãy tách nhỏ"),
        ("memory", FileState.TOO_BIG, "«tệp 0»: đọc tệp cần quá "),
        ("program", FileState.TOO_BIG, "«tệp 0»: đọc tệp cần quá 300 MB bộ nhớ; hãy tách nhỏ"),
        ("killed", FileState.DAMAGED, "«tệp 0»: tệp hỏng, chương trình đọc dừng giữa chừng; hãy mở tệp bằng"),
        ("leave", FileState.DAMAGED, "«tệp 0»: tệp hỏng, chương trình đọc dừng giữa chừng; hãy mở tệp bằng"),
        ("bug", FileState.DAMAGED, "«tệp 0»: tệp làm chương trình đọc dừng vì lỗi (KeyError); hãy mở tệp bằng"),
        ("missing", FileState.REFUSED, "«tệp 0»: chương trình thiếu thành phần để đọc tệp; hãy cài đặt lại đủ bộ."),
        ("deep", FileState.DAMAGED, "«tệp 0»: tệp hỏng, cấu trúc lồng nhau quá sâu; hãy xuất lại tệp."),
        ("garbage", FileState.DAMAGED, "«tệp 0»: tệp hỏng, chương trình đọc dừng giữa chừng; hãy mở tệp bằng"),
    ],
)
def test_a_bad_file_ends_in_a_named_state_and_the_next_is_read(
    tmp_path: Path, word: str, state: FileState, reason: str
) -> None:
    began = time.monotonic()
    bad, good = outcomes(tmp_path, word, "tot lành", limits=replace(LIMITS, jobs=1))
    assert isinstance(bad, Refused) and isinstance(good, Read)
    assert bad.state is state
    assert bad.reason.startswith(reason)
    assert time.monotonic() - began < LIMITS.silence + 2.5


@pytest.mark.parametrize("word", ["pages", "noise", "locked_folder"])
def test_odd_behaviour_within_the_limits_is_read(tmp_path: Path, word: str) -> None:
    (done,) = outcomes(tmp_path, word)
    assert isinstance(done, Read)


def test_pages_cannot_go_on_for_ever(tmp_path: Path) -> None:
    (done,) = outcomes(tmp_path, "many_pages", limits=replace(LIMITS, page=0.05))
    assert isinstance(done, Refused) and done.state is FileState.TOO_SLOW


def test_pages_are_told_while_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("pages ", encoding="utf-8")
    told: list[tuple[str, int, int]] = []
    done = read_files([Job(path, "a")], LIMITS, tmp_path, lambda job, page, of: told.append((job.shown, page, of)))
    assert [len(batch) for batch in done] == [1]
    assert told == [("a", page, 5) for page in range(1, 6)]


def test_a_child_is_replaced_after_its_share_of_files(tmp_path: Path) -> None:
    done = outcomes(tmp_path, *["tot"] * 9, limits=replace(LIMITS, jobs=1, files=3))
    children = [read_by(outcome) for outcome in done]
    assert [children.count(child) for child in dict.fromkeys(children)] == [3, 3, 3]


def test_what_is_known_passes_and_what_is_temporary_is_erased(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("tot lành", encoding="utf-8")
    known = Refused("đã có", FileState.DUPLICATE)
    jobs = [Job(Path("vang"), "vắng", known=known), Job(path, "a", temporary=True)]
    done = [item for batch in read_files(jobs, LIMITS, tmp_path) for item in batch]
    assert done[0] == (jobs[0], known)
    assert isinstance(done[1][1], Read)
    assert not path.exists()


def test_leaving_early_stops_at_once(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).write_text("tot a" if name == "a" else "hang a", encoding="utf-8")
    jobs = [Job(tmp_path / "a", "a"), *(Job(tmp_path / "b", str(n)) for n in range(40))]
    began = time.monotonic()
    reading = read_files(jobs, replace(LIMITS, silence=20), tmp_path)
    assert next(reading)[0][0] is jobs[0]
    reading.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 3
    assert strangers() == set()


PARENT = """
import sys
from pathlib import Path
from ingest.pool import Job, Limits, read_files
from ingest.workspaces import run_folder
limits = Limits(jobs=2, silence=60, reader="ingest_worker_readers:read")
jobs = [Job(Path(name), name) for name in sys.argv[2:]]
with run_folder(Path(sys.argv[1])) as folder:
    list(read_files(jobs, limits, folder))
"""


def descendants(process: int) -> Iterator[int]:
    return (member for member in family(process).members if member != process)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc here")
def test_a_killed_parent_takes_all_with_it_and_the_next_run_cleans_up(tmp_path: Path) -> None:
    for name, word in (("a", "hang 1"), ("b", "sleeper 60.25")):
        (tmp_path / name).write_text(word, encoding="utf-8")
    command = [sys.executable, "-c", PARENT, str(tmp_path / "kho"), str(tmp_path / "a"), str(tmp_path / "b")]
    environment = {**os.environ, "PYTHONPATH": f"{PROJECT}{os.pathsep}{TESTS}"}
    parent = subprocess.Popen(command, env=environment)
    waited(lambda: len(list(descendants(parent.pid))) == 3 and len(copies(tmp_path)) == 2)
    left = set(descendants(parent.pid))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    waited(lambda: not any(Path(f"/proc/{process}").exists() and alive(process) for process in left))
    assert len(copies(tmp_path)) == 2
    outcomes(tmp_path, "tot lành")
    assert copies(tmp_path) == []


def copies(folder: Path) -> list[Path]:
    return list((folder / "kho" / FOLDER).rglob("ban-sao.txt"))


def alive(process: int) -> bool:
    try:
        return b") Z" not in Path(f"/proc/{process}/stat").read_bytes()
    except OSError:
        return False


def waited(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 8
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_tied_program_ends_with_its_block_and_what_it_started_too() -> None:
    with started(["sh", "-c", "sleep 61.5 & sleep 61.5"]) as tied:
        waited(lambda: len(family(tied.process.pid).members) == 3)
        members = family(tied.process.pid).members
    waited(lambda: not any(map(alive, members)))
    with started(["sh", "-c", "sleep 61.5 & exit 3"]) as tied:
        assert tied.process.wait() == 3  # the one that it left behind goes as well
        members = family(tied.process.pid).members
    waited(lambda: not any(map(alive, members)))
