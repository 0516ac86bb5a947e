"""Handles commands: load, decide, append, for a whole batch in one transaction.

The number of round trips to the database does not depend on the size of the batch.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, NoReturn, Protocol, TypeVar
from uuid import UUID

from contracts.catalogue import EVENTS
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.problems import Problem
from contracts.registry import Event, Registry
from contracts.replies import Accepted, Rejected, Reply
from shared import idempotency
from shared.batching import isolate_failures
from shared.clock import Clock, day_of, start_of
from shared.database import Connection, Pool, in_transaction
from shared.decider import BoundReached, Context, Decider, Recorded, Rejection, StreamDiverged
from shared.envelopes import event_of
from shared.eventstore import metrics
from shared.eventstore.store import EventStore
from shared.eventstore.streams import Stream, Streams
from shared.failures import CONFLICT_ERRORS, NotYet, PermanentFailure
from shared.idempotency import HashedCommand, StoredReply
from shared.telemetry.context import Traced
from shared.telemetry.logs import get_logger
from shared.telemetry.traces import decision_span

S = TypeVar("S")
F = TypeVar("F")
S_contra = TypeVar("S_contra", contravariant=True)
F_co = TypeVar("F_co", covariant=True)
Commands = Sequence[CommandEnvelope[Any]]
Events = Sequence[EventEnvelope[Any]]

_log = get_logger(__name__)


class Tables(Protocol[S_contra, F_co]):
    """A service's own tables, read and written in the transaction of its events."""

    async def facts(self, connection: Connection, commands: Commands) -> Mapping[UUID, F_co]:
        """What `decide` may know besides the stream, keyed by command id; one round trip for the batch.

        The facts are those before the batch: what two commands of one batch must not both do is guarded by a
        constraint, and the second is decided again in another transaction.
        """
        ...

    async def record(self, connection: Connection, events: Events, states: Mapping[UUID, S_contra]) -> None:
        """Record what the events change; if a unique constraint is violated, the batch is decided again.

        `states` are those of the streams of the events, after the batch.
        """
        ...


class CommandFailed(Exception):
    """Deciding one command raised something other than a rejection; nothing of its batch was written.

    The cause is attached. The rest of the batch can be handled without the command named here.
    """

    def __init__(self, command_id: UUID) -> None:
        super().__init__(f"command {command_id} could not be decided")
        self.command_id = command_id


@dataclass(slots=True)
class _Batch(Generic[S]):
    """The state of a batch while its commands are decided in order."""

    now: datetime
    today: date
    streams: dict[UUID, Stream[S]]
    events: list[EventEnvelope[Any]] = field(default_factory=list)


class Application(Generic[S, F]):
    """The command side of a service."""

    def __init__(
        self, service: str, decider: Decider[S, F], tables: Tables[S, F], clock: Clock, registry: Registry = EVENTS
    ) -> None:
        self.store = EventStore(service, registry)
        self._streams = Streams(self.store, decider)
        self._decider = decider
        self._tables = tables
        self._clock = clock

    async def states(self, connection: Connection, streams: Collection[UUID]) -> dict[UUID, S]:
        """The states of streams, as they stand."""
        return {id_: stream.state for id_, stream in (await self._streams.load(connection, streams)).items()}

    async def handle_in_transaction(self, pool: Pool, commands: Commands) -> list[Reply]:
        """Handle the commands in a new transaction, and after a conflict in further ones.

        A batch that meets a conflict is split, so that commands that conflict with each other are decided one after
        the other; those before them may be committed although a later one raises. Raises CommandFailed, the last
        conflict of a single command, or what the database raises.
        """

        async def handled(part: Commands) -> list[Reply]:
            try:
                return await in_transaction(
                    pool, lambda connection: self.handle(connection, part), attempts=1 if len(part) > 1 else 10
                )
            except CONFLICT_ERRORS:
                metrics.CONFLICTS.inc()
                raise

        return await isolate_failures(commands, handled, _raise, on=CONFLICT_ERRORS)

    async def handle(self, connection: Connection, commands: Commands) -> list[Reply]:
        """Reply to the commands in order, inside the caller's transaction.

        Raises CommandFailed, or a conflict (shared.failures.CONFLICT_ERRORS): then the caller rolls its transaction
        back and repeats the whole batch.
        """
        hashed = [HashedCommand(command, idempotency.digest_of(command)) for command in commands]
        replies = await idempotency.find(connection, {command.id for command in commands})
        new: dict[UUID, HashedCommand] = {}
        for each in hashed:
            if each.command.id not in replies:
                new.setdefault(each.command.id, each)
        if new:
            replies |= await self._decide(connection, list(new.values()))
        return [replies[each.command.id].to(each) for each in hashed]

    async def handle_policies(self, connection: Connection, commands: Commands) -> list[Reply]:
        """Answer the commands of policies, in the transaction that applies the events that caused them.

        A refusal is stored as for any command; nobody waits for it, so it is counted and logged. Raises NotYet, with
        nothing stored, while the day of a command has not begun by this machine's clock: another machine, whose clock
        is ahead, may have recorded the cause; PermanentFailure if a stream has diverged. Else raises as `handle` does.
        """
        self._await_their_day(commands)
        try:
            replies = await self.handle(connection, commands)
        except CommandFailed as failed:
            if isinstance(failed.__cause__, StreamDiverged):
                raise PermanentFailure(f"{failed}: {failed.__cause__}") from failed
            raise
        for command, reply in zip(commands, replies, strict=True):
            if isinstance(reply, Rejected):
                policy, codes = command.actor.removeprefix("policy:"), [problem.code for problem in reply.problems]
                metrics.POLICIES_REFUSED.labels(policy).inc()
                _log.warning("policy refused", policy=policy, command_id=str(command.id), problems=codes)
        return replies

    def _await_their_day(self, commands: Commands) -> None:
        now = self._clock.now()
        latest = max((command.effective_date for command in commands), default=date.min)
        if latest > day_of(now):
            raise NotYet(f"{latest} has not begun by this machine's clock", (start_of(latest) - now).total_seconds())

    async def _decide(self, connection: Connection, hashed: Sequence[HashedCommand]) -> dict[UUID, StoredReply]:
        commands = [each.command for each in hashed]
        streams = await self._streams.load(connection, {command.stream for command in commands})
        facts = await self._tables.facts(connection, commands)
        now = self._clock.now()
        batch = _Batch(now, day_of(now), streams)
        replies = {command.id: StoredReply(digest, self._decided(batch, command, facts)) for command, digest in hashed}
        for outcome, count in Counter(each.reply.outcome for each in replies.values()).items():
            metrics.COMMANDS_HANDLED.labels(outcome).inc(count)
        metrics.COMMAND_BATCH.observe(len(commands))
        await self.store.append(connection, batch.events)
        await idempotency.record(connection, commands, replies, batch.now)
        if batch.events:
            states = {event.stream: streams[event.stream].state for event in batch.events}
            await self._tables.record(connection, batch.events, states)
        self._streams.cache(batch.streams)
        return replies

    def _decided(self, batch: _Batch[S], command: CommandEnvelope[Any], facts: Mapping[UUID, F]) -> Reply:
        """The reply to one command; its events are added to the batch, and its stream moves past them."""
        stream = batch.streams[command.stream]
        problem = objection(command, batch.today, stream.version)
        if problem:
            return Rejected(command_id=command.id, problems=(problem,))
        try:
            with decision_span(command) as traced:
                decided = self._decider.decide(stream.state, command, Context(batch.today, facts[command.id]))
            inputs = self._decider.inputs(facts[command.id])
            events = [
                self._event(command, traced, inputs, batch, item, stream.version + n)
                for n, item in enumerate(decided, start=1)
            ]
            after = self._streams.after(stream, events)
        except Rejection as rejection:
            if isinstance(rejection, BoundReached):
                metrics.BOUNDS_REACHED.inc()
            return Rejected(command_id=command.id, problems=rejection.problems)
        except Exception as error:
            if isinstance(error, StreamDiverged):
                metrics.STREAMS_DIVERGED.inc()
            raise CommandFailed(command.id) from error
        batch.events += events
        batch.streams[command.stream] = after
        return Accepted(
            command_id=command.id,
            stream=command.stream,
            version=after.version,
            event_ids=tuple(event.id for event in events),
        )

    def _event(
        self,
        command: CommandEnvelope[Any],
        traced: Traced,
        inputs: str | None,
        batch: _Batch[S],
        item: Event | Recorded,
        version: int,
    ) -> EventEnvelope[Any]:
        data, effective = (
            (item.data, item.effective_date) if isinstance(item, Recorded) else (item, command.effective_date)
        )
        if effective > batch.today:
            raise ValueError(f"{data.type} was decided with an effective date in the future")
        return event_of(
            command,
            data,
            source=self.store.source,
            version=version,
            effective_date=effective,
            recorded_at=batch.now,
            traced=traced,
            inputs=inputs,
        )


async def _raise(_: CommandEnvelope[Any], error: Exception) -> NoReturn:
    raise error


def objection(command: CommandEnvelope[Any], today: date, version: int) -> Problem | None:
    """Why a command is refused before it is decided, on that day and for a stream at that version."""
    return _out_of_time(command, today) or _out_of_version(command, version)


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
