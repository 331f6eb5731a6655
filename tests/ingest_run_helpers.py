"""The true command run in a folder of its own, with a home and a place for temporary files that can be looked into."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.library import Library
from ingest.settings import PROJECT


@dataclass(frozen=True, slots=True)
class Told:
    """What a run said: its exit status, an object a file, its lines on stderr; and the library as it is then."""

    status: int
    records: list[dict[str, Any]]
    lines: list[str]
    library: Library


def environment(folder: Path) -> dict[str, str]:
    for name in ("nha", "tam"):
        (folder / name).mkdir(exist_ok=True)
    own = {"PYTHONPATH": str(PROJECT), "HOME": str(folder / "nha"), "TMPDIR": str(folder / "tam")}
    return {**os.environ, **own}


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "ingest", *map(str, arguments), "--library", "kho", "--json"]


def told(folder: Path, *arguments: str | Path) -> Told:
    """Run `python -m ingest` with these arguments in the folder, where its library is `kho`."""
    done = subprocess.run(
        command(*arguments), cwd=folder, env=environment(folder), capture_output=True, timeout=300, check=False
    )
    errors = done.stderr.decode("utf-8")
    assert "Traceback" not in errors, errors[-2000:]
    records = [json.loads(line) for line in done.stdout.decode("utf-8").split("\n") if line]
    return Told(done.returncode, records[:-1], errors.split("\n")[:-1], Library(folder / "kho"))


def contents(folder: Path) -> dict[str, bytes | None]:
    """Return all files under the folder with their bytes, and all folders."""
    return {os.fspath(path): path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}
