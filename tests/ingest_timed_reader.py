"""Files added to a library by the true pool, and what each cost; its children import the reader from here."""

import json
import os
import re
import resource
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ingest_library_helpers import empty

from ingest.adding import add_sources
from ingest.document import Document
from ingest.formats import SUFFIXES
from ingest.library import Library
from ingest.pool import Limits
from ingest.reading import read_document
from ingest.report import Result
from ingest.sources import selected
from ingest.workspaces import FOLDER

LIMITS = Limits(jobs=2, reader="ingest_timed_reader:timed")
_VARIABLE = "INGEST_TEST_COSTS"


def timed(path: Path, workspace: Path) -> Document:
    """Read as ever; a line of JSON says what it cost, however it ends."""
    began, worked = time.monotonic(), _worked()
    try:
        return read_document(path, workspace)
    finally:
        cost = [path.name, time.monotonic() - began, _worked() - worked, _megabytes()]
        with Path(os.environ[_VARIABLE]).open("a", encoding="utf-8", errors="surrogateescape") as file:
            file.write(json.dumps(cost) + "\n")


def _worked() -> float:
    """Return the processor's seconds of this process and of the programs that it waited for."""
    return sum(os.times()[:4])


def _megabytes() -> int:
    """Return the most that this process and, beside it, a program that it ran have held so far."""
    own = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return (int(own[1] if own else 0) + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading one file took: seconds by the clock and of the processor, and the most megabytes held so far."""

    seconds: float
    worked: float
    megabytes: int


@dataclass(frozen=True, slots=True)
class Run:
    """What became of the files, by the last part of their names, what each cost, and the library as it is then."""

    results: dict[str, Result]
    costs: dict[str, Cost]
    library: Library

    def document(self, name: str) -> Document:
        """Return what the library holds of that file, the canonical reading."""
        stored = self.results[name].stored
        assert stored is not None, self.results[name].reason
        return self.library.find(stored.label)


def added(paths: Iterable[Path], folder: Path, limits: Limits = LIMITS) -> Run:
    """Add the files to a new library under `folder`, in children that note what each file costs."""
    folder.mkdir(parents=True, exist_ok=True)
    library, told = empty(folder / "kho"), list[Result]()
    changed = {_VARIABLE: str(folder / "costs"), "PYTHONPATH": str(Path(__file__).parent)}
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    try:
        sources = selected(paths, SUFFIXES).sources
        add_sources(library, sources, replace(limits, reader=LIMITS.reader), told.append, lambda *_: None)
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            os.environ.update({name: value} if value is not None else {})
    assert [item for item in (folder / "kho" / FOLDER).iterdir() if item.is_dir()] == []  # no copy stays
    assert [result.shown for result in told] == [source.shown for source in sources]
    lines = (folder / "costs").read_text(encoding="utf-8").splitlines() if (folder / "costs").exists() else []
    costs = {name: Cost(*values) for name, *values in map(json.loads, lines)}
    return Run({Path(result.shown).name: result for result in told}, costs, Library(folder / "kho"))
