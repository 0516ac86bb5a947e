"""What is left to do after a proceeding has ended (Art. 348(9), 365(2), 400-403)."""

from collections.abc import Callable, Mapping

from services.proceedings.domain.allocation import fee_to_be_charged
from services.proceedings.domain.course import Course
from shared.books import Account
from shared.law.rule_sets.vocabulary import MeasureCategory

_HELD = (
    Account.UNALLOCATED,
    Account.COSTS_PAYABLE,
    Account.FEE_PAYABLE,
    Account.RECOVERER_PAYABLE,
    Account.SURPLUS_PAYABLE,
    Account.REFUND_PAYABLE,
)
"""As what money of a proceeding is held that is due to somebody."""
_LASTING = frozenset({"adopted", "in-force", "suspended"})


def _restriction_outlasts(course: Course) -> bool:
    """A measure that the court ordered lasts; after sending to the place of income it is to last."""
    if not course.ended or course.status == "completed-sent-to-income":
        return False
    return any(each.status in _LASTING and _of_court(course, each.code) for each in course.measures.values())


def _of_court(course: Course, measure: str) -> bool:
    row = course.rules.measure(measure, course.statuses[-1].day)
    return row.category is MeasureCategory.ENSURING and "court" in row.decided_by


def _money_held(course: Course) -> bool:
    if not course.ended:
        return False
    currencies = course.custody.currencies(course.items)
    return any(course.custody.holds(course.items, each, currency) > 0 for each in _HELD for currency in currencies)


def _expenses_owed(course: Course) -> bool:
    if not course.ended or course.status == "completed-fulfilled":
        return False
    return any(each.costs_owed.amount or each.fee_owed.amount for each in course.ledgers.values())


def _unfulfilled(course: Course) -> bool:
    fulfilled = course.settled and not fee_to_be_charged(course)
    return course.ended and course.status == "completed-fulfilled" and not fulfilled


AFTER_THE_END: Mapping[str, Callable[[Course], bool]] = {
    "measures-fell-unnotified": lambda course: course.ended and course.matters.measures_fell,
    "court-restriction-outlasts": _restriction_outlasts,
    "money-held-after-end": _money_held,
    "expenses-owed-after-end": _expenses_owed,
    "completed-unfulfilled": _unfulfilled,
}
"""The circumstances of the duties after an end, by name."""
