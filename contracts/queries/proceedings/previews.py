"""What a command would do."""

from datetime import date
from typing import Any, ClassVar, Literal
from uuid import UUID

from contracts.base import Contract
from contracts.codelists import Names
from contracts.events.proceedings import Repayment
from contracts.problems import Problem
from contracts.queries.base import Model, Query
from contracts.queries.proceedings.distributing import Division
from contracts.queries.proceedings.documents import Draft
from contracts.queries.proceedings.fields import Actor
from contracts.queries.proceedings.showing import MeasureState, StatusEntry
from contracts.recording import Recording
from contracts.values import Added, Citation, Code, Day, Money, ProceedingNumber, Text


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


class Allocation(Contract):
    """Where the money of a payment goes; the parts are its sum."""

    costs: Money
    fee: Money
    repayments: tuple[Repayment, ...] = ()
    surplus: Money
    """Goes back to the debtor (Art. 403)."""
    unallocated: Added[Money | None] = None
    """Held until it is converted (Art. 369(2))."""
    explanation: tuple[Text, ...] = ()
    """The calculation, step by step (Art. 406)."""


class NoticeDue(Contract):
    """Who is to be informed of the act."""

    whom: tuple[Code, ...]
    """Actors of the Code."""
    within: Names | None = None
    """The time limit for it, by its name."""
    article: Citation


class DutyChange(Contract):
    """A duty that would open or close."""

    duty: Code
    opens: bool
    """False: it closes."""
    who: Code
    """Whose duty it is."""
    whom: tuple[Code, ...] = ()
    """To whom it is owed, where that is known."""
    article: Citation | None = None


class LimitChange(Contract):
    """A time limit that would begin, or end where it runs."""

    limit: Code
    names: Names
    article: Citation
    due: date | None = None
    """The last day of one that begins."""


class Preview(Contract):
    """What a command would do. Nothing was written."""

    id: UUID
    number: ProceedingNumber
    version: int
    """Version of the stream the preview rests on: a command with it as expected version does exactly this."""
    outcome_digest: Added[str | None] = None
    """Stands for what is shown here: a command with it as expected outcome does this at other versions, too."""
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
    allocation: Added[Allocation | None] = None
    """Of a payment: where its money would go."""
    not_joined_with: Added[tuple[ProceedingNumber, ...] | None] = None
    """Of a payment: the first open proceedings of the body against the debtor that share none of it (Art. 404)."""
    division: Added[Division | None] = None
    """Of a distribution: what each proceeding would get."""
    document: Added[Code | None] = None
    """The kind of document that the act is made in."""
    draft: Added[bool | None] = None
    """A draft of its resolution can be asked for: it would be made here."""
    notices: Added[tuple[NoticeDue, ...] | None] = None
    duties: Added[tuple[DutyChange, ...] | None] = None
    limits_begun: Added[tuple[LimitChange, ...] | None] = None
    limits_ended: Added[tuple[LimitChange, ...] | None] = None
    """Of those that something on record started: what would be met or fall away, where it still runs."""


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
    command_id: Added[UUID | None] = None
    """The id that the command will have."""


class PreviewDocument(PreviewAct):
    """Show the resolution that a command would make, were it sent now, as a draft; nothing is written."""

    type: ClassVar[str] = "lea.proceedings.preview-document.v1"
    reply: ClassVar[Model] = Draft
