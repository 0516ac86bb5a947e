"""Servers under measurement, each in a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_STARTS_WITHIN = 60


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    port: int
    pid: int

    @property
    def resident(self) -> float:
        """Memory it holds, in megabytes (VmRSS)."""
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8").splitlines()
        [kilobytes] = [line.split()[1] for line in lines if line.startswith("VmRSS:")]
        return int(kilobytes) * 1024 / 1e6


@contextmanager
def running(module: str, environment: Mapping[str, str], ready: str = "/readyz") -> Iterator[Server]:
    """A module that serves HTTP on LEA_HTTP_PORT, from the moment `ready` is answered with 200."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    told = {**os.environ, **environment, "LEA_HTTP_PORT": str(port), "LEA_LOG_LEVEL": "ERROR"}
    process = subprocess.Popen([sys.executable, "-m", module], env=told)  # noqa: S603 - our own module
    try:
        _wait(port, ready)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(15)


def _wait(port: int, path: str) -> None:
    request = f"GET {path} HTTP/1.1\r\nhost: bench\r\nconnection: close\r\n\r\n".encode()
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), 2) as connection:
                connection.sendall(request)
                if connection.recv(15).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}")
