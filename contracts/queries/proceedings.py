"""Queries to `proceedings`, and their replies."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from contracts.base import Contract
from contracts.documents import Claim, ExecutionDocument, Executor
from contracts.events.corrections import CorrectionKind
from contracts.events.proceedings import Status
from contracts.problems import Problem
from contracts.queries.base import Model, Query
from contracts.recording import Recording
from contracts.values import (
    BodyCode,
    Citation,
    Code,
    Day,
    DocumentNumber,
    ExecutorId,
    IdentifierValue,
    Money,
    Name,
    Party,
    PersonIdentifier,
    ProceedingNumber,
    Storable,
    Text,
)

Actor = Annotated[str, Storable, Field(min_length=1, max_length=100)]
RowLimit = Annotated[int, Field(ge=1, le=1000)]


class Identifier(PersonIdentifier):
    """An identifier of a party, as its register has it."""

    value: Annotated[IdentifierValue, Storable, Field(min_length=1, max_length=60)]


class ProceedingRow(Contract):
    """A proceeding in a list."""

    id: UUID
    """Its stream."""
    number: ProceedingNumber
    body: BodyCode
    executor: ExecutorId
    status: str
    since: date
    """The day the status began."""
    initiated_on: date
    document: DocumentNumber
    issuer: str
    """Code of the court or body that issued the document."""
    debtor: Name
    recoverer: Name


class ProceedingRows(Contract):
    """Proceedings that match, by number."""

    proceedings: tuple[ProceedingRow, ...]
    more: bool
    """Whether there are more than were asked for."""


class FindProceedings(Query):
    """Find proceedings by number, by execution document, or by the identifier of a party."""

    type: ClassVar[str] = "lea.proceedings.find-proceedings.v1"
    reply: ClassVar[Model] = ProceedingRows
    number: ProceedingNumber | None = None
    document: DocumentNumber | None = None
    """Number of the execution document; spaces, the case and the alphabet of letters do not count."""
    issuer: Annotated[str, Storable, Field(min_length=1, max_length=20)] | None = None
    """Code of its issuer."""
    debtor: Identifier | None = None
    recoverer: Identifier | None = None
    limit: RowLimit = 100

    @model_validator(mode="after")
    def _something_is_asked(self) -> Self:
        if not (self.number or self.document or self.debtor or self.recoverer):
            raise ValueError("give a number, a document or the identifier of a party")
        return self


class ClaimBalance(Contract):
    """A claim and what is left of it."""

    claim: Claim
    repaid: Money | None = None
    balance: Money | None = None
    """None for a claim that is not for money."""
    fulfilled_on: date | None = None


class Balance(Contract):
    """Costs and fees of a proceeding in one currency."""

    costs: Money
    costs_paid: Money
    fee: Money
    """Fees imposed by a resolution (Art. 402(1) ind. 3)."""
    fee_paid: Money


class StatusEntry(Contract):
    """A status of the proceeding in its history."""

    day: date
    status: Status


class MeasureState(Contract):
    """A status of a measure and the day it began."""

    status: str
    day: date


class MeasureView(Contract):
    """A measure with its history."""

    id: UUID
    code: str
    article: Citation
    sum: Money | None = None
    subject: Text | None = None
    history: tuple[MeasureState, ...]


class TermKind(StrEnum):
    """What runs in a proceeding."""

    VOLUNTARY = "voluntary-execution"
    SUSPENSION = "suspension"


class Term(Contract):
    """A term that runs: the voluntary term, or a suspension."""

    kind: TermKind
    since: date
    until: date | None = None
    """Its last day; none while it is not known, or until a circumstance ends."""
    ground: str | None = None
    """The ground of a suspension."""


class DutyView(Contract):
    """What somebody has to do and has not done."""

    proceeding: UUID
    number: ProceedingNumber
    body: BodyCode
    executor: ExecutorId
    duty: str
    who: str
    act: UUID
    """The act it concerns: the id of its command."""
    opened_on: date
    article: Citation | None = None
    problems: tuple[Problem, ...] = ()


class ProceedingView(Contract):
    """A proceeding as its acts make it by a day."""

    id: UUID
    number: ProceedingNumber
    version: int
    """Version of its stream."""
    revision: int
    """How often its course was revised."""
    on: date
    """The day up to which it is shown."""
    body: BodyCode
    executor: Executor
    rule_set: str
    recoverer: Party
    debtor: Party
    document: ExecutionDocument
    initiated_on: date
    served_on: date | None = None
    claims: tuple[ClaimBalance, ...]
    balances: tuple[Balance, ...]
    statuses: tuple[StatusEntry, ...]
    """In order; the last one is the present one."""
    measures: tuple[MeasureView, ...]
    terms: tuple[Term, ...]
    duties: tuple[DutyView, ...]


class ShowProceeding(Query):
    """Show a proceeding: parties, document, claims, statuses, measures, terms, duties."""

    type: ClassVar[str] = "lea.proceedings.show-proceeding.v1"
    reply: ClassVar[Model] = ProceedingView
    number: ProceedingNumber


class ActView(Contract):
    """An act as it is recorded, in the place it has by its day."""

    id: UUID
    """The id of the command that recorded it."""
    act: str
    article: Citation
    day: date
    """The day it takes effect."""
    recorded_at: AwareDatetime
    actor: Actor
    data: dict[str, Any]
    """What it states, as the event that records it."""
    recording: Recording | None = None
    """What was stated about its recording: paper, reason, order."""
    revision: int | None = None
    """The revision of the course it led to."""
    struck: bool = False
    """Its entry was struck: it never happened, and has no effect."""
    corrected_by: UUID | None = None
    """The last correction that was made of it."""
    problems: tuple[Problem, ...] = ()
    """Why it was not open on its day, as known now; none where it was open."""


class RevisionView(Contract):
    """A revision of the course."""

    revision: int
    recorded_at: AwareDatetime
    cause: UUID
    """The command that caused it."""
    since: date
    """The first day that changed."""


class CorrectionView(Contract):
    """A correction of an act, made or waiting for a second person."""

    id: UUID
    kind: CorrectionKind
    act: UUID
    standing: Literal["proposed", "made", "rejected"]
    recorded_at: AwareDatetime
    """When it was proposed, or made at once."""
    actor: Actor
    """Who proposed it, or made it at once."""
    reason: Text


class History(Contract):
    """All acts of a proceeding in the order in which they take effect, the corrections, the revisions of its course."""

    id: UUID
    number: ProceedingNumber
    acts: tuple[ActView, ...]
    corrections: tuple[CorrectionView, ...] = ()
    revisions: tuple[RevisionView, ...]


class ShowHistory(Query):
    """Show the acts of a proceeding in the order of their days."""

    type: ClassVar[str] = "lea.proceedings.show-history.v1"
    reply: ClassVar[Model] = History
    number: ProceedingNumber


class GroundOpening(Contract):
    """Whether a ground of an act is there."""

    ground: str
    article: Citation
    problems: tuple[Problem, ...] = ()
    """Why not; none: it is, as far as this can be said without what the act would state."""


class Opening(Contract):
    """Whether an act is open on a day."""

    act: str
    article: Citation
    by: tuple[str, ...]
    """Who may do it."""
    open: bool
    problems: tuple[Problem, ...] = ()
    """Why it is not open."""
    grounds: tuple[GroundOpening, ...] = ()
    """For a decision that names a ground."""
    depends_on: tuple[str, ...] = ()
    """Conditions that can be tested only with what the act states."""


class Openings(Contract):
    """Every act of the procedure, in the order of its table."""

    id: UUID
    number: ProceedingNumber
    day: date
    status: str
    acts: tuple[Opening, ...]


class ShowOpenActs(Query):
    """Show which acts are open to an actor on a day."""

    type: ClassVar[str] = "lea.proceedings.show-open-acts.v1"
    reply: ClassVar[Model] = Openings
    number: ProceedingNumber
    day: Day
    actor: Actor


class Conflict(Contract):
    """An act that was open on its day and would be so no more."""

    act: UUID
    name: str
    day: date
    problems: tuple[Problem, ...]


class StatusChange(Contract):
    """The history of statuses from the first day that differs."""

    before: tuple[StatusEntry, ...]
    after: tuple[StatusEntry, ...]


class MeasureChange(Contract):
    """The history of a measure."""

    id: UUID
    code: str
    before: tuple[MeasureState, ...]
    after: tuple[MeasureState, ...]


class MoneyChange(Contract):
    """A sum that changes: what is left of a claim, of costs, of an imposed fee."""

    of: Literal["claim", "costs", "fee"]
    claim: int | None = None
    currency: str
    before: Money
    after: Money


class Preview(Contract):
    """What a command would do. Nothing was written."""

    id: UUID
    number: ProceedingNumber
    version: int
    """Version of the stream the preview rests on: a command with it as expected version does exactly this."""
    outcome: Literal["accepted", "refused"]
    problems: tuple[Problem, ...] = ()
    """Why it would be refused."""
    irregular: tuple[Problem, ...] = ()
    """Of an act that would be recorded all the same: why it was not open on its day."""
    revises_since: date | None = None
    """The first day of the published course that it would revise; none: it only adds to it."""
    conflicts: tuple[Conflict, ...] = ()
    statuses: StatusChange | None = None
    """None where they stay."""
    measures: tuple[MeasureChange, ...] = ()
    money: tuple[MoneyChange, ...] = ()


class PreviewAct(Query):
    """Show what a command would do, were it sent now; nothing is written."""

    type: ClassVar[str] = "lea.proceedings.preview-act.v1"
    reply: ClassVar[Model] = Preview
    number: ProceedingNumber
    command: Code
    """Type of the command: `lea.proceedings.record-payment.v1`."""
    data: dict[str, Any]
    """The data of the command."""
    day: Day
    """Its effective date."""
    actor: Actor
    recording: Recording | None = None


class Duties(Contract):
    """Open duties, the oldest first."""

    duties: tuple[DutyView, ...]
    more: bool
    """Whether there are more than were asked for."""


class ListDuties(Query):
    """List open duties; a field that is none does not filter."""

    type: ClassVar[str] = "lea.proceedings.list-duties.v1"
    reply: ClassVar[Model] = Duties
    number: ProceedingNumber | None = None
    body: BodyCode | None = None
    executor: ExecutorId | None = None
    opened_until: Day | None = None
    """Only duties opened on or before this day."""
    limit: RowLimit = 500
