"""The inbox: applies delivered events to the service's own database, in order and each once.

A batch is one transaction: the positions of its streams are locked, duplicates skipped, events that came too early
kept in the table, the others applied and the positions moved. If that fails, the batch is halved until the event at
fault is alone: it is kept for a retry or parked, later events of its stream wait for it, and all others go on. An event
whose version belongs to a different event is parked as evidence and raises an alarm.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.envelope import event_from_message
from shared.batching import isolate_failures
from shared.database import Connection, Pool, transaction
from shared.failures import CONFLICT_ERRORS, NotYet, PermanentFailure
from shared.messaging import deferred, positions
from shared.messaging.conflicts import conflicts_with_held
from shared.messaging.deliveries import Decode, Delivery, ReceivedEvent, StreamKey, UnreadableMessage, problem_of, read
from shared.messaging.ordering import Plan, VersionConflict, plan
from shared.messaging.projection import Projection
from shared.messaging.reporting import (
    CONFLICTING,
    event_fields,
    expect_alarms,
    report_conflicting,
    report_parked,
)
from shared.messaging.subscriptions import sources_of
from shared.reconciliation.guard import EpochGuard
from shared.telemetry import metrics
from shared.telemetry.context import exemplar_of
from shared.telemetry.logs import get_logger
from shared.telemetry.traces import record_batch, record_failure

_log = get_logger(__name__)

_ALONE = 3  # attempts at a message that the broker gave up on


Unlocked = tuple[StreamKey, int]
"""A stream whose next event is held, and its position."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often an event that fails is tried, with doubling delays in seconds, before it is parked."""

    attempts: int = 8
    delay: float = 1.0
    longest: float = 300.0

    def after(self, attempts: int) -> float | None:
        """The delay after so many failures; None: no more."""
        return min(self.delay * 2 ** (attempts - 1), self.longest) if attempts < self.attempts else None

    def until(self, seconds: float) -> float:
        """The delay before the next attempt at an event that has to wait for `seconds`."""
        return max(self.delay, min(seconds, self.longest))


class Inbox:
    """Applies events to one projection.

    Methods that raise DatabaseUnavailable can be called again with the same messages: what was committed is skipped.
    They raise SourceAhead if the consumer must not go on.
    """

    def __init__(
        self,
        pool: Pool,
        projection: Projection,
        *,
        batch: int = 200,
        retry: RetryPolicy | None = None,
        decode: Decode = event_from_message,
        guard: EpochGuard | None = None,
    ) -> None:
        self.name = projection.name
        self._guard = guard or EpochGuard(pool, projection, {})
        self._pool = pool
        self._projection = projection
        self._batch = batch
        self._retry = retry or RetryPolicy()
        self._decode = decode
        self._sources = sources_of(self.name)
        expect_alarms(self.name)

    async def take(self, deliveries: Sequence[Delivery]) -> None:
        """Apply or keep every message; when this returns, all of them are safe and may be acknowledged."""
        unlocked = await self._settle(await self._admitted(deliveries))
        while unlocked:
            key, position = unlocked.popitem()
            unlocked |= await self._take_next(key, position)

    async def take_dead(self, deliveries: Sequence[Delivery]) -> None:
        """Keep messages the broker gave up on: each is tried again alone, as most of them only lay behind the one at
        fault. One that ends the process even then is parked.
        """
        received, unreadable = read(deliveries, self._decode, self._sources)
        rows = [deferred.row_of(item, deferred.DEAD) for item in received]
        async with transaction(self._pool) as connection:
            stored = await deferred.store(connection, self.name, "retry", rows, delay=0.0)
            conflicting = await self._park_in_conflict(connection, received if stored < len(rows) else [])
        await self._park_unreadable(unreadable)
        metrics.MESSAGES_RETRIED.labels(self.name).inc(len(rows))
        _log.warning("messages delivered too often", consumer=self.name, messages=len(deliveries))
        report_conflicting(self.name, conflicting)

    async def retry_due(self) -> int:
        """Try again what is due; returns how many messages that were."""
        async with transaction(self._pool) as connection:
            held = await deferred.due(connection, self.name, self._batch)
        await self.take(held)
        return len(held)

    async def sweep(self) -> int:
        """Apply what need not wait any more; returns how many messages that were."""
        async with transaction(self._pool) as connection:
            target = await self._projection.target(connection)
            held = await deferred.overlooked(connection, self.name, target.position_key, self._batch)
        await self.take(held)
        return len(held)

    async def retry_alone(self) -> None:
        """Try what the broker gave up on, one after the other."""
        while True:
            async with transaction(self._pool) as connection:
                delivery = await deferred.due_alone(connection, self.name)
                if delivery is None or delivery.held is None:
                    return
                given_up = delivery.held.attempts > _ALONE
                if given_up:
                    await deferred.update(connection, [delivery.held.id], "parked", deferred.DEAD, _ALONE)
            if given_up:
                report_parked(self.name, "dead", [delivery])
            else:
                await self.take([delivery])

    async def check_sources(self) -> None:
        """Compare the epochs of the sources' stores. Raises SourceAhead if the consumer must not go on."""
        await self._guard.check()

    async def measure(self) -> None:
        """Set the gauges of what is held."""
        async with transaction(self._pool) as connection:
            held = await deferred.summary(connection, self.name)
        for reason in ("gap", "retry", "parked"):
            messages, oldest = held.get(reason, (0, 0.0))
            metrics.DEFERRED.labels(self.name, reason).set(messages)
            metrics.DEFERRED_AGE.labels(self.name, reason).set(oldest)

    async def _take_next(self, key: StreamKey, position: int) -> dict[StreamKey, int]:
        async with transaction(self._pool) as connection:
            held = await deferred.next_in_order(connection, self.name, key, position, self._batch)
        return await self._settle(await self._admitted(held))

    async def _admitted(self, deliveries: Sequence[Delivery]) -> Sequence[ReceivedEvent]:
        """The events of messages; those that cannot be read, and those the stores no longer have, are parked."""
        received, unreadable = read(deliveries, self._decode, self._sources)
        admitted = await self._guard.admit(received)
        await self._park_unreadable([*unreadable, *admitted.phantoms])
        return admitted.received

    async def _settle(self, received: Sequence[ReceivedEvent]) -> dict[StreamKey, int]:
        """Apply or keep events; returns the streams whose next event is held, with their positions."""
        if not received:
            return {}
        return dict(await isolate_failures(received, self._apply_again_after_conflict, self._keep_failed))

    async def _apply_again_after_conflict(self, received: Sequence[ReceivedEvent]) -> list[Unlocked]:
        try:
            return await self._apply(received)
        except CONFLICT_ERRORS:
            # A command may have been handled at the same time; a new transaction sees what it did.
            return await self._apply(received)

    async def _apply(self, received: Sequence[ReceivedEvent]) -> list[Unlocked]:
        started = time.time_ns()
        decided = await self._transact(received)
        self._record(decided, started)
        return [(key, decided.positions[key]) for key in decided.unlocked]

    async def _transact(self, received: Sequence[ReceivedEvent]) -> Plan:
        async with transaction(self._pool) as connection:
            target = await self._projection.target(connection)
            before = await positions.claim(connection, target.position_key, (item.key for item in received))
            versions = {stream: position.version for stream, position in before.items()}
            held = await deferred.heads(connection, self.name, versions, deferred.held_ids(received))
            decided = plan(received, before, held)
            if events := [item.event for item in decided.apply]:
                await target.apply(connection, events)
                await positions.move(connection, target.position_key, events)
            await self._park_conflicting(connection, decided.conflicting)
            decided.conflicting += await self._keep_waiting(connection, decided.waiting)
            await deferred.release(connection, deferred.held_ids([*decided.apply, *decided.duplicates]))
        return decided

    async def _keep_waiting(self, connection: Connection, waiting: Sequence[ReceivedEvent]) -> list[VersionConflict]:
        """Returns those that are parked instead, as other events have their versions."""
        fresh = [deferred.row_of(item, deferred.WAITS) for item in waiting if item.delivery.held is None]
        stored = await deferred.store(connection, self.name, "gap", fresh)
        conflicting = await self._park_in_conflict(connection, waiting if stored < len(waiting) else [])
        parked = deferred.held_ids(conflict.item for conflict in conflicting)
        still = [row for row in deferred.held_ids(waiting) if row not in parked]
        await deferred.update(connection, still, "gap", deferred.WAITS)
        return conflicting

    async def _park_in_conflict(self, connection: Connection, items: Sequence[ReceivedEvent]) -> list[VersionConflict]:
        conflicting = await conflicts_with_held(connection, self.name, items)
        await self._park_conflicting(connection, conflicting)
        return conflicting

    async def _park_conflicting(self, connection: Connection, conflicts: Sequence[VersionConflict]) -> None:
        evidence = [UnreadableMessage(item.delivery, problem, CONFLICTING) for item, problem in conflicts]
        await deferred.park(connection, self.name, evidence)

    async def _keep_failed(self, item: ReceivedEvent, error: Exception) -> list[Unlocked]:
        held, problem = item.delivery.held, problem_of(error)
        attempts = held.attempts if held else 0
        delay: float | None
        if isinstance(error, NotYet):
            delay = self._retry.until(error.seconds)
        else:
            attempts += 1
            delay = None if isinstance(error, PermanentFailure) else self._retry.after(attempts)
        reason = "parked" if delay is None else "retry"
        conflicting: list[VersionConflict] = []
        async with transaction(self._pool) as connection:
            if held:
                await deferred.update(connection, [held.id], reason, problem, attempts, delay)
            else:
                rows = [deferred.row_of(item, problem)]
                stored = await deferred.store(connection, self.name, reason, rows, attempts, delay)
                conflicting = await self._park_in_conflict(connection, [] if stored else [item])
        self._report_failed(item, error, reason, attempts)
        report_conflicting(self.name, conflicting)
        return []

    async def _park_unreadable(self, unreadable: Sequence[UnreadableMessage]) -> None:
        if not unreadable:
            return
        async with transaction(self._pool) as connection:
            await deferred.park(connection, self.name, unreadable)
        for cause in dict.fromkeys(item.cause for item in unreadable):
            report_parked(self.name, cause, [item.delivery for item in unreadable if item.cause == cause])

    def _record(self, decided: Plan, started: int) -> None:
        ended = time.time_ns()
        events = [item.event for item in decided.apply]
        metrics.EVENTS_APPLIED.labels(self.name).inc(len(events))
        metrics.EVENTS_DUPLICATE.labels(self.name).inc(len(decided.duplicates))
        metrics.EVENTS_WAITING.labels(self.name).inc(len(decided.waiting))
        metrics.BATCH_SECONDS.labels(self.name).observe((ended - started) / 1e9)
        metrics.BATCH_SIZE.labels(self.name).observe(len(events))
        age = metrics.EVENT_AGE.labels(self.name)
        for event in events:
            age.observe(max(ended / 1e9 - event.recorded_at.timestamp(), 0.0), exemplar_of(event.traceparent))
        record_batch(self.name, events, started, ended)
        report_conflicting(self.name, decided.conflicting)

    def _report_failed(self, item: ReceivedEvent, error: Exception, reason: str, attempts: int) -> None:
        if reason == "retry":
            metrics.MESSAGES_RETRIED.labels(self.name).inc()
        else:
            cause = "refused" if isinstance(error, PermanentFailure) else "exhausted"
            report_parked(self.name, cause, [item.delivery])
        record_failure(self.name, item.event, type(error).__name__, time.time_ns())
        _log.warning(
            "event not applied",
            consumer=self.name,
            kept_as=reason,
            attempts=attempts,
            exc_info=error,
            **event_fields(item.event),
        )
