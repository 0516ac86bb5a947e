"""Events of `intake`; the stream is the statement."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import model_validator

from contracts.base import Contract
from contracts.codelists import ENFORCEMENT_BODIES, STATUS_REASONS
from contracts.documents import Claim, ClaimNumber, ExecutionDocument, Executor, Liability, StatementContents
from contracts.listed import Listed
from contracts.registry import Event
from contracts.sensitivity import NOT_SENSITIVE
from contracts.values import Added, BodyCode, Citation, Code, Party, PositiveMoney, ProceedingNumber, Storable, Text


class Proposal(StrEnum):
    """What the assessment proposes and the executor decides."""

    INITIATE = "initiate"
    REFUSE = "refuse"
    RETURN = "return"


class DocumentGoes(StrEnum):
    """Where the execution document goes after a decision without a proceeding."""

    TO_ISSUER = "to-issuer"
    """To the court or body that issued it, when the limit for complaint is over (Art. 358(3))."""
    TO_SIGNATORY = "to-signatory"
    """With the resolution, the statement and its enclosures, to the person who signed it (Art. 359(3))."""


class Circumstance(Contract):
    """A fact outside the papers that is a ground of Art. 358 or 359, with the evidence for it."""

    ground: Annotated[str, Listed(STATUS_REASONS)]
    established_on: date
    evidence: Text
    ended_on: Added[date | None] = None
    """The day since which it is gone; none: it lasts. Established again so, it ends what was established before."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ended_on is not None and self.ended_on < self.established_on:
            raise ValueError("ended_on lies before established_on")
        return self


class Finding(Contract):
    """One ground that stands against initiation."""

    ground: Annotated[str, Listed(STATUS_REASONS)]
    article: Citation
    proposal: Proposal
    detail: Text
    """What exactly was found, with the article of each missing item."""


class PaymentLimit(Contract):
    """The presentation limit of one periodic payment (Art. 337(3))."""

    claim: ClaimNumber
    due_on: date
    sum: PositiveMoney
    due: date | None
    """None while it does not run: the payment is not due yet, or the document lies elsewhere or is suspended."""
    in_time: bool


class RefusedClaims(Contract):
    """What of the claims an initiation leaves out, because its limit was over when it was presented."""

    ground: Annotated[str, Listed(STATUS_REASONS)]
    article: Citation
    claims: tuple[Claim, ...]
    """Of a periodic claim the payments that are refused, with their total."""


class PresentationLimit(Contract):
    """The presentation limit of the document as computed (Art. 337-340)."""

    limit: Code
    """Identifier of the time limit in the rule set."""
    article: Citation
    rule_set: Code
    start: date
    due: date | None
    """None while it does not run: the document still lies with a bank or is suspended."""
    provisional: bool
    presented_on: date
    in_time: bool
    payments: Added[tuple[PaymentLimit, ...] | None] = None
    """The limits of listed periodic payments; the limit above holds for all other claims."""


class KnownReturn(Contract):
    """A return of the document to the recoverer that the system itself knows of (Art. 366)."""

    initiated_on: date | None = None
    """The day its proceeding began; none where only the return is known."""
    returned_on: date
    """The day on which it went to the recoverer (Art. 339(2)); without a dispatch on record, that of the resolution."""
    counts: bool
    """Whether it counts for Art. 359(1) ind. 8."""
    received_on: Added[date | None] = None
    """The day the document was presented on (Art. 339(4)); none: frozen by a release that did not know it."""
    delayed_until: Added[date | None] = None
    """The last day of a delay on record in the proceeding (Art. 337(1)); none where no delay is known."""
    delay_lasts: Added[bool] = False
    """A delay until an event is on record in the proceeding, and the event has not occurred (Art. 337(1), 368(1))."""
    in_time: Added[bool | None] = None
    """Whether the limit of the document was kept then, and not that of periodic payments alone (Art. 337(3)), by the
    assessment that its proceeding rests on; none: not known."""


class AssessmentEvidence(Contract):
    """What was found in other tables when a statement was assessed, frozen into the act."""

    returns: tuple[KnownReturn, ...] = ()
    document_presented: Added[Literal[True] | None] = None
    """The same document was under consideration or in execution by another statement."""


class StatementRegistered(Event):
    """A statement on initiation came in with its execution document (Art. 355)."""

    type: ClassVar[str] = "lea.intake.statement-registered.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    registration_number: Annotated[str, Storable, NOT_SENSITIVE]
    received_on: date
    posted_on: date | None = None
    """Day of posting; what was posted before 24:00 of the last day is in time (Art. 135(8))."""
    recoverer: Party
    debtor: Party
    document: ExecutionDocument
    claims: tuple[Claim, ...]
    contents: StatementContents
    liability: Added[Liability | None] = None
    """One of several debtors under one decision (Art. 331); none: the only one."""


class CircumstanceEstablished(Event):
    """A ground outside the papers became known before the decision (Art. 358, 359)."""

    type: ClassVar[str] = "lea.intake.circumstance-established.v1"
    circumstance: Circumstance


class StatementAssessed(Event):
    """The statement was examined; what was found and what follows.

    With `restates` an earlier assessment reads so now, because an act was recorded late or corrected. A decision
    taken before stands all the same: `duty-opened` says if it has to be reviewed.
    """

    type: ClassVar[str] = "lea.intake.statement-assessed.v1"
    findings: tuple[Finding, ...]
    presentation: PresentationLimit
    proposal: Proposal
    rule_set: Code
    evidence: Added[AssessmentEvidence | None] = None
    """None: recorded by a release that did not freeze it."""
    restates: Added[UUID | None] = None
    """The act that reads anew: the id of its command; none: the event records the act itself."""


class InitiationDecided(Event):
    """The executor decided to initiate (Art. 356); carries all that `proceedings` needs."""

    type: ClassVar[str] = "lea.intake.initiation-decided.v1"
    proceeding: UUID
    """The enforcement proceeding that begins, derived from the statement."""
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    executor: Executor
    recoverer: Party
    debtor: Party
    document: ExecutionDocument
    claims: tuple[Claim, ...]
    """What is recovered: of periodic claims the payments that are due and whose limit was not over."""
    article: Citation
    refused: Added[RefusedClaims | None] = None
    """None: nothing was presented too late."""
    number: Added[ProceedingNumber | None] = None
    """The number that the proceeding has on paper; none: the next of the series."""
    liability: Added[Liability | None] = None
    """One of several debtors under one decision (Art. 331)."""


class InitiationRefused(Event):
    """The executor refused to initiate (Art. 358)."""

    type: ClassVar[str] = "lea.intake.initiation-refused.v1"
    executor: Executor
    ground: Annotated[str, Listed(STATUS_REASONS)]
    article: Citation
    reasons: Text
    document_goes: Added[DocumentGoes | None] = None
    """None: decided by a release that did not follow the document."""


class StatementReturned(Event):
    """The executor returned the statement without initiation (Art. 359)."""

    type: ClassVar[str] = "lea.intake.statement-returned.v1"
    executor: Executor
    ground: Annotated[str, Listed(STATUS_REASONS)]
    article: Citation
    reasons: Text
    document_goes: Added[DocumentGoes | None] = None
    """None: decided by a release that did not follow the document."""


class DecisionCopiesSent(Event):
    """Copies of the decision went out (Art. 343(5), 359(3))."""

    type: ClassVar[str] = "lea.intake.decision-copies-sent.v1"
    recipients: tuple[Code, ...]
    """Roles, not names: `recoverer`, `debtor`, `signatory`, `issuer`."""
    due: Added[tuple[Code, ...]] = ()
    """Who must have one, of this sending or another; none: not stated."""
