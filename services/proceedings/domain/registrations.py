"""What outlives its reason: an arrest the proceeding or its measure, its registration the arrest.

Art. 348(9), 378(2), 399(1).
"""

from collections.abc import Iterator
from uuid import UUID

from services.proceedings.domain.course import Course
from services.proceedings.domain.levies import arrest_stands
from services.proceedings.domain.prices_paid import price_of_not_credited
from services.proceedings.domain.realization import latest, with_buyer
from services.proceedings.domain.sale_prices import ARRESTS

RELEASE = "release-from-arrest"
RECALL = "recall-registration"
_PRESCRIPTION = "send-registration-prescription"
_REGISTERED = (_PRESCRIPTION, "record-arrest-registration")
_SOLD = "sold"
"""A sale ends the arrest when its price is there (Art. 381(6))."""


def to_be_released(course: Course) -> Iterator[UUID]:
    """The property that is under arrest and can be released: no price is awaited for it."""
    moves = course.rules.law.procedures.enforcement.rows[RELEASE].moves_thing
    held = frozenset().union(*(move.from_ for move in moves if move.of == "property"))
    arrested = (said.data.property for said in course.things.every(*ARRESTS))
    return (each for each in dict.fromkeys(arrested) if course.things.status(each) in held)


def arrest_outlives_proceeding(course: Course) -> bool:
    """Whether a thing is still under arrest after the end, and can be released (Art. 399(1) ind. 2)."""
    return course.ended and any(True for _ in to_be_released(course))


def arrest_outlives_measure(course: Course) -> bool:
    """Whether a thing is still under arrest, and every measure under which it lies is over (Art. 348(7), (9))."""
    return not course.ended and any(not arrest_stands(course, each) for each in to_be_released(course))


def registered(course: Course, property_: UUID) -> bool:
    """Whether registration of an arrest was prescribed or is on record, and was not recalled."""
    said = latest(course, property_, *_REGISTERED, RECALL)
    return said is not None and said.name != RECALL


def registration_outlives_arrest(course: Course) -> bool:
    """Whether an arrest is over, by whatever act, whose registration was prescribed and not recalled."""
    [move] = course.rules.law.procedures.enforcement.rows[RECALL].moves_thing
    for thing in course.things.acts:
        if not registered(course, thing) or (status := course.things.status(thing)) not in move.from_:
            continue
        if status != _SOLD or not price_of_not_credited(course, thing):
            return True
    return False


def arrest_outlives_registration(course: Course) -> bool:
    """Whether an arrest stands whose registration was recalled: it lasts again (Art. 353, 378(2), 387(1))."""
    if course.ended:
        return False
    [move] = course.rules.law.procedures.enforcement.rows[_PRESCRIPTION].moves_thing
    return any(
        course.things.status(thing) in move.from_
        and not with_buyer(course, thing)
        and (said := latest(course, thing, *_REGISTERED, RECALL)) is not None
        and said.name == RECALL
        for thing in course.things.acts
    )
