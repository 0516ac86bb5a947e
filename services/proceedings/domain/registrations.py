"""Registered arrests of immovables: whether a ban on alienation outlives its arrest (Art. 378(2))."""

from services.proceedings.domain.course import Course
from services.proceedings.domain.realization import latest
from services.proceedings.domain.sale_prices import price_not_credited

RECALL = "recall-registration"
_REGISTERED = ("send-registration-prescription", "record-arrest-registration")
_SOLD = "sold"
"""A sale ends the arrest when its price is there (Art. 381(6))."""


def registration_outlives_arrest(course: Course) -> bool:
    """Whether an arrest is over, by whatever act, whose registration was prescribed and not recalled."""
    [move] = course.rules.law.procedures.enforcement.rows[RECALL].moves_thing
    for thing in course.things.acts:
        said = latest(course, thing, *_REGISTERED, RECALL)
        if said is None or said.name == RECALL or (status := course.things.status(thing)) not in move.from_:
            continue
        if status != _SOLD or not price_not_credited(course):
            return True
    return False
