"""The processes that a process started, and their memory, where /proc tells (Linux)."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Family:
    """A process with all that belongs to its session or descends from it; `memory` is their resident bytes."""

    members: frozenset[int]
    memory: int


def family(root: int) -> Family:
    """Return the family of process `root`; empty where there is no /proc."""
    known = {pid: (parent, session, memory) for pid, parent, session, memory in _processes()}
    members = {pid for pid, (_, session, _) in known.items() if root in (pid, session)}
    # A child has mostly a higher number than its parent, but numbers wrap around: repeat until nothing is added.
    while added := {pid for pid, (parent, _, _) in known.items() if parent in members} - members:
        members |= added
    return Family(frozenset(members), sum(known[pid][2] for pid in members))


def kill_family(root: int) -> None:
    """Kill process `root` and its family."""
    for pid in {root, *family(root).members}:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def own_size() -> int:
    """Return the bytes of address space of this process; 0 where /proc does not tell."""
    try:
        return int((_PROC / "self" / "statm").read_text().split()[0]) * _PAGE
    except OSError:
        return 0


def _processes() -> Iterator[tuple[int, int, int, int]]:
    """Yield (process, parent, session, resident bytes)."""
    for entry in _PROC.iterdir() if _PROC.is_dir() else ():
        if entry.name.isdigit():
            with suppress(OSError):  # it has ended meanwhile
                # The second field, the program's name, may hold anything: what counts comes after its parenthesis.
                fields = (entry / "stat").read_bytes().rpartition(b")")[2].split()
                yield int(entry.name), int(fields[1]), int(fields[3]), int(fields[21]) * _PAGE
