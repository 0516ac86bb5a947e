"""The decision to levy on property, which its sale rests on (Art. 369(6), 375(3)-(4))."""

from datetime import date
from uuid import UUID

from services.proceedings.domain.course import Course
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
    lasting = course.rules.proceedings.measures.lasting | ({RESTING} if also_postponed else frozenset())
    return any(measure.code == levy and measure.status in lasting for measure in course.measures.values())


def owner_of(course: Course, property_: UUID) -> str:
    """Whose a property is by its arrest."""
    arrest = latest(course, property_, *ARRESTS)
    return (arrest.data.owner if arrest is not None else None) or DEBTOR
