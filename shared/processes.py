"""Several processes of one service under one address: started, watched, started again, and stopped together.

Each is a whole service (`shared.member`) that listens on the same port: the kernel spreads connections over them
(SO_REUSEPORT). Of what they measure, whichever is asked tells the sum.
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from tempfile import TemporaryDirectory
from time import monotonic

from prometheus_client.multiprocess import mark_process_dead

from shared.settings import Settings
from shared.telemetry.logs import configure_logs, get_logger

_log = get_logger(__name__)

AWAY = os.EX_TEMPFAIL
"""Status of a process that ended because its database cannot be reached: with the same settings it may work later."""
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
"""Seconds before a process that ended is started again; doubles each time."""
CALM = 60.0
"""Seconds a process must have run for its earlier ends to be forgotten."""

# Times one is listened for in vain: where the whole machine has stood still, the first says nothing.
_LISTENED = 3

_AS_TOLD = {0, -signal.SIGTERM, -signal.SIGINT}


def run_processes(settings: Settings, module: str, count: int) -> None:
    """Run the service whose `main` takes a `shared.member.Tie` in so many processes, until SIGTERM or SIGINT.

    One that gives no sign of life for `http_silence` seconds is killed, and started again like any that ended. Ends
    this process with status 1 if the port is taken, if the service cannot be started as it is told (that its database
    is away is waited for), or if a process did not end as it should. If this process is killed, they die.
    """
    configure_logs(settings.service, settings.log_level)
    try:
        with _claimed(settings.http_host, settings.http_port) as port, TemporaryDirectory(prefix="lea-") as folder:
            told = {**os.environ, "LEA_HTTP_PORT": str(port), "PROMETHEUS_MULTIPROC_DIR": folder}
            well = asyncio.run(_Processes(module, count, told, settings.http_silence).run())
    except Exception as error:  # noqa: BLE001 - as `run_service` does
        _log.critical("service failed", exc_info=error)
        well = False
    if not well:
        raise SystemExit(1)


@contextmanager
def _claimed(host: str, port: int) -> Iterator[int]:
    """The port, for this supervisor alone. Raises OSError if somebody has it.

    Processes of another supervisor of the same user would share it unnoticed: it is theirs from the claim on, though
    they do not listen yet.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe, socket.socket(socket.AF_UNIX) as claim:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        taken: int = probe.getsockname()[1]
        claim.bind(f"\0ais-lea-http-{address[0]}-{taken}")
        probe.close()
        yield taken


class _Processes:
    def __init__(self, module: str, count: int, told: Mapping[str, str], silence: float) -> None:
        self._module = module
        self._count = count
        self._told = told
        self._silence = silence
        self._running: set[asyncio.subprocess.Process] = set()
        self._stopping = asyncio.Event()
        self._worked = False
        self._well = True

    async def run(self) -> bool:
        """Keep them running until told to stop; whether all went well."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        _log.info("processes start", count=self._count)
        async with asyncio.TaskGroup() as group:
            for place in range(self._count):
                group.create_task(self._keep(place))
        _log.info("processes stopped")
        return self._well

    def _stop(self) -> None:
        self._stopping.set()
        for process in self._running:
            _tell(process, signal.SIGTERM)

    async def _keep(self, place: int) -> None:
        delay = FIRST_DELAY
        while not self._stopping.is_set():
            begun = monotonic()
            status = await self._run(place)
            if self._stopping.is_set():
                self._well &= status in _AS_TOLD
                return
            if not self._worked and status != AWAY:
                _log.critical("service failed", place=place, status=status)
                self._well = False
                self._stop()
                return
            if monotonic() - begun > CALM:
                delay = FIRST_DELAY
            _log.error("process ended", place=place, status=status, again_in=delay)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), delay)
            delay = min(2 * delay, LONGEST_DELAY)

    async def _run(self, place: int) -> int:
        """Run one process to its end; its status, or minus the signal it died of."""
        command = (sys.executable, "-m", "shared.member", self._module, str(place))
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                process = await asyncio.create_subprocess_exec(*command, stdin=theirs.fileno(), env=self._told)
            self._running.add(process)
            if self._stopping.is_set():
                _tell(process, signal.SIGTERM)
            ours.setblocking(False)
            if not await self._lived(ours):
                _log.error("process gives no sign of life", place=place)
                _tell(process, signal.SIGKILL)
            status = await process.wait()
        self._running.remove(process)
        mark_process_dead(place, self._told["PROMETHEUS_MULTIPROC_DIR"])  # type: ignore[no-untyped-call]
        return status

    async def _lived(self, tie: socket.socket) -> bool:
        """Listen until a process ends; False if it gave signs of life, the first of which is that it works, no more."""
        loop = asyncio.get_running_loop()
        if not await loop.sock_recv(tie, 1):
            return True
        self._worked = True
        silent = 0
        while silent < _LISTENED:
            try:
                async with asyncio.timeout(self._silence / _LISTENED):
                    if not await loop.sock_recv(tie, 64):
                        return True
                silent = 0
            except TimeoutError:
                silent += 1
        return False


def _tell(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(number)
