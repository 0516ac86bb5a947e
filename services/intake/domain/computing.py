"""The course that follows from the acts on a statement, computed anew or with one more act."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from services.intake.domain import refusals as refused
from services.intake.domain.assessment import Rules
from services.intake.domain.conditions import CONDITIONS
from services.intake.domain.course import Course
from services.intake.domain.effects import EFFECTS
from services.intake.domain.journal import Statement, stated
from shared.law.procedures import Act, ActRow, ContradictoryOrder, Procedure, check, walk
from shared.law.rule_sets import RuleSet, RuleSets, UnknownRuleSet
from shared.law.rule_sets.rows import Condition
from shared.law.rule_sets.vocabulary import How


def course_of(acts: Sequence[Act], rules: Rules, through: date) -> Course:
    """The course that follows from acts, up to a day. Raises ContradictoryOrder."""
    course = Course(rules)
    if acts:
        procedure = procedure_on(min(act.day for act in acts), rules.rule_sets)
        for act, problems in walk(course, procedure, acts, CONDITIONS, EFFECTS, _rank, through):
            course.take_up(act, problems)
    return course


def with_act(statement: Statement, act: Act, rules: Rules, through: date) -> Course:
    """The course with another act. Raises Rejection."""
    try:
        return course_of((*statement.acts, act), rules, through)
    except ContradictoryOrder as error:
        raise refused.reject(refused.ORDER_CONTRADICTORY, str(error)) from error


def procedure_on(day: date, rule_sets: RuleSets) -> Procedure:
    """The procedure of a statement received on a day. Raises Rejection where no rule set is in force."""
    try:
        return _checked(rule_sets.in_force(day))
    except UnknownRuleSet as error:
        raise refused.reject(refused.NO_RULE_SET, str(error)) from error


@cache
def _checked(rule_set: RuleSet) -> Procedure:
    procedure = rule_set.procedures.statement
    check(procedure, CONDITIONS, EFFECTS, kinds_of_conditions(rule_set))
    return procedure


def kinds_of_conditions(rule_set: RuleSet) -> Mapping[str, How]:
    """How each condition of a rule set is known."""
    return {row.id: row.how for row in rule_set.all(Condition)}


def _rank(act: Act, row: ActRow) -> tuple[int, str]:
    return row.rank, stated(act.data)
