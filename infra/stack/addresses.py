"""Addresses and passwords of a system, for the native stack and for containers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from infra.broker.names import ADMINISTRATOR, VHOST
from infra.database.databases import DATABASES, EDGE_READER, EVENT_READER, SUBSCRIBER_READER, role_of, service_of
from infra.stack.errors import StackError
from infra.stack.passwords import Passwords, password_of
from infra.stack.ports import NODES
from shared.services import SERVICES

LOOPBACK = "127.0.0.1"
(EDGE,) = (service.name for service in SERVICES if service.serves_clients)
"""The API processes `edge-1`, `edge-2` …, which have no connection to the broker."""
(DESK,) = (service.name for service in SERVICES if service.serves_people)
"""The web application for people."""
SIGNING_KEY = "edge-signing-key"
"""The name, among the passwords, of the key with which the edge signs its answers."""
FORM_KEY = "desk-form-key"
"""The name, among the passwords, of the key with which the desk signs the tokens of its forms."""


def kind_of(process: str) -> str:
    """`edge` for `edge-1`; the name itself for every other process."""
    return process.partition("-")[0]


def sources_of_service(service: str) -> frozenset[str]:
    """The services whose events a service takes, or reads in their stores."""
    (own,) = (each for each in SERVICES if each.name == service)
    taken = {pattern.split(".")[1] for patterns in own.consumers.values() for pattern in patterns}
    return frozenset(taken | {*own.reads})


class Known(Protocol):
    """Passwords by name."""

    def __getitem__(self, name: str, /) -> str: ...


@dataclass(frozen=True)
class Addresses:
    """The addresses of a system, as seen from one network."""

    places: Mapping[str, str]
    """`host:port` of the interfaces of the engines and of HAProxy (`operations`, `traces`, `edge`, `desk`), by name.

    For the servers of a cluster, of which one is the primary, all of them with commas between.
    """
    passwords: Known = field(repr=False)

    def broker(self, user: str, vhost: str | None = None) -> str:
        """The AMQP address for this user; the default virtual host is that of the system."""
        return f"amqp://{user}:{self.passwords[user]}@{self.places['amqp']}/{vhost or VHOST}"

    def database(self, role: str, name: str) -> str:
        """The PostgreSQL address of this database for this role."""
        servers = self.places["postgresql"]
        # Not `read-write`: sessions of readers are read-only on the primary as well.
        primary = "?target_session_attrs=primary" if "," in servers else ""
        return f"postgresql://{role}:{self.passwords[password_of(role)]}@{servers}/{name}{primary}"

    def http(self, name: str) -> str:
        """The HTTP address of `edge`, `management`, `broker_metrics` or `traces`.

        For any other process, the address of its health, readiness and metrics at HAProxy.
        """
        if name == EDGE:
            return f"https://{self.places[EDGE]}"
        if name == DESK:
            return f"http://{self.places['operations']}/{DESK}"
        return f"http://{self.places.get(name) or self.places['operations'] + '/' + name}"

    @property
    def desk(self) -> str:
        """The address of the desk for people."""
        return f"https://{self.places[DESK]}"


def rebuild_addresses(addresses: Addresses) -> dict[str, str]:
    """The environment of rebuilds of the read model: its owner, and the events it is made of."""
    model = DATABASES["court_query"]
    store = addresses.database(EVENT_READER, DATABASES["proceedings"].name)
    return {
        "LEA_MIGRATION_DATABASE_URL": addresses.database(model.owner, model.name),
        "LEA_EVENT_STORE_URLS": json.dumps({"proceedings": store}),
    }


def access_addresses(addresses: Addresses) -> dict[str, str]:
    """The environment of the process that keeps users and queues of subscribers: the registry, and the broker."""
    password, place = addresses.passwords[ADMINISTRATOR], addresses.places["management"]
    return {
        "LEA_DATABASE_URL": addresses.database(SUBSCRIBER_READER, DATABASES["subscribers"].name),
        "LEA_MANAGEMENT_URL": f"http://{ADMINISTRATOR}:{password}@{place}",
    }


def on_loopback(ports: Mapping[str, int], passwords: Known) -> Addresses:
    """Addresses of a system on this machine."""
    places = {name: f"{LOOPBACK}:{port}" for name, port in ports.items()}
    # The certificate and the signatures of consumers name localhost.
    places |= {name: f"localhost:{ports[name]}" for name in (EDGE, DESK) if name in ports}
    if nodes := [places[f"postgresql-{node}"] for node in NODES if f"postgresql-{node}" in ports]:
        places["postgresql"] = ",".join(nodes)
    return Addresses(places, passwords)


def addresses_in(home: Path) -> Addresses:
    """Addresses of the system with this folder, read from its files. Raises StackError if there is none."""
    try:
        ports = json.loads((home / "ports.json").read_text())["ports"]
    except FileNotFoundError:
        raise StackError(f"There is no system in {home}: `make up` starts one.") from None
    return on_loopback(ports, Passwords(home / "passwords.json"))


def service_addresses(process: str, addresses: Addresses) -> dict[str, str]:
    """The addresses that a process of a service gets in its environment."""
    from shared.messaging.senders import publisher_of  # deferred: imports all contracts

    process = kind_of(process)
    service = service_of(process)
    environment = {"LEA_DATABASE_URL": addresses.database(role_of(process), DATABASES[service].name)}
    if process != EDGE:
        environment["LEA_BROKER_URL"] = addresses.broker(publisher_of(service))
    else:
        environment["LEA_SIGNING_KEY"] = addresses.passwords[SIGNING_KEY]
    if process == DESK:
        environment["LEA_FORM_KEY"] = addresses.passwords[FORM_KEY]
        environment["LEA_OPERATIONS_URL"] = addresses.http("operations")
    if service == "edge":
        environment["LEA_READ_MODEL_URL"] = addresses.database(EDGE_READER, DATABASES["court_query"].name)
    if sources := sources_of_service(service):
        stores = {
            name: addresses.database(EVENT_READER, kind.name)
            for name, kind in DATABASES.items()
            if name in sources and EVENT_READER in kind.readers
        }
        environment["LEA_EVENT_STORE_URLS"] = json.dumps(stores, separators=(",", ":"))
    return environment
