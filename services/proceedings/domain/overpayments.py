"""Money that turns out to be paid out too much: it stays paid, and is due back from the person who got it (Art. 403).

It is collected by its return, or set off by decision or consent; later money of that person is not withheld for it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from contracts.acts.ask_back_overpayment import OverpaymentAskedBack
from contracts.acts.contest_overpayment import OverpaymentContested
from contracts.acts.record_overpayment_returned import OverpaymentReturned
from contracts.acts.set_off_overpayment import OverpaymentSetOff
from contracts.acts.write_off_overpayment import OverpaymentWrittenOff
from contracts.events.money import OverpaymentEnded, OverpaymentFound, UnclaimedTakenBack
from contracts.values import Money, PositiveMoney
from services.proceedings.domain.course import Course
from services.proceedings.domain.payees import Paid, Payee, beyond_their_own, ordered_at, paid_from, payee_of, waits_on
from shared.books import Account
from shared.law.money.amounts import smaller, zero
from shared.law.procedures import Item
from shared.law.rule_sets.parts.acts import ActRow

_PAYABLE = (
    Account.RECOVERER_PAYABLE,
    Account.COSTS_PAYABLE,
    Account.FEE_PAYABLE,
    Account.SURPLUS_PAYABLE,
    Account.REFUND_PAYABLE,
    Account.EARNEST_PAYABLE,
    Account.DIFFERENCE_PAYABLE,
    Account.SALE_COSTS_PAYABLE,
    Account.ADVANCES_PAYABLE,
)
"""The accounts whose money goes to others. What the body took back too much of what it covered, it covers again."""
_SETTLED = OverpaymentEnded | OverpaymentReturned | OverpaymentSetOff | OverpaymentWrittenOff
"""What is not due back any more: it is there again, was returned, set off or written off."""


def find_overpayments(course: Course, row: ActRow) -> None:
    """What left an account beyond what it holds by now becomes a receivable, of each person who got too much."""
    for payable, currency in _accounts(course):
        held = course.custody.holds(course.items, payable, currency)
        if held < 0:
            held += _taken_back_of_unclaimed(course, payable, currency, -held, row)
        for payout, amount in list(_who_got(course, payable, currency, -held)) if held < 0 else ():
            sum_ = PositiveMoney(amount=amount, currency=currency)
            course.overpaid_by[len(course.items)] = payout
            found = OverpaymentFound(payable=payable.value, sum=sum_, article=row.article)
            course.publish(found, course.items[-1].day)


def _who_got(
    course: Course, account: Account, currency: str, missing: Decimal
) -> Iterator[tuple[UUID | None, Decimal]]:
    """By which payouts too much went, one of each person: first who got more than theirs, then who got it last."""
    paid = defaultdict[Payee, list[Paid]](list)
    for each in reversed(list(paid_from(course, account, currency))):
        paid[each.payee].append(each)
    due, left = owed_by(course, currency), missing
    got = {payee: sum((each.amount for each in paid[payee]), Decimal()) - due.get(payee, Decimal()) for payee in paid}
    beyond = {payee: beyond_their_own(course, payee, currency, sum_) for payee, sum_ in got.items()}
    parts = dict.fromkeys(paid, Decimal())
    for limits in (beyond, got):
        for payee, limit in limits.items():
            part = max(min(limit - parts[payee], left), Decimal())
            parts[payee], left = parts[payee] + part, left - part
    yield from ((paid[payee][0].payout, part) for payee, part in parts.items() if part)
    if left:
        yield None, left


def _taken_back_of_unclaimed(course: Course, payable: Account, currency: str, missing: Decimal, row: ActRow) -> Decimal:
    """What is missing on an account, as far as it was put aside and never left: returns how much."""
    taken = Decimal()
    for thing, amount in list(put_aside(course, payable, currency)):
        part = min(amount, missing - taken)
        if part > 0:
            sum_ = PositiveMoney(amount=part, currency=currency)
            data = UnclaimedTakenBack(unclaimed=thing, payable=payable.value, sum=sum_, article=row.article)
            course.publish(data, course.items[-1].day)
            taken += part
    return taken


def put_aside(course: Course, payable: Account, currency: str) -> Iterator[tuple[UUID, Decimal]]:
    """What of an account was put aside for its owner and is still there (Art. 403)."""
    for thing, opened in course.custody.postings.opened.items():
        aside = opened.to is Account.UNCLAIMED_PAYABLE and opened.account is payable
        if aside and opened.sum.currency == currency and len(course.things.steps.get(thing, ())) == 1:
            yield thing, opened.sum.amount


def on_accounts(course: Course) -> dict[tuple[Account, str], Decimal]:
    """What the accounts hold out of which money is paid."""
    return {account: course.custody.holds(course.items, *account) for account in _accounts(course)}


def end_overpayments(
    course: Course, row: ActRow, before: Mapping[tuple[Account, str], Decimal], payout: UUID | None = None
) -> None:
    """What was paid out is back, or never left: the person does not owe it.

    No more than the act brought back to the account, which held so much `before`: other money is not kept back. Of a
    `payout` no more than its person owes since it was ordered: one of later money, or to another, is payable again.
    """
    for (account, currency), held in on_accounts(course).items():
        back = min(held, held - before.get((account, currency), Decimal()))
        ended = min(_may_end(course, account, currency, payout), back) if back > 0 else back
        if ended > 0:
            sum_ = PositiveMoney(amount=ended, currency=currency)
            course.overpaid_by[len(course.items)] = payout
            data = OverpaymentEnded(payable=account.value, sum=sum_, article=row.article)
            course.publish(data, course.items[-1].day)


def _may_end(course: Course, account: Account, currency: str, payout: UUID | None) -> Decimal:
    due = (each for each in _debts(course, currency) if each.payee.account is account)
    if payout is not None:
        payee, since = payee_of(course.items, payout), ordered_at(course.items, payout)
        due = (each for each in due if each.payee == payee and each.found > since)
    return sum((each.amount for each in due), Decimal())


class Debt(NamedTuple):
    """What a person who was paid too much still owes of it."""

    payee: Payee
    amount: Decimal
    found: int
    """The place among the items of the course at which it was found."""


def owed_by(course: Course, currency: str) -> dict[Payee, Decimal]:
    """What each person who was paid too much still owes."""
    owed = dict[Payee, Decimal]()
    for each in _debts(course, currency):
        owed[each.payee] = owed.get(each.payee, Decimal()) + each.amount
    return owed


def named_debts(items: list[Item], data: Any, among: Mapping[Payee, Any]) -> list[Payee]:
    """Whose overpayment an act after these items is about, among these; all of them where it names nobody.

    A set-off takes the money of the person who owes; a return and a write-off may name the account or the payout.
    """
    if isinstance(data, OverpaymentSetOff):
        return [each for each in among if each == waits_on(items, Account(data.payable))]
    named = payee_of(items, data.payout) if data.payout is not None else None
    return [each for each in among if named in {None, each} and data.overpaid in {None, each.account.value}]


def _debts(course: Course, currency: str) -> list[Debt]:
    """What is still due back, in the order in which it was found; what settles it settles what was found first."""
    debts = list[Debt]()
    for place, item in enumerate(course.items):
        data = item.data
        if not isinstance(data, OverpaymentFound | _SETTLED) or data.sum.currency != currency:
            continue
        by = course.overpaid_by.get(place)
        if isinstance(data, OverpaymentFound):
            person = payee_of(course.items, by) if by is not None else None
            debts.append(Debt(person or Payee(Account(data.payable)), data.sum.amount, place))
            continue
        settled, concerned = data.sum.amount, _settled_by(course, place, by, debts)
        for debt in sorted(debts, key=lambda each: each.payee not in concerned):
            part = min(debt.amount, settled)
            debts[debts.index(debt)], settled = debt._replace(amount=debt.amount - part), settled - part
        debts = [each for each in debts if each.amount]
    return debts


def _settled_by(course: Course, place: int, by: UUID | None, debts: Iterable[Debt]) -> list[Payee]:
    """Whose debt is settled first."""
    data, payees = course.items[place].data, {each.payee: each.amount for each in debts}
    if isinstance(data, OverpaymentEnded):
        person = payee_of(course.items, by) if by is not None else None
        return [each for each in payees if each == person or (person is None and each.account == data.payable)]
    return named_debts(course.items[:place], data, payees)


def is_overpaid(course: Course) -> bool:
    """Whether anything is due back."""
    return bool(course.things.steps) and any(
        course.custody.holds(course.items, Account.OVERPAID_RECEIVABLE, currency) > 0
        for currency in course.custody.currencies(course.items)
    )


def not_asked_back(course: Course) -> bool:
    """Whether something is due back that nobody was asked for."""
    return is_overpaid(course) and not asked_back(course)


def asked_back(course: Course) -> bool:
    """Whether the return of all that is due back was asked for, of everybody who was paid too much.

    A request does not say of whom it asks. What came back therefore answers it first: nobody who owes something is
    left out.
    """
    if not is_overpaid(course):
        return False
    due, asked = defaultdict[str, Decimal](Decimal), defaultdict[str, Decimal](Decimal)
    for each in course.items:
        data = each.data
        if isinstance(data, OverpaymentFound):
            due[data.sum.currency] += data.sum.amount
        elif isinstance(data, OverpaymentAskedBack):
            asked[data.sum.currency] = min(asked[data.sum.currency] + data.sum.amount, due[data.sum.currency])
        elif isinstance(data, _SETTLED):
            due[data.sum.currency] -= data.sum.amount
            asked[data.sum.currency] = max(asked[data.sum.currency] - data.sum.amount, Decimal())
    return all(asked[currency] >= sum_ for currency, sum_ in due.items())


def contested(course: Course) -> bool:
    """Whether a person who was paid too much refuses to return it; what was settled before is contested no more."""
    due, refuses = defaultdict[str, Decimal](Decimal), False
    for each in course.items:
        data = each.data
        if isinstance(data, OverpaymentContested):
            refuses = True
        elif isinstance(data, OverpaymentFound):
            due[data.sum.currency] += data.sum.amount
        elif isinstance(data, _SETTLED):
            due[data.sum.currency] -= data.sum.amount
            refuses = refuses and any(sum_ > 0 for sum_ in due.values())
    return refuses and is_overpaid(course)


def surplus_still_held(course: Course, surplus: Money) -> Money:
    """What of a surplus was not paid out."""
    if not course.things.steps:
        return surplus
    held = course.custody.holds(course.items, Account.SURPLUS_PAYABLE, surplus.currency)
    return smaller(surplus, Money(amount=held, currency=surplus.currency)) if held > 0 else zero(surplus.currency)


def _accounts(course: Course) -> list[tuple[Account, str]]:
    """The accounts out of which money is paid; none where nothing was."""
    if not course.things.steps:
        return []
    return [(payable, currency) for currency in course.custody.currencies(course.items) for payable in _PAYABLE]
