"""The policy of deadlines: every event of statements and proceedings is applied to the time limits."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from contracts.acts.take_up_proceeding import ProceedingTakenUp
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.intake import InitiationDecided, InitiationRefused, StatementRegistered, StatementReturned
from contracts.events.intake_corrections import CorrectionMade
from contracts.events.intake_handling import StatementDistributed
from contracts.events.proceedings import CourseRevised, ExecutorAssigned, ProceedingInitiated, RevisedEntry
from contracts.revisions import entry_of
from services.deadlines.application import SERVICE
from services.deadlines.domain.commands import ObserveEvent
from services.deadlines.domain.reading import Reading, after
from services.deadlines.domain.rules import Facts
from services.deadlines.domain.watch import Watch
from services.deadlines.readings import keep, readings_of
from shared.database import Connection
from shared.envelopes import reaction_to
from shared.eventstore.application import Application
from shared.eventstore.metrics import POLICIES_REFUSED
from shared.law.rule_sets import RuleSets
from shared.messaging.projection import SimpleProjection
from shared.substitutions import note_substitutions

POLICY = "deadlines"


class Observation(SimpleProjection):
    """Sends each event to its watch as a command whose id follows from the event's, in the same transaction."""

    name = SERVICE

    def __init__(self, application: Application[Watch, Facts], rule_sets: RuleSets) -> None:
        self._application = application
        self._rule_sets = rule_sets
        POLICIES_REFUSED.labels(POLICY)  # shown as 0, so that the first refusal is an increase

    async def apply(self, connection: Connection, events: Sequence[EventEnvelope[Any]]) -> None:
        """Note who carries the streams, and walk the events over the rows."""
        before = await readings_of(connection, {event.stream for event in events})
        now = dict(before)
        for event in events:
            now[event.stream] = after(now[event.stream], event, self._rule_sets)
        await note_carriers(connection, events, now)
        await note_substitutions(connection, events)
        await self._application.handle_policies(connection, [_observation(event) for event in events])
        await keep(connection, before, now)


async def note_carriers(
    connection: Connection, events: Sequence[EventEnvelope[Any]], readings: Mapping[UUID, Reading]
) -> None:
    """Note who carries the streams of these events, given how they read after them."""
    carried: dict[UUID, _Carried] = {}
    for event in events:
        _note(carried, event)
    if carriers := [_with_executor(each, readings[each.stream]) for each in carried.values()]:
        await connection.execute(_CARRY, *map(list, zip(*carriers, strict=True)))


def _observation(event: EventEnvelope[Any]) -> CommandEnvelope[Any]:
    data = ObserveEvent(event=event)
    return reaction_to(event, data, service=SERVICE, policy=POLICY, stream=event.stream, name="observed")


class _Carried(NamedTuple):
    stream: UUID
    kind: str = "statement"
    number: str = ""
    body: str = ""
    executor: str | None = None


def _note(carried: dict[UUID, _Carried], event: EventEnvelope[Any]) -> None:
    """Take in what an event says of who carries its stream."""
    known = carried.get(event.stream, _Carried(event.stream))
    match event.data:
        case StatementRegistered(body=body, registration_number=number):
            carried[event.stream] = known._replace(body=body, number=number)
        case ProceedingInitiated(body=body, number=number, executor=executor):
            carried[event.stream] = _Carried(event.stream, "proceeding", number, body, executor.id)
        case (
            InitiationDecided()
            | InitiationRefused()
            | StatementReturned()
            | StatementDistributed()
            | ExecutorAssigned()
        ):
            carried[event.stream] = known._replace(executor=event.data.executor.id)
        case CorrectionMade(reads=RevisedEntry() as reads) if reads.type == StatementRegistered.type:
            registration: Any = entry_of(reads).data
            carried[event.stream] = known._replace(body=registration.body, number=registration.registration_number)
        case ProceedingTakenUp():
            carried[event.stream] = known._replace(body=event.data.executor.id.partition("-")[0])
        case CourseRevised():
            carried[event.stream] = known._replace(executor=_executor_of(event.data) or known.executor)


def _with_executor(carried: _Carried, reading: Reading) -> _Carried:
    """Who has the stream as it reads now: a hand-over that was taken back counts no more, nor does a transfer."""
    if not reading.complete:
        return carried
    return carried._replace(executor=reading.executor, body=reading.body or carried.body)


def _executor_of(revision: CourseRevised) -> str | None:
    """Who has the proceeding after a revision; none where no hand-over is among what is revised."""
    for entry in reversed(revision.entries):
        if entry.type in _HAND_OVERS:
            handed_over: Any = entry_of(entry).data
            return str(handed_over.executor.id)
    return None


_HAND_OVERS = frozenset({ProceedingInitiated.type, ExecutorAssigned.type})

# The first event of a stream says kind, number and body, a correction of a registration its number, the taking up by
# another body its body; all others only ever change the executor.
_CARRY = """
INSERT INTO watched_stream (stream, kind, number, body, executor)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
ON CONFLICT (stream) DO UPDATE SET executor = coalesce(excluded.executor, watched_stream.executor),
    number = coalesce(nullif(excluded.number, ''), watched_stream.number),
    body = coalesce(nullif(excluded.body, ''), watched_stream.body)
"""
