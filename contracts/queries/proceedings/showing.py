"""A proceeding as its acts make it."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from contracts.base import Contract
from contracts.documents import Claim, ExecutionDocument, Executor
from contracts.events.proceedings import Status
from contracts.queries.base import Model, Query
from contracts.queries.proceedings.duties import DutyView
from contracts.queries.proceedings.things import ParticipantView, ThingView
from contracts.values import Added, BodyCode, Citation, Money, Party, ProceedingNumber, Text


class ClaimBalance(Contract):
    """A claim and what is left of it."""

    claim: Claim
    repaid: Money | None = None
    balance: Money | None = None
    """None for a claim that is not for money."""
    fulfilled_on: date | None = None
    fell_on: date | None = None
    """The day on which a claim that is not for money fell away (Art. 334(2))."""


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
    things: Added[tuple[ThingView, ...] | None] = None
    """In the order in which they were opened."""
    participants: Added[tuple[ParticipantView, ...] | None] = None
    """Who takes part beside the parties, or was a party before."""
    not_joined_with: Added[tuple[ProceedingNumber, ...] | None] = None
    """Open proceedings of the body against the debtor, the first of them, with which it shares no money (Art. 404)."""


class ShowProceeding(Query):
    """Show a proceeding: parties, document, claims, statuses, measures, terms, duties, things, participants."""

    type: ClassVar[str] = "lea.proceedings.show-proceeding.v1"
    reply: ClassVar[Model] = ProceedingView
    number: ProceedingNumber
