"""A service in small: streams that add numbers up and take names that nobody else may have."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.identifiers import new_id
from contracts.problems import Problem
from contracts.registry import Command, Event, Registry
from shared.clock import SystemClock
from shared.database import Connection
from shared.decider import Context, Decided, Decider, Recorded, Rejection
from shared.eventstore.application import Application

SERVICE = "tally"
CLOCK = SystemClock()


class Added(Event):
    """A number was added."""

    type: ClassVar[str] = "lea.tally.added.v1"
    amount: int
    filler: str = ""


class NameTaken(Event):
    """The stream has a name."""

    type: ClassVar[str] = "lea.tally.name-taken.v1"
    name: str


class Add(Command):
    """Add a number; nothing happens for 0, and numbers below are refused."""

    type: ClassVar[str] = "lea.tally.add.v1"
    amount: int


class AddBackdated(Command):
    """Add 1 with the effect of another day."""

    type: ClassVar[str] = "lea.tally.add-backdated.v1"
    on: date


class TakeName(Command):
    """Take a name that no other stream has."""

    type: ClassVar[str] = "lea.tally.take-name.v1"
    name: str


class Break(Command):
    """A command whose decision has a fault."""

    type: ClassVar[str] = "lea.tally.break.v1"


EVENTS = Registry([Added, NameTaken], unknown_fields="ignore")


def decide(total: int, command: CommandEnvelope[Any], context: Context[bool]) -> Decided:
    match command.data:
        case Add(amount=0):
            return []
        case Add(amount=amount) if amount > 0:
            return [Added(amount=amount)]
        case AddBackdated(on=on):
            return [Recorded(Added(amount=1), on)]
        case TakeName(name=name) if not context.facts:
            return [NameTaken(name=name)]
        case Break():
            raise RuntimeError(f"total is {total}")
    raise Rejection(Problem(code="refused", rule="only what is allowed", detail="not allowed"))


def evolve(total: int, event: EventEnvelope[Any]) -> int:
    return total + event.data.amount if isinstance(event.data, Added) else total


class Tables:
    """Names; keeps the states it was given."""

    def __init__(self) -> None:
        self.recorded: list[dict[UUID, int]] = []

    async def facts(self, connection: Connection, commands: Sequence[CommandEnvelope[Any]]) -> Mapping[UUID, bool]:
        names = {command.id: getattr(command.data, "name", "") for command in commands}
        rows = await connection.fetch("SELECT name FROM taken_name WHERE name = ANY($1)", list(names.values()))
        taken = {row["name"] for row in rows}
        return {id_: name in taken for id_, name in names.items()}

    async def record(
        self, connection: Connection, events: Sequence[EventEnvelope[Any]], states: Mapping[UUID, int]
    ) -> None:
        self.recorded.append(dict(states))
        names = [(event.stream, event.data.name) for event in events if isinstance(event.data, NameTaken)]
        if names:
            await connection.execute(
                "INSERT INTO taken_name (stream, name) SELECT * FROM unnest($1::uuid[], $2::text[])",
                *map(list, zip(*names, strict=True)),
            )


def application(tables: Tables | None = None) -> Application[int, bool]:
    return Application(
        SERVICE, Decider(0, decide, evolve, inputs=lambda _: "tally-1"), tables or Tables(), CLOCK, EVENTS
    )


def command(data: Command, stream: UUID, **attributes: Any) -> CommandEnvelope[Any]:
    """A command of today, unless the attributes say otherwise."""
    given: dict[str, Any] = {
        "id": new_id(),
        "source": "/lea/tests",
        "type": data.type,
        "stream": stream,
        "effective_date": CLOCK.today(),
        "issued_at": CLOCK.now(),
        "actor": "executor:0101-017",
        "correlation_id": new_id(),
        "data": data,
    }
    return CommandEnvelope[Command](**{**given, **attributes})


def added(stream: UUID, version: int, **attributes: Any) -> EventEnvelope[Any]:
    """An event of today, unless the attributes say otherwise."""
    given: dict[str, Any] = {
        "id": new_id(),
        "source": "/lea/tally",
        "type": Added.type,
        "stream": stream,
        "version": version,
        "effective_date": CLOCK.today(),
        "recorded_at": CLOCK.now(),
        "actor": "executor:0101-017",
        "correlation_id": uuid4(),
        "causation_id": uuid4(),
        "data": Added(amount=1),
    }
    return EventEnvelope[Event](**{**given, **attributes})


def tomorrow() -> date:
    """A day that has not begun, also if midnight passes between the collection of a test and its run."""
    return CLOCK.today() + timedelta(days=2)


def seconds_ago(seconds: float) -> datetime:
    return CLOCK.now() - timedelta(seconds=seconds)
