"""Who bears the costs of a public sale: its buyer, or the debtor where it had no result (Art. 401(2)-(3))."""

from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.realization import had_no_result, sales_on_record
from services.proceedings.domain.states import says
from shared.law.procedures import Act, ActRow


@CONDITIONS.derived("sale-with-a-buyer")
def sale_with_a_buyer(course: Course, act: Act, row: ActRow) -> Problems:
    """Only the buyer of a sale reimburses its costs (Art. 401(3))."""
    if act.data.sale is None:
        return
    status = course.things.status(act.data.sale)
    if status is None:
        yield refused.THING_UNKNOWN.at("sale").because("no sale has this id", row.article)
    elif not says(course, act.data.sale, "with-a-buyer"):
        yield refused.THING_STEP_IMPOSSIBLE.at("sale").because(f"the sale is {status}, and has no buyer", row.article)


@CONDITIONS.derived("sale-of-the-cost-named", of_form=True)
def sale_of_the_cost_named(course: Course, act: Act, _: ActRow) -> Problems:
    """The resolution names the sale whose costs it lays on the debtor, where only some had no result."""
    without_result = {had_no_result(course, sale) for sale in sales_on_record(course)}
    if act.data.sale is None and len(without_result) > 1:
        yield refused.COST_OF_THE_BUYER.at("sale").because("only some of the sales on record had no result")


@CONDITIONS.derived("sale-without-result")
def sale_without_result(course: Course, act: Act, _: ActRow) -> Problems:
    """The sale named had no result, or, where none is named, one of those on record; buyers bear those of others."""
    sales, named = sales_on_record(course), act.data.sale
    if named is not None and named not in sales:
        yield refused.THING_UNKNOWN.at("sale").because("no sale has this id", "Art. 401(3)")
    elif named is not None and not had_no_result(course, named):
        detail = f"the sale is {course.things.status(named)}: it has a buyer, or may have one"
        yield refused.COST_OF_THE_BUYER.at("sale").because(detail)
    elif sales and not any(had_no_result(course, sale) for sale in sales):
        yield refused.COST_OF_THE_BUYER.because("no sale on record ended without a result")
