"""Names of databases and roles. Imports no driver, so that commands that only need an address start quickly."""

from dataclasses import dataclass, field

EVENT_READER = "lea_event_reader"
EDGE_READER = "lea_edge_reader"
WORKERS = {"edge_worker": "edge"}
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


DATABASES = {
    database.service: database
    for database in (
        ServiceDatabase("intake", (EVENT_READER,)),
        ServiceDatabase("proceedings", (EVENT_READER,)),
        ServiceDatabase("deadlines", (EVENT_READER,)),
        ServiceDatabase("court_query", (EDGE_READER,)),
        ServiceDatabase("edge"),
    )
}
READERS = (EVENT_READER, EDGE_READER)
ROLES = (
    *(role for kind in DATABASES.values() for role in (kind.owner, kind.role, *kind.workers)),
    *READERS,
)
