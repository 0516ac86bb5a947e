"""Which acts are open on a day: the conditions of the rows, asked without what the acts would state."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from types import SimpleNamespace
from typing import Any, NoReturn
from uuid import UUID

from contracts.envelope import CommandEnvelope
from contracts.problems import Problem
from contracts.queries.proceedings import GroundOpening, Opening
from services.proceedings.domain.act_types import ACTS
from services.proceedings.domain.authority import unfit_to_make
from services.proceedings.domain.computing import course_of, procedure_of
from services.proceedings.domain.conditions import CONDITIONS
from services.proceedings.domain.course import Course
from services.proceedings.domain.drafts import drafted
from services.proceedings.domain.journal import Journal
from shared.decider import Rejection
from shared.law.calendar import WorkingCalendar
from shared.law.money import MoneyError
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.rows import Ground

_NOBODY = UUID(int=0)
_COMMANDS = {act: command for command, act in ACTS.items()}


def course_until(state: Journal, day: date, calendar: WorkingCalendar) -> Course:
    """The course to the end of a day, as far as it follows from the acts up to it."""
    return course_of(replace(state, acts=tuple(act for act in state.acts if act.day <= day)), day, calendar)


def open_acts(
    state: Journal, course: Course, day: date, actor: str, stands_in: frozenset[str] = frozenset()
) -> list[Opening]:
    """Every act a command asks for: open on that day, or not, with article and reasons; `course` is that to the day.

    `stands_in`: the executors for whom the actor stands in.
    """
    rows = procedure_of(course.rules.id).acts.values()
    return [_opening(state, course, row, day, actor, stands_in) for row in rows if row.act in _COMMANDS]


def _opening(state: Journal, course: Course, row: ActRow, day: date, actor: str, stands_in: frozenset[str]) -> Opening:
    unstated: Any = _Unstated()
    act = Act(_NOBODY, row.act, day, unstated, actor, draft=True, evidence=_UnstatedEvidence(), recording=unstated)
    found = _examined(course, act, row)
    grounds = [_ground(state, course, act, row, ground, found) for ground in _grounds_of(course, row, day)]
    problems = (*_of_another_actor(course, act, row, stands_in), *found.problems)
    return Opening(
        act=row.act,
        article=str(row.article),
        by=row.by,
        open=not problems and (not grounds or any(not ground.problems for ground in grounds)),
        problems=problems,
        grounds=tuple(grounds),
        depends_on=found.undetermined,
    )


def _grounds_of(course: Course, row: ActRow, day: date) -> Iterator[Ground]:
    """The grounds of the row's decisions that hold on the day, in the order of their table."""
    seen: set[str] = set()
    for ground in course.rules.law.all(Ground) if row.decisions else ():
        if ground.decision in row.decisions and ground.id not in seen and course.rules.ground(ground.id, day):
            seen.add(ground.id)
            yield ground


def _ground(
    state: Journal, course: Course, act: Act, row: ActRow, ground: Ground, without: "_Examined"
) -> GroundOpening:
    try:
        draft = drafted(state, course, _command(act, row, ground), row)
    except Rejection as rejection:
        return GroundOpening(ground=ground.id, article=str(ground.article), problems=rejection.problems)
    stated = _Unstated(status=draft.data.status)
    of_ground = course.rules.asked_by(ground).conditions
    found = _examined(course, replace(act, data=stated), row, of_ground).problems
    return GroundOpening(
        ground=ground.id,
        article=str(ground.article),
        problems=tuple(problem for problem in found if problem not in without.problems),
    )


def _command(act: Act, row: ActRow, ground: Ground) -> CommandEnvelope[Any]:
    """The command that names the ground, as far as it is known."""
    model: Any = _COMMANDS[row.act]
    envelope: Any = CommandEnvelope[Any]
    command: CommandEnvelope[Any] = envelope.model_construct(
        id=act.id,
        type=model.type,
        effective_date=act.day,
        actor=act.actor,
        data=model.model_construct(ground=ground.id),
    )
    return command


def _of_another_actor(course: Course, act: Act, row: ActRow, stands_in: frozenset[str]) -> tuple[Problem, ...]:
    """Why the act is not for who asks; nothing where only the act itself can say whom it is for."""
    try:
        return tuple(unfit_to_make(course, act, row, stands_in))
    except _NotStated:
        return ()


@dataclass(frozen=True, slots=True)
class _Examined:
    problems: tuple[Problem, ...]
    undetermined: tuple[str, ...]
    """Conditions that ask what the act would state."""


def _examined(course: Course, act: Act, row: ActRow, named: Iterable[str] = ()) -> _Examined:
    problems: list[Problem] = []
    undetermined: list[str] = []
    for code in (*row.conditions, *named):
        condition, found = CONDITIONS.by_code.get(code), list[Problem]()
        if condition is None:
            undetermined.append(code)  # the act itself says on which paper it rests
            continue
        try:
            # What was found before the act's data were asked for stays found.
            for problem in condition.test(course, act, row):
                found.append(problem)
        except _NotStated:
            undetermined.append(code)
        except MoneyError as error:
            found.append(error.problem)
        problems += found
        if found and condition.decisive:
            break
    return _Examined(tuple(problems), tuple(undetermined))


class _NotStated(Exception):
    """A condition asks for something that only the act itself can state."""


class _Unstated(SimpleNamespace):
    """The data of an act of which only these attributes are known."""

    def __getattr__(self, name: str) -> NoReturn:
        raise _NotStated(name)


class _UnstatedEvidence(dict[str, Any]):
    """Evidence that nobody has looked up."""

    def get(self, key: str, default: Any = None) -> NoReturn:  # noqa: ARG002
        raise _NotStated(key)

    def __missing__(self, key: str) -> NoReturn:
        raise _NotStated(key)
