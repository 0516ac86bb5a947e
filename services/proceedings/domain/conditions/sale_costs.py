"""Who bears the costs of a public sale: its buyer, or the debtor where it had no result (Art. 401(2)-(3))."""

from uuid import UUID

from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.earnest_money import WITH_A_BUYER
from services.proceedings.domain.realization import ANNOUNCEMENTS, FAILURES, latest
from shared.law.procedures import Act, ActRow

_WITHOUT_RESULT = frozenset({"failed", "declined", "cancelled", "invalid"})
"""Statuses of a sale whose costs no buyer reimburses, once no sole participant can buy any more."""
_STILL_TO_BE_BOUGHT = frozenset({"first-sale-failed", "repeat-sale-failed"})
"""Statuses of property that the sole participant of its last sale may buy (Art. 385(11))."""


@CONDITIONS.derived("sale-with-a-buyer")
def sale_with_a_buyer(course: Course, act: Act, row: ActRow) -> Problems:
    """Only the buyer of a sale reimburses its costs (Art. 401(3))."""
    if act.data.sale is None:
        return
    status = course.things.status(act.data.sale)
    if status is None:
        yield refused.THING_UNKNOWN.at("sale").because("no sale has this id", row.article)
    elif status not in WITH_A_BUYER:
        yield refused.THING_STEP_IMPOSSIBLE.at("sale").because(f"the sale is {status}, and has no buyer", row.article)


@CONDITIONS.derived("sale-of-the-cost-named", of_form=True)
def sale_of_the_cost_named(course: Course, act: Act, _: ActRow) -> Problems:
    """The resolution names the sale whose costs it lays on the debtor, where only some had no result."""
    without_result = {_had_no_result(course, sale) for sale in _sales(course)}
    if act.data.sale is None and len(without_result) > 1:
        yield refused.COST_OF_THE_BUYER.at("sale").because("only some of the sales on record had no result")


@CONDITIONS.derived("sale-without-result")
def sale_without_result(course: Course, act: Act, _: ActRow) -> Problems:
    """The sale named had no result, or, where none is named, one of those on record; buyers bear those of others."""
    sales, named = _sales(course), act.data.sale
    if named is not None and named not in sales:
        yield refused.THING_UNKNOWN.at("sale").because("no sale has this id", "Art. 401(3)")
    elif named is not None and not _had_no_result(course, named):
        detail = f"the sale is {course.things.status(named)}: it has a buyer, or may have one"
        yield refused.COST_OF_THE_BUYER.at("sale").because(detail)
    elif sales and not any(_had_no_result(course, sale) for sale in sales):
        yield refused.COST_OF_THE_BUYER.because("no sale on record ended without a result")


def _sales(course: Course) -> set[UUID]:
    return {said.data.sale for thing in course.things.acts for said in course.things.said(thing, *ANNOUNCEMENTS)}


def _had_no_result(course: Course, sale: UUID) -> bool:
    failed = latest(course, sale, *FAILURES)
    may_be_bought = (
        course.things.status(sale) == "failed"
        and failed is not None
        and failed.data.sole_participant
        and course.things.status(failed.data.property) in _STILL_TO_BE_BOUGHT
    )
    return course.things.status(sale) in _WITHOUT_RESULT and not may_be_bought
