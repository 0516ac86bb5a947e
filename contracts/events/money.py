"""What follows from acts for money: held money is allocated, an allocation is undone."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from contracts.base import Contract
from contracts.codelists import CLAIM_TYPES
from contracts.documents import ClaimNumber
from contracts.events.of_proceeding import ProceedingEvent
from contracts.events.proceedings import Repayment
from contracts.listed import Listed
from contracts.values import Added, Citation, Code, Money, PositiveMoney, Text


class Held(StrEnum):
    """Where money is before it is allocated."""

    UNALLOCATED = "unallocated"
    """On the deposit account, not divided yet."""
    SURPLUS = "surplus"
    """On the deposit account, as what goes back to the debtor."""
    COSTS = "costs"
    """On the deposit account, as costs that turned out not to be due (Art. 353(10))."""
    FEE = "fee"
    """On the deposit account, as a fee that turned out not to be due (Art. 334(1), 353(10))."""
    RECOVERER = "recoverer"
    """With the recoverer already, past the account: it touches the debt alone."""


class InOtherCurrency(Contract):
    """What of converted money pays costs and charged fees of another currency (Art. 369(2), 401(2))."""

    costs: Money
    """In the currency of the money, as the fee: it stays what it is."""
    fee: Money
    costs_repaid: Money
    """In the currency in which they are owed, as the fee."""
    fee_repaid: Money


class MoneyAllocated(ProceedingEvent):
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
    refund: Added[Money | None] = None
    """Goes back to the debtor with what was recovered by a reversed judgment (Art. 334(1))."""
    from_imposed: Added[Money | None] = None
    """Of a fee that was not due, what had paid fees charged by resolutions of their own."""
    article: Citation
    rule_set: Code
    explanation: tuple[Text, ...] = ()
    """The calculation, step by step (Art. 406)."""
    elsewhere: Added[InOtherCurrency | None] = None
    """Beside these, what pays costs and charged fees of another currency."""
    released: Added[Money | None] = None
    """Of costs or a fee that were not due and had been paid in another currency, what is owed no more, in theirs."""


class AllocationReversed(ProceedingEvent):
    """Money went back (Art. 369(3), 387(1), 391(2)): all that it was allocated to is undone from this day on."""

    type: ClassVar[str] = "lea.proceedings.allocation-reversed.v1"
    payment: UUID
    sum: Money
    costs: Money
    fee: Money
    repayments: tuple[Repayment, ...]
    surplus: Money
    unallocated: Money
    refund: Added[Money | None] = None
    article: Citation
    left: Added[Money | None] = None
    """What is left of the payment on the account, to be allocated anew; none: nothing."""


class FeePaid(Contract):
    """What a payment gave to a fee charged by a resolution."""

    payment: UUID
    sum: PositiveMoney


class FeeAnnulled(ProceedingEvent):
    """A fee charged by a resolution is owed no more: annulled (Art. 353), or what it was charged on went back."""

    type: ClassVar[str] = "lea.proceedings.fee-annulled.v1"
    act: UUID
    """The act that charged the fee."""
    sum: Money
    """What is owed no more."""
    paid: tuple[FeePaid, ...]
    """What was paid of it and stays paid: it is not owed again where the bank takes the payment back."""
    article: Citation


class CostAnnulled(ProceedingEvent):
    """The resolution that lays a cost on the debtor was annulled (Art. 353): what was not paid is owed no more."""

    type: ClassVar[str] = "lea.proceedings.cost-annulled.v1"
    act: UUID
    """The act that laid it on the debtor."""
    sum: Money
    """What is owed no more."""
    article: Citation


class UnclaimedTakenBack(ProceedingEvent):
    """What was put aside for an owner is not theirs: its receipt went back (Art. 369(3)), or it was reversed."""

    type: ClassVar[str] = "lea.proceedings.unclaimed-taken-back.v1"
    unclaimed: UUID
    payable: Code
    """The account on which it lay before it was put aside."""
    sum: PositiveMoney
    article: Citation


class ReversedMoneyHeld(ProceedingEvent):
    """A payout that a reversal overtook came back before the recoverer got it: it is the debtor's (Art. 334(1))."""

    type: ClassVar[str] = "lea.proceedings.reversed-money-held.v1"
    payment: UUID
    """The money that was paid out."""
    sum: PositiveMoney
    """What of it goes back to the debtor, in the currency of the payment."""
    article: Citation


class OverpaymentFound(ProceedingEvent):
    """More was paid out of an account than belongs there: it is due back from the person who got it (Art. 403)."""

    type: ClassVar[str] = "lea.proceedings.overpayment-found.v1"
    payable: Code
    """The account it was paid out of."""
    sum: PositiveMoney
    article: Citation


class OverpaymentEnded(ProceedingEvent):
    """What was paid out too much did not leave, or came back with the payout."""

    type: ClassVar[str] = "lea.proceedings.overpayment-ended.v1"
    payable: Code
    sum: PositiveMoney
    article: Citation


class ClaimChanged(ProceedingEvent):
    """A claim comes to another sum, or is for something else, from this day on (Art. 211(1), 334, 337(3))."""

    type: ClassVar[str] = "lea.proceedings.claim-changed.v1"
    claim: ClaimNumber
    kind: Annotated[str, Listed(CLAIM_TYPES)]
    """What it is for."""
    sum: Money | None
    """What it comes to, whatever was repaid of it; none: it is not for money."""
    article: Citation
    fell: Added[Literal[True] | None] = None
    """The claim, which is not for money, fell away (Art. 334(2))."""


class ReversedRepayment(Contract):
    """What of a payment goes back to the debtor."""

    payment: UUID
    claim: ClaimNumber
    sum: PositiveMoney
    """What it had repaid of the claim, in the currency of the claim."""
    held: Money
    """Of it, what was not paid out, in the currency of the payment; the rest is with the recoverer."""


class ExecutionReversed(ProceedingEvent):
    """What was recovered goes back to the debtor (Art. 334(1)); the claims fall as `claim-changed` says."""

    type: ClassVar[str] = "lea.proceedings.execution-reversed.v1"
    repayments: tuple[ReversedRepayment, ...]
    article: Citation


class Charge(StrEnum):
    """What the debtor owes beside the claims."""

    COSTS = "costs"
    FEE = "fee"


class ChargeReduced(ProceedingEvent):
    """Costs or a fee charged by resolution are owed no more, as far as they were not paid (Art. 353(10))."""

    type: ClassVar[str] = "lea.proceedings.charge-reduced.v1"
    charge: Charge
    sum: PositiveMoney
    article: Citation
