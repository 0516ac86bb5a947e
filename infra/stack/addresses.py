"""Where everything of a system answers, and with which password; the same for the native stack and for containers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from infra.broker.definitions import VHOST, user_of
from infra.database.provisioning import DATABASES, EDGE_READER, EVENT_READER, role_of, service_of
from infra.stack.errors import StackError
from infra.stack.passwords import Passwords

LOOPBACK = "127.0.0.1"
DOOR = "edge"
"""The process that speaks with the world outside, and so never with the broker."""
SIGNING_KEY = "edge-signing-key"
"""Among the passwords: the key with which the door signs its answers."""


class Known(Protocol):
    """Passwords by name."""

    def __getitem__(self, name: str, /) -> str: ...


@dataclass(frozen=True)
class Addresses:
    """The addresses of one system, as seen from one place."""

    places: Mapping[str, str]
    """`host:port` of `postgresql`, `amqp`, `management`, `broker_metrics`, `traces` and of the services, by name."""
    passwords: Known = field(repr=False)

    def broker(self, user: str, vhost: str = VHOST) -> str:
        """The AMQP address for this user."""
        return f"amqp://{user}:{self.passwords[user]}@{self.places['amqp']}/{vhost}"

    def database(self, role: str, name: str) -> str:
        """The PostgreSQL address of this database for this role."""
        return f"postgresql://{role}:{self.passwords[role]}@{self.places['postgresql']}/{name}"

    def http(self, name: str) -> str:
        """The HTTP address of a service, or of `management`, `broker_metrics` or `traces`."""
        return f"http://{self.places[name]}"


def on_loopback(ports: Mapping[str, int], passwords: Known) -> Addresses:
    """Addresses of a system whose ports are on this machine."""
    return Addresses({name: f"{LOOPBACK}:{port}" for name, port in ports.items()}, passwords)


def addresses_in(home: Path) -> Addresses:
    """Addresses of the system whose folder this is, for whoever did not start it. Raises StackError: there is none."""
    try:
        ports = json.loads((home / "ports.json").read_text())["ports"]
    except FileNotFoundError:
        raise StackError(f"There is no system in {home}: `make up` starts one.") from None
    return on_loopback(ports, Passwords(home / "passwords.json"))


def handed_over(process: str, addresses: Addresses) -> dict[str, str]:
    """The addresses a process of a service is told by its environment."""
    service = service_of(process)
    told = {"LEA_DATABASE_URL": addresses.database(role_of(process), DATABASES[service].name)}
    if process != DOOR:
        told["LEA_BROKER_URL"] = addresses.broker(user_of(process))
    else:
        told["LEA_SIGNING_KEY"] = addresses.passwords[SIGNING_KEY]
        told["LEA_PUBLIC_URL"] = addresses.http(DOOR)
    if service == "edge":
        told["LEA_READ_MODEL_URL"] = addresses.database(EDGE_READER, DATABASES["court_query"].name)
    if service == "court_query":
        stores = {
            name: addresses.database(EVENT_READER, kind.name)
            for name, kind in DATABASES.items()
            if EVENT_READER in kind.readers
        }
        told["LEA_EVENT_STORE_URLS"] = json.dumps(stores, separators=(",", ":"))
    return told
