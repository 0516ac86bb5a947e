"""What acts on demands of the executor ask for (Art. 342)."""

from contracts.acts.establish_non_compliance import NonComplianceEstablished
from contracts.acts.make_demand import DemandMade
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.last_days import last_day_named
from shared.law.procedures import Act, ActRow


@CONDITIONS.derived("day-of-the-demand-passed")
def day_of_the_demand_passed(course: Course, act: Act, row: ActRow) -> Problems:
    """A demand is not fulfilled once the day that the executor set has passed."""
    data: NonComplianceEstablished = act.data
    for item in course.items:
        made = item.data
        if not isinstance(made, DemandMade) or made.demand != data.demand:
            continue
        last = last_day_named(course, made.due, item.day)
        if last is None or act.day <= last:
            detail = f"the demand may be fulfilled until {last or made.due}"
            yield refused.DEMAND_NOT_DUE.because(detail, row.article)
