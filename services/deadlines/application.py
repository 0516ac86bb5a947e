"""The command side of deadlines: its decider over its own tables."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from contracts.commands.deadlines import ExtendLimit, MeetLimit, RescheduleLimits, RestoreLimit
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.deadlines import CalendarPublished
from services.deadlines.domain.authority import OF_THE_CASE
from services.deadlines.domain.commands import ObserveEvent, ReadAnew
from services.deadlines.domain.decider import approaching_on, decider
from services.deadlines.domain.reading import Reading, after
from services.deadlines.domain.rules import Carrier, Facts, row_of
from services.deadlines.domain.watch import Occurrence, Watch
from services.deadlines.readings import readings_of
from shared.clock import Clock
from shared.database import Connection
from shared.eventstore.application import Application
from shared.law.calendar import WorkingCalendar
from shared.law.calendar.published import calendar_with, encoded
from shared.law.rule_sets import RuleSets
from shared.law.time_limits import Entry
from shared.substitutions import stand_ins

SERVICE = "deadlines"
_REREAD = (ObserveEvent, ReadAnew, ExtendLimit, RestoreLimit, MeetLimit, RescheduleLimits)
"""Commands that look at how the watched stream reads."""


def application(rule_sets: RuleSets, clock: Clock) -> Application[Watch, Facts]:
    """The command side of deadlines."""
    return Application(SERVICE, decider(rule_sets), RunningLimits(rule_sets, clock), clock)


class RunningLimits:
    """The state of every limit, and the acts that changed the calendar."""

    def __init__(self, rule_sets: RuleSets, clock: Clock) -> None:
        self._rule_sets = rule_sets
        self._clock = clock

    async def facts(self, connection: Connection, commands: Sequence[CommandEnvelope[Any]]) -> Mapping[UUID, Facts]:
        """The calendar, and how the streams of the commands read: of an observed event, the event included."""
        calendar = await current_calendar(connection)
        reread = {command.stream for command in commands if isinstance(command.data, _REREAD)}
        readings = await readings_of(connection, reread) if reread else {}
        carriers = await _carriers(connection, [each.stream for each in commands if type(each.data) in OF_THE_CASE])
        stands_in = await stand_ins(connection, commands, self._clock.today())
        facts = {}
        for command in commands:
            reading = readings.get(command.stream, Reading())
            if isinstance(command.data, ObserveEvent):
                reading = readings[command.stream] = after(reading, command.data.event, self._rule_sets)
            facts[command.id] = Facts(
                calendar, reading, carriers.get(command.stream), stands_in.get(command.id, frozenset())
            )
        return facts

    async def record(
        self, connection: Connection, events: Sequence[EventEnvelope[Any]], states: Mapping[UUID, Watch]
    ) -> None:
        """Update the limits that the events of the batch changed."""
        published = [event.data for event in events if isinstance(event.data, CalendarPublished)]
        if published:
            await connection.executemany(
                "INSERT INTO calendar_act (version, act) VALUES ($1, $2)",
                [(data.version, encoded(data)) for data in published],
            )
        touched = {
            event.data.ref.occurrence: event for event in events if not isinstance(event.data, CalendarPublished)
        }
        if touched:
            calendar = await current_calendar(connection)
            rows = [
                self._row(states[event.stream].occurrences[occurrence], event, calendar)
                for occurrence, event in touched.items()
            ]
            await connection.execute(_STAND, *map(list, zip(*rows, strict=True)))

    def _row(self, occurrence: Occurrence, event: EventEnvelope[Any], calendar: WorkingCalendar) -> tuple[Any, ...]:
        days = row_of(self._rule_sets, occurrence.ref).approaching_days
        announce = days and not occurrence.announced
        return (
            occurrence.ref.occurrence,
            event.stream,
            occurrence.ref.limit,
            occurrence.ref.article,
            occurrence.ref.rule_set,
            occurrence.starts_on,
            occurrence.until,
            occurrence.due,
            approaching_on(days, occurrence.due, calendar) if announce else None,
            occurrence.provisional,
            occurrence.standing.value,
            _history_json(occurrence.history),
            getattr(event.data, "in_time", None),
            event.recorded_at,
        )


async def _carriers(connection: Connection, streams: Collection[UUID]) -> dict[UUID, Carrier]:
    """Who has the streams, as far as they are watched."""
    rows = await connection.fetch(_CARRIERS, streams) if streams else []
    return {row["stream"]: Carrier(row["body"], row["executor"]) for row in rows}


def _history_json(history: Sequence[Entry]) -> str:
    return json.dumps([entry.model_dump(mode="json") for entry in history])


async def current_calendar(connection: Connection) -> WorkingCalendar:
    """The working calendar with every act published so far."""
    acts = await connection.fetch("SELECT act FROM calendar_act ORDER BY position")
    return calendar_with([row["act"] for row in acts])


_CARRIERS = "SELECT stream, body, executor FROM watched_stream WHERE stream = ANY($1::uuid[]) AND body <> ''"
_STAND = """
INSERT INTO limit_standing (occurrence, stream, limit_id, article, rule_set, starts_on, until, due, approaching_on,
                            provisional, standing, history, met_in_time, changed_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[], $8::date[],
                     $9::date[], $10::boolean[], $11::text[], $12::jsonb[], $13::boolean[], $14::timestamptz[])
ON CONFLICT (occurrence) DO UPDATE SET
    until = excluded.until, due = excluded.due, approaching_on = excluded.approaching_on,
    provisional = excluded.provisional, standing = excluded.standing, history = excluded.history,
    met_in_time = excluded.met_in_time, changed_at = excluded.changed_at
"""
