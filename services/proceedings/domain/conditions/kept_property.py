"""What the credit of kept property asks for (Art. 383(9))."""

from datetime import date
from uuid import UUID

from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.conversion import rates_of
from services.proceedings.domain.course import Course
from services.proceedings.domain.kept_property import (
    day_of_passing,
    may_pass,
    opened_again,
    to_be_credited,
    uncredited,
)
from shared.law.money.amounts import written
from shared.law.procedures import Act, ActRow


@CONDITIONS.derived("kept-property-named", of_form=True)
def kept_property_named(course: Course, act: Act, _: ActRow) -> Problems:
    """A credit names property that has passed; none where its value is that of property in another proceeding."""
    named = act.data.property
    if named is None and uncredited(course):
        yield refused.KEPT_PROPERTY_UNNAMED.because("the price of property that passed here is not credited yet")
    elif named is not None and course.things.status(named) is None:
        yield refused.THING_UNKNOWN.at("property").because("no property has this id", "Art. 383(9)")
    elif named is not None and not _has_passed(course, named, act.day):
        detail = f"the property is {course.things.status(named)} on that day"
        yield refused.PROPERTY_NOT_PASSED.at("property").because(detail, "Art. 383(9)")


@CONDITIONS.derived("price-of-kept-property")
def price_of_kept_property(course: Course, act: Act, row: ActRow) -> Problems:
    """The whole price repays the claims, as far as they are open, or as the pledge secures them, as property passes."""
    named, sum_ = act.data.property, act.data.sum
    if named is None:
        return
    if not may_pass(course, named):
        detail = f"the property is {course.things.status(named)}"
        yield refused.PROPERTY_NOT_PASSED.at("property").because(detail, row.article)
    passed = day_of_passing(course, named)
    if passed is not None and passed < act.day and (act.data.into or not opened_again(course, named, passed)):
        yield refused.NOT_AS_PROPERTY_PASSES.because(f"it passed on {passed}", row.article)
    wanted = to_be_credited(course, named, act.data.into, rates_of(act.data))
    if wanted is not None and (wanted.currency, wanted.amount) != (sum_.currency, sum_.amount):
        yield refused.PRICE_UNFIT.because(f"{written(wanted)} of the price is to be credited", row.article)


def _has_passed(course: Course, property_: UUID, day: date) -> bool:
    passed = day_of_passing(course, property_)
    return passed is not None and passed <= day
