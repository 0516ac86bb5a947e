"""What every last day that an act names asks for (Art. 135)."""

from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.parts.act_fields import FieldType


@CONDITIONS.derived("last-day-to-come", of_form=True)
def last_day_to_come(course: Course, act: Act, row: ActRow) -> Problems:
    """The last day that the act sets is that of the act or a later one."""
    days = (field.name for field, _ in course.rules.law.procedures.fields_of(row) if field.type is FieldType.DAY)
    for name in days:
        named = getattr(act.data, name)
        if named is not None and named < act.day:
            yield refused.TERM_BEFORE_START.at(name).because(f"{named} lies before {act.day}", row.article)
