"""The library is killed, or its disk fails, at every step: what was acknowledged is there, nothing by halves."""

import errno
import random
import shutil
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from ingest_crash_program import Operation, dying, failing, killed, numbered, operations, perform, watched
from ingest_library_helpers import empty, record_files

from ingest.document import Document
from ingest.errors import LibraryError, cause
from ingest.library import Library

RANDOM_KILLS = 60
State = list[tuple[object, ...]]


def state(folder: Path) -> State:
    """Return all that a reader sees; fails where a document is not whole."""
    library = Library(folder)
    seen: State = []
    for document in library.documents:
        files = (*library.copies(document.label), *library.history(document.label))
        kept = [earlier.content_hash for file in files if (earlier := library.earlier(file))]
        names = [(file.file_name, file.share, file.record) for file in files]
        seen.append((document.label, document.key, document.content_hash, names, kept))
    return seen


def assert_no_garbage(folder: Path) -> None:
    named = {name for entry in Library(folder)._shelf.entries.values() for name in entry.records}
    assert set(record_files(folder)) == named
    assert {path.name for path in folder.iterdir()} == {"library.json", "documents", ".lock"}


def steps_of(folder: Path, operation: Operation) -> list[str]:
    taken: list[str] = []
    with watched(taken.append):
        perform(folder, operation)
    return taken


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The folder of a library before each operation, and after the last."""
    base = tmp_path_factory.mktemp("stages")
    folders = [empty(base / "0").folder]
    for number, operation in enumerate(operations(), 1):
        folders.append(shutil.copytree(folders[-1], base / f"{number}"))
        perform(folders[-1], operation)
    return folders


def test_every_operation_changes_what_is_seen(stages: list[Path]) -> None:
    states = [state(folder) for folder in stages]
    assert all(before != after for before, after in pairwise(states))


def test_what_is_named_is_durable_before_its_name(tmp_path: Path) -> None:
    """A power cut is not tried here; these are the steps that it cannot undo, in their order."""
    library = empty(tmp_path)
    library.put(numbered(1))
    steps: list[str] = []
    with watched(steps.append):
        library.put(numbered(2))
    write = ["open", "write the other half", "fsync"]
    lasting = [step for step in steps if step != "unlink"]
    assert lasting == [*write, "replace", "fsync", *write, "link", "replace", "fsync"]


def test_only_its_own_garbage_is_deleted(tmp_path: Path) -> None:
    library = empty(tmp_path)
    library.put(numbered(1))
    mine = [
        ".library.json.12",
        ".library.json.12.old",
        "documents/.a.0123456789ab.json.7",
        "documents/a.0123456789ab.json",
    ]
    others = [".ghi-chu.12", "luong.0123456789ab.json", "documents/luong.json", "documents/.ghi-chu"]
    for name in (*mine, *others):
        (tmp_path / name).write_text("x", encoding="utf-8")
    Library(tmp_path).put(numbered(2))
    assert [name for name in (*mine, *others) if (tmp_path / name).exists()] == others


def test_killed_at_every_step(stages: list[Path], tmp_path: Path) -> None:
    kills = 0
    for number, operation in enumerate(operations()):
        before, after = state(stages[number]), state(stages[number + 1])
        steps = steps_of(shutil.copytree(stages[number], tmp_path / f"{number}"), operation)
        for at in range(len(steps)):
            folder = shutil.copytree(stages[number], tmp_path / f"{number}-{at}")

            def work(acknowledge: Callable[[], object], folder: Path = folder, at: int = at) -> None:
                with watched(dying(at)):
                    perform(folder, operation)  # noqa: B023 (done within the loop's turn)
                    acknowledge()

            acknowledged, died = killed(work)
            kills += died
            assert (acknowledged, died) == (0, True)
            assert state(folder) in (before, after), f"operation {number}, step {at}: {steps[at]}"
            perform(folder, operation)
            assert state(folder) == after, f"operation {number}, step {at}: {steps[at]}"
            assert_no_garbage(folder)
    assert kills + RANDOM_KILLS >= 200


def test_what_was_acknowledged_is_there_after_a_kill_at_a_random_moment(tmp_path: Path) -> None:
    """The killer is another process, so that it also comes between what is counted above."""
    chance = random.Random(7)  # noqa: S311 (not for secrets)
    documents = [numbered(number) for number in range(8)]
    expected = [document.content_hash for document in documents]
    folder, done = empty(tmp_path / "0").folder, 0
    for kill in range(RANDOM_KILLS):
        if done == len(documents):
            folder, done = empty(tmp_path / f"{kill}").folder, 0
        left = documents[done:]

        def work(acknowledge: Callable[[], object], folder: Path = folder, left: list[Document] = left) -> None:
            for document in left:
                Library(folder).put(document)
                acknowledge()
            time.sleep(60)

        acknowledged, died = killed(work, chance.uniform(0, 0.03))
        assert died
        done += acknowledged
        assert [row[2] for row in state(folder)] in (expected[:done], expected[: done + 1])
        finished = Library(shutil.copytree(folder, tmp_path / f"finished-{kill}")).add(documents)
        assert [document.content_hash for document in finished.documents] == expected
        assert_no_garbage(finished.folder)


@pytest.mark.parametrize("for_good", [False, True])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("number", [2, 3, 6, 8])
def test_the_disk_fails_at_every_step(
    stages: list[Path], tmp_path: Path, number: int, code: int, for_good: bool
) -> None:
    operation = operations()[number]
    before, after = state(stages[number]), state(stages[number + 1])
    steps = steps_of(shutil.copytree(stages[number], tmp_path / "counted"), operation)
    failures = 0
    for at in range(len(steps)):
        folder = shutil.copytree(stages[number], tmp_path / f"{at}")
        try:
            with watched(failing(at, code, for_good=for_good)):
                perform(folder, operation)
        except LibraryError as error:
            failures += 1
            assert cause(OSError(code, "")) in str(error)
            erased = "văn bản đã ra khỏi thư viện" in str(error)
            # Where nothing can be done any more, not even undoing, the change may stand.
            assert state(folder) == (after if erased else before) or (for_good and state(folder) == after)
        else:
            assert state(folder) == after
        perform(folder, operation)
        assert state(folder) == after
        assert_no_garbage(folder)
    assert failures > 5
