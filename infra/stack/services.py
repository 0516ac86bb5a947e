"""The services, and the viewer of traces, as programs of the stack: their environment and their readiness."""

import http.client
import os
import sys
from collections.abc import Callable
from pathlib import Path

from infra.database.provisioning import WORKERS, service_of
from infra.stack.addresses import LOOPBACK, Addresses, handed_over
from infra.stack.ports import Ports
from infra.stack.process import Program
from infra.stack.settings import PROJECT, TRACES


def environment(process: str, addresses: Addresses, ports: Ports, otlp_endpoint: str | None) -> dict[str, str]:
    """What a process of a service is told, on top of the environment of whoever starts the stack."""
    told = {
        "LEA_SERVICE": service_of(process),
        "LEA_HTTP_HOST": LOOPBACK,
        "LEA_HTTP_PORT": str(ports[process]),
        **handed_over(process, addresses),
    }
    if otlp_endpoint:
        told["LEA_OTLP_ENDPOINT"] = otlp_endpoint
    return {**os.environ, **told}


def viewer(ports: Ports) -> Program:
    """The viewer's process."""
    told = {"LEA_HTTP_HOST": LOOPBACK, "LEA_HTTP_PORT": str(ports[TRACES])}
    return program(TRACES, {**os.environ, **told}, ports, "infra.telemetry.traces")


def module_of(process: str) -> str:
    """What Python runs for a process of a service."""
    return f"services.{service_of(process)}.{'worker' if process in WORKERS else 'main'}"


def program(process: str, told: dict[str, str], ports: Ports, module: str | None = None) -> Program:
    """One process; its module is the service's unless another is given."""
    return Program(
        name=process,
        argv=(sys.executable, "-m", module or module_of(process)),
        environment=told,
        ready=ready_at(ports[process]),
        ports={"http": ports[process]},
        folder=Path(PROJECT),
    )


def ready_at(port: int) -> Callable[[], bool]:
    """Whether `/readyz` on this loopback port says 200."""

    def ready() -> bool:
        connection = http.client.HTTPConnection(LOOPBACK, port, timeout=2)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return ready
