"""A supervised process: started, polled until ready, restarted with back-off, stopped within a time limit."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from infra.stack.binaries import as_user
from infra.stack.errors import StackError
from infra.stack.records import CRASHED, FAILED, RUNNING, STARTING, STOPPED, Record, Records, signal_family, start_time

POLL = 0.05
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
_DOUBLINGS = 10  # after these the longest delay is reached
STABLE_AFTER = 60.0
"""Seconds after which earlier crashes of a process no longer count."""
START_ATTEMPTS = 4
LOG_LIMIT = 20_000_000


@dataclass(frozen=True)
class Program:
    """What to run, and how to find out whether it works."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    ready: Callable[[], bool]
    ports: Mapping[str, int] = field(default_factory=dict)
    user: str | None = None
    """The system user of the process; None: the one that runs the stack."""
    folder: Path = Path("/")
    stop_signal: signal.Signals = signal.SIGTERM
    stop_timeout: float = 25.0
    """Seconds between the stop signal and SIGKILL; a service drains for up to 15."""


class Supervised:
    """A program under supervision. A thread starts it, waits for its end and restarts it."""

    def __init__(
        self, program: Program, records: Records, log: Path, announce: Callable[[str, str], None], start_timeout: float
    ) -> None:
        self.program = program
        self._start_timeout = start_timeout
        self._records = records
        self._log = log
        self._announce = announce
        self._lock = threading.Lock()
        self._wanted = False
        self._changed = threading.Condition()
        self._state = STOPPED
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None
        self._restarts = 0
        self._deaths = 0
        self._log_start = 0

    @property
    def pid(self) -> int | None:
        """The running process, if any."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    def start(self) -> None:
        """Begin supervision, without waiting for the process to be ready."""
        if self._thread and self._thread.is_alive():
            return
        self._wanted = True
        # What stands before is of earlier starts, and would pass for the cause.
        self._log_start = self._log.stat().st_size if self._log.exists() else 0
        self._wake = threading.Event()
        self._set_state(STARTING)
        self._thread = threading.Thread(target=self._supervise, name=f"stack-{self.program.name}", daemon=True)
        self._thread.start()

    def wait_ready(self) -> None:
        """Wait until it works. Raises StackError, with the end of its log, if it does not."""
        with self._changed:
            self._changed.wait_for(lambda: self._state in (RUNNING, FAILED, STOPPED), self._start_timeout)
            state = self._state
        if state != RUNNING:
            self.stop()
            late = f"is not ready after {self._start_timeout:g} s (LEA_START_TIMEOUT)"
            why = "fails to start" if state == FAILED else late
            end = tail(self._log, 15, self._log_start)
            said = f"Its log, {self._log}, ends:\n{end}" if end else f"It has written nothing to its log, {self._log}"
            raise StackError(f"{self.program.name} {why}. {said}")

    def kill(self, number: signal.Signals) -> None:
        """Signal it and wait until it has ended; supervision then restarts it."""
        deaths = self._deaths
        if self.signal(number) is not None:
            with self._changed:
                self._changed.wait_for(lambda: self._deaths > deaths, self.program.stop_timeout)

    def stop(self, number: signal.Signals | None = None) -> None:
        """End it and its supervision: the stop signal, then SIGKILL after the time limit."""
        with self._lock:
            self._wanted = False
        if not self._thread:
            return
        self._wake.set()
        self.signal(number or self.program.stop_signal)
        self._thread.join(self.program.stop_timeout)
        if self._thread.is_alive():
            self.signal(signal.SIGKILL)
            self._thread.join()
        self._thread = None

    def signal(self, number: signal.Signals) -> int | None:
        """Signal the process and its group. Returns its pid, None if it does not run."""
        pid = self.pid
        if pid is not None:
            signal_family(pid, number)
        return pid

    def _supervise(self) -> None:
        failures = 0
        while (process := self._spawn()) is not None:
            began = time.monotonic()
            was_ready = self._watch_start(process, began)
            code = process.wait()
            # Remaining processes of its group would hold ports and files.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            if not self._wanted:
                break
            failures = 0 if time.monotonic() - began > STABLE_AFTER else failures + 1
            if not was_ready and self._restarts == 0 and failures >= START_ATTEMPTS:
                self._set_state(FAILED, code)
                return
            self._set_state(CRASHED, code)
            self._wake.wait(min(FIRST_DELAY * 2 ** min(failures - 1, _DOUBLINGS), LONGEST_DELAY) if failures else 0)
            self._restarts += was_ready
        process = self._process
        self._set_state(STOPPED, process.returncode if process else None)

    def _spawn(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if not self._wanted:
                return None
            if self._log.exists() and self._log.stat().st_size > LOG_LIMIT:
                self._log.replace(self._log.with_suffix(".log.1"))
            with self._log.open("ab") as log:
                self._process = subprocess.Popen(
                    self.program.argv,
                    env=dict(self.program.environment),
                    cwd=self.program.folder,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    umask=0o077,
                    **as_user(self.program.user),
                )
        self._set_state(STARTING)
        return self._process

    def _watch_start(self, process: subprocess.Popen[bytes], began: float) -> bool:
        """Poll until it is ready or has ended; a start beyond the time limit is killed and counts as a crash."""
        while process.poll() is None:
            if self.program.ready():
                self._set_state(RUNNING)
                return True
            if time.monotonic() - began > self._start_timeout:
                signal_family(process.pid, signal.SIGKILL)
            time.sleep(POLL)
        return False

    def _set_state(self, state: str, exit_code: int | None = None) -> None:
        process = self._process
        pid = process.pid if process and process.returncode is None else 0
        record = Record(
            name=self.program.name,
            pid=pid,
            born=start_time(pid) if pid else "",
            state=state,
            since=time.time(),
            restarts=self._restarts,
            exit_code=exit_code,
            ports=dict(self.program.ports),
        )
        self._records.write(record)
        with self._changed:
            self._state = state
            self._deaths += exit_code is not None
            self._changed.notify_all()
        self._announce(self.program.name, state)


def tail(file: Path, lines: int, start: int = 0) -> str:
    """The last lines of a text file behind a position, without reading the rest. A shorter file was begun anew."""
    if not file.exists():
        return ""
    size = file.stat().st_size
    with file.open("rb") as text:
        text.seek(max(start if start <= size else 0, size - 400 * lines))
        return "\n".join(text.read().decode(errors="replace").splitlines()[-lines:])
