"""Names of databases and roles. Imports no driver, so that commands that only need an address start quickly."""

from dataclasses import dataclass, field

from shared.services import EDGE_READER, EVENT_READER, SERVICES, SUBSCRIBER_READER

__all__ = [
    "DATABASES",
    "EDGE_READER",
    "EVENT_READER",
    "LOGINS",
    "MONITOR",
    "READERS",
    "ROLES",
    "SUBSCRIBER_READER",
    "WORKERS",
    "ServiceDatabase",
    "role_of",
    "service_of",
]

WORKERS = {service.worker: service.name for service in SERVICES if service.has_worker}
"""Further processes of a service that use its database: process -> service."""


@dataclass(frozen=True)
class ServiceDatabase:
    """The name of a service's database, and the roles that may connect to it."""

    service: str
    readers: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        return f"lea_{self.service}"

    @property
    def owner(self) -> str:
        return f"lea_{self.service}_owner"

    @property
    def role(self) -> str:
        return f"lea_{self.service}"

    @property
    def locking(self) -> tuple[str, ...]:
        """The roles that take advisory locks: migrations and rebuilds, and the process with relay or consumers."""
        return (self.owner, *(self.workers or (self.role,)))

    @property
    def workers(self) -> tuple[str, ...]:
        """The roles of further processes of the service."""
        return tuple(role_of(process) for process, service in WORKERS.items() if service == self.service)


def role_of(process: str) -> str:
    """The role of a process of a service."""
    return f"lea_{process}"


def service_of(process: str) -> str:
    """The service a process belongs to."""
    return WORKERS.get(process, process)


DATABASES = {service.name: ServiceDatabase(service.name, service.readers) for service in SERVICES}
READERS = (EVENT_READER, EDGE_READER, SUBSCRIBER_READER)
ROLES = (
    *(role for kind in DATABASES.values() for role in (kind.owner, kind.role, *kind.workers)),
    *READERS,
)
"""The roles of services, which enter their databases."""
MONITOR = "lea_monitor"
"""The role with which Prometheus's exporter reads statistics of the server. It enters no database of a service."""
LOGINS = (*ROLES, MONITOR)
"""Every role but the superuser."""
