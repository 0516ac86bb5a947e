"""That income is levied on where the basis of it holds, and for what it opens (Art. 389(1)-(2), 391(4))."""

from typing import Any

from contracts.events.proceedings import MeasureAdded, PaymentSource
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.allocation import open_in
from services.proceedings.domain.conditions.attested import INCOME_BASIS, attests
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.income_basis import (
    ORDERED,
    faults_of_levy,
    open_by_levy,
    open_of_periodic,
    opens_periodic_alone,
    why_not,
)
from shared.law.money.amounts import written
from shared.law.procedures import Act, ActRow


@CONDITIONS.derived("basis-of-income-levy")
def basis_of_income_levy(course: Course, act: Act, _: ActRow) -> Problems:
    """The basis holds by what the proceeding shows of it (Art. 389(1)-(2), 391(4))."""
    yield from why_not(course, act.data)


@CONDITIONS.derived("basis-of-levy-holds")
def basis_of_levy_holds(course: Course, act: Act, _: ActRow) -> Problems:
    """A levy on income without a paper of its own, and its first document, rest on a basis that holds by then."""
    if isinstance(act.data, MeasureAdded):
        judged, field = _rests_on_record(course, act), "code"
    else:
        measure = course.measures.get(act.data.measure)
        judged, field = measure is not None and measure.by_record and measure.status == ORDERED, "measure"
    if judged:
        for fault in faults_of_levy(course):
            yield refused.BASIS_UNFIT.at(field).because(fault.detail, fault.article)


@CONDITIONS.derived("within-basis-of-levy")
def within_basis_of_levy(course: Course, act: Act, _: ActRow) -> Problems:
    """Periodic payments open income for no more than themselves, where no other basis holds (Art. 389(2))."""
    data: Any = act.data
    if data.sum is None or (isinstance(data, MeasureAdded) and not _rests_on_record(course, act)):
        return
    currency = data.sum.currency
    if not isinstance(data, MeasureAdded):
        open_ = open_by_levy(course, data.measure, currency)
    elif opens_periodic_alone(course):
        open_ = open_of_periodic(course, currency)
    else:
        return
    if open_.amount < data.sum.amount <= open_in(course, currency).amount:
        detail = f"by the basis on record, periodic payments, {written(open_)} is open"
        yield refused.BASIS_UNFIT.at("sum").because(detail, "Art. 389(2)")


def _rests_on_record(course: Course, act: Act) -> bool:
    """Whether a measure is a levy on income whose recording names no paper for its basis."""
    levies = act.data.code in course.rules.source(PaymentSource.INCOME_LEVY).brought_by
    return levies and not attests(act, INCOME_BASIS)
