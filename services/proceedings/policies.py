"""What proceedings listens to, and the commands it sends itself in answer: one per event, in the same transaction.

A command whose day has not begun here waits with its event. One that is refused (the proceeding has ended meanwhile)
keeps its answer in the ledger like any other and is counted.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from contracts.commands.proceedings import (
    InitiateProceeding,
    ResumeProceeding,
    StartCompulsoryExecution,
)
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.deadlines import CalendarPublished, LimitExpired
from contracts.events.intake import InitiationDecided
from contracts.identifiers import derived_id
from contracts.registry import Command
from services.proceedings.application import SERVICE
from services.proceedings.domain.conditions.stages import expiry_ends_suspension
from services.proceedings.domain.course import TERM_EXPIRED, VOLUNTARY_TERM
from services.proceedings.domain.decide import Facts
from services.proceedings.domain.journal import State
from services.proceedings.domain.rules import rules_named
from shared.database import Connection
from shared.eventstore.application import Application
from shared.eventstore.metrics import POLICIES_REFUSED
from shared.law.calendar.published import encoded

POLICIES = ("initiation-decided", "voluntary-term", "suspension-term")

Wish = tuple[str, UUID, Command]
"""Name of the policy, the proceeding it is about, and what it asks for."""


class Policies:
    """Initiates what intake decided, and moves proceedings on when a limit has expired."""

    name = SERVICE

    def __init__(self, application: Application[State, Facts]) -> None:
        self._application = application
        for policy in POLICIES:
            POLICIES_REFUSED.labels(policy)  # shown as 0, so that the first refusal is an increase

    async def position_key(self, connection: Connection) -> str:  # noqa: ARG002 - the protocol's signature
        """One copy, one position."""
        return self.name

    async def apply(self, connection: Connection, events: Sequence[EventEnvelope[Any]]) -> None:
        """Note the calendar acts of a batch, then do what its events ask for."""
        published = [event.data for event in events if isinstance(event.data, CalendarPublished)]
        if published:
            await connection.executemany(_NOTE_CALENDAR, [(act.version, encoded(act)) for act in published])
        commands = [_command(event, wish) for event in events for wish in wishes(event)]
        if commands:
            await self._application.handle_policies(connection, commands)


def wishes(event: EventEnvelope[Any]) -> Iterator[Wish]:
    """What an event asks of a proceeding."""
    match event.data:
        case InitiationDecided():
            yield "initiation-decided", event.data.proceeding, _initiation(event.stream, event.data)
        case LimitExpired() if event.data.ref.limit == VOLUNTARY_TERM:
            yield "voluntary-term", event.stream, StartCompulsoryExecution()
        case LimitExpired() if expiry_ends_suspension(rules_named(event.data.ref.rule_set), event.data.ref.limit):
            yield "suspension-term", event.stream, ResumeProceeding(reason=TERM_EXPIRED)


def _initiation(statement: UUID, decided: InitiationDecided) -> InitiateProceeding:
    return InitiateProceeding(
        statement=statement,
        body=decided.body,
        executor=decided.executor,
        recoverer=decided.recoverer,
        debtor=decided.debtor,
        document=decided.document,
        claims=decided.claims,
    )


def _command(event: EventEnvelope[Any], wish: Wish) -> CommandEnvelope[Any]:
    policy, stream, data = wish
    return CommandEnvelope[Any](
        id=derived_id(event.id, policy),
        source=f"/lea/{SERVICE}",
        type=data.type,
        stream=stream,
        effective_date=event.effective_date,
        issued_at=event.recorded_at,
        actor=f"policy:{policy}",
        correlation_id=event.correlation_id,
        causation_id=event.id,
        traceparent=event.traceparent,
        tracestate=event.tracestate,
        data=data,
    )


_NOTE_CALENDAR = "INSERT INTO calendar_act (version, act) VALUES ($1, $2) ON CONFLICT (version) DO NOTHING"
