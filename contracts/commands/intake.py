"""Commands of `intake`; the stream is the statement."""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from contracts.codelists import ENFORCEMENT_BODIES, STATUS_REASONS
from contracts.documents import Claim, ExecutionDocument, Executor, Liability, StatementContents, check_liability
from contracts.events.intake import Circumstance, Proposal
from contracts.listed import Listed
from contracts.registry import Command
from contracts.values import Added, BodyCode, Code, PaperNumber, Party, RegistrationNumber, Text


class RegisterStatement(Command):
    """Register a statement on initiation (Art. 355). Effective date: the day of receipt."""

    type: ClassVar[str] = "lea.intake.register-statement.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    registration_number: RegistrationNumber
    posted_on: date | None = None
    recoverer: Party
    debtor: Party
    document: ExecutionDocument
    claims: Annotated[tuple[Claim, ...], Field(min_length=1, max_length=999)]
    contents: StatementContents = StatementContents()
    liability: Added[Liability | None] = None
    """One of several debtors under one decision (Art. 331); none: the only one."""

    @model_validator(mode="after")
    def _claims_numbered_once(self) -> Self:
        if len({claim.number for claim in self.claims}) != len(self.claims):
            raise ValueError("two claims have the same number")
        check_liability(self.liability, self.claims)
        if any(claim.converted for claim in self.claims):
            raise ValueError("a claim states its sum as the document does; what it is converted to follows")
        return self


class EstablishCircumstance(Command):
    """Record a ground outside the papers (Art. 358, 359) before the decision."""

    type: ClassVar[str] = "lea.intake.establish-circumstance.v1"
    circumstance: Circumstance


class AssessStatement(Command):
    """Examine the statement: form and contents, presentation limit, grounds."""

    type: ClassVar[str] = "lea.intake.assess-statement.v1"


class DecideOnStatement(Command):
    """The executor's decision: initiate (Art. 356), refuse (358) or return (359)."""

    type: ClassVar[str] = "lea.intake.decide-on-statement.v1"
    executor: Executor
    decision: Proposal
    ground: Annotated[str, Listed(STATUS_REASONS)] | None = None
    """The ground of a refusal or return; must be among the findings."""
    reasons: Text | None = None
    """Reasons with the norms (Art. 343(2)); required for refusal and return."""
    proceeding_number: Added[PaperNumber | None] = None
    """Of an initiation recorded from paper, the number that the proceeding has there; none: the next of the series."""


class SendDecisionCopies(Command):
    """Record that copies of the decision went out (Art. 343(5))."""

    type: ClassVar[str] = "lea.intake.send-decision-copies.v1"
    recipients: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
