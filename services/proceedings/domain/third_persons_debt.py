"""How far the property of third persons serves the recovery: for what they owe the debtor (Art. 375(3))."""

from collections.abc import Collection, Iterator
from typing import NamedTuple
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
    subjects = _subjects(course)
    answers = [
        each.data
        for each in course.items
        if isinstance(each.data, ThirdPersonAnswered)
        and (each.data.measure == measure or (subject is not None and subjects.get(each.data.measure) == subject))
    ]
    return answers[-1] if answers else None


class Debt(NamedTuple):
    """What a third person owes the debtor, and what was brought of it."""

    owed: Money
    brought: tuple[Money, ...]


def debt_of(course: Course, measure: Measure) -> Debt | None:
    """What a levy states of a debt, else what the person answered (Art. 375(1)-(2)); none: neither says how much.

    What was answered is one debt, of which all measures on that person since the one it answered bring something.
    """
    if measure.owed is not None:
        return Debt(measure.owed, tuple(measure.brought))
    answer = answer_of(course, measure.id, _subjects(course).get(measure.id))
    if answer is None or answer.owed is None:
        return None
    return Debt(answer.owed, _brought_since(course, answer, measure.id))


def left_of_answer(course: Course, answer: ThirdPersonAnswered) -> Money | None:
    """What the person owes still of what it answered; none: it owed nothing."""
    if answer.owed is None:
        return None
    brought = _brought_since(course, answer, answer.measure)
    paid = total((sum_ for sum_ in brought if sum_.currency == answer.owed.currency), answer.owed.currency)
    return subtract(answer.owed, smaller(answer.owed, paid))


def debt_left(course: Course, currency: str) -> Money | None:
    """What third persons who consented owe the debtor, less what they and their property brought; none: not stated."""
    debts = [debt_of(course, each) for each in _one_of_each_debt(course)]
    known = [each for each in debts if each is not None and each.owed.currency == currency]
    if not known or len(known) < len(debts):
        return None
    prices, own = _prices(course, currency), _own_prices(course, currency)
    debt = total((each.owed for each in known), currency)
    paid = (sum_ for each in known for sum_ in each.brought if sum_.currency == currency)
    brought = total((subtract(prices, smaller(prices, own)), *paid), currency)
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


def _one_of_each_debt(course: Course) -> Collection[Measure]:
    """The levies, of those that rest on the answer of one person the last: it answers for one debt."""
    subjects = _subjects(course)
    by_debt = {each.id if each.owed is not None else subjects.get(each.id) or each.id: each for each in _levies(course)}
    return by_debt.values()


def _subjects(course: Course) -> dict[UUID, str | None]:
    """Whom each measure concerns, in their order."""
    return {each.data.measure: each.data.subject for each in course.items if isinstance(each.data, MeasureAdded)}


def _on_the_person_since(course: Course, measure: UUID) -> list[UUID]:
    """The measures on the person whom a measure concerns, from that one on."""
    subjects = _subjects(course)
    since = list(subjects)[list(subjects).index(measure) :] if measure in subjects else []
    return [each for each in since if subjects[each] is not None and subjects[each] == subjects[measure]]


def _brought_since(course: Course, answer: ThirdPersonAnswered, measure: UUID) -> tuple[Money, ...]:
    """What the measures on the person brought, from the one that it answered on."""
    known = (course.measures.get(each) for each in {measure, *_on_the_person_since(course, answer.measure)})
    return tuple(sum_ for each in known if each is not None for sum_ in each.brought)


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
