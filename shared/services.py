"""The services of the system. Everything that has to know which there are, and what they are, follows from here.

A new service is an entry of `SERVICES` and a package `services/<name>` with `main.py` and `migrations/`;
`tests/unit/shared/test_services.py` names the files that list services by hand.

Plain data: imports nothing, so that the command line starts quickly.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Patterns = tuple[str, ...]
"""Types of events, `#` standing for the rest of a type."""

EVENT_READER = "lea_event_reader"
"""Role of the database that may read events, and nothing else."""
EDGE_READER = "lea_edge_reader"
"""Role of the database with which the edge reads the read model."""
SUBSCRIBER_READER = "lea_subscriber_reader"
"""Role of the database that may read which subscribers the broker has to know."""

_SOURCE = "/lea/"


@dataclass(frozen=True, slots=True)
class Service:
    """One service: what it does over the bus, and who may read its database."""

    name: str
    owns_streams: bool = False
    """It answers commands, has an event store, and publishes the events of its types."""
    consumers: Mapping[str, Patterns] = field(default_factory=dict)
    """Its consumers of events by name. Whole sources, so that a consumer sees every version of a stream."""
    reads: tuple[str, ...] = ()
    """Services whose event stores it reads, besides those whose events it consumes."""
    readers: tuple[str, ...] = ()
    """Roles of other services that may read its database."""
    answers_queries: bool = False
    """It answers queries over the bus, from its own tables."""
    has_worker: bool = False
    """Beside its main processes, a worker uses the broker in their place."""
    serves_clients: bool = False
    """Its main processes answer clients over HTTP, through HAProxy; there may be several."""
    serves_people: bool = False
    """Its process serves people who are signed in, over HTTP through HAProxy."""
    commands: tuple[str, ...] = ()
    """Services to which it sends commands over the bus, for the people it serves."""
    queries: tuple[str, ...] = ()
    """Services to which it sends queries over the bus, for the people it serves."""

    @property
    def worker(self) -> str:
        """The name of its worker process, where it has one."""
        return f"{self.name}_worker"

    @property
    def processes(self) -> tuple[str, ...]:
        """The kinds of its processes."""
        return (self.name, self.worker) if self.has_worker else (self.name,)

    @property
    def publisher(self) -> str:
        """The user of the broker that publishes its events and answers commands to it."""
        return f"lea_{self.processes[-1]}"

    @property
    def holds_messages(self) -> bool:
        """Whether it keeps messages that could not be handled."""
        return self.owns_streams or bool(self.consumers)


SERVICES = (
    Service(
        "intake",
        owns_streams=True,
        answers_queries=True,
        consumers={"intake": ("lea.proceedings.#",)},
        readers=(EVENT_READER,),
    ),
    Service(
        "proceedings",
        owns_streams=True,
        answers_queries=True,
        consumers={"proceedings": ("lea.intake.#", "lea.deadlines.#")},
        readers=(EVENT_READER,),
    ),
    Service(
        "deadlines",
        owns_streams=True,
        answers_queries=True,
        consumers={"deadlines": ("lea.intake.#", "lea.proceedings.#")},
        readers=(EVENT_READER,),
    ),
    Service(
        "court_query",
        answers_queries=True,
        consumers={
            # The card is about enforcement proceedings only; a refused or returned statement never becomes one.
            "court_query": ("lea.proceedings.#",),
            # The edge seals the heads of its access log. Its other events need a consumer: events that no queue takes
            # are not published.
            "court_query.heads": ("lea.edge.#",),
        },
        readers=(EDGE_READER,),
    ),
    Service("edge", owns_streams=True, answers_queries=True, has_worker=True, serves_clients=True),
    Service(
        "subscribers",
        owns_streams=True,
        answers_queries=True,
        reads=("intake", "proceedings", "deadlines"),
        readers=(SUBSCRIBER_READER,),
    ),
    Service(
        "desk",
        serves_people=True,
        commands=("intake", "proceedings", "deadlines", "edge", "subscribers"),
        queries=("intake", "proceedings", "deadlines", "court_query", "edge", "subscribers"),
    ),
)


def source_of(service: str) -> str:
    """The service as the source of its messages (CloudEvents `source`)."""
    return f"{_SOURCE}{service}"


def service_of_source(source: str) -> str:
    """The service that a source names; the text itself where it is no source of a service."""
    return source.removeprefix(_SOURCE)


def owners_of_streams() -> tuple[str, ...]:
    """The services that answer commands and publish events."""
    return tuple(service.name for service in SERVICES if service.owns_streams)


def unconsumed() -> tuple[str, ...]:
    """The services that publish events of which no service takes any."""
    taken = {pattern.split(".")[1] for service in SERVICES for types in service.consumers.values() for pattern in types}
    return tuple(owner for owner in owners_of_streams() if owner not in taken)


def answerers_of_queries() -> tuple[str, ...]:
    """The services that answer queries."""
    return tuple(service.name for service in SERVICES if service.answers_queries)


def holders_of_messages() -> tuple[str, ...]:
    """The services that keep messages they could not handle."""
    return tuple(service.name for service in SERVICES if service.holds_messages)


def processes() -> tuple[str, ...]:
    """The kinds of processes of all services, in the order in which they start."""
    return tuple(process for service in SERVICES for process in service.processes)
