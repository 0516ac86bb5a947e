"""The policies of proceedings: the commands by which it reacts to events, in the transaction that applies them.

A command whose day has not begun here waits with its event. One that is rejected (the proceeding has ended meanwhile)
has its reply stored like any other, and is counted.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from contracts.commands.proceedings import InitiateProceeding, ResumeProceeding, StartCompulsoryExecution
from contracts.envelope import EventEnvelope
from contracts.events.deadlines import (
    LimitExpired,
    LimitExtended,
    LimitRescheduled,
    LimitRestored,
    LimitResumed,
    LimitSet,
)
from contracts.events.intake import InitiationDecided
from contracts.registry import Command
from services.proceedings.application import SERVICE
from services.proceedings.domain.case import Facts
from services.proceedings.domain.state import State
from services.proceedings.domain.suspension import TERM_EXPIRED, expiry_ends_suspension
from shared.database import Connection
from shared.envelopes import reaction_to
from shared.eventstore.application import Application
from shared.eventstore.metrics import POLICIES_REFUSED
from shared.messaging.projection import SimpleProjection

POLICIES = ("initiation-decided", "voluntary-term", "suspension-term")
VOLUNTARY_TERM = "voluntary-execution"
"""The limit of Art. 357(1) in the rule set."""
_DATED = LimitSet | LimitResumed | LimitExtended | LimitRestored | LimitRescheduled | LimitExpired


class Reaction(NamedTuple):
    """What a policy does about an event."""

    policy: str
    proceeding: UUID
    command: Command


class Policies(SimpleProjection):
    """Initiates what intake decided, and moves proceedings on when a limit has expired."""

    name = SERVICE

    def __init__(self, application: Application[State, Facts]) -> None:
        self._application = application
        for policy in POLICIES:
            POLICIES_REFUSED.labels(policy)  # shown as 0, so that the first refusal is an increase

    async def apply(self, connection: Connection, events: Sequence[EventEnvelope[Any]]) -> None:
        """Note the voluntary terms of a batch, then react to its events."""
        dues = {event.stream: event.data.due for event in events if _dates_the_term(event)}
        if dues:
            await connection.execute(_NOTE_TERMS, list(dues), list(dues.values()))
        commands = [
            reaction_to(event, command, service=SERVICE, policy=policy, stream=proceeding)
            for event in events
            for policy, proceeding, command in reactions(event)
        ]
        if commands:
            await self._application.handle_policies(connection, commands)


def reactions(event: EventEnvelope[Any]) -> Iterator[Reaction]:
    """What the policies do about an event."""
    match event.data:
        case InitiationDecided():
            yield Reaction("initiation-decided", event.data.proceeding, _initiation(event.stream, event.data))
        case LimitExpired() if event.data.ref.limit == VOLUNTARY_TERM:
            yield Reaction("voluntary-term", event.stream, StartCompulsoryExecution())
        case LimitExpired() if expiry_ends_suspension(event.data.ref.rule_set, event.data.ref.limit):
            yield Reaction("suspension-term", event.stream, ResumeProceeding(reason=TERM_EXPIRED))


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


def _dates_the_term(event: EventEnvelope[Any]) -> bool:
    return isinstance(event.data, _DATED) and event.data.ref.limit == VOLUNTARY_TERM


_NOTE_TERMS = """
INSERT INTO voluntary_term (proceeding, due) SELECT * FROM unnest($1::uuid[], $2::date[])
ON CONFLICT (proceeding) DO UPDATE SET due = excluded.due
"""
