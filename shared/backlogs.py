"""Acts that one command records together: each as a separate command, with its neighbours in the backlog."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from contracts.catalogue import COMMANDS
from contracts.commands.backlogs import BacklogAct
from contracts.envelope import CommandEnvelope
from contracts.problems import Problem
from contracts.registry import Command, MalformedMessage, UnknownType, problems_of
from shared.decider import Context

F = TypeVar("F")

NOT_TOGETHER = "not-recorded-together"


class Unpacked(NamedTuple):
    """The acts of a backlog as commands, in their order, and what is wrong with those that are none."""

    commands: tuple[tuple[int, CommandEnvelope[Any]], ...]
    """Each with its place among the acts."""
    problems: tuple[Problem, ...]


def unpacked(
    backlog: CommandEnvelope[Any],
    acts: Sequence[BacklogAct],
    recordable: Collection[type[Command]],
    alone: Mapping[type[Command], str],
) -> Unpacked:
    """The acts of a backlog as commands of its sender; `recordable` are those that a backlog may hold.

    `alone`: why a command is in none.
    """
    commands, problems = list[tuple[int, CommandEnvelope[Any]]](), list[Problem]()
    for place, act in enumerate(acts):
        try:
            data = COMMANDS.decode(act.type, json.dumps(act.data).encode())
            if type(data) in recordable:
                commands.append((place, _command(backlog, act, data)))
            else:
                problems.append(at(place, _not_together(act.type, alone.get(type(data)))))
        except UnknownType:
            problems.append(at(place, _not_together(act.type)))
        except MalformedMessage as error:
            problems += [at(place, _in_data(each)) for each in error.problems]
        except ValidationError as error:
            problems += [at(place, each) for each in problems_of(error)]
    return Unpacked(tuple(commands), tuple(problems))


def at(place: int, problem: Problem) -> Problem:
    """A problem of the act at a place of the backlog: `acts.3.sum`."""
    where = f"acts.{place}.{problem.field}" if problem.field else f"acts.{place}"
    return problem.model_copy(update={"field": where})


def contexts(context: Context[None], commands: Iterable[CommandEnvelope[Any]]) -> Iterator[Context[None]]:
    """The context of each command of a backlog: whether another came before it, and the day of the next one."""
    days = [command.effective_date for command in commands]
    for place in range(len(days)):
        following = days[place + 1] if place + 1 < len(days) else None
        yield replace(context, continued=place > 0, next_day=following, backlog=True)


def _command(backlog: CommandEnvelope[Any], act: BacklogAct, data: Command) -> CommandEnvelope[Any]:
    return CommandEnvelope[Any](
        id=act.id,
        source=backlog.source,
        type=data.type,
        stream=backlog.stream,
        effective_date=act.day,
        issued_at=backlog.issued_at,
        actor=act.actor,
        correlation_id=backlog.correlation_id,
        causation_id=backlog.id,
        traceparent=backlog.traceparent,
        tracestate=backlog.tracestate,
        recording=act.recording,
        data=data,
    )


def _in_data(problem: Problem) -> Problem:
    return problem.model_copy(update={"field": f"data.{problem.field}" if problem.field else "data"})


def _not_together(type_: str, why: str | None = None) -> Problem:
    return Problem(
        code=NOT_TOGETHER,
        field="type",
        rule="a backlog holds acts on its stream",
        detail=why or f"{type_} is no act that is recorded so",
    )
