"""The closed registry of conditions."""

from collections.abc import Iterator

from contracts.problems import Problem
from services.intake.domain.course import Course
from shared.law.procedures import Act, Conditions
from shared.law.rule_sets.rows import Condition


def _article_of(course: Course, act: Act, code: str) -> str:
    """The article of a condition."""
    return str(course.rules.rule_sets.in_force(act.day).row(Condition, code).article)


CONDITIONS: Conditions[Course] = Conditions(article=_article_of)
Problems = Iterator[Problem]
