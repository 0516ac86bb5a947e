"""One small file per process: who it is, how it fares. Readable by any process, also after its writer died.

A pid alone names nobody: it may have been given to another program since. A record therefore holds the moment of
birth as the kernel knows it, and a process is only ever signalled when both agree.
"""

import json
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

STARTING, RUNNING, CRASHED, STOPPED, FAILED = "starting", "running", "crashed", "stopped", "failed"


@dataclass(frozen=True)
class Record:
    """What is known of one process."""

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
        return bool(self.born) and birth(self.pid) == self.born

    @property
    def ticks(self) -> int:
        return int(self.born.rpartition(":")[2] or 0)


def birth(pid: int) -> str:
    """When this process was born; empty when there is none (a zombie counts as none)."""
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
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f".{record.name}.{os.getpid()}"
        draft.write_text(json.dumps(asdict(record)))
        draft.replace(self._folder / f"{record.name}.json")

    def read(self, name: str) -> Record | None:
        try:
            return Record(**json.loads((self._folder / f"{name}.json").read_text()))
        except FileNotFoundError:
            return None

    def clear(self) -> None:
        """Forget processes of earlier runs."""
        for path in self._folder.glob("*.json"):
            path.unlink()

    def __iter__(self) -> Iterator[Record]:
        """Oldest first: the order in which they were started."""
        found = [self.read(path.stem) for path in self._folder.glob("*.json")]
        return iter(sorted((record for record in found if record), key=lambda record: record.ticks))


def signal_group(record: Record, number: signal.Signals) -> bool:
    """Signal a recorded process and its group; False when it is gone."""
    if not record.alive:
        return False
    try:
        os.killpg(record.pid, number)
    except ProcessLookupError:
        return False
    return True


def wait_gone(record: Record, budget: float) -> bool:
    """Whether the process has ended within so many seconds."""
    deadline = time.monotonic() + budget
    while record.alive:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
