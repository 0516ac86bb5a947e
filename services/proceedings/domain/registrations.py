"""Registered arrests of immovables: whether a ban on alienation outlives its arrest (Art. 378(2))."""

from services.proceedings.domain.course import Course
from services.proceedings.domain.realization import latest

RECALL = "recall-registration"
_REGISTERED = ("send-registration-prescription", "record-arrest-registration")


def registration_outlives_arrest(course: Course) -> bool:
    """Whether an arrest is over, by whatever act, whose registration was prescribed and not recalled."""
    [move] = course.rules.law.procedures.enforcement.rows[RECALL].moves_thing
    for thing in course.things.acts:
        if course.things.status(thing) in move.from_:
            said = latest(course, thing, *_REGISTERED, RECALL)
            if said is not None and said.name != RECALL:
                return True
    return False
