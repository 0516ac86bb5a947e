"""Events of `proceedings`; the stream is the enforcement proceeding.

Every event that moves the proceeding carries its `status`: the code, the reason and the article, so a reader of the
stream needs no rules to tell the status history.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from contracts.banking import Accounts, BankOrder
from contracts.base import Contract
from contracts.codelists import ENFORCEMENT_BODIES, MEASURE_STATUSES, MEASURES, STATUS_REASONS, STATUSES
from contracts.documents import Claim, ClaimNumber, ExecutionDocument, Executor, Liability
from contracts.events.about import AboutDocument, AboutMeasure
from contracts.events.of_proceeding import ProceedingEvent
from contracts.listed import Listed
from contracts.problems import Problem
from contracts.recording import Inputs
from contracts.registry import Event
from contracts.sensitivity import NOT_SENSITIVE, DataOf
from contracts.values import (
    Added,
    BodyCode,
    Citation,
    Code,
    Day,
    FitsInteger,
    Money,
    NumberText,
    Party,
    PositiveMoney,
    ProceedingNumber,
    Text,
)


class Status(Contract):
    """A status of the proceeding and why it has it."""

    code: Annotated[str, Listed(STATUSES)]
    reason: Annotated[str, Listed(STATUS_REASONS)]
    article: Citation


class ServiceMethod(StrEnum):
    """How the debtor received the resolution ."""

    HANDED_OVER = "handed-over"
    REGISTERED_MAIL = "registered-mail"
    ELECTRONIC = "electronic"
    DEEMED = "deemed"
    """Deemed served (Art. 142-143)."""


class PaymentSource(StrEnum):
    """Where money came from; distribution and fee depend on it (Art. 402(3), 404)."""

    DEBTOR = "debtor"
    ACCOUNT_LEVY = "account-levy"
    INCOME_LEVY = "income-levy"
    PROPERTY_SALE = "property-sale"
    CASH_SEIZURE = "cash-seizure"
    THIRD_PERSON = "third-person"


class CostKind(StrEnum):
    """Kinds of execution costs (Art. 401(1))."""

    STORAGE_AND_TRANSPORT = "storage-and-transport"
    SALE = "sale"
    EXPERTS = "experts"
    TRAVEL = "travel"
    TRADING_COMMISSION = "trading-commission"
    OTHER = "other"


class CostFund(StrEnum):
    """Who has paid a cost; where it goes when it is recovered depends on it (Art. 401(2))."""

    STATE_BUDGET = "state-budget"
    BODY = "body"
    RECOVERER = "recoverer"
    ADVANCE = "advance"
    NOBODY = "nobody"


class Repayment(Contract):
    """What a distribution pays on one claim."""

    claim: ClaimNumber
    sum: PositiveMoney


class ProceedingInitiated(Event):
    """The enforcement proceeding began (Art. 356)."""

    type: ClassVar[str] = "lea.proceedings.proceeding-initiated.v1"
    number: ProceedingNumber
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    executor: Executor
    statement: UUID
    recoverer: Party
    debtor: Party
    document: ExecutionDocument
    claims: tuple[Claim, ...]
    rule_set: Code
    """The rule set in force at initiation; it stays with the proceeding."""
    status: Status
    liability: Added[Liability | None] = None
    """One of several debtors under one decision (Art. 331); none: the only one."""
    number_of_paper: Added[bool | None] = None
    """Whether the number is that of a paper; none: it is the next of its series."""
    same_obligation_in: Added[ProceedingNumber | None] = None
    """Another proceeding against the debtor whose document states the same obligation of the decision (Art. 331(2))."""
    resolution_number: Added[NumberText | None] = None
    """The number of the resolution on initiation; none: it has none, or of an earlier release."""


class ResolutionCopiesSent(ProceedingEvent):
    """Copies of a resolution went out (Art. 343(5))."""

    type: ClassVar[str] = "lea.proceedings.resolution-copies-sent.v1"
    resolution: UUID
    """The event that the resolution made."""
    recipients: tuple[Code, ...]
    due: Added[tuple[Code, ...]] = ()
    """Who must have one, of this sending or another; none: not stated."""


class ServiceGround(StrEnum):
    """On which ground a paper counts as served that its addressee did not receive (Art. 142(2), 143)."""

    REFUSED = "refused"
    NOT_COLLECTED = "not-collected"
    ABSENT = "absent"
    MOVED_UNREPORTED = "moved-unreported"


class DebtorServed(ProceedingEvent):
    """The debtor received the resolution on initiation (Art. 356, 142-143)."""

    type: ClassVar[str] = "lea.proceedings.debtor-served.v1"
    method: ServiceMethod
    ground: Added[ServiceGround | None] = None
    """Of deemed service; none: not stated."""
    article: Citation


class VoluntaryTermStarted(ProceedingEvent):
    """The term for voluntary execution runs (Art. 357)."""

    type: ClassVar[str] = "lea.proceedings.voluntary-term-started.v1"
    status: Status


class DemandsFulfilled(ProceedingEvent):
    """Nothing is left of the demands of the document, before the voluntary term ran out (Art. 357(1))."""

    type: ClassVar[str] = "lea.proceedings.demands-fulfilled.v1"
    fulfilled_on: date
    """The day of the last payment or performance: that of the bank order where the debtor paid (Art. 135(8))."""
    article: Citation


class DemandsOpenAgain(ProceedingEvent):
    """Something of the demands is to be fulfilled again: the voluntary term goes on (Art. 357(1))."""

    type: ClassVar[str] = "lea.proceedings.demands-open-again.v1"
    article: Citation


class CompulsoryExecutionStarted(ProceedingEvent):
    """Compulsory execution began (Art. 360)."""

    type: ClassVar[str] = "lea.proceedings.compulsory-execution-started.v1"
    status: Status


class MeasureAdded(ProceedingEvent):
    """A measure or action was initiated (Art. 348, 351, 360)."""

    type: ClassVar[str] = "lea.proceedings.measure-added.v1"
    measure: UUID
    code: Annotated[str, Listed(MEASURES)]
    status: Annotated[str, Listed(MEASURE_STATUSES)]
    article: Citation
    cap: Money | None = None
    """The most that may be secured or levied (Art. 348(5), 369(1), 377(5))."""
    sum: PositiveMoney | None = None
    """What the measure secures or levies."""
    subject: Text | None = None
    """What it is directed at, without personal data: a bank's code, a kind of property."""
    owed: Added[PositiveMoney | None] = None
    """What a third person owes the debtor (Art. 375)."""
    follows_from: Added[Code | None] = None
    """The act of another kind that began it, such as a decision on a petition; none: an act that did nothing else."""
    until: Added[date | None] = None
    """The last day that the ruling by which it began names (Art. 348(3) ind. 9-10, 348(7))."""
    accounts: Added[Accounts | None] = None
    """The accounts that it is directed at (Art. 348(3) ind. 3-4, 369(3)-(4))."""


class MeasureStatusChanged(ProceedingEvent):
    """A measure moved on."""

    type: ClassVar[str] = "lea.proceedings.measure-status-changed.v1"
    measure: UUID
    status: Annotated[str, Listed(MEASURE_STATUSES)]
    article: Citation
    note: Text | None = None
    follows_from: Added[Code | None] = None
    """The act of another kind that it follows from, or `operation-of-law`; none: an act that did nothing else."""
    code: Added[Annotated[str, Listed(MEASURES)] | None] = None
    """Which measure it is; none: of an earlier release."""
    sum: Added[Money | None] = None
    """What it secures or levies by now, where that is stated."""
    subject: Added[Text | None] = None
    """What it is directed at, where that is stated."""
    accounts: Added[Accounts | None] = None
    """The accounts that it is directed at by now, where they are stated."""


class CostIncurred(ProceedingEvent):
    """An execution cost arose (Art. 401)."""

    type: ClassVar[str] = "lea.proceedings.cost-incurred.v1"
    cost: UUID
    kind: CostKind
    sum: PositiveMoney
    fund: Added[CostFund | None] = None
    """Who has paid it; none: not stated."""
    proposal: Added[UUID | None] = None
    """The proposal that the recoverer performed at this cost (Art. 396(3)), if he did."""
    storage_pay: Added[UUID | None] = None
    """The petition of the keeper whose pay it is (Art. 380(2)), if it is one's."""


class PaymentReceived(AboutMeasure):
    """Money came in and was distributed (Art. 401-404, 402): every kopeck of `sum` is in exactly one part."""

    type: ClassVar[str] = "lea.proceedings.payment-received.v1"
    payment: UUID
    sum: PositiveMoney
    source: PaymentSource
    measure: UUID | None = None
    """The measure that brought it, if one did."""
    costs: Money
    """Goes to execution costs first (Art. 401(2))."""
    fee: Money
    """The enforcement fee (Art. 402)."""
    repayments: tuple[Repayment, ...]
    surplus: Money
    """Goes back to the debtor (Art. 403)."""
    article: Citation
    rule_set: Code
    explanation: tuple[Text, ...] = ()
    """The calculation, step by step (Art. 406)."""
    bank_order: Added[BankOrder | None] = None
    """The order by which the bank credited it."""
    unallocated: Added[Money | None] = None
    """Held until it is converted, since something is owed in another currency (Art. 369(2))."""
    pledged_thing: Added[bool | None] = None
    """Whether it is the price of the pledged thing."""
    imposed: Added[Money | None] = None
    """Of the fee, what pays fees that were charged by resolutions of their own; none: not stated."""
    cash_in_hand: Added[bool | None] = None
    """Whether it is seized cash that is not in the bank yet (Art. 369(5), 380(6))."""
    payday: Added[UUID | None] = None
    """The payday on which a payer of income withheld it (Art. 391(2))."""
    passed_on: Added[UUID | None] = None
    """The payment of which it is, where the body that had the proceeding passed the money on (Art. 354(2))."""
    credited_on: Added[Day | None] = None
    """The day of its credit, where that came before the initiation, from which it counts (Art. 369(2))."""


class FeeImposed(ProceedingEvent):
    """The fee on a non-property claim was imposed (Art. 402(1) ind. 3)."""

    type: ClassVar[str] = "lea.proceedings.fee-imposed.v1"
    sum: PositiveMoney
    base_units: Annotated[int, Field(gt=0), FitsInteger]
    article: Citation


class ClaimFulfilled(ProceedingEvent):
    """A non-property claim was fulfilled."""

    type: ClassVar[str] = "lea.proceedings.claim-fulfilled.v1"
    claim: ClaimNumber


class HandoverReason(StrEnum):
    """Why another executor gets a proceeding; the Code names the challenge alone (Art. 344(3))."""

    CHALLENGE = "challenge"
    LEAVE = "leave"
    ILLNESS = "illness"
    WORKLOAD = "workload"
    DISMISSAL = "dismissal"


class ExecutorAssigned(ProceedingEvent):
    """Another executor took the proceeding over (Art. 344(3))."""

    type: ClassVar[str] = "lea.proceedings.executor-assigned.v1"
    executor: Executor
    article: Citation
    reason: Added[HandoverReason | None] = None
    """None: after a challenge, or not stated."""


class ProceedingSuspended(ProceedingEvent):
    """The proceeding was suspended (Art. 362, 363) for a term of Art. 364."""

    type: ClassVar[str] = "lea.proceedings.proceeding-suspended.v1"
    status: Status
    until: date | None = None
    """The last day of the suspension, where the term is a date; none: until its circumstance ends (Art. 364)."""


class ProceedingResumed(ProceedingEvent):
    """The proceeding went on (Art. 364(2)); its status is what it was before the suspension."""

    type: ClassVar[str] = "lea.proceedings.proceeding-resumed.v1"
    status: Status
    ground: Added[Annotated[str, Listed(STATUS_REASONS)] | None] = None
    """The ground of the suspension that ended, where the resumption names it."""


class SuspensionGroundEnded(ProceedingEvent):
    """One of several grounds of suspension ended; the proceeding stays suspended on the others (Art. 364)."""

    type: ClassVar[str] = "lea.proceedings.suspension-ground-ended.v1"
    ground: Annotated[str, Listed(STATUS_REASONS)]
    reason: Annotated[str, Listed(STATUS_REASONS)]
    status: Added[Status | None] = None
    """The status with a ground that still lasts, where the one before it named the ground that ended."""


class ProceedingTerminated(AboutDocument):
    """A ground of termination was established (Art. 365)."""

    type: ClassVar[str] = "lea.proceedings.proceeding-terminated.v1"
    status: Status


class DocumentReturned(AboutDocument):
    """The execution document went back to the recoverer (Art. 366)."""

    type: ClassVar[str] = "lea.proceedings.document-returned.v1"
    status: Status
    counts_for_twice_returned: bool
    """Counts for the rule of Art. 359(1) ind. 8."""


class ProceedingCompleted(AboutDocument):
    """The proceeding was completed (Art. 400)."""

    type: ClassVar[str] = "lea.proceedings.proceeding-completed.v1"
    status: Status


class DutyOpened(ProceedingEvent):
    """Somebody has to do something that no act has done yet."""

    type: ClassVar[str] = "lea.proceedings.duty-opened.v1"
    duty: Code
    who: Code
    act: UUID
    """The act it concerns: the id of the command that recorded it."""
    article: Citation | None = None
    problems: tuple[Problem, ...] = ()
    """Why the act was not open on its day."""
    whom: Added[tuple[Code, ...]] = ()
    """Those to whom it is still owed, where others had their part already; a duty that lasts is stated again so."""


class RevisedEntry(Contract):
    """An event of the course as it reads now."""

    day: date
    type: Annotated[str, NOT_SENSITIVE]
    data: Annotated[dict[str, Any], DataOf("event")]
    """The data of an event of that type."""


class CourseRevised(ProceedingEvent):
    """An act recorded late, a correction, or new inputs changed what follows from the acts.

    Everything published with an effective date on or after `since` is replaced by `entries`, in their order.
    """

    type: ClassVar[str] = "lea.proceedings.course-revised.v1"
    revision: Annotated[int, Field(gt=0), FitsInteger]
    """1, 2, 3, … in the stream."""
    cause: UUID
    """The command that recorded the act."""
    act: RevisedEntry | None = None
    """The act, where one was recorded or corrected; what it means for the course is in the entries."""
    corrects: Added[UUID | None] = None
    """The event that recorded the act before, where a correction changed how it reads; without `act`: it was struck."""
    inputs: Added[Inputs | None] = None
    """The new versions of code and tables, where it is they that changed the course."""
    since: date
    entries: tuple[RevisedEntry, ...]
