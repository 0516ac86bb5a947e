"""Which acts on a statement a person may do today, and why not the others."""

from collections.abc import Collection, Iterator
from datetime import date

from contracts.queries.intake import StatementOpening
from services.intake.domain.authority import unfit_for_act
from services.intake.domain.computing import procedure_on
from services.intake.domain.conditions.stages import closed_in_status
from services.intake.domain.course import Course
from services.intake.domain.drafts import REGISTRATION


def openings(course: Course, actor: str, stands_in: Collection[str], today: date) -> Iterator[StatementOpening]:
    """Every act but the registration; `stands_in`: the executors for whom the actor acts today."""
    rule_sets = course.rules.rule_sets
    law = rule_sets.in_force(today)
    for row in procedure_on(today, rule_sets).acts.values():
        if row.act == REGISTRATION:
            continue
        unfit = tuple(unfit_for_act(course, actor, row, law, stands_in, made_now=True))
        problems = (*unfit, *closed_in_status(course, row))
        yield StatementOpening(
            act=row.act,
            article=str(row.article),
            by=row.by,
            open=not problems,
            problems=problems,
            recordable=not any(unfit_for_act(course, actor, row, law, stands_in, made_now=False)),
        )
