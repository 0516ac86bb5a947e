"""What is left to do after a proceeding has ended (Art. 365(2), 400-403)."""

from collections.abc import Callable, Mapping

from services.proceedings.domain.costs_to_come import costs_to_come
from services.proceedings.domain.course import Course
from services.proceedings.domain.fees import fee_unresolved
from services.proceedings.domain.income import at_payers
from services.proceedings.domain.reversals import may_be_paid_out, reversal_undecided
from services.proceedings.domain.sale_costs import sale_costs_uncharged
from services.proceedings.domain.waiting import any_complaint_pends
from shared.books import Account

RETURNED_OR_TERMINATED = frozenset({"completed-returned", "completed-terminated"})
"""Ends that leave costs and a fee to be recovered (Art. 400(1) ind. 4, 5)."""
_HELD = (
    Account.UNALLOCATED,
    Account.COSTS_PAYABLE,
    Account.FEE_PAYABLE,
    Account.RECOVERER_PAYABLE,
    Account.SURPLUS_PAYABLE,
    Account.REFUND_PAYABLE,
)
"""As what money of a proceeding is held that is due to somebody."""


def _money_held(course: Course) -> bool:
    """Whether money can go where it belongs: what waits for a decision on reversal is kept (Art. 334(1))."""
    if not course.ended:
        return False
    currencies = course.custody.currencies(course.items)
    return any(may_be_paid_out(course, each, currency) > 0 for each in _HELD for currency in currencies)


def _advance_unspent(course: Course) -> bool:
    """Whether of an advance something is still held after the end (Art. 401(1) ind. 7)."""
    if not course.ended:
        return False
    currencies = course.custody.currencies(course.items)
    return any(course.custody.holds(course.items, Account.ADVANCES_PAYABLE, currency) > 0 for currency in currencies)


def _expenses_owed(course: Course) -> bool:
    if not course.ended or course.status == "completed-fulfilled":
        return False
    owed = any(each.costs_owed.amount or each.fee_owed.amount for each in course.ledgers.values())
    return owed or sale_costs_uncharged(course)


def _unfulfilled(course: Course) -> bool:
    charged = not (fee_unresolved(course) or sale_costs_uncharged(course) or costs_to_come(course))
    fulfilled = course.settled and charged
    return course.ended and course.status == "completed-fulfilled" and not fulfilled


def left_to_do(course: Course) -> bool:
    """Whether anything is left to do for an executor after an end, beside the duties that single acts open."""
    currencies = course.custody.currencies(course.items)
    held = any(course.custody.holds(course.items, Account.BANK, currency) > 0 for currency in currencies)
    undecided = any_complaint_pends(course) or reversal_undecided(course)
    return held or undecided or at_payers(course) or any(holds(course) for holds in AFTER_THE_END.values())


AFTER_THE_END: Mapping[str, Callable[[Course], bool]] = {
    "measures-fell-unnotified": lambda course: course.ended and course.matters.measures_fell,
    "money-held-after-end": _money_held,
    "advance-unspent-after-end": _advance_unspent,
    "expenses-owed-after-end": _expenses_owed,
    "completed-unfulfilled": _unfulfilled,
}
"""The circumstances of the duties after an end, by name."""
