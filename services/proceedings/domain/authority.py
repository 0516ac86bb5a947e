"""Who may act in a proceeding: whom the row of an act names, of the body that has it, its executor (Art. 344, 354)."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from contracts.acts.take_up_proceeding import ProceedingTakenUp
from contracts.commands.proceedings import InitiateProceeding
from contracts.envelope import CommandEnvelope
from contracts.events.corrections import CorrectionProposed
from contracts.events.proceedings import ExecutorAssigned
from contracts.problems import Problem
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.course import Course
from services.proceedings.domain.journal import TAKING_UP, made_in_system
from services.proceedings.domain.rules import Rules
from shared.actors import OPERATOR, REGISTRAR, Sender
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.parts.corrections import CorrectionRow
from shared.law.senders import is_named

COURT_EXECUTOR = "court-executor"


def unfit_to_make(course: Course, act: Act, row: ActRow, stands_in: Collection[str]) -> Iterator[Problem]:
    """Why its sender does not make an act now; `stands_in`: for whom the sender acts today. The system is not asked."""
    sender = Sender.named(act.actor)
    if sender.is_system:
        return
    if not is_named(course.rules.law, sender, row.by):
        yield refused.ACTOR_UNFIT.because(f"{act.actor} is none of {', '.join(row.by)}", row.article)
        return
    if row.act == TAKING_UP:
        yield from _unfit_to_take_up(course, act, sender)
        return
    yield from of_another_body(sender, course.office.bodies_on(act.day))
    yield from _of_another_executor(course, sender, {course.executor}, stands_in)


def unfit_to_record(course: Course, act: Act, row: ActRow, stands_in: Collection[str]) -> Iterator[Problem]:
    """Why its sender does not record an act that others made, or that was made before: its paper names who made it.

    An executor records what is of the proceedings that he has, or had. Operators enter what was made elsewhere.
    """
    sender = Sender.named(act.actor)
    if sender.is_system or sender.role == OPERATOR:
        return
    if course.rules.actor(act.actor) is None and sender.role != REGISTRAR:
        yield refused.ACTOR_UNFIT.because(f"{act.actor} is none of {', '.join(row.by)}", row.article)
        return
    if row.act == TAKING_UP:
        yield from _unfit_to_take_up(course, act, sender)
        return
    yield from of_another_body(sender, {body for _, body in course.office.bodies})
    yield from _of_another_executor(course, sender, _executors(course), stands_in)


def unfit_to_initiate(command: CommandEnvelope[InitiateProceeding], today: date) -> tuple[Problem, ...]:
    """Why its sender does not initiate a proceeding: the executor who decides does, others record it (Art. 356(1))."""
    sender, data = Sender.named(command.actor), command.data
    made_now = made_in_system(command.effective_date, command.recording, today)
    if sender.is_system or (sender.role == OPERATOR and not made_now):
        return ()
    if sender.executor is None and (made_now or sender.role != REGISTRAR):
        return (refused.ACTOR_UNFIT.because(f"{command.actor} is none of {COURT_EXECUTOR}", "Art. 356(1)"),)
    found = [*of_another_body(sender, {data.body})]
    if sender.executor not in {None, data.executor.id}:
        found.append(refused.NOT_THE_EXECUTOR.because(f"the proceeding has executor {data.executor.id}"))
    return tuple(found)


def unfit_to_correct(
    course: Course, sender: str, asked: CorrectionProposed, stands_in: Collection[str]
) -> Iterator[Problem]:
    """Why the sender does not make a correction, or record it from the paper of who decided (corrections.yaml)."""
    row, deciding = _row(course.rules, asked), course.rules.proceedings.complaints.deciding
    deciders = {*row.by} if asked.by is None else {*row.by} & {deciding[asked.by].actor}
    who = Sender.named(sender)
    yield from _unfit_for(course, who, row, {*deciders, *row.recorded_by})
    yield from _of_another_executor(course, who, _executors(course), stands_in)
    if asked.by is None:  # what a superior or a court decided, others did
        yield from _removed(course, who)


def unfit_to_settle(course: Course, sender: str, asked: CorrectionProposed) -> Iterator[Problem]:
    """Why the sender is not the second person of a correction; that may be another executor of the body."""
    row, who = _row(course.rules, asked), Sender.named(sender)
    yield from _unfit_for(course, who, row, row.approved_by)
    yield from _removed(course, who)


def _removed(course: Course, sender: Sender) -> Iterator[Problem]:
    """An executor who was removed on a challenge takes no part any more, and corrects nothing (Art. 344(1))."""
    if sender.executor is not None and course.office.removed(sender.executor):
        yield refused.EXECUTOR_REMOVED.at("actor").because(f"executor {sender.executor} was removed on a challenge")


def _unfit_for(course: Course, sender: Sender, row: CorrectionRow, allowed: Collection[str]) -> Iterator[Problem]:
    if course.rules.actor(sender.actor) not in allowed:
        article = row.article if isinstance(row.article, Citation) else None
        detail = f"{sender.actor} is none of {', '.join(sorted(allowed))}"
        yield refused.CORRECTOR_UNFIT.because(detail, article)
    else:
        yield from of_another_body(sender, {course.office.body})


def _row(rules: Rules, asked: CorrectionProposed) -> CorrectionRow:
    return rules.law.procedures.corrections.corrections[asked.kind]


def _unfit_to_take_up(course: Course, act: Act, sender: Sender) -> Iterator[Problem]:
    """A proceeding is taken up at the body that it was sent to, by the executor who carries it on (Art. 354(2))."""
    data: ProceedingTakenUp = act.data
    executor = data.executor.id
    yield from of_another_body(sender, {executor.partition("-")[0]})
    yield from _of_another_executor(course, sender, {executor})


def _executors(course: Course) -> set[str]:
    """Those who have or had the proceeding."""
    initiated: Any = course.items[0].data
    assigned = {item.data.executor.id for item in course.items if isinstance(item.data, ExecutorAssigned)}
    return {initiated.executor.id, *assigned}


def of_another_body(sender: Sender, bodies: Collection[str]) -> Iterator[Problem]:
    """Why a person of a body does not act where these bodies do."""
    if sender.body is not None and sender.body not in bodies:
        detail = f"{sender.actor} is not of body {', '.join(sorted(bodies))}"
        yield refused.ACTOR_OF_ANOTHER_BODY.because(detail)


def _of_another_executor(
    course: Course, sender: Sender, executors: Collection[str], stands_in: Collection[str] = ()
) -> Iterator[Problem]:
    acts_for = {sender.executor, *stands_in}
    if sender.executor is not None and acts_for.isdisjoint(executors):
        yield refused.NOT_THE_EXECUTOR.because(f"the proceeding has executor {course.executor}")
