"""Events of the deposit account of an enforcement body."""

from typing import Annotated, ClassVar
from uuid import UUID

from contracts.banking import BankOrder
from contracts.codelists import ENFORCEMENT_BODIES
from contracts.listed import Listed
from contracts.recording import Paper
from contracts.registry import Event
from contracts.values import Added, BodyCode, Citation, Day, NameText, NumberText, PositiveMoney, Text


class PeriodClosed(Event):
    """The accounts of a body were closed up to a day: nothing is posted up to it any more (Art. 403)."""

    type: ClassVar[str] = "lea.proceedings.period-closed.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    until: Day
    """The last day of the period."""
    statement: Paper
    """The statement of the bank with which the accounts agree."""
    cash: Paper | None = None
    """What explains seized cash that had not come to the bank by then."""
    article: Citation


class UnidentifiedReceived(Event):
    """Money was credited for which no proceeding can be named (Art. 403). Effective date: the day of its credit."""

    type: ClassVar[str] = "lea.proceedings.unidentified-received.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    receipt: UUID
    sum: PositiveMoney
    bank_order: BankOrder
    payer: NameText
    purpose: Text
    article: Citation


class ReceiptIdentified(Event):
    """Money was found to belong to a proceeding, where it is a payment of the day of its credit (Art. 403).

    Where the proceeding began after the credit, it is one of the day of the initiation.
    """

    type: ClassVar[str] = "lea.proceedings.receipt-identified.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    receipt: UUID
    proceeding: UUID
    payment: UUID
    sum: PositiveMoney
    paper: Paper
    article: Citation
    counts_from: Added[Day | None] = None
    """The day of the initiation, where that came after the credit; none: the money counts from its credit."""


class IdentificationWithdrawn(Event):
    """The payment was struck in the proceeding: its money is unidentified again."""

    type: ClassVar[str] = "lea.proceedings.identification-withdrawn.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    payment: UUID
    article: Citation


class UnidentifiedReturnOrdered(Event):
    """Money that belongs to no proceeding was ordered back to its payer (Art. 403)."""

    type: ClassVar[str] = "lea.proceedings.unidentified-return-ordered.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    receipt: UUID
    payout: UUID
    sum: PositiveMoney
    order: NumberText | None = None
    """Number of the payment order."""
    paper: Paper
    article: Citation


class UnidentifiedReturnConfirmed(Event):
    """The bank debited money that goes back to its payer. Effective date: the day of the debit."""

    type: ClassVar[str] = "lea.proceedings.unidentified-return-confirmed.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    payout: UUID
    line: Text | None = None
    article: Citation


class UnidentifiedReturnUndone(Event):
    """Money did not reach its payer and is held again."""

    type: ClassVar[str] = "lea.proceedings.unidentified-return-undone.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    payout: UUID
    reason: Text
    article: Citation


class UnidentifiedStruck(Event):
    """The entry of money was struck: it never came, or came otherwise."""

    type: ClassVar[str] = "lea.proceedings.unidentified-struck.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    receipt: UUID
    reason: Text
    paper: Paper
    article: Citation


OF_ACCOUNTS: tuple[type[Event], ...] = (
    PeriodClosed,
    UnidentifiedReceived,
    ReceiptIdentified,
    IdentificationWithdrawn,
    UnidentifiedReturnOrdered,
    UnidentifiedReturnConfirmed,
    UnidentifiedReturnUndone,
    UnidentifiedStruck,
)
"""Events of the accounts of bodies, which have separate streams."""
