"""Handles commands: load, decide, append, for a whole batch in one transaction.

The number of round trips to the database does not depend on the size of the batch.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Generic, NoReturn, Protocol, TypeVar
from uuid import UUID

import asyncpg

from contracts.catalogue import EVENTS
from contracts.commands.backlogs import Backlog
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.problems import Problem, limited
from contracts.registry import Event, Registry
from contracts.replies import Rejected, Reply
from shared import idempotency
from shared.backlogs import Unpacked, at, contexts, unpacked
from shared.batching import isolate_failures
from shared.clock import Clock, day_of, start_of
from shared.database import Connection, Pool, in_transaction
from shared.decider import BoundReached, Context, Decider, Recorded, Rejection, StreamDiverged
from shared.envelopes import event_of
from shared.eventstore import metrics
from shared.eventstore.batch import Batch, accepted, single, told_otherwise
from shared.eventstore.objections import VERSION_CONFLICT, check_command, objection
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
Outcome = Callable[[S, int, CommandEnvelope[Any], Context[F]], str | None]
"""What a command would do at a version of its stream, as the digest that its preview has."""
Complete = Callable[
    [Connection, Events, Mapping[UUID, tuple[UUID | None, ...]], Mapping[UUID, S]],
    Awaitable[Sequence[EventEnvelope[Any]]],
]
"""Decided events with what only the transaction knows, such as a number of a series; it makes no difference to states.

It gets the acts that each event follows from, and the states of the streams after the batch.
"""

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


class Application(Generic[S, F]):
    """The command side of a service."""

    def __init__(
        self,
        service: str,
        decider: Decider[S, F],
        tables: Tables[S, F],
        clock: Clock,
        registry: Registry = EVENTS,
        outcome: Outcome[S, F] | None = None,
        complete: Complete[S] | None = None,
    ) -> None:
        """Without `outcome` a command that was confirmed at one version of its stream counts at no other.

        Without `complete` events are stored as they were decided.
        """
        self.store = EventStore(service, registry)
        self._streams = Streams(self.store, decider)
        self._decider = decider
        self._tables = tables
        self._clock = clock
        self._outcome = outcome
        self._complete = complete

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
        backlogs = self._unpacked(commands)
        acts = {act.id for backlog in backlogs.values() for _, act in backlog.commands}
        replies = await idempotency.find(connection, {command.id for command in commands} | acts)
        new: dict[UUID, HashedCommand] = {}
        for each in hashed:
            if each.command.id not in replies:
                new.setdefault(each.command.id, each)
        if new:
            replies |= await self._decide(connection, list(new.values()), backlogs, replies)
        return [replies[each.command.id].to(each) for each in hashed]

    async def load(self, connection: Connection, stream: UUID) -> Stream[S]:
        """A stream with all its events, inside the caller's transaction."""
        return (await self._streams.load(connection, [stream]))[stream]

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

    def _unpacked(self, commands: Commands) -> dict[UUID, Unpacked]:
        backlogs = [command for command in commands if isinstance(command.data, Backlog)]
        return {
            each.id: unpacked(each, each.data.acts, self._decider.recordable, self._decider.alone) for each in backlogs
        }

    async def _decide(
        self,
        connection: Connection,
        hashed: Sequence[HashedCommand],
        backlogs: Mapping[UUID, Unpacked],
        known: Mapping[UUID, StoredReply],
    ) -> dict[UUID, StoredReply]:
        commands = [each.command for each in hashed]
        streams = await self._streams.load(connection, {command.stream for command in commands})
        await _check_nothing_came_between(connection, backlogs.values(), known)
        facts = await self._tables.facts(connection, list(single(commands, backlogs)))
        now = self._clock.now()
        batch = Batch(now, day_of(now), streams, facts, dict(known))
        for command, digest in hashed:
            backlog = backlogs.get(command.id)
            reply = self._recorded(batch, command, backlog) if backlog else self._decided(batch, command)
            batch.answer(command, StoredReply(digest, reply))
        for outcome, count in Counter(batch.replies[command.id].reply.outcome for command in commands).items():
            metrics.COMMANDS_HANDLED.labels(outcome).inc(count)
        metrics.COMMAND_BATCH.observe(len(commands))
        states = {event.stream: streams[event.stream].state for event in batch.events}
        events: Events = batch.events
        if events and self._complete is not None:
            events = await self._complete(connection, events, batch.follows, states)
        await self.store.append(connection, events)
        await idempotency.record(connection, batch.answered, batch.replies, batch.now)
        if events:
            await self._tables.record(connection, events, states)
        self._streams.cache(batch.streams)
        return batch.replies

    def _decided(self, batch: Batch[S, F], command: CommandEnvelope[Any]) -> Reply:
        """The reply to one command; its events are added to the batch, and its stream moves past them."""
        stream = batch.streams[command.stream]
        context = Context(batch.today, batch.facts[command.id])
        try:
            if problem := self._objection(batch.today, stream, command, context):
                return Rejected(command_id=command.id, problems=(problem,))
            with decision_span(command) as traced:
                events, after = self._decide_on(batch, stream, command, context, traced)
        except Rejection as rejection:
            return Rejected(command_id=command.id, problems=rejection.problems)
        except Exception as error:
            raise CommandFailed(command.id) from error
        batch.take(events, after)
        return accepted(command, events, after.version)

    def _objection(
        self, today: date, stream: Stream[S], command: CommandEnvelope[Any], context: Context[F]
    ) -> Problem | None:
        """As `objection`; another version is none while the command does what its person confirmed."""
        found = objection(command, today, stream.version)
        if found is None or found.code != VERSION_CONFLICT or not self._outcome or not command.expected_outcome:
            return found
        as_confirmed = self._outcome(stream.state, stream.version, command, context) == command.expected_outcome
        return None if as_confirmed else found

    def _recorded(self, batch: Batch[S, F], backlog: CommandEnvelope[Any], acts: Unpacked) -> Reply:
        """The reply to a backlog; either all of its acts are added to the batch, or none."""
        stream, problems = batch.streams[backlog.stream], [*acts.problems]
        if problem := objection(backlog, batch.today, stream.version):
            return Rejected(command_id=backlog.id, problems=(problem,))
        known = [(place, act, batch.replies[act.id]) for place, act in acts.commands if act.id in batch.replies]
        problems += [at(place, each) for place, act, reply in known for each in told_otherwise(act, reply)]
        new = [(place, act) for place, act in acts.commands if act.id not in batch.replies]
        replies: list[tuple[CommandEnvelope[Any], StoredReply]] = []
        recorded: list[EventEnvelope[Any]] = []
        try:
            with decision_span(backlog) as traced:
                places = contexts(Context(batch.today, None), [act for _, act in new])
                for (place, act), where in zip(new, places, strict=True):
                    context = Context(where.today, batch.facts[act.id], where.continued, where.next_day, backlog=True)
                    try:
                        check_command(act, batch.today, stream.version)
                        events, stream = self._decide_on(batch, stream, act, context, traced)
                    except Rejection as rejection:
                        problems += [at(place, each) for each in rejection.problems]
                        continue
                    recorded += events
                    answer = StoredReply(idempotency.digest_of(act), accepted(act, events, stream.version))
                    replies.append((act, answer))
        except Exception as error:
            raise CommandFailed(backlog.id) from error
        if problems:
            return Rejected(command_id=backlog.id, problems=limited(problems))
        batch.take(recorded, stream)
        for act, answer in replies:
            batch.answer(act, answer)
        return accepted(backlog, recorded, stream.version)

    def _decide_on(
        self,
        batch: Batch[S, F],
        stream: Stream[S],
        command: CommandEnvelope[Any],
        context: Context[F],
        traced: Traced,
    ) -> tuple[list[EventEnvelope[Any]], Stream[S]]:
        """The events of a command, and its stream after them. Raises Rejection."""
        try:
            decided = self._decider.decide(stream.state, command, context)
            inputs = self._decider.inputs(context.facts)
            events = [
                self._event(command, traced, inputs, batch, item, stream.version + n)
                for n, item in enumerate(decided, start=1)
            ]
            batch.follows |= {
                event.id: item.follows
                for event, item in zip(events, decided, strict=True)
                if isinstance(item, Recorded) and item.follows
            }
            return events, self._streams.after(stream, events)
        except BoundReached:
            metrics.BOUNDS_REACHED.inc()
            raise
        except StreamDiverged:
            metrics.STREAMS_DIVERGED.inc()
            raise

    def _event(
        self,
        command: CommandEnvelope[Any],
        traced: Traced,
        inputs: str | None,
        batch: Batch[S, F],
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


async def _check_nothing_came_between(
    connection: Connection, backlogs: Iterable[Unpacked], known: Mapping[UUID, StoredReply]
) -> None:
    """Raises a conflict if an act of a backlog was recorded by another after the replies that are known were read.

    The streams may then hold an act that would be decided anew, and its refusal would meet no conflict of versions.
    """
    acts = {act.id for backlog in backlogs for _, act in backlog.commands}
    if acts and (await idempotency.find(connection, acts)).keys() - known.keys():
        raise asyncpg.SerializationError("acts of the backlog were recorded at the same time")
