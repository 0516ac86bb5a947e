"""Processor time, as Linux counts it: what processes used, and what a host kept from this machine."""

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


class Stolen:
    """What the host gives to others while this machine has work for its cores."""

    def __init__(self) -> None:
        self._before = _all_and_stolen()

    def part(self) -> float:
        """Of the machine's processor time since the beginning, from 0 to 1."""
        (every, stolen), (every_before, stolen_before) = _all_and_stolen(), self._before
        return (stolen - stolen_before) / max(every - every_before, 1)


def _all_and_stolen() -> tuple[int, int]:
    # user, nice, system, idle, iowait, irq, softirq, steal; what follows is contained in them.
    ticks = list(map(int, Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]))
    return sum(ticks), ticks[7]


def _processes() -> Iterator[_Process]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # The name, in parentheses, may hold anything; numbers alone follow it.
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        yield _Process(int(folder.name), int(fields[1]), sum(map(int, fields[11:15])))
