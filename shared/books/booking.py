"""The postings that follow from the events of a proceeding as they read now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from contracts.acts.charge_fee_apart import FeeChargedApart
from contracts.events import proceedings as events
from contracts.events.money import AllocationReversed, Held, MoneyAllocated
from contracts.registry import Event
from contracts.values import Money
from shared.books.accounts import Account, Line
from shared.books.legs import Key, Leg
from shared.law.rule_sets import RuleSets


class FeeAnnulled(NamedTuple):
    """An imposed fee was annulled: what is left of it is owed no more, what was paid remains (Art. 353)."""

    sum: Money


def booked(entries: Iterable[tuple[date, Event | FeeAnnulled]]) -> Iterator[Leg]:
    """The legs of both books, from the events in the order in which they take effect, from the initiation on."""
    postings = _Postings()
    for day, data in entries:
        match data:
            case events.ProceedingInitiated():
                yield from postings.initiated(day, data)
            case events.CostIncurred():
                yield from postings.cost(day, data)
            case events.FeeImposed() | FeeChargedApart():
                yield from postings.fee(day, data)
            case FeeAnnulled():
                yield from postings.fee_annulled(day, data)
            case events.PaymentReceived():
                yield from postings.payment(day, data)
            case MoneyAllocated():
                yield from postings.allocation(day, data)
            case AllocationReversed():
                yield from postings.reversal(day, data)
            case _:
                pass


class _Postings:
    """What later postings have to know of earlier ones."""

    def __init__(self) -> None:
        self._costs_of_others: frozenset[str] = frozenset()
        self._imposed: defaultdict[str, Decimal] = defaultdict(Decimal)
        """Fees charged by a resolution of their own and not paid yet, by currency."""
        self._legs: defaultdict[UUID, list[Leg]] = defaultdict(list)
        """What was posted for each payment."""
        self._paid_fees: defaultdict[UUID, Decimal] = defaultdict(Decimal)
        """What each payment gave to fees charged by a resolution."""

    def initiated(self, day: date, data: events.ProceedingInitiated) -> Iterator[Leg]:
        law = RuleSets.load().named(data.rule_set)
        self._costs_of_others = frozenset(law.proceedings.money.costs_of_others)
        for claim in data.claims:
            if claim.sum is not None:
                yield from _charge(day, claim.sum, Line.CLAIM, claim.number)

    def cost(self, day: date, data: events.CostIncurred) -> Iterator[Leg]:
        if data.kind not in self._costs_of_others:
            yield from _charge(day, data.sum, Line.COSTS)

    def fee(self, day: date, data: events.FeeImposed | FeeChargedApart) -> Iterator[Leg]:
        self._imposed[data.sum.currency] += data.sum.amount
        yield from _charge(day, data.sum, Line.FEE)

    def fee_annulled(self, day: date, data: FeeAnnulled) -> Iterator[Leg]:
        currency = data.sum.currency
        left = min(data.sum.amount, self._imposed[currency])
        self._imposed[currency] -= left
        yield from _move(day, Money(amount=left, currency=currency), Account.CHARGED, Account.OUTSTANDING, Line.FEE)

    def payment(self, day: date, data: events.PaymentReceived) -> Iterator[Leg]:
        currency = data.sum.currency
        imposed = Money(amount=min(data.fee.amount, self._imposed[currency]), currency=currency)
        credited = Money(amount=sum((part.sum.amount for part in data.repayments), Decimal()), currency=currency)
        legs = [
            *_move(day, data.sum, Account.BANK, Account.UNALLOCATED),
            *self._divided(day, data, Account.UNALLOCATED, imposed, credited),
            *_move(day, data.surplus, Account.UNALLOCATED, Account.SURPLUS_PAYABLE),
        ]
        yield from self._of_payment(data.payment, legs)

    def allocation(self, day: date, data: MoneyAllocated) -> Iterator[Leg]:
        """Of money past the account the debt book alone."""
        if data.held is Held.RECOVERER:
            yield from self._repayments(day, data.repayments)
            return
        held = _HELD[data.held]
        legs = [
            *self._divided(day, data, held, data.imposed, data.credited),
            *_move(day, data.surplus, held, Account.SURPLUS_PAYABLE),
            *_move(day, data.unallocated, held, Account.UNALLOCATED),
        ]
        yield from self._of_payment(data.payment, legs)

    def reversal(self, day: date, data: AllocationReversed) -> Iterator[Leg]:
        """The negated legs of all that was posted for the payment."""
        self._imposed[data.sum.currency] += self._paid_fees.pop(data.payment, Decimal())
        for leg in self._legs.pop(data.payment, []):
            yield Leg(leg.key._replace(effective_on=day), -leg.amount)

    def _divided(
        self,
        day: date,
        data: events.PaymentReceived | MoneyAllocated,
        held: Account,
        imposed: Money,
        credited: Money,
    ) -> Iterator[Leg]:
        """Costs, fee and claims out of money that is held."""
        self._imposed[imposed.currency] -= imposed.amount
        self._paid_fees[data.payment] += imposed.amount
        yield from _move(day, data.costs, held, Account.COSTS_PAYABLE)
        yield from _repay(day, data.costs, Line.COSTS)
        # The ten percent are charged as they are withheld (Art. 402(1) ind. 2).
        withheld = Money(amount=data.fee.amount - imposed.amount, currency=imposed.currency)
        yield from _charge(day, withheld, Line.FEE)
        yield from _move(day, data.fee, held, Account.FEE_PAYABLE)
        yield from _repay(day, data.fee, Line.FEE)
        yield from _move(day, credited, held, Account.RECOVERER_PAYABLE)
        yield from self._repayments(day, data.repayments)

    def _repayments(self, day: date, parts: Iterable[events.Repayment]) -> Iterator[Leg]:
        for part in parts:
            yield from _repay(day, part.sum, Line.CLAIM, part.claim)

    def _of_payment(self, payment: UUID, legs: list[Leg]) -> list[Leg]:
        self._legs[payment] += legs
        return legs


_HELD = {Held.UNALLOCATED: Account.UNALLOCATED, Held.SURPLUS: Account.SURPLUS_PAYABLE}


def _charge(day: date, sum_: Money, line: Line, claim: int | None = None) -> Iterator[Leg]:
    return _move(day, sum_, Account.OUTSTANDING, Account.CHARGED, line, claim)


def _repay(day: date, sum_: Money, line: Line, claim: int | None = None) -> Iterator[Leg]:
    return _move(day, sum_, Account.REPAID, Account.OUTSTANDING, line, claim)


def _move(
    day: date, sum_: Money, debit: Account, credit: Account, line: Line | None = None, claim: int | None = None
) -> Iterator[Leg]:
    if sum_.amount:
        yield Leg(Key(day, debit, sum_.currency, line, claim), sum_.amount)
        yield Leg(Key(day, credit, sum_.currency, line, claim), -sum_.amount)
