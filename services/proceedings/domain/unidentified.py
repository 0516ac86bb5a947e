"""Money on the deposit account of a body that no proceeding is named for: identified later, or sent back (Art. 403)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from contracts.banking import BankOrder
from contracts.commands.accounts import IdentifyReceipt
from contracts.commands.proceedings import RecordPayment
from contracts.events import accounts as events
from contracts.recording import Recording
from contracts.values import Money
from shared.books import Account, Leg, Move
from shared.law.money.amounts import subtract


@dataclass(frozen=True, slots=True)
class Part:
    """What was found to belong to a proceeding."""

    proceeding: UUID
    sum: Money
    withdrawn: bool = False
    """Its payment was struck in the proceeding."""
    counts_from: date | None = None
    """The day from which it counts there, where that is after its credit: until then it is held for nobody."""


@dataclass(frozen=True, slots=True)
class Return:
    """What was ordered back to the payer."""

    sum: Money
    ordered_on: date
    order: str | None = None
    """Number of the payment order."""
    confirmed_on: date | None = None
    undone_on: date | None = None

    @property
    def last_day(self) -> date:
        """The day of what happened to it last."""
        return self.undone_on or self.confirmed_on or self.ordered_on


@dataclass(frozen=True, slots=True)
class Unidentified:
    """Money that was credited, and what became of it."""

    day: date
    sum: Money
    order: BankOrder
    payer: str
    purpose: str
    parts: Mapping[UUID, Part] = field(default_factory=dict)
    """By payment of the proceeding."""
    returns: Mapping[UUID, Return] = field(default_factory=dict)
    struck: bool = False

    @property
    def unnamed(self) -> Money:
        """What belongs to no proceeding, as far as is known: held, or sent back."""
        rest = self.sum
        for part in self.parts.values():
            rest = rest if part.withdrawn else subtract(rest, part.sum)
        return rest

    @property
    def held(self) -> Money:
        """What is neither identified nor sent back."""
        rest = self.unnamed
        for each in self.returns.values():
            rest = rest if each.undone_on else subtract(rest, each.sum)
        return rest

    @property
    def divided(self) -> bool:
        """Whether parts of it are separate payments."""
        return sum(not part.withdrawn for part in self.parts.values()) > 1

    @property
    def settled(self) -> bool:
        """Nothing is held of it, and nothing is on its way back."""
        under_way = (each for each in self.returns.values() if not each.undone_on and not each.confirmed_on)
        return not self.held.amount and not any(under_way)

    def legs(self) -> Iterator[Leg]:
        """What it holds in the books of the body; what was identified stands in those of its proceeding."""
        if self.struck:
            return
        yield from Move(Account.BANK, Account.UNIDENTIFIED, self.unnamed).legs(self.day)
        for part in self.parts.values():
            if part.counts_from is not None and not part.withdrawn:
                yield from Move(Account.BANK, Account.UNIDENTIFIED, part.sum).legs(self.day)
                yield from Move(Account.UNIDENTIFIED, Account.BANK, part.sum).legs(part.counts_from)
        for each in self.returns.values():
            yield from Move(Account.UNIDENTIFIED, Account.PAYOUT_IN_TRANSIT, each.sum).legs(each.ordered_on)
            if each.confirmed_on:
                yield from Move(Account.PAYOUT_IN_TRANSIT, Account.BANK, each.sum).legs(each.confirmed_on)
            if each.undone_on:
                account = Account.BANK if each.confirmed_on else Account.PAYOUT_IN_TRANSIT
                yield from Move(account, Account.UNIDENTIFIED, each.sum).legs(each.undone_on)


Receipts = Mapping[UUID, Unidentified]


def day_of_payment(receipt: Unidentified, initiated_on: date | None) -> date:
    """The day of the credit, or of the initiation of the proceeding, if that was later: nothing is paid before it."""
    return receipt.day if initiated_on is None else max(receipt.day, initiated_on)


def payment_of(data: IdentifyReceipt, receipt: Unidentified, counts_from: date) -> RecordPayment:
    """What is recorded in the proceeding, on the day from which it counts."""
    return RecordPayment(
        payment=data.payment,
        sum=data.sum,
        source=data.source,
        measure=data.measure,
        bank_order=receipt.order,
        pledged_thing=data.pledged_thing,
        payday=data.payday,
        passed_on=data.passed_on,
        credited_on=receipt.day if receipt.day < counts_from else None,
    )


def recording_of(data: IdentifyReceipt) -> Recording:
    """From which paper it is recorded there."""
    return Recording(paper=data.paper, reason="identified after its credit")


def receipts_after(receipts: Receipts, data: Any, day: date) -> Receipts:
    """The money of the account after an event of that day."""
    match data:
        case events.UnidentifiedReceived():
            received = Unidentified(day, data.sum, data.bank_order, data.payer, data.purpose)
            return {**receipts, data.receipt: received}
        case events.UnidentifiedStruck():
            return _changed(receipts, data.receipt, struck=True)
        case events.ReceiptIdentified():
            parts = receipts[data.receipt].parts
            part = Part(data.proceeding, data.sum, counts_from=data.counts_from)
            return _changed(receipts, data.receipt, parts={**parts, data.payment: part})
        case events.IdentificationWithdrawn():
            id_, receipt = of_payment(receipts, data.payment)
            part = replace(receipt.parts[data.payment], withdrawn=True)
            return _changed(receipts, id_, parts={**receipt.parts, data.payment: part})
        case events.UnidentifiedReturnOrdered():
            returns = receipts[data.receipt].returns
            return _changed(receipts, data.receipt, returns={**returns, data.payout: Return(data.sum, day, data.order)})
        case events.UnidentifiedReturnConfirmed():
            return _return_changed(receipts, data.payout, confirmed_on=day)
        case events.UnidentifiedReturnUndone():
            return _return_changed(receipts, data.payout, undone_on=day)
    return receipts


def of_payment(receipts: Receipts, payment: UUID) -> tuple[UUID, Unidentified]:
    """The money of which a part is the payment of a proceeding. Raises LookupError."""
    for id_, receipt in receipts.items():
        if payment in receipt.parts:
            return id_, receipt
    raise LookupError(payment)


def of_payout(receipts: Receipts, payout: UUID) -> tuple[UUID, Unidentified]:
    """The money of which a part goes back by the payout. Raises LookupError."""
    for id_, receipt in receipts.items():
        if payout in receipt.returns:
            return id_, receipt
    raise LookupError(payout)


def _changed(receipts: Receipts, id_: UUID, **more: Any) -> Receipts:
    return {**receipts, id_: replace(receipts[id_], **more)}


def _return_changed(receipts: Receipts, payout: UUID, **more: Any) -> Receipts:
    id_, receipt = of_payout(receipts, payout)
    returns = {**receipt.returns, payout: replace(receipt.returns[payout], **more)}
    return _changed(receipts, id_, returns=returns)
