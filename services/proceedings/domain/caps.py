"""How much a measure may secure or levy (Art. 348(5), 369(1), 377(5), 380(6))."""

from contracts.events.proceedings import MeasureAdded
from contracts.values import Money
from services.proceedings.domain.course import Course
from shared.law.money import Limit, cap
from shared.law.money.amounts import total


def cap_of(course: Course, data: MeasureAdded) -> Limit | None:
    """The cap of a measure in the currency of its sum, else of the only currency claimed; none: it has none."""
    code = course.rules.asked_by_measure(data.code).cap
    currency = _currency(course, data)
    if code is None or currency is None:
        return None
    return cap(course.rules.money, code, _outstanding(course, currency), course.ledger(currency).costs_owed)


def _outstanding(course: Course, currency: str) -> Money:
    """What is still to be paid on all claims of a currency."""
    claims = course.claims_in(currency)
    return total((claim.outstanding for claim in claims if claim.outstanding is not None), currency)


def _currency(course: Course, data: MeasureAdded) -> str | None:
    currencies = course.currencies()
    if data.sum is not None:
        return data.sum.currency if data.sum.currency in currencies else None
    return currencies[0] if len(currencies) == 1 else None
