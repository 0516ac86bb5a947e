"""Who may act on a statement: whom the row of an act names, of its body, the executor it was given to (Art. 327)."""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

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
    carrier = _Carrier(_body(course, command), _executors(course) or _named(command))
    yield from _unfit(carrier, Sender.named(command.actor), row, law, stands_in, made_now=made_now)


def unfit_for_act(
    course: Course, actor: str, row: ActRow, law: RuleSet, stands_in: Collection[str], *, made_now: bool
) -> Iterator[Problem]:
    """The same of an act that nobody has stated yet."""
    carrier = _Carrier(course.require().body, _executors(course))
    yield from _unfit(carrier, Sender.named(actor), row, law, stands_in, made_now=made_now)


class _Carrier(NamedTuple):
    """Who has a statement."""

    body: str
    executors: Collection[str]
    """None: nobody has it yet."""


def _unfit(
    carrier: _Carrier, sender: Sender, row: ActRow, law: RuleSet, stands_in: Collection[str], *, made_now: bool
) -> Iterator[Problem]:
    if sender.is_system or (sender.role == OPERATOR and not made_now):
        return
    official = of_officials_alone(law, row.by)
    if not (is_named(law, sender, row.by) if made_now and official else sender.role in CLERKS):
        yield refused.ACTOR_UNFIT.because(f"{sender.actor} is none of {', '.join(row.by)}", article=str(row.article))
        return
    yield from unfit_for_body(sender, carrier.body)
    acts_for = {sender.executor, *stands_in}
    if official and carrier.executors and sender.executor is not None and acts_for.isdisjoint(carrier.executors):
        has_it = ", ".join(sorted(carrier.executors))
        yield refused.NOT_THE_EXECUTOR.because(f"the statement has executor {has_it}")


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


def _executors(course: Course) -> set[str]:
    """Whose the statement is: who decided, or who it was given to; none: nobody's yet."""
    if course.decided is not None:
        return {course.decided.data.executor.id}
    return {course.executor.id} if course.executor is not None else set()


def _named(command: CommandEnvelope[Any]) -> set[str]:
    """Who decides now, where the statement is nobody's yet."""
    return {command.data.executor.id} if isinstance(command.data, DecideOnStatement) else set()
