"""Whose arrested property is: what a court, or the executor, found to be another person's (Art. 379(6), 399(1))."""

from uuid import UUID

from services.proceedings.domain.claims_on_property import claims_of, is_granted
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Measure
from services.proceedings.domain.realization import latest
from services.proceedings.domain.sale_prices import ARRESTS

THIRD_PERSON = "third-person"


def took_others_property_alone(course: Course, measure: Measure) -> bool:
    """Whether all that was arrested under a measure is, or proved to be, property of other persons (Art. 402(3))."""
    arrested = [
        thing
        for thing in course.things.acts
        if any(
            said.data.measure == measure.id and said.data.property == thing
            for said in course.things.said(thing, *ARRESTS)
        )
    ]
    return bool(arrested) and all(is_of_another(course, thing) for thing in arrested)


def is_of_another(course: Course, property_: UUID) -> bool:
    """Whether property is, or proved to be, another person's."""
    arrested, released = latest(course, property_, *ARRESTS), latest(course, property_, "release-from-arrest")
    stated = arrested is not None and arrested.data.owner == THIRD_PERSON
    found = released is not None and bool(released.data.of_another)
    return stated or found or any(is_granted(course, claim) for claim in claims_of(course, property_))
