"""A statement on initiation, as its events tell it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contracts.envelope import EventEnvelope
from contracts.events.intake import (
    Circumstance,
    CircumstanceEstablished,
    DecisionCopiesSent,
    InitiationDecided,
    InitiationRefused,
    Proposal,
    StatementAssessed,
    StatementRegistered,
    StatementReturned,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """The state of one statement; the state before any event is `Statement()`."""

    registered: StatementRegistered | None = None
    circumstances: tuple[Circumstance, ...] = ()
    assessment: StatementAssessed | None = None
    """None until assessed, and again after a new circumstance."""
    decision: Proposal | None = None
    copies_sent: bool = False
    latest: date | None = None
    """Effective date of the latest act; a later act cannot have an earlier one."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What intake's own tables say about the execution document of a statement."""

    document_presented: bool = False
    """The same execution document is under consideration or in execution already."""
    registration_number_taken: bool = False
    returns_counted: tuple[date, ...] = ()
    """Days of earlier returns that count for Art. 359(1) ind. 8."""


def evolve(statement: Statement, event: EventEnvelope[Any]) -> Statement:
    """The statement after an event."""
    return replace(_after(statement, event.data), latest=event.effective_date)


def _after(statement: Statement, data: Any) -> Statement:
    match data:
        case StatementRegistered():
            return replace(statement, registered=data)
        case CircumstanceEstablished():
            return replace(statement, circumstances=(*statement.circumstances, data.circumstance), assessment=None)
        case StatementAssessed():
            return replace(statement, assessment=data)
        case InitiationDecided():
            return replace(statement, decision=Proposal.INITIATE)
        case InitiationRefused():
            return replace(statement, decision=Proposal.REFUSE)
        case StatementReturned():
            return replace(statement, decision=Proposal.RETURN)
        case DecisionCopiesSent():
            return replace(statement, copies_sent=True)
        case _:
            return statement
