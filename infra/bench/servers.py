"""Servers under measurement, each in a process of its own, or in several under a supervisor."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from infra.bench.processor import family_of

_STARTS_WITHIN = 60


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    port: int
    pid: int
    """Of its only process, or of the supervisor."""

    @property
    def resident(self) -> float:
        """Memory its largest process holds, in megabytes."""
        return max(map(_resident, family_of(self.pid)))


@contextmanager
def running(
    module: str, environment: Mapping[str, str], ready: str = "/readyz", processes: int | None = None
) -> Iterator[Server]:
    """A module that serves HTTP on LEA_HTTP_PORT, from the moment `ready` is answered with 200.

    With `processes` it is told to be so many, and all of them serve.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    told = {**os.environ, **environment, "LEA_HTTP_PORT": str(port), "LEA_LOG_LEVEL": "ERROR"}
    if processes:
        told["LEA_HTTP_PROCESSES"] = str(processes)
    process = subprocess.Popen([sys.executable, "-m", module], env=told)  # noqa: S603 - our own module
    try:
        _wait(port, ready, b"HTTP/1.1 200")
        if processes:
            _wait(port, "/metrics", b"\nlea_http_processes %d.0\n" % processes)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(15)


def _resident(pid: int) -> float:
    """VmRSS; nothing where the process has just ended."""
    with suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def _wait(port: int, path: str, wanted: bytes) -> None:
    request = f"GET {path} HTTP/1.1\r\nhost: bench\r\nconnection: close\r\n\r\n".encode()
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 2) as connection:
            connection.sendall(request)
            if wanted in b"".join(iter(lambda: connection.recv(65536), b"")):
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing answers as it should on port {port}")
