"""To whom money of an account was paid out, and what of it is theirs (Art. 401(2), 403)."""

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from contracts.acts.order_payout import PayoutOrdered
from contracts.acts.refuse_receipt import ReceiptRefused
from contracts.acts.retain_commission import CommissionRetained
from contracts.events.parties import PartyRole, SuccessorNamed
from contracts.events.proceedings import CostFund, CostKind
from services.proceedings.domain.course import Course
from services.proceedings.domain.earnest_money import received
from services.proceedings.domain.things import Said
from shared.books import Account
from shared.law.procedures import Item

ON_ITS_WAY = frozenset({"ordered", "confirmed"})
"""Statuses of a payout that did not come back."""


class Payee(NamedTuple):
    """A person to whom money of an account goes."""

    account: Account
    person: UUID | str | int | None = None
    """By what the payout names: the payee of costs, the earnest money; of recoverers, how many came before."""


class Paid(NamedTuple):
    """What left an account, and did not come back."""

    payee: Payee
    payout: UUID | None
    """None: it was kept back."""
    amount: Decimal
    place: int
    """Its place among the items of the course."""


def payee_of(items: list[Item], payout: UUID) -> Payee | None:
    """To whom a payout went; none: no payout is on record by that id."""
    place = ordered_at(items, payout)
    data = items[place].data
    return _payee(items[:place], data) if place >= 0 and isinstance(data, PayoutOrdered) else None


def ordered_at(items: list[Item], payout: UUID) -> int:
    """The place of the order of a payout among the items; less than nothing: it is not on record."""
    orders = ((place, each.data) for place, each in enumerate(items) if isinstance(each.data, PayoutOrdered))
    return next((place for place, data in orders if data.payout == payout), -1)


def paid_from(course: Course, account: Account, currency: str) -> Iterator[Paid]:
    """What left an account, in the order in which it did."""
    for place, each in enumerate(course.items):
        match each.data:
            case PayoutOrdered() as data if data.payable == account and data.sum.currency == currency:
                if course.things.status(data.payout) in ON_ITS_WAY:
                    yield Paid(_payee(course.items[:place], data), data.payout, data.sum.amount, place)
            case CommissionRetained() as data if account is Account.COSTS_PAYABLE and data.sum.currency == currency:
                yield Paid(Payee(account, to_be_paid(course)), None, data.sum.amount, place)
            case _:
                pass


def beyond_their_own(course: Course, payee: Payee, currency: str, paid: Decimal) -> Decimal:
    """What of what was paid to a person the record shows not to be theirs; nothing where it does not say what is."""
    own = _own_of(course, payee, currency)
    return max(paid - own, Decimal()) if own is not None else Decimal()


def _own_of(course: Course, payee: Payee, currency: str) -> Decimal | None:
    match payee:
        case Payee(Account.COSTS_PAYABLE, str() as person):
            return None if _in_other_currencies(course, currency) else own_costs(course, person, frozenset(CostKind))
        case Payee(Account.EARNEST_PAYABLE, UUID() as earnest):
            said: Said | None = received(course, earnest)
            return said.data.sum.amount if said is not None else None
        case Payee(Account.RECOVERER_PAYABLE, int() as before):
            # Money that came after a succession (Art. 62(3)) was never that of who was the recoverer before.
            until = [each.day for each in course.items if _replaces_recoverer(each)][before : before + 1]
            return _credited_until(course, until[0], currency) if until else None
        case _:
            return None


def _credited_until(course: Course, day: date, currency: str) -> Decimal:
    receipts = (each for each in course.receipts.values() if each.day <= day and not each.taken_back)
    credited = (each.credited for each in receipts if not each.past_account)
    return sum((each.amount for each in credited if each.currency == currency), Decimal())


def left_for(course: Course, person: str, currency: str) -> Decimal | None:
    """What of the costs is still to go to a payee; none: they are of another currency, a conversion paid them."""
    if _in_other_currencies(course, currency):
        return None  # Art. 369(2)
    sent = (each for each in paid_from(course, Account.COSTS_PAYABLE, currency) if each.payee.person == person)
    return own_costs(course, person, frozenset(CostKind)) - sum((each.amount for each in sent), Decimal())


def own_costs(course: Course, person: str, kinds: Collection[CostKind]) -> Decimal:
    """What of costs of some kinds was laid on the debtor that a payee had paid, or may have.

    What a buyer reimburses of a sale is not among the recovered costs (Art. 401(3)).
    """
    destinations = course.rules.proceedings.money.cost_destinations
    costs = (each for each in course.costs.values() if each.kind in kinds)
    own = (each for each in costs if each.fund is None or destinations[each.fund].payee == person)
    return sum((each.charged.amount for each in own if each.charged is not None), Decimal())


def set_aside_for_payers(course: Course, currency: str) -> Decimal:
    """What was never the debtor's, or came when nothing was levied any more, and was not sent back yet (Art. 403)."""
    refused = (each.data.sum for each in course.items if isinstance(each.data, ReceiptRefused))
    came = sum((each.amount for each in refused if each.currency == currency), Decimal())
    return came - sum((each.amount for each in paid_from(course, Account.REFUND_PAYABLE, currency)), Decimal())


def to_be_paid(course: Course) -> str:
    """Who gets the costs that nobody has paid yet."""
    return course.rules.proceedings.money.cost_destinations[CostFund.NOBODY].payee


def _in_other_currencies(course: Course, currency: str) -> bool:
    return any(cost.charged.currency != currency for cost in course.costs.values() if cost.charged is not None)


def _payee(before: list[Item], data: PayoutOrdered) -> Payee:
    account = Account(data.payable)
    if account is Account.RECOVERER_PAYABLE:
        return waits_on(before, account)
    return Payee(account, data.earnest or data.paid_difference or data.payee)


def waits_on(items: list[Item], account: Account) -> Payee:
    """The person whose money waits on an account after these items: of the claims the recoverer by then (Art. 62)."""
    replaced = sum(_replaces_recoverer(each) for each in items)
    return Payee(account, replaced if account is Account.RECOVERER_PAYABLE else None)


def _replaces_recoverer(item: Item) -> bool:
    return isinstance(item.data, SuccessorNamed) and item.data.role is PartyRole.RECOVERER
