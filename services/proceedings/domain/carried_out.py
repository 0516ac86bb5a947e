"""Whether a measure was carried out, and what is left to levy on (Art. 366(1), 377(1), 381(1), 383(1)).

An arrest is imposed, and property levied on, with the acts that do it, whatever is recorded of the measures themselves.
"""

from collections.abc import Iterator
from uuid import UUID

from contracts.events.proceedings import PaymentSource
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Measure
from services.proceedings.domain.levies import DEBTOR, arrested_under, owner_of
from services.proceedings.domain.prices_paid import price_of_not_credited
from services.proceedings.domain.realization import offered_out_of
from services.proceedings.domain.sale_prices import ARRESTS, finally_ended
from services.proceedings.domain.states import says
from shared.law.rule_sets.parts.acts import ANNULLED

_LEVIED_BY = ("record-self-sale", "transfer-for-sale", "record-sale-in-another-way", "offer-to-recoverer")
"""The acts by which arrested property is sold or put up for sale, or offered (Art. 381(1), (3), (5), 383(1))."""


def carried_out(course: Course, measure: Measure) -> bool:
    """Whether a measure was ever carried out."""
    statuses = course.rules.proceedings.measures.carried_out
    return any(each.code in statuses for each in measure.history) or shown_by_acts(course, measure)


def shown_by_acts(course: Course, measure: Measure) -> bool:
    """Whether acts on property show that a measure was carried out: it arrested it, or levied on it."""
    if measure.annulled:
        return False
    asked, begun = course.rules.asked_by_measure(measure.code), measure.history[0].day
    if asked.arrest:
        return any(measure.id in arrested_under(course, each) for each in _arrested(course))
    owner = asked.levies_on_property_of or (DEBTOR if asked.sells else None)
    return owner is not None and any(
        owner_of(course, each) == owner and said.day >= begun
        for each in _arrested(course)
        for said in course.things.said(each, *_LEVIED_BY)
    )


def brought_before_the_end(course: Course, measure: Measure, source: PaymentSource | None) -> bool:
    """Whether the end of the proceeding cancelled a measure by which property had been sold (Art. 381(6), 399)."""
    fell = measure.history[-1].day >= course.statuses[-1].day and len(measure.history) > 1
    return (
        source is PaymentSource.PROPERTY_SALE and finally_ended(course) and fell and _was_carried_out(course, measure)
    )


def left_to_levy_on(course: Course) -> Iterator[UUID]:
    """Property that is under arrest still, and that the recoverer has not refused for good (Art. 366(1) ind. 3, 4)."""
    for property_ in _arrested(course):
        over = course.things.status(property_) == ANNULLED or says(course, property_, "no-longer-held")
        if not over and not refused_for_good(course, property_):
            yield property_


def property_to_levy_on(course: Course) -> Iterator[UUID]:
    """Arrested property of the debtor that may bring money still, also what was sold and is not paid (Art. 389(1))."""
    left = frozenset(left_to_levy_on(course))
    for property_ in _arrested(course):
        brings = property_ in left or price_of_not_credited(course, property_)
        if brings and owner_of(course, property_) == DEBTOR:
            yield property_


def refused_for_good(course: Course, property_: UUID) -> bool:
    """Whether the recoverer refused property when it was offered the last time (Art. 383(3), (5))."""
    offer = course.rules.proceedings.arrested.offers.get(offered_out_of(course, property_) or "")
    return course.things.status(property_) == "refused" and offer is not None and offer.last


def _was_carried_out(course: Course, measure: Measure) -> bool:
    before = measure.history[-2].code in course.rules.proceedings.measures.carried_out
    return before or shown_by_acts(course, measure)


def _arrested(course: Course) -> Iterator[UUID]:
    return (thing for thing in course.things.acts if _arrests(course, thing))


def _arrests(course: Course, thing: UUID) -> bool:
    return any(said.data.property == thing for said in course.things.said(thing, *ARRESTS))
