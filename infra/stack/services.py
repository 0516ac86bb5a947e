"""The services as programs of the stack: their environment and their readiness."""

import http.client
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from infra.broker.definitions import COMMANDED, VHOST, user_of
from infra.database.provisioning import DATABASES, EDGE_READER, EVENT_READER
from infra.stack.passwords import Passwords
from infra.stack.ports import Ports
from infra.stack.process import Program
from infra.stack.settings import PROJECT, StackSettings


class Addresses:
    """Where everything of one stack answers, and with which password."""

    def __init__(self, ports: Ports, passwords: Passwords) -> None:
        self._ports = ports
        self._passwords = passwords

    def broker(self, user: str, vhost: str = VHOST) -> str:
        """The AMQP address for this user."""
        return f"amqp://{user}:{self._passwords[user]}@127.0.0.1:{self._ports['amqp']}/{vhost}"

    def database(self, role: str, name: str) -> str:
        """The PostgreSQL address of this database for this role."""
        return f"postgresql://{role}:{self._passwords[role]}@127.0.0.1:{self._ports['postgresql']}/{name}"

    def http(self, name: str) -> str:
        """The HTTP address of a service, or of `management` or `broker_metrics`."""
        return f"http://127.0.0.1:{self._ports[name]}"


def environment(service: str, addresses: Addresses, ports: Ports, settings: StackSettings) -> dict[str, str]:
    """What a service is told, on top of the environment of whoever starts the stack."""
    database = DATABASES[service]
    told = {
        "LEA_SERVICE": service,
        "LEA_DATABASE_URL": addresses.database(database.role, database.name),
        "LEA_BROKER_URL": addresses.broker(user_of(service)),
        "LEA_HTTP_HOST": "127.0.0.1",
        "LEA_HTTP_PORT": str(ports[service]),
    }
    if settings.otlp_endpoint:
        told["LEA_OTLP_ENDPOINT"] = settings.otlp_endpoint
    if service == "edge":
        told["LEA_READ_MODEL_URL"] = addresses.database(EDGE_READER, DATABASES["court_query"].name)
    if service == "court_query":
        stores = {name: addresses.database(EVENT_READER, DATABASES[name].name) for name in COMMANDED}
        told["LEA_EVENT_STORE_URLS"] = json.dumps(stores)
    return {**os.environ, **told}


def program(service: str, told: dict[str, str], ports: Ports) -> Program:
    """One service's process."""
    return Program(
        name=service,
        argv=(sys.executable, "-m", f"services.{service}.main"),
        environment=told,
        ready=ready_at(ports[service]),
        ports={"http": ports[service]},
        folder=Path(PROJECT),
    )


def ready_at(port: int) -> Callable[[], bool]:
    """Whether `/readyz` on this loopback port says 200."""

    def ready() -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return ready
