"""Processor time of processes, as Linux counts it."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

_TICK = 1 / os.sysconf("SC_CLK_TCK")


class _Process(NamedTuple):
    pid: int
    parent: int
    ticks: int
    """Used by itself and by its children that have ended."""


def used_by(pids: Collection[int]) -> float:
    """Seconds used so far by these processes and their children."""
    return sum(process.ticks for process in _processes() if {process.pid, process.parent} & set(pids)) * _TICK


def family_of(pid: int) -> list[int]:
    """A process and its children."""
    return [process.pid for process in _processes() if pid in (process.pid, process.parent)]


def _processes() -> Iterator[_Process]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # The name, in parentheses, may hold anything; numbers alone follow it.
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        yield _Process(int(folder.name), int(fields[1]), sum(map(int, fields[11:15])))
