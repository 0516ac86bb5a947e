"""What the credit of kept property asks for (Art. 383(9))."""

from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.conversion import rates_of
from services.proceedings.domain.course import Course
from services.proceedings.domain.kept_property import may_pass, to_be_credited, uncredited
from shared.law.money.amounts import written
from shared.law.procedures import Act, ActRow


@CONDITIONS.derived("kept-property-named", of_form=True)
def kept_property_named(course: Course, act: Act, _: ActRow) -> Problems:
    """A credit names property that is on record; none where its value is that of property in another proceeding."""
    named = act.data.property
    if named is None and uncredited(course):
        yield refused.KEPT_PROPERTY_UNNAMED.because("the price of property that passed here is not credited yet")
    elif named is not None and course.things.status(named) is None:
        yield refused.THING_UNKNOWN.at("property").because("no property has this id", "Art. 383(9)")


@CONDITIONS.derived("price-of-kept-property")
def price_of_kept_property(course: Course, act: Act, row: ActRow) -> Problems:
    """The whole price repays the claims, as far as they are open, or as the pledge secures them."""
    named, sum_ = act.data.property, act.data.sum
    if named is None:
        return
    if not may_pass(course, named):
        detail = f"the property is {course.things.status(named)}"
        yield refused.PROPERTY_NOT_PASSED.at("property").because(detail, row.article)
    wanted = to_be_credited(course, named, act.data.into, rates_of(act.data))
    if wanted is not None and (wanted.currency, wanted.amount) != (sum_.currency, sum_.amount):
        yield refused.PRICE_UNFIT.because(f"{written(wanted)} of the price is to be credited", row.article)
