"""Events of `intake` on who decides a statement, and on what follows its refusal or return."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from contracts.base import Contract
from contracts.documents import Executor
from contracts.events.parties import PartyRole
from contracts.events.proceedings import ServiceMethod
from contracts.recording import Paper
from contracts.registry import Event
from contracts.values import Day, ExecutorId


class Load(Contract):
    """How many documents an executor has in work."""

    executor: ExecutorId
    documents: Annotated[int, Field(ge=0)]
    """Statements that are not decided yet, and proceedings that are not over."""


class StatementDistributed(Event):
    """A statement was given to the executor with the fewest documents in work."""

    type: ClassVar[str] = "lea.intake.statement-distributed.v1"
    executor: Executor
    loads: tuple[Load, ...]
    """What each executor who could have got it had in work at that moment."""


class DecisionCopyReceived(Event):
    """A party received the copy of a refusal or return; its limit for a complaint runs from this day (Art. 353(2))."""

    type: ClassVar[str] = "lea.intake.decision-copy-received.v1"
    party: PartyRole
    method: ServiceMethod


class Complainant(StrEnum):
    """Who complains of a decision, or protests against it (Art. 353(1))."""

    RECOVERER = "recoverer"
    DEBTOR = "debtor"
    INTERESTED_PERSON = "interested-person"
    PROSECUTOR = "prosecutor"


class ComplaintTo(StrEnum):
    """Who decides on a complaint (Art. 353(1))."""

    SUPERIOR = "superior-enforcement-body"
    COURT = "court"


class DecisionComplainedOf(Event):
    """A complaint of a refusal or return, or a protest against it, was filed (Art. 353(1))."""

    type: ClassVar[str] = "lea.intake.decision-complained-of.v1"
    by: Complainant
    to: ComplaintTo
    paper: Paper


class ComplaintOutcome(StrEnum):
    """What became of a complaint."""

    UPHELD = "upheld"
    """The decision stands."""
    ANNULLED = "annulled"
    """The decision is annulled: the statement is to be decided anew."""


class ComplaintOfDecisionDecided(Event):
    """The superior body or the court decided on a complaint of a refusal or return (Art. 353(4), 353(10))."""

    type: ClassVar[str] = "lea.intake.complaint-of-decision-decided.v1"
    by: ComplaintTo
    outcome: ComplaintOutcome
    received_on: Day
    """The day the complainant received the decision; of one by the superior body the limit for going to court runs from
    it (Art. 353(4))."""
    paper: Paper


class RefusedDocumentSent(Event):
    """The document of a refused statement went to the court or body that issued it (Art. 358(3))."""

    type: ClassVar[str] = "lea.intake.refused-document-sent.v1"
    paper: Paper
    """The covering letter."""
