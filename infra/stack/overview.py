"""A stack seen from any process through its folder: state, logs, and stopping it."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from infra.stack.addresses import kind_of
from infra.stack.errors import StackError
from infra.stack.guard import SUPERVISOR, sweep
from infra.stack.process import tail
from infra.stack.readiness import problems_at
from infra.stack.records import CRASHED, RUNNING, Record, Records, wait_gone
from infra.stack.settings import ACCESS, BACKUP, BALANCER, FRONT, REBUILDS, SERVICES, TOPOLOGY, TRACES, WATCHERS

ORDER = (
    *("etcd", "database", "epmd", "broker", BALANCER, TOPOLOGY, TRACES, FRONT, BACKUP, REBUILDS, ACCESS),
    *(*SERVICES, *WATCHERS),
)
LONGEST_STOP = 120.0
"""Seconds for a supervisor to stop everything it started."""
POLL = 0.2


@dataclass(frozen=True)
class Overview:
    """A stack as its folder shows it."""

    home: Path
    supervisor: Record | None
    processes: tuple[Record, ...]

    @property
    def supervised(self) -> bool:
        return self.supervisor is not None and self.supervisor.alive

    @property
    def healthy(self) -> bool:
        """Whether it is supervised and all of its processes work."""
        return self.supervised and all(process.state == RUNNING for process in self.processes)

    @property
    def ports(self) -> dict[str, int]:
        """Every port of the stack by name, in use or not."""
        file = self.home / "ports.json"
        return dict(json.loads(file.read_text())["ports"]) if file.exists() else {}

    def unready(self) -> dict[str, list[str]]:
        """What processes that run report at `/readyz`, by process; asks them now."""
        asked = {
            process.name: self.home / "sockets" / f"{process.name}.sock"
            for process in self.processes
            if process.state == RUNNING and kind_of(process.name) in SERVICES
        }
        return {name: problems for name, path in asked.items() if (problems := problems_at(path))}


def overview(home: Path) -> Overview:
    """The state of the stack in this folder. A process that ended without a supervisor counts as crashed."""
    records = Records(home / "processes")
    supervisor = records.read(SUPERVISOR)
    watched = supervisor is not None and supervisor.alive
    processes = [record if watched else _unsupervised(record) for record in records if record.name != SUPERVISOR]
    return Overview(home, supervisor, tuple(sorted(processes, key=_position)))


def _position(process: Record) -> tuple[int, int, str]:
    kind = kind_of(process.name)
    return ORDER.index(kind), len(process.name), process.name


def _unsupervised(record: Record) -> Record:
    gone = record.pid and not record.alive
    return replace(record, pid=0, born="", state=CRASHED) if gone else record


def stop(home: Path) -> bool:
    """Stop the stack in this folder, and processes left by a killed supervisor. Returns False if nothing ran."""
    supervisor = overview(home).supervisor
    supervised = supervisor is not None and supervisor.alive
    if supervisor is not None and supervised:
        os.kill(supervisor.pid, signal.SIGTERM)
        if not wait_gone(supervisor, LONGEST_STOP):
            raise StackError(f"The supervisor, pid {supervisor.pid}, does not stop; see {home / 'logs'}.")
    left = sweep(home)
    return supervised or bool(left)


def logs(home: Path, names: Sequence[str], lines: int, follow: bool) -> Iterator[tuple[str, str]]:
    """The last lines of each log as (name, line); with `follow` also new lines, until the caller stops.

    Raises StackError for a name without a log.
    """
    files = {file.stem: file for file in sorted((home / "logs").glob("*.log"))}
    if unknown := [name for name in names if name not in files]:
        raise StackError(f"No log of {', '.join(unknown)} in {home / 'logs'}; there are: {', '.join(files) or 'none'}.")
    chosen = {name: files[name] for name in names or files}
    ends = {name: file.stat().st_size for name, file in chosen.items()}
    for name, file in chosen.items():
        yield from ((name, line) for line in tail(file, lines).splitlines())
    while follow:
        for name, file in chosen.items():
            added, ends[name] = _added(file, ends[name])
            yield from ((name, line) for line in added)
        time.sleep(POLL)


def _added(file: Path, start: int) -> tuple[list[str], int]:
    """Complete lines written since offset `start`, and the offset after them; a truncated file is read anew."""
    size = file.stat().st_size if file.exists() else 0
    start = start if size >= start else 0
    if size == start:
        return [], start
    with file.open("rb") as text:
        text.seek(start)
        whole, newline, _ = text.read(size - start).rpartition(b"\n")
    return whole.decode(errors="replace").splitlines(), start + len(whole) + len(newline)


def wait_up(home: Path, alive: Callable[[], bool]) -> Iterator[Record]:
    """Every change of state during the start, until the stack runs. Raises StackError if the start fails."""
    known: dict[str, str] = {}
    while True:
        ended = not alive()
        seen = overview(home)
        for process in seen.processes:
            if known.get(process.name) != process.state:
                known[process.name] = process.state
                yield process
        supervisor = seen.supervisor
        if supervisor is not None and supervisor.alive and supervisor.state == RUNNING:
            return
        if ended:
            detail = supervisor.detail if supervisor else ""
            raise StackError(detail or tail(home / "logs" / f"{SUPERVISOR}.log", 5) or "The stack did not start.")
        time.sleep(POLL)
