"""Money that turns out to be paid out too much: it stays paid, and is due back from the person who got it (Art. 403).

It is collected by its return, or set off by decision or consent; later money of that person is not withheld for it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from uuid import UUID

from contracts.acts.ask_back_overpayment import OverpaymentAskedBack
from contracts.acts.contest_overpayment import OverpaymentContested
from contracts.acts.record_overpayment_returned import OverpaymentReturned
from contracts.acts.set_off_overpayment import OverpaymentSetOff
from contracts.acts.write_off_overpayment import OverpaymentWrittenOff
from contracts.events.money import OverpaymentEnded, OverpaymentFound, UnclaimedTakenBack
from contracts.values import Money, PositiveMoney
from services.proceedings.domain.course import Course
from shared.books import Account
from shared.law.money.amounts import smaller, zero
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
    """What left an account beyond what it holds by now becomes a receivable."""
    for payable, currency in _accounts(course):
        held = course.custody.holds(course.items, payable, currency)
        if held < 0:
            held += _taken_back_of_unclaimed(course, payable, currency, -held, row)
        if held < 0:
            sum_ = PositiveMoney(amount=-held, currency=currency)
            found = OverpaymentFound(payable=payable.value, sum=sum_, article=row.article)
            course.publish(found, course.items[-1].day)


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


def end_overpayments(course: Course, row: ActRow, before: Mapping[tuple[Account, str], Decimal]) -> None:
    """What was paid out is back, or never left: the person does not owe it.

    No more than the act brought back to the account, which held so much `before`: other money is not kept back.
    """
    for (account, currency), held in on_accounts(course).items():
        back = min(held, held - before.get((account, currency), Decimal()))
        ended = min(due_back(course, currency).get(account, Decimal()), back) if back > 0 else back
        if ended > 0:
            sum_ = PositiveMoney(amount=ended, currency=currency)
            data = OverpaymentEnded(payable=account.value, sum=sum_, article=row.article)
            course.publish(data, course.items[-1].day)


def due_back(course: Course, currency: str) -> dict[Account, Decimal]:
    """What is still due back of what left each account.

    A set-off takes the account of the person who owes. A return and a write-off do not say of whom: they settle what
    was found first.
    """
    due, settled = dict[Account, Decimal](), Decimal()
    for data in (each.data for each in course.items):
        if not isinstance(data, OverpaymentFound | _SETTLED) or data.sum.currency != currency:
            continue
        first = None
        if isinstance(data, OverpaymentFound):
            account = Account(data.payable)
            due[account] = due.get(account, Decimal()) + data.sum.amount
        else:
            settled += data.sum.amount
            first = Account(data.payable) if isinstance(data, OverpaymentEnded | OverpaymentSetOff) else None
        for account in sorted(due, key=lambda each: each is not first):
            part = min(due[account], settled)
            due[account], settled = due[account] - part, settled - part
        due = {account: sum_ for account, sum_ in due.items() if sum_}
    return due


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
