"""The services, and the viewer of traces, as programs of the stack: their environment and their readiness."""

import http.client
import os
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from infra.database.provisioning import WORKERS, service_of
from infra.stack.addresses import EDGE, Addresses, handed_over, kind_of
from infra.stack.process import Program
from infra.stack.settings import PROJECT, TRACES, StackSettings


def environment(
    process: str, addresses: Addresses, sockets: Path, settings: StackSettings, otlp_endpoint: str | None
) -> dict[str, str]:
    """The environment of a process of a service: that of the stack, and its own settings."""
    own = {
        "LEA_SERVICE": service_of(kind_of(process)),
        "LEA_HTTP_SOCKET": str(socket_of(process, sockets)),
        **handed_over(process, addresses),
    }
    if kind_of(process) == EDGE:
        own["LEA_PUBLIC_URL"] = settings.public_url or addresses.http(EDGE)
        own["LEA_CERTIFICATES_REQUIRED"] = str(settings.tls_client_ca is not None).lower()
    if otlp_endpoint:
        own["LEA_OTLP_ENDPOINT"] = otlp_endpoint
    return {**os.environ, **own}


def socket_of(process: str, sockets: Path) -> Path:
    """The Unix socket on which a process serves HTTP."""
    return sockets / f"{process}.sock"


def viewer(sockets: Path) -> Program:
    """The viewer's process."""
    own = {**os.environ, "LEA_HTTP_SOCKET": str(socket_of(TRACES, sockets))}
    return program(TRACES, own, sockets, "infra.telemetry.traces")


def module_of(process: str) -> str:
    """What Python runs for a process of a service."""
    kind = kind_of(process)
    return f"services.{service_of(kind)}.{'worker' if kind in WORKERS else 'main'}"


def program(process: str, environment: Mapping[str, str], sockets: Path, module: str | None = None) -> Program:
    """One process; its module is the service's unless another is given."""
    return Program(
        name=process,
        argv=(sys.executable, "-m", module or module_of(process)),
        environment=environment,
        ready=ready_at(socket_of(process, sockets)),
        folder=Path(PROJECT),
    )


def ready_at(path: Path) -> Callable[[], bool]:
    """Whether `/readyz` on this Unix socket says 200."""

    def ready() -> bool:
        connection = _UnixConnection(path)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return ready


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=2)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))
