"""What somebody has to do about a statement, for work lists."""

from collections.abc import Iterator

from contracts.events.intake import DocumentGoes
from contracts.queries.intake import StatementDuty
from services.intake.domain.assessment import Rules
from services.intake.domain.computing import procedure_on
from services.intake.domain.copies import copies_due, copies_owed
from services.intake.domain.course import HELD, Course
from services.intake.domain.views import duties

SEND_COPIES = "send-decision-copies"


def tasks(course: Course, rules: Rules) -> Iterator[tuple[StatementDuty, tuple[str, ...]]]:
    """Open duties, and copies of a refusal under the act that sends them; each with those who must have something."""
    for duty in duties(course):
        rows = rules.rule_sets.in_force(duty.opened_on).intake.duties.duties
        goes_back = duty.duty == rows[HELD[DocumentGoes.TO_SIGNATORY]].duty
        yield duty, copies_due(course) if goes_back else ()
    if course.decided and (whom := copies_owed(course)):
        row = procedure_on(course.decided.day, rules.rule_sets).acts[SEND_COPIES]
        yield (
            StatementDuty(
                duty=SEND_COPIES,
                who=row.by[0],
                act=course.decided.act,
                opened_on=course.decided.day,
                article=str(row.article),
            ),
            whom,
        )


def who_has(course: Course) -> str | None:
    """The executor who decided the statement, else the one whom it was given to; none: it was not distributed."""
    executor = course.decided.data.executor if course.decided else course.executor
    return executor.id if executor else None
