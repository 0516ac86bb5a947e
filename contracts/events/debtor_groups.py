"""Events of `proceedings` on debtors who share one debt (Art. 331).

The stream of a `debtor-group-…` event is the group: all debtors of one decision in favour of one recoverer. It owns the
total. What one debtor repays reaches the proceedings of the others as `repaid-by-another-debtor` in their streams.
"""

from typing import Annotated, ClassVar
from uuid import UUID

from contracts.base import Contract
from contracts.codelists import CLAIM_TYPES
from contracts.documents import LiabilityKind
from contracts.events.of_proceeding import ProceedingEvent
from contracts.events.proceedings import Repayment
from contracts.listed import Listed
from contracts.registry import Event
from contracts.sensitivity import IDENTIFIERS, FieldClass
from contracts.values import Citation, Code, Money, ProceedingNumber


class PartOfDebt(Contract):
    """A sum of the common debt: claims of one type and currency are one debt, however a document numbers them."""

    type: Annotated[str, Listed(CLAIM_TYPES)]
    sum: Money


class DebtorGroupJoined(Event):
    """A proceeding against one of the debtors began, or what its document states of the debt was corrected."""

    type: ClassVar[str] = "lea.proceedings.debtor-group-joined.v1"
    stream_class: ClassVar[FieldClass | None] = FieldClass.IDENTIFIERS
    proceeding: UUID
    number: ProceedingNumber
    kind: LiabilityKind
    part: tuple[PartOfDebt, ...]
    """What this debtor owes at most."""
    whole: tuple[PartOfDebt, ...]
    """What all debtors together owe by his document."""
    article: Citation


class DebtorGroupRepaid(Event):
    """What an act in the proceeding of one debtor repaid of the total; the latest event on an act holds."""

    type: ClassVar[str] = "lea.proceedings.debtor-group-repaid.v1"
    stream_class: ClassVar[FieldClass | None] = FieldClass.IDENTIFIERS
    proceeding: UUID
    act: UUID
    """The act of that proceeding, by the command that recorded it."""
    repaid: tuple[PartOfDebt, ...]
    owed_again: tuple[PartOfDebt, ...] = ()
    """What the act took back of earlier repayments."""
    part_grown: tuple[PartOfDebt, ...] = ()
    """By how much it raised the part of a partial debtor, and the total with it."""
    part_fallen: tuple[PartOfDebt, ...] = ()
    left: tuple[PartOfDebt, ...]
    """What is left of the total after all that is known by now."""
    article: Citation


class RepaidByAnotherDebtor(ProceedingEvent):
    """Another debtor of the same debt repaid a part of it; the latest event on an act of his holds."""

    type: ClassVar[str] = "lea.proceedings.repaid-by-another-debtor.v1"
    payment: UUID
    """The payment, or else the act."""
    act: UUID
    """The act in the proceeding of the other debtor."""
    what: Code
    """Which act it is: `record-payment`."""
    group: Annotated[UUID, IDENTIFIERS]
    """The stream of the group; its id is computed from the decision and the identifier of the recoverer."""
    debtor: ProceedingNumber
    """The proceeding of the other debtor."""
    repaid: tuple[PartOfDebt, ...]
    """What it repaid of the total; nothing where the act turned out to repay nothing."""
    owed_again: tuple[PartOfDebt, ...] = ()
    part_grown: tuple[PartOfDebt, ...] = ()
    """By how much the act raised the part of a partial debtor, and with it the whole of the other parts."""
    part_fallen: tuple[PartOfDebt, ...] = ()
    repayments: tuple[Repayment, ...]
    """By how much it lowers the claims of this document: no less is left of them than of the total."""
    restored: tuple[Repayment, ...] = ()
    article: Citation
