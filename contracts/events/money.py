"""What follows from acts for money: held money is allocated, an allocation is undone."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from contracts.base import Contract
from contracts.events.proceedings import Repayment
from contracts.registry import Event
from contracts.values import Citation, Code, Money, PositiveMoney, Text


class Held(StrEnum):
    """Where money is before it is allocated."""

    UNALLOCATED = "unallocated"
    """On the deposit account, not divided yet."""
    SURPLUS = "surplus"
    """On the deposit account, as what goes back to the debtor."""
    RECOVERER = "recoverer"
    """With the recoverer already, past the account: it touches the debt alone."""


class MoneyAllocated(Event):
    """Money that was held, or paid to the recoverer past the account, was allocated (Art. 369(2), 391(2), 403)."""

    type: ClassVar[str] = "lea.proceedings.money-allocated.v1"
    payment: UUID
    held: Held
    costs: Money
    fee: Money
    """All that goes to the fee (Art. 402)."""
    imposed: Money
    """Of it what pays fees that were charged by resolutions of their own."""
    credited: Money
    """What goes to the claims, in the currency of the money."""
    repayments: tuple[Repayment, ...]
    """What is repaid by it, each in the currency of its claim."""
    surplus: Money
    """Goes back to the debtor (Art. 403)."""
    unallocated: Money
    """What was to go back to the debtor, and is held until a conversion now."""
    article: Citation
    rule_set: Code
    explanation: tuple[Text, ...] = ()
    """The calculation, step by step (Art. 406)."""


class AllocationReversed(Event):
    """The bank took money back (Art. 369(3)): all that it was allocated to is undone from this day on."""

    type: ClassVar[str] = "lea.proceedings.allocation-reversed.v1"
    payment: UUID
    sum: Money
    costs: Money
    fee: Money
    repayments: tuple[Repayment, ...]
    surplus: Money
    unallocated: Money
    article: Citation


class FeePaid(Contract):
    """What a payment gave to a fee charged by a resolution."""

    payment: UUID
    sum: PositiveMoney


class FeeAnnulled(Event):
    """A fee charged by a resolution was annulled (Art. 353): what of it was not paid is owed no more."""

    type: ClassVar[str] = "lea.proceedings.fee-annulled.v1"
    act: UUID
    """The act that charged the fee."""
    sum: Money
    """What is owed no more."""
    paid: tuple[FeePaid, ...]
    """What was paid of it and stays paid: it is not owed again where the bank takes the payment back."""
    article: Citation


class OverpaymentFound(Event):
    """More was paid out of an account than belongs there: it is due back from the person who got it (Art. 403)."""

    type: ClassVar[str] = "lea.proceedings.overpayment-found.v1"
    payable: Code
    """The account it was paid out of."""
    sum: PositiveMoney
    article: Citation


class OverpaymentEnded(Event):
    """What was paid out too much did not leave, or came back with the payout."""

    type: ClassVar[str] = "lea.proceedings.overpayment-ended.v1"
    payable: Code
    sum: PositiveMoney
    article: Citation
