"""Announces time limits that approach or have expired, and recomputes them when calendar or rules change."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from contracts.commands.deadlines import AnnounceDueLimits, RescheduleLimits
from contracts.envelope import CommandEnvelope
from contracts.identifiers import derived_id, new_id
from contracts.registry import Command
from services.deadlines.application import SERVICE, current_calendar
from services.deadlines.domain.rules import Facts
from services.deadlines.domain.watch import Watch
from services.deadlines.recalculation import Basis, computed_under, digest_of, streams_to_reschedule
from shared.clock import Clock
from shared.database import Pool
from shared.envelopes import own_command
from shared.eventstore.application import Application
from shared.failures import DATABASE_UNAVAILABLE
from shared.law.calendar.published import CALENDAR
from shared.law.rule_sets import RuleSets
from shared.telemetry.logs import get_logger

BATCH = 200
"""Streams handled in one transaction."""

_log = get_logger(__name__)


class Timer:
    """Announces every `interval` seconds what is due, once a limit has not changed for `quiet_period` seconds.

    The quiet period lets acts that are registered in one go, a paper backlog for example, meet their limits before
    those are announced as missed.
    """

    def __init__(
        self,
        pool: Pool,
        application: Application[Watch, Facts],
        rule_sets: RuleSets,
        clock: Clock,
        *,
        interval: float,
        quiet_period: float,
    ) -> None:
        self._pool = pool
        self._application = application
        self._rule_sets = rule_sets
        self._rules_digest = digest_of(rule_sets)
        self._clock = clock
        self._interval = interval
        self._quiet_period = timedelta(seconds=quiet_period)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                if await self.tick():
                    continue
            except DATABASE_UNAVAILABLE as error:
                _log.warning("database unavailable", reason=type(error).__name__)
            await asyncio.sleep(self._interval)

    async def tick(self) -> bool:
        """Announce what is due now; returns whether there may be more."""
        recalculated = await self._recalculate()
        rows = await self._pool.fetch(_DUE, self._clock.today(), self._clock.now() - self._quiet_period, BATCH)
        streams = [row["stream"] for row in rows]
        if streams:
            announce = AnnounceDueLimits(as_of=self._clock.today())
            await self._send((stream, new_id(), announce) for stream in streams)
        return recalculated or len(streams) == BATCH

    async def _recalculate(self) -> bool:
        """Recompute every running limit where the calendar or the rules are new; goes on after a kill."""
        async with self._pool.acquire() as connection:
            calendar = await current_calendar(connection)
            revision, before = await computed_under(connection)
            basis = Basis(self._rules_digest, calendar.version)
            if basis == before:
                return False
            streams = await streams_to_reschedule(connection, self._rule_sets, calendar)
        cause = f"calendar {basis.calendar}" if basis.calendar != before.calendar else f"rule sets {basis.rule_sets}"
        reschedule = RescheduleLimits(calendar=calendar.version, cause=cause)
        for start in range(0, len(streams), BATCH):
            part = streams[start : start + BATCH]
            await self._send((stream, derived_id(CALENDAR, f"{revision}:{stream}"), reschedule) for stream in part)
        await self._pool.execute(_COMPUTED, revision, *basis)
        _log.info("limits recalculated", cause=cause, streams=len(streams))
        return True

    async def _send(self, commands: Iterable[tuple[UUID, UUID, Command]]) -> None:
        await self._application.handle_in_transaction(self._pool, list(self._enveloped(commands)))

    def _enveloped(self, commands: Iterable[tuple[UUID, UUID, Command]]) -> Iterator[CommandEnvelope[Any]]:
        now = self._clock.now()
        for stream, id_, data in commands:
            yield own_command(data, id=id_, service=SERVICE, actor="timer:deadlines", stream=stream, at=now)


_DUE = """
SELECT DISTINCT stream FROM limit_standing
WHERE standing = 'running' AND (due < $1 OR approaching_on <= $1) AND changed_at <= $2
LIMIT $3
"""

_COMPUTED = """
UPDATE computed_under SET revision = revision + 1, rule_sets = $2, calendar = $3 WHERE revision = $1
"""
