"""The policies of proceedings: the commands by which it reacts to events, in the transaction that applies them.

A command whose day has not begun here waits with its event. One that is rejected (the proceeding has ended meanwhile)
has its reply stored like any other, and is counted.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from contracts.commands.proceedings import (
    EndMeasureTerms,
    InitiateProceeding,
    ResumeProceeding,
    StartCompulsoryExecution,
)
from contracts.envelope import EventEnvelope
from contracts.events.deadlines import CalendarPublished, LimitExpired
from contracts.events.intake import InitiationDecided
from contracts.recording import Recording
from contracts.registry import Command
from services.proceedings.application import SERVICE
from services.proceedings.calendar import note_acts
from services.proceedings.domain.conditions.stages import expiry_ends_suspension
from services.proceedings.domain.course import VOLUNTARY_TERM
from services.proceedings.domain.decide import Facts
from services.proceedings.domain.journal import State
from services.proceedings.domain.measure_terms import MEASURE_TERMS
from services.proceedings.domain.rules import rules_named
from shared.clock import day_of
from shared.database import Connection
from shared.envelopes import reaction_to
from shared.eventstore.application import Application
from shared.eventstore.metrics import POLICIES_REFUSED
from shared.messaging.projection import SimpleProjection

POLICIES = ("initiation-decided", "voluntary-term", "suspension-term", "measure-term")


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
        """Note the calendar acts of a batch, then react to its events."""
        published = [event.data for event in events if isinstance(event.data, CalendarPublished)]
        if published:
            await note_acts(connection, published)
        commands = [
            reaction_to(event, command, service=SERVICE, policy=policy, stream=proceeding).model_copy(
                update={"recording": recording_of(event)}
            )
            for event in events
            for policy, proceeding, command in reactions(event)
        ]
        if commands:
            await self._application.handle_policies(connection, commands)


def reactions(event: EventEnvelope[Any]) -> Iterator[Reaction]:
    """What the policies do about an event."""
    match event.data:
        case InitiationDecided():
            yield Reaction("initiation-decided", event.data.proceeding, initiation(event.stream, event.data))
        case LimitExpired() if event.data.ref.limit == VOLUNTARY_TERM:
            yield Reaction("voluntary-term", event.stream, StartCompulsoryExecution())
        case LimitExpired() if event.data.ref.limit in MEASURE_TERMS:
            yield Reaction("measure-term", event.stream, EndMeasureTerms())
        case LimitExpired():
            rules = rules_named(event.data.ref.rule_set)
            if expiry_ends_suspension(rules, event.data.ref.limit):
                yield Reaction("suspension-term", event.stream, ResumeProceeding(reason=rules.term_expired))


def recording_of(event: EventEnvelope[Any]) -> Recording | None:
    """What an initiation says of the decision behind it: its paper, or when it was decided in the system."""
    if not isinstance(event.data, InitiationDecided):
        return None
    if event.recording is not None and event.recording.paper is not None:
        return Recording(paper=event.recording.paper)
    return Recording(at=event.recorded_at) if day_of(event.recorded_at) == event.effective_date else None


def initiation(statement: UUID, decided: InitiationDecided) -> InitiateProceeding:
    """The command that begins the proceeding which a decision on a statement leads to."""
    return InitiateProceeding(
        statement=statement,
        body=decided.body,
        executor=decided.executor,
        recoverer=decided.recoverer,
        debtor=decided.debtor,
        document=decided.document,
        claims=decided.claims,
        liability=decided.liability,
        number=decided.number,
    )
