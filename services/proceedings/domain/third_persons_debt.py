"""How far the property of third persons serves the recovery: for what they owe the debtor (Art. 375(3))."""

from collections.abc import Iterator
from uuid import UUID

from contracts.acts.credit_kept_property import KeptPropertyCredited
from contracts.acts.record_third_persons_answer import ThirdPersonAnswered
from contracts.events.proceedings import MeasureAdded, PaymentSource
from contracts.values import Money
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Measure
from services.proceedings.domain.levies import THIRD_PERSON, levy_on, owner_of
from services.proceedings.domain.realization import latest
from services.proceedings.domain.sale_prices import ARRESTS
from services.proceedings.domain.states import says
from shared.law.money.amounts import add, smaller, subtract, total

_PRICED = (
    "record-sale-result",
    "accept-as-sole-participant",
    "record-self-sale",
    "record-sale-by-organization",
    "record-sale-in-another-way",
)


def is_of_third_person(course: Course, property_: UUID) -> bool:
    """Whether a property is levied on with the consent of a third person."""
    return owner_of(course, property_) == THIRD_PERSON


def answer_of(course: Course, measure: UUID | None, subject: str | None) -> ThirdPersonAnswered | None:
    """The last answer of the third person whom a measure concerns: to it, or to another on the same person."""
    subjects = {each.data.measure: each.data.subject for each in course.items if isinstance(each.data, MeasureAdded)}
    answers = [
        each.data
        for each in course.items
        if isinstance(each.data, ThirdPersonAnswered)
        and (each.data.measure == measure or (subject is not None and subjects.get(each.data.measure) == subject))
    ]
    return answers[-1] if answers else None


def owed_by(course: Course, measure: Measure) -> Money | None:
    """What a third person owes the debtor: what the measure states, else its answer (Art. 375(1)-(2))."""
    added = (each.data for each in course.items if isinstance(each.data, MeasureAdded))
    subject = next((data.subject for data in added if data.measure == measure.id), None)
    answer = answer_of(course, measure.id, subject) if measure.owed is None else None
    return answer.owed if answer is not None else measure.owed


def debt_left(course: Course, currency: str) -> Money | None:
    """What third persons who consented owe the debtor, less what their cash and property brought; none: not stated."""
    levies = _levies(course)
    owed = [each.owed for each in levies if each.owed is not None and each.owed.currency == currency]
    if not owed or len(owed) < len(levies):
        return None
    debt, prices, own = total(owed, currency), _prices(course, currency), _own_prices(course, currency)
    cash = (sum_ for each in levies for sum_ in each.brought if sum_.currency == currency)
    brought = total((subtract(prices, smaller(prices, own)), *cash), currency)
    return subtract(debt, smaller(debt, brought))


def prices_to_come(course: Course, currency: str) -> Money | None:
    """What sold property may still bring: what the debtor's was sold for, and of that of third persons their debt.

    None: no property of third persons is arrested, or their debt is not stated.
    """
    left = debt_left(course, currency)
    if left is None or not any(is_of_third_person(course, thing) for thing in _arrested(course)):
        return None
    prices, own = _prices(course, currency), _own_prices(course, currency)
    return add(left, subtract(own, smaller(own, prices)))


def _levies(course: Course) -> list[Measure]:
    """Those that stand; the end of the proceeding cancels them, and a price may come after it."""
    levies = [each for each in course.measures.values() if each.code == levy_on(course, THIRD_PERSON)]
    void = course.rules.proceedings.measures.void
    return [each for each in levies if each.status not in void] or levies[-1:]


def _prices(course: Course, currency: str) -> Money:
    """What sold property brought, and what of the price of third persons' property that was kept repaid claims."""
    receipts = (each for each in course.receipts.values() if each.source is PaymentSource.PROPERTY_SALE)
    kept = {
        item.data.payment
        for item in course.items
        if isinstance(item.data, KeptPropertyCredited)
        and item.data.property is not None
        and is_of_third_person(course, item.data.property)
    }
    count = (each for each in receipts if not each.taken_back and (not each.past_account or each.payment in kept))
    return total((each.sum for each in count if each.sum.currency == currency), currency)


def _own_prices(course: Course, currency: str) -> Money:
    own = (thing for thing in _arrested(course) if not is_of_third_person(course, thing))
    said = (latest(course, thing, *_PRICED) for thing in own if says(course, thing, "price-to-come"))
    return total((each.data.sum for each in said if each is not None and each.data.sum.currency == currency), currency)


def _arrested(course: Course) -> Iterator[UUID]:
    for thing in course.things.acts:
        said = latest(course, thing, *ARRESTS)
        if said is not None and said.data.property == thing:
            yield thing
