"""Commands on who decides a statement, and on what follows its refusal or return."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from contracts.documents import Executor
from contracts.events.intake_handling import Complainant, ComplaintOutcome, ComplaintTo
from contracts.events.parties import PartyRole
from contracts.events.proceedings import ServiceMethod
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Day


class DistributeStatement(Command):
    """Give a statement to the executor, of those named, who has the fewest documents in work."""

    type: ClassVar[str] = "lea.intake.distribute-statement.v1"
    executors: Annotated[tuple[Executor, ...], Field(min_length=1, max_length=200)]
    """Executors of the body who take statements now; of those with equally many documents the first by number."""

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        if len({each.id for each in self.executors}) < len(self.executors):
            raise ValueError("an executor is named twice")
        return self


class ReceiveDecisionCopy(Command):
    """Record that a party received the copy of a refusal or return. Effective date: the day of receipt."""

    type: ClassVar[str] = "lea.intake.receive-decision-copy.v1"
    party: PartyRole
    method: ServiceMethod


class ComplainOfDecision(Command):
    """Record a complaint of a refusal or return, or a protest. Effective date: the day it was filed."""

    type: ClassVar[str] = "lea.intake.complain-of-decision.v1"
    by: Complainant
    to: ComplaintTo
    paper: Paper


class DecideComplaintOfDecision(Command):
    """Record what the superior body or the court decided on a complaint. Effective date: the day of its decision."""

    type: ClassVar[str] = "lea.intake.decide-complaint-of-decision.v1"
    by: ComplaintTo
    outcome: ComplaintOutcome
    received_on: Day
    """The day the complainant received the decision."""
    paper: Paper

    @model_validator(mode="after")
    def _decided_before_it_is_received(self) -> Self:
        if self.received_on < self.paper.dated:
            raise ValueError("received_on lies before the decision")
        return self


class SendRefusedDocument(Command):
    """Send the document of a refused statement to the court or body that issued it (Art. 358(3))."""

    type: ClassVar[str] = "lea.intake.send-refused-document.v1"
    paper: Paper
    """The covering letter."""
