"""A file per process with its identity and state, readable by any process, also after the supervisor has ended.

The kernel reuses pids. A record therefore also holds the start time of the process as the kernel reports it, and a
process is signalled only if both agree.
"""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

STARTING, RUNNING, CRASHED, STOPPED, FAILED = "starting", "running", "crashed", "stopped", "failed"
KILL_TIMEOUT = 5.0
"""Seconds that a process may take to end after SIGKILL, while the kernel frees its memory."""


@dataclass(frozen=True)
class Record:
    """Identity and state of a process."""

    name: str
    pid: int
    born: str
    """Boot id and start time in clock ticks, from the kernel."""
    state: str
    since: float
    """Seconds since the epoch at which the state began."""
    restarts: int = 0
    exit_code: int | None = None
    ports: dict[str, int] = field(default_factory=dict)
    detail: str = ""

    @property
    def alive(self) -> bool:
        return bool(self.born) and start_time(self.pid) == self.born

    @property
    def ticks(self) -> int:
        return int(self.born.rpartition(":")[2] or 0)


def start_time(pid: int) -> str:
    """Boot id and start time of a process; empty if it does not exist or is a zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    state, *rest = stat.rpartition(")")[2].split()
    return "" if state in "ZX" else f"{boot}:{rest[18]}"


class Records:
    """The records of one stack."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, record: Record) -> None:
        """Raises FileNotFoundError if the folder was removed: it must not reappear."""
        draft = self._folder / f".{record.name}.{os.getpid()}"
        draft.write_text(json.dumps(asdict(record)))
        draft.replace(self._folder / f"{record.name}.json")

    def read(self, name: str) -> Record | None:
        try:
            return Record(**json.loads((self._folder / f"{name}.json").read_text()))
        except FileNotFoundError:
            return None

    def clear(self) -> None:
        """Create the folder, and remove records of earlier runs."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for path in self._folder.glob("*.json"):
            path.unlink()

    def __iter__(self) -> Iterator[Record]:
        """Oldest first: the order in which they were started."""
        found = [self.read(path.stem) for path in self._folder.glob("*.json")]
        return iter(sorted((record for record in found if record), key=lambda record: record.ticks))


def signal_group(record: Record, number: signal.Signals) -> bool:
    """Signal a recorded process and its group, as `signal_family` does. Returns False if it has ended."""
    return record.alive and signal_family(record.pid, number)


def signal_family(pid: int, number: signal.Signals) -> bool:
    """Signal a process and its group; SIGKILL also goes to all descendants. Returns False if the process has ended.

    PostgreSQL's processes lead separate groups: a busy one would continue to write after the end of its postmaster.
    """
    family = descendants(pid) if number == signal.SIGKILL else {}
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return False
    for child in _alive(family):
        with suppress(ProcessLookupError):
            os.kill(child, number)
    _wait(lambda: not _alive(family), KILL_TIMEOUT)
    return True


def descendants(pid: int) -> dict[int, str]:
    """All descendants of a process, each with its start time."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found, waiting = dict[int, str](), children.get(pid, [])
    while waiting:
        child, *waiting = waiting
        found[child] = start_time(child)
        waiting += children.get(child, [])
    return found


def wait_gone(record: Record, budget: float) -> bool:
    """Wait until the process has ended. Returns False if it still runs after `budget` seconds."""
    return _wait(lambda: not record.alive, budget)


def _alive(family: dict[int, str]) -> list[int]:
    return [pid for pid, born in family.items() if born and start_time(pid) == born]


def _wait(condition: Callable[[], bool], budget: float) -> bool:
    deadline = time.monotonic() + budget
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
