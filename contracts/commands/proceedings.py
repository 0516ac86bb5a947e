"""Commands of `proceedings`; the stream is the enforcement proceeding."""

from datetime import date
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from contracts.banking import Accounts, BankOrder
from contracts.codelists import ENFORCEMENT_BODIES, MEASURE_STATUSES, MEASURES, STATUS_REASONS
from contracts.documents import Claim, ClaimNumber, ExecutionDocument, Executor, Liability, check_liability
from contracts.events.proceedings import (
    CostFund,
    CostKind,
    HandoverReason,
    PaymentSource,
    ServiceGround,
    ServiceMethod,
)
from contracts.listed import Listed
from contracts.registry import Command
from contracts.values import Added, BodyCode, Code, Day, Party, PositiveMoney, ProceedingNumber, Text

_Reason = Annotated[str, Listed(STATUS_REASONS)]


class InitiateProceeding(Command):
    """Begin the proceeding that intake decided on (Art. 356). Sent by the policy on `initiation-decided`."""

    type: ClassVar[str] = "lea.proceedings.initiate-proceeding.v1"
    statement: UUID
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    executor: Executor
    recoverer: Party
    debtor: Party
    document: ExecutionDocument
    claims: tuple[Claim, ...]
    liability: Added[Liability | None] = None
    """One of several debtors under one decision (Art. 331)."""
    number: Added[ProceedingNumber | None] = None
    """The number that the proceeding has on paper; none: the next of the series."""

    @model_validator(mode="after")
    def _liability_fits(self) -> Self:
        check_liability(self.liability, self.claims)
        return self


class SendResolutionCopies(Command):
    """Record that copies of a resolution went out (Art. 343(5))."""

    type: ClassVar[str] = "lea.proceedings.send-resolution-copies.v1"
    resolution: UUID | None = None
    """The act that made the resolution, or its event; none: the resolution on initiation."""
    recipients: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]


class RecordService(Command):
    """Record that the debtor received the resolution on initiation. Effective date: the day of receipt."""

    type: ClassVar[str] = "lea.proceedings.record-service.v1"
    method: ServiceMethod
    ground: Added[ServiceGround | None] = None
    """Of deemed service; none: not stated."""


class EndMeasureTerms(Command):
    """Publish that measures ended, or go on after a rest, with their last days (Art. 348, 368). Sent by a policy.

    What follows by law is published with the first command after it; this one only sees to it that one comes.
    """

    type: ClassVar[str] = "lea.proceedings.end-measure-terms.v1"


class StartCompulsoryExecution(Command):
    """Begin compulsory execution (Art. 360). Sent by the policy on the expired voluntary term.

    What follows by law is published with the first command after it; this one only sees to it that one comes.
    """

    type: ClassVar[str] = "lea.proceedings.start-compulsory-execution.v1"


class AddMeasure(Command):
    """Initiate a measure or action; `measure` is its new identifier."""

    type: ClassVar[str] = "lea.proceedings.add-measure.v1"
    measure: UUID
    code: Annotated[str, Listed(MEASURES)]
    sum: PositiveMoney | None = None
    subject: Text | None = None
    owed: Added[PositiveMoney | None] = None
    """What a third person owes the debtor, as it confirmed or as trustworthy information says (Art. 375)."""
    accounts: Added[Accounts | None] = None
    """The accounts that it is directed at, with their banks (Art. 348(3) ind. 3-4, 351(1) ind. 8, 369(3)-(4))."""


class ChangeMeasureStatus(Command):
    """Move a measure on."""

    type: ClassVar[str] = "lea.proceedings.change-measure-status.v1"
    measure: UUID
    status: Annotated[str, Listed(MEASURE_STATUSES)]
    note: Text | None = None


class RecordCost(Command):
    """Record an execution cost (Art. 401)."""

    type: ClassVar[str] = "lea.proceedings.record-cost.v1"
    cost: UUID
    kind: CostKind
    sum: PositiveMoney
    fund: Added[CostFund | None] = None
    """Who has paid it: the budget for the body, other means of the body, the recoverer, an advance, or nobody yet."""
    proposal: Added[UUID | None] = None
    """The proposal that the recoverer performed at this cost (Art. 396(3)), if he did."""
    storage_pay: Added[UUID | None] = None
    """The petition of the keeper whose pay it is (Art. 380(2)), if it is one's."""


class RecordPayment(Command):
    """Record money received and distribute it (Art. 401-404). Effective date: the day of receipt."""

    type: ClassVar[str] = "lea.proceedings.record-payment.v1"
    payment: UUID
    sum: PositiveMoney
    source: PaymentSource
    measure: UUID | None = None
    bank_order: Added[BankOrder | None] = None
    """The order by which the bank credited it: a second payment by the same order is refused."""
    pledged_thing: Added[bool | None] = None
    """Whether it is the price of the pledged thing: claims that the pledge secures come before others out of it."""
    cash_in_hand: Added[bool | None] = None
    """Whether it is seized cash that is not in the bank yet (Art. 369(5), 380(6))."""
    payday: Added[UUID | None] = None
    """The payday on which a payer of income withheld it (Art. 391(2))."""
    passed_on: Added[UUID | None] = None
    """The payment of which it is, where the body that had the proceeding passed the money on (Art. 354(2))."""
    credited_on: Added[Day | None] = None
    """The day of its credit, where that came before the initiation, from which it counts (Art. 369(2))."""


class ImposeFee(Command):
    """Impose the fee on a non-property claim not fulfilled in the voluntary term (Art. 402(1) ind. 3)."""

    type: ClassVar[str] = "lea.proceedings.impose-fee.v1"


class RecordFulfilment(Command):
    """Record that a non-property claim was fulfilled."""

    type: ClassVar[str] = "lea.proceedings.record-fulfilment.v1"
    claim: ClaimNumber


class AssignExecutor(Command):
    """Hand the proceeding to another executor (Art. 344(3))."""

    type: ClassVar[str] = "lea.proceedings.assign-executor.v1"
    executor: Executor
    reason: Added[HandoverReason | None] = None
    """None: after a challenge, or not stated."""


class SuspendProceeding(Command):
    """Suspend on a ground of Art. 362 or 363."""

    type: ClassVar[str] = "lea.proceedings.suspend-proceeding.v1"
    ground: _Reason
    until: date | None = None


class ResumeProceeding(Command):
    """Resume when the circumstance ended or the term expired (Art. 364)."""

    type: ClassVar[str] = "lea.proceedings.resume-proceeding.v1"
    reason: _Reason
    ground: Added[_Reason | None] = None
    """The ground of the suspension that ended; needed where several last."""


class TerminateProceeding(Command):
    """Terminate on a ground of Art. 365."""

    type: ClassVar[str] = "lea.proceedings.terminate-proceeding.v1"
    ground: _Reason


class ReturnDocument(Command):
    """Return the execution document to the recoverer on a ground of Art. 366."""

    type: ClassVar[str] = "lea.proceedings.return-document.v1"
    ground: _Reason
    act_drawn_up: bool = False
    """The act on the circumstances was drawn up (Art. 366(2)); required for indents 3 to 7."""


class CompleteProceeding(Command):
    """Complete the proceeding (Art. 400): demands fulfilled, or document sent to the place of income."""

    type: ClassVar[str] = "lea.proceedings.complete-proceeding.v1"
    ground: _Reason
