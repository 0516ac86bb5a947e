"""The postings that follow from the events of a proceeding as they read now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from contracts.events import proceedings as events
from contracts.events.debtor_groups import RepaidByAnotherDebtor
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
            case events.FeeImposed():
                yield from postings.fee(day, data)
            case FeeAnnulled():
                yield from postings.fee_annulled(day, data)
            case events.PaymentReceived():
                yield from postings.payment(day, data)
            case RepaidByAnotherDebtor():
                yield from _repaid_by_another(day, data)
            case _:
                pass


class _Postings:
    """What later postings have to know of earlier ones."""

    def __init__(self) -> None:
        self._costs_of_others: frozenset[str] = frozenset()
        self._imposed: defaultdict[str, Decimal] = defaultdict(Decimal)
        """Fees charged by a resolution of their own and not paid yet, by currency."""

    def initiated(self, day: date, data: events.ProceedingInitiated) -> Iterator[Leg]:
        law = RuleSets.load().named(data.rule_set)
        self._costs_of_others = frozenset(law.proceedings.money.costs_of_others)
        for claim in data.claims:
            if claim.sum is not None:
                yield from _charge(day, claim.sum, Line.CLAIM, claim.number)

    def cost(self, day: date, data: events.CostIncurred) -> Iterator[Leg]:
        if data.kind not in self._costs_of_others:
            yield from _charge(day, data.sum, Line.COSTS)

    def fee(self, day: date, data: events.FeeImposed) -> Iterator[Leg]:
        self._imposed[data.sum.currency] += data.sum.amount
        yield from _charge(day, data.sum, Line.FEE)

    def fee_annulled(self, day: date, data: FeeAnnulled) -> Iterator[Leg]:
        currency = data.sum.currency
        left = min(data.sum.amount, self._imposed[currency])
        self._imposed[currency] -= left
        yield from _move(day, Money(amount=left, currency=currency), Account.CHARGED, Account.OUTSTANDING, Line.FEE)

    def payment(self, day: date, data: events.PaymentReceived) -> Iterator[Leg]:
        currency = data.sum.currency
        yield from _move(day, data.sum, Account.BANK, Account.UNALLOCATED)
        yield from _move(day, data.costs, Account.UNALLOCATED, Account.COSTS_PAYABLE)
        yield from _repay(day, data.costs, Line.COSTS)
        imposed = min(data.fee.amount, self._imposed[currency])
        self._imposed[currency] -= imposed
        # The ten percent are charged as they are withheld (Art. 402(1) ind. 2).
        yield from _charge(day, Money(amount=data.fee.amount - imposed, currency=currency), Line.FEE)
        yield from _move(day, data.fee, Account.UNALLOCATED, Account.FEE_PAYABLE)
        yield from _repay(day, data.fee, Line.FEE)
        for part in data.repayments:
            yield from _move(day, part.sum, Account.UNALLOCATED, Account.RECOVERER_PAYABLE)
            yield from _repay(day, part.sum, Line.CLAIM, part.claim)
        yield from _move(day, data.surplus, Account.UNALLOCATED, Account.SURPLUS_PAYABLE)


def _repaid_by_another(day: date, data: RepaidByAnotherDebtor) -> Iterator[Leg]:
    """In the debt book alone: the money is in the proceeding of the debtor who paid (Art. 331)."""
    for part in data.repayments:
        yield from _repay(day, part.sum, Line.CLAIM, part.claim)
    for part in data.restored:
        yield from _move(day, part.sum, Account.OUTSTANDING, Account.REPAID, Line.CLAIM, part.claim)


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
