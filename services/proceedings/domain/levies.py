"""What a sale of property rests on: a levy on it, and an arrest that stands (Art. 348(9), 369(6), 375(3)-(4), 381)."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Measure
from services.proceedings.domain.measure_terms import RESTING
from services.proceedings.domain.realization import latest
from services.proceedings.domain.sale_prices import ARRESTS

DEBTOR = "debtor"
THIRD_PERSON = "third-person"


def levy_on(course: Course, owner: str) -> str:
    """The measure that levies on property of that owner."""
    rows = course.rules.proceedings.measures.measures.values()
    return next(row.measure for row in rows if row.levies_on_property_of == owner)


def may_begin(course: Course, levy: str, day: date) -> bool:
    """Whether such a levy may be decided in the status of the proceeding: in compulsory execution (Art. 360(1))."""
    family = course.rules.family(course.rules.measure(levy, day))
    return family is None or course.status in family.statuses


def is_decided(course: Course, levy: str, *, also_postponed: bool = False) -> bool:
    """Whether a levy was decided, and is not over."""
    levies = (measure for measure in course.measures.values() if measure.code == levy)
    return any(_lasts(course, measure, also_postponed=also_postponed) for measure in levies)


def sells(course: Course, measure: Measure, property_: UUID) -> bool:
    """Whether it is a measure by which a property is sold: a levy is one on property of that owner."""
    asked = course.rules.asked_by_measure(measure.code)
    return asked.sells and asked.levies_on_property_of in {None, owner_of(course, property_)}


def owner_of(course: Course, property_: UUID) -> str:
    """Whose a property is by its arrest."""
    arrest = latest(course, property_, *ARRESTS)
    return (arrest.data.owner if arrest is not None else None) or DEBTOR


def arrested_under(course: Course, property_: UUID) -> Iterator[UUID]:
    """The measures under which a property lies: that of its arrest, and those that it was put under since."""
    return (said.data.measure for said in course.things.said(property_, *ARRESTS, "continue-arrest"))


def arrest_stands(course: Course, property_: UUID) -> bool:
    """Whether one of the measures under which a property lies is not over, be it postponed (Art. 348(7), (9))."""
    known = (course.measures.get(measure) for measure in arrested_under(course, property_))
    return any(measure is not None and _lasts(course, measure, also_postponed=True) for measure in known)


def _lasts(course: Course, measure: Measure, *, also_postponed: bool) -> bool:
    lasting = course.rules.proceedings.measures.lasting | ({RESTING} if also_postponed else frozenset())
    return measure.status in lasting and not measure.annulled
