"""The costs of public sales: what of them the debtor is to bear, and what buyers do (Art. 401(2)-(3))."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

from contracts.values import Money
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Cost
from services.proceedings.domain.realization import had_no_result, sales_on_record
from services.proceedings.domain.states import says
from services.proceedings.domain.things import Said

_REIMBURSED = "reimburse-sale-costs"


def sale_costs_uncharged(course: Course) -> bool:
    """Whether costs of sales without result wait for the resolution that lays them on the debtor (Art. 401(3)).

    Where that was annulled they wait for none: what is to be recovered rests on one that stands (Art. 401(2), 400(1)).
    """
    sales = sales_on_record(course)
    without_result = [sale for sale in sales if had_no_result(course, sale)]
    uncharged = [cost for cost in course.costs.values() if cost.charged is None and not cost.charge_annulled]
    if len(without_result) == len(sales):
        return bool(sales and uncharged)
    until = max((_ended_on(course, sale) for sale in without_result), default=date.min)
    # A cost names no sale: those of a sale without result are among what was spent by its end and no buyer reimbursed.
    spent = [cost for cost in uncharged if cost.incurred_on <= until]
    return any(_of_nobody(course, cost.sum.currency) > 0 for cost in spent)


def costs_due_from_buyer(course: Course, sale: UUID) -> bool:
    """Whether costs on record, spent since every sale without result was over, are not reimbursed by buyers.

    Where others buy besides, it is known of a buyer who reimbursed nothing alone.
    """
    sales = sales_on_record(course)
    until = max((_ended_on(course, each) for each in sales if had_no_result(course, each)), default=date.min)
    of_buyers = [cost.sum for cost in course.costs.values() if cost.charged is None and cost.incurred_on > until]
    others = any(says(course, each, "with-a-buyer") for each in sales if each != sale)
    reimbursed = others and any(said.data.sale == sale for said in _reimbursements(course))
    currencies = {sum_.currency for sum_ in of_buyers}
    return not reimbursed and any(_in(each, of_buyers) > _in(each, _reimbursed(course)) for each in currencies)


def _of_nobody(course: Course, currency: str) -> Decimal:
    """What costs of sales come to without what buyers reimbursed and a resolution laid on the debtor."""
    of_sales = (
        cost
        for cost in course.costs.values()
        if not course.rules.borne_by_debtor(cost.kind) and not cost.charge_annulled
    )
    left = sum((_not_charged(cost) for cost in of_sales if cost.sum.currency == currency), Decimal())
    return left - _in(currency, _reimbursed(course))


def _in(currency: str, sums: Iterable[Money]) -> Decimal:
    return sum((sum_.amount for sum_ in sums if sum_.currency == currency), Decimal())


def _not_charged(cost: Cost) -> Decimal:
    return cost.sum.amount - (cost.charged.amount if cost.charged is not None else Decimal())


def _reimbursed(course: Course) -> Iterator[Money]:
    """What buyers paid for their sales; of one that has no buyer any more it goes back."""
    for said in _reimbursements(course):
        if said.data.sale is None or says(course, said.data.sale, "with-a-buyer"):
            yield said.data.sum


def _reimbursements(course: Course) -> Iterator[Said]:
    return course.things.every(_REIMBURSED)


def _ended_on(course: Course, sale: UUID) -> date:
    return course.things.steps[sale][-1].day
