"""The services, and the viewer of traces, as programs of the stack: their environment and their readiness."""

import http.client
import os
import sys
from collections.abc import Callable
from pathlib import Path

from infra.stack.addresses import LOOPBACK, Addresses, handed_over
from infra.stack.ports import Ports
from infra.stack.process import Program
from infra.stack.settings import PROJECT, TRACES


def environment(service: str, addresses: Addresses, ports: Ports, otlp_endpoint: str | None) -> dict[str, str]:
    """What a service is told, on top of the environment of whoever starts the stack."""
    told = {
        "LEA_SERVICE": service,
        "LEA_HTTP_HOST": LOOPBACK,
        "LEA_HTTP_PORT": str(ports[service]),
        **handed_over(service, addresses),
    }
    if otlp_endpoint:
        told["LEA_OTLP_ENDPOINT"] = otlp_endpoint
    return {**os.environ, **told}


def viewer(ports: Ports) -> Program:
    """The viewer's process."""
    told = {"LEA_HTTP_HOST": LOOPBACK, "LEA_HTTP_PORT": str(ports[TRACES])}
    return program(TRACES, {**os.environ, **told}, ports, "infra.telemetry.traces")


def program(service: str, told: dict[str, str], ports: Ports, module: str | None = None) -> Program:
    """One service's process; its module is `services.<name>.main` unless another is given."""
    return Program(
        name=service,
        argv=(sys.executable, "-m", module or f"services.{service}.main"),
        environment=told,
        ready=ready_at(ports[service]),
        ports={"http": ports[service]},
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
