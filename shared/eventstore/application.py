"""Commands in, events out: load, decide, append, for a whole batch in one transaction.

The number of round trips to the database does not depend on the size of the batch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from opentelemetry import trace

from contracts.catalogue import EVENTS
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.identifiers import new_id
from contracts.problems import Problem
from contracts.registry import Event, Registry
from contracts.replies import Accepted, Rejected
from shared.clock import Clock, day_of
from shared.database import CONFLICTS, Connection, Pool, in_transaction
from shared.decider import Context, Decider, Recorded, Rejection
from shared.eventstore import ledger, metrics
from shared.eventstore.ledger import Answer, Answered
from shared.eventstore.store import EventStore
from shared.telemetry.context import continuing, stored

S = TypeVar("S")
F = TypeVar("F")
F_co = TypeVar("F_co", covariant=True)
Commands = Sequence[CommandEnvelope[Any]]
Events = Sequence[EventEnvelope[Any]]

_TRACER = trace.get_tracer("lea.eventstore")


class Tables(Protocol[F_co]):
    """A service's own tables, read and written in the transaction of its events."""

    async def facts(self, connection: Connection, commands: Commands) -> Mapping[UUID, F_co]:
        """What `decide` may know besides the stream, keyed by command id; one round trip for the batch.

        The facts are those before the batch: what two commands of one batch must not both do is guarded by a
        constraint, and the second is decided anew in a transaction of its own.
        """
        ...

    async def record(self, connection: Connection, events: Events) -> None:
        """Write down what the events change; a broken unique constraint makes the batch be decided anew."""
        ...


class CommandFailed(Exception):
    """Deciding one command raised something other than a rejection; nothing of its batch was written.

    The cause is attached. The rest of the batch can be handled without the command named here.
    """

    def __init__(self, command_id: UUID) -> None:
        super().__init__(f"command {command_id} could not be decided")
        self.command_id = command_id


@dataclass(slots=True)
class _Stream(Generic[S]):
    state: S
    version: int


@dataclass(slots=True)
class _Batch(Generic[S]):
    """What is known and decided while the commands of a batch are taken in order."""

    now: datetime
    today: date
    streams: dict[UUID, _Stream[S]]
    answers: dict[UUID, Answered]
    events: list[EventEnvelope[Any]] = field(default_factory=list)


class Application(Generic[S, F]):
    """The command side of a service."""

    def __init__(
        self, service: str, decider: Decider[S, F], tables: Tables[F], clock: Clock, registry: Registry = EVENTS
    ) -> None:
        self.store = EventStore(service, registry)
        self._decider = decider
        self._tables = tables
        self._clock = clock

    async def handle_in_transaction(self, pool: Pool, commands: Commands) -> list[Answer]:
        """Handle the commands in a transaction of their own, and after a conflict in fresh ones.

        A batch that meets a conflict is split, so that commands in each other's way are decided one after the
        other; those before them may be committed although a later one raises. Raises CommandFailed, the last
        conflict of a single command, or what the database raises.
        """
        try:
            return await in_transaction(
                pool, lambda connection: self.handle(connection, commands), attempts=1 if len(commands) > 1 else 10
            )
        except CONFLICTS:
            metrics.CONFLICTS.inc()
            if len(commands) == 1:
                raise
        half = len(commands) // 2
        first = await self.handle_in_transaction(pool, commands[:half])
        return first + await self.handle_in_transaction(pool, commands[half:])

    async def handle(self, connection: Connection, commands: Commands) -> list[Answer]:
        """Answer the commands in order, inside the caller's transaction.

        Raises CommandFailed, or a conflict (shared.database.CONFLICTS): the caller's transaction is to be rolled
        back and the whole batch done again.
        """
        answers = await ledger.find(connection, {command.id for command in commands})
        fresh: dict[UUID, CommandEnvelope[Any]] = {}
        for command in commands:
            if command.id not in answers:
                fresh.setdefault(command.id, command)
        if fresh:
            await self._answer(connection, list(fresh.values()), answers)
        return [answers[command.id].to(command) for command in commands]

    async def _answer(self, connection: Connection, commands: Commands, answers: dict[UUID, Answered]) -> None:
        history = await self.store.load_many(connection, {command.stream for command in commands})
        facts = await self._tables.facts(connection, commands)
        now = self._clock.now()
        batch = _Batch(
            now=now,
            today=day_of(now),
            streams={command.stream: self._replayed(history.get(command.stream, ())) for command in commands},
            answers=answers,
        )
        for command in commands:
            reply = self._decided(batch, command, facts)
            answers[command.id] = Answered(ledger.digest_of(command), reply)
            metrics.COMMANDS_HANDLED.labels(reply.outcome).inc()
        metrics.COMMAND_BATCH.observe(len(commands))
        await self.store.append(connection, batch.events)
        await ledger.record(connection, commands, answers, batch.now)
        if batch.events:
            await self._tables.record(connection, batch.events)

    def _replayed(self, events: Events) -> _Stream[S]:
        return _Stream(reduce(self._decider.evolve, events, self._decider.initial), len(events))

    def _decided(self, batch: _Batch[S], command: CommandEnvelope[Any], facts: Mapping[UUID, F]) -> Answer:
        """The answer to one command; its events are in the batch, and the state of its stream is after them."""
        stream = batch.streams[command.stream]
        problem = _out_of_time(command, batch.today) or _out_of_version(command, stream.version)
        if problem:
            return Rejected(command_id=command.id, problems=(problem,))
        parent = continuing(command.traceparent, command.tracestate)
        # An exception's text may quote what it choked on, personal data included: it is not put on the span.
        with _TRACER.start_as_current_span(f"decide {command.type}", parent, record_exception=False) as span:
            span.set_attributes({"lea.command.id": str(command.id), "lea.stream": str(command.stream)})
            try:
                decided = self._decider.decide(stream.state, command, Context(batch.today, facts[command.id]))
                events = [
                    self._event(command, batch, item, stream.version + n) for n, item in enumerate(decided, start=1)
                ]
                after = reduce(self._decider.evolve, events, stream.state)
            except Rejection as rejection:
                return Rejected(command_id=command.id, problems=rejection.problems)
            except Exception as error:
                raise CommandFailed(command.id) from error
        batch.events += events
        batch.streams[command.stream] = _Stream(after, stream.version + len(events))
        return Accepted(
            command_id=command.id,
            stream=command.stream,
            version=stream.version + len(events),
            event_ids=tuple(event.id for event in events),
        )

    def _event(
        self, command: CommandEnvelope[Any], batch: _Batch[S], item: Event | Recorded, version: int
    ) -> EventEnvelope[Any]:
        data, effective = (
            (item.data, item.effective_date) if isinstance(item, Recorded) else (item, command.effective_date)
        )
        if effective > batch.today:
            raise ValueError(f"{data.type} was decided with an effective date in the future")
        return EventEnvelope.model_construct(
            id=new_id(),
            source=self.store.source,
            type=data.type,
            stream=command.stream,
            version=version,
            effective_date=effective,
            recorded_at=batch.now,
            actor=command.actor,
            correlation_id=command.correlation_id,
            causation_id=command.id,
            data=data,
            **stored()._asdict(),
        )


def _out_of_time(command: CommandEnvelope[Any], today: date) -> Problem | None:
    if command.effective_date <= today:
        return None
    return Problem(
        code="effective-date-in-future",
        field="effective_date",
        rule="acts are registered on or after the day they have effect",
        detail=f"the effective date {command.effective_date} is after {today}",
    )


def _out_of_version(command: CommandEnvelope[Any], version: int) -> Problem | None:
    if command.expected_version is None or command.expected_version == version:
        return None
    return Problem(
        code="version-conflict",
        field="expected_version",
        rule="the stream stands at the expected version",
        detail=f"expected version {command.expected_version}, found {version}",
    )
