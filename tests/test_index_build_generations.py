"""Generations of the index: published in one step, kept for their readers, swept, copied, made by several at once."""

import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE, Popen

import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_build_fixtures import settings_fixture, shipped_fixture, spy_fixture  # noqa: F401 - fixtures
from index_build_helpers import (
    QUESTIONS,
    WHOLE,
    ask_more,
    assert_alike,
    built,
    evidence,
    generation,
    generations,
    never,
    opened,
)

from index import build as module
from index.build import copy_sparse, current_state
from index.embedding import StaticEmbedder
from index.search import Index
from ingest.errors import LibraryError
from ingest.files import replace_text
from ingest.settings import PROJECT, Settings


@pytest.fixture
def crash(monkeypatch: pytest.MonkeyPatch) -> Callable[[Settings, str], None]:
    """A function that builds and dies when the named file is about to be written."""

    def dying(settings: Settings, name: str) -> None:
        def dying_write(path: Path, text: str) -> None:
            if path.name == name:
                raise LibraryError("Mất điện.")
            replace_text(path, text)

        with monkeypatch.context() as patch:
            patch.setattr(module, "replace_text", dying_write)
            with pytest.raises(LibraryError, match="Mất điện"):
                built(settings)

    return dying


@pytest.mark.parametrize("name", ["current.json", "syllables.json"])
def test_a_crash_before_publishing_leaves_the_old_generation(
    settings: Settings, crash: Callable[[Settings, str], None], shipped: StaticEmbedder, name: str
) -> None:
    built(settings)
    library = opened(settings)
    before = evidence(settings)
    ask_more(settings, {"question": "Giá xăng hôm nay?", "kind": "far"})
    crash(settings, name)
    assert generations(settings) == ["g1", "g2"]
    assert generation(settings).name == "g1"
    store = module.open_store(library, settings.index, {"generation": "g1"})
    index = Index(library, store, generation(settings), shipped)
    assert_alike([index.search(question) for question in QUESTIONS], before)
    index.close()
    assert built(settings).changed
    assert generations(settings) == ["g1", "g3"]
    assert evidence(settings, ["Giá xăng hôm nay?"])[0].near_misses[0].text == "Giá xăng hôm nay?"


def test_a_crash_in_the_first_build_leaves_none(settings: Settings, crash: Callable[[Settings, str], None]) -> None:
    crash(settings, "current.json")
    assert current_state(settings.library) is None
    assert built(settings) == WHOLE
    assert generations(settings) == ["g2"]


def test_the_generation_before_the_newest_is_kept_and_older_ones_go(settings: Settings) -> None:
    for number in range(1, 4):
        ask_more(settings, {"question": f"Câu hỏi số {number}?", "kind": "far"})
        assert built(settings).changed
    assert generations(settings) == ["g2", "g3"]


def test_a_reader_keeps_the_generation_that_it_opened(settings: Settings) -> None:
    built(settings)
    index = Index.open(opened(settings), settings, never)
    before = [index.search(question) for question in QUESTIONS]
    for number in range(2):
        ask_more(settings, {"question": f"Ai cấp kinh phí sửa trụ sở {number}?", "kind": "far"})
        built(settings)
    assert generations(settings) == ["g2", "g3"]
    assert_alike([index.search(question) for question in QUESTIONS], before)
    index.close()


def test_a_build_is_not_stopped_by_what_a_reader_writes_for_a_moment(settings: Settings) -> None:
    built(settings)
    # The engine writes such files when it opens a shard; this one is gone again when it is to be copied.
    (generation(settings) / "shard" / ".atomicwriteXyz").symlink_to("gone")
    ask_more(settings, {"question": "Giá xăng hôm nay?", "kind": "far"})
    assert built(settings).changed
    assert not list(generation(settings).rglob(".atomicwrite*"))


def room(folder: Path) -> int:
    """Return the bytes that the files in `folder` take on the disk."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*"))


def test_a_copied_generation_takes_no_more_room(settings: Settings) -> None:
    built(settings)
    first = room(settings.library / "index" / "g1")
    ask_more(settings, {"question": "Giá xăng hôm nay?", "kind": "far"})
    built(settings)
    assert room(settings.library / "index" / "g2") < first + 2_000_000


@given(st.lists(st.tuples(st.binary(max_size=3), st.integers(0, 40))), st.integers(1, 17))
def test_a_copy_is_the_same_to_the_byte(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[bytes, int]], block: int
) -> None:
    source, target = (tmp_path_factory.getbasetemp() / name for name in ("source", "target"))
    source.write_bytes(b"".join(piece + bytes(zeros) for piece, zeros in parts))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_ZEROS", bytes(block))
        copy_sparse(str(source), str(target))
    assert target.read_bytes() == source.read_bytes()


AT_ONCE = """
import sys
from pathlib import Path
from index.build import build
from index.search import Index
from ingest.files import replace_text
from ingest.library import Library
from ingest.settings import Settings

settings = Settings(library=Path(sys.argv[1]), corpus=Path(sys.argv[2]))
print("sẵn sàng", flush=True)
sys.stdin.readline()
library = Library.open(settings.library, settings.corpus)
report = build(library, settings, lambda _: None)
index = Index.open(library, settings, lambda _: None)
print(report.changed, index.store.count(), index.search("Bộ nào cấp kinh phí?").paragraphs[0].label)
"""


def test_processes_build_and_read_one_index_at_once(settings: Settings) -> None:
    command = [sys.executable, "-c", AT_ONCE, str(settings.library), str(settings.corpus)]
    processes = [Popen(command, cwd=PROJECT, text=True, stdin=PIPE, stdout=PIPE, stderr=PIPE) for _ in range(3)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "sẵn sàng\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    told = [process.communicate(timeout=120) for process in processes]
    assert sorted(told) == [
        ("False 18 210-KL/TW#3\n", ""),
        ("False 18 210-KL/TW#3\n", ""),
        ("True 18 210-KL/TW#3\n", ""),
    ]
    assert generations(settings) == ["g1"]
