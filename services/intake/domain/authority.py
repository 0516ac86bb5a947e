"""Who may act on a statement: whom the row of an act names, of its body, the executor it was given to (Art. 327)."""

from collections.abc import Collection, Iterator
from typing import Any

from contracts.commands.intake import DecideOnStatement, RegisterStatement
from contracts.envelope import CommandEnvelope
from contracts.problems import Problem
from services.intake.domain import refusals as refused
from services.intake.domain.course import Course
from shared.actors import CLERKS, OPERATOR, Sender
from shared.law.procedures import ActRow
from shared.law.rule_sets import RuleSet
from shared.law.senders import is_named, of_officials_alone


def unfit(
    course: Course,
    command: CommandEnvelope[Any],
    row: ActRow,
    law: RuleSet,
    stands_in: Collection[str],
    *,
    made_now: bool,
) -> Iterator[Problem]:
    """Why its sender does not make an act now, or record it: people of the body record what its papers show.

    `stands_in`: the executors for whom the sender acts today. What parties bring is taken by people of the body. The
    system is not asked, and operators enter what was made elsewhere.
    """
    sender = Sender.named(command.actor)
    if sender.is_system or (sender.role == OPERATOR and not made_now):
        return
    official = of_officials_alone(law, row.by)
    if not (is_named(law, sender, row.by) if made_now and official else sender.role in CLERKS):
        yield refused.ACTOR_UNFIT.because(f"{command.actor} is none of {', '.join(row.by)}", article=str(row.article))
        return
    yield from unfit_for_body(sender, _body(course, command))
    executors, acts_for = _executors(course, command), {sender.executor, *stands_in}
    if official and executors and sender.executor is not None and acts_for.isdisjoint(executors):
        yield refused.NOT_THE_EXECUTOR.because(f"the statement has executor {', '.join(sorted(executors))}")


def unfit_to_correct(course: Course, actor: str) -> Iterator[Problem]:
    """Why a sender corrects no entry of a statement, and is no second person: that is for the people of its body."""
    sender = Sender.named(actor)
    if sender.role not in CLERKS:
        yield refused.ACTOR_UNFIT.because(f"{actor} is none of {', '.join(sorted(CLERKS))}")
    yield from unfit_for_body(sender, course.require().body)


def unfit_for_body(sender: Sender, body: str) -> Iterator[Problem]:
    """Why a person does not act on the statements of a body."""
    if sender.body not in {None, body}:
        yield refused.ACTOR_OF_ANOTHER_BODY.because(f"{sender.actor} is not of body {body}")


def _body(course: Course, command: CommandEnvelope[Any]) -> str:
    return command.data.body if isinstance(command.data, RegisterStatement) else course.require().body


def _executors(course: Course, command: CommandEnvelope[Any]) -> set[str]:
    """Whose the statement is: who decided, or who it was given to, or who decides now; none: nobody's yet."""
    if course.decided is not None:
        return {course.decided.data.executor.id}
    if course.executor is not None:
        return {course.executor.id}
    return {command.data.executor.id} if isinstance(command.data, DecideOnStatement) else set()
