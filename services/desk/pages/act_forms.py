"""The form of an act: its inputs from its fields, and its command from what was sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_origin
from uuid import UUID

import yaml
from pydantic import ValidationError
from starlette.datastructures import FormData

from contracts.problems import Problem
from contracts.recording import Paper, Recording
from contracts.registry import Command, MalformedMessage, problems_of
from shared.act_fields import ActField, ActFields, creates, element_of, put
from shared.plain_yaml import read_yaml

PREFIX = "data."
"""Of the names of inputs for what the act states."""


@dataclass(frozen=True, slots=True)
class Input:
    """An input of a form."""

    field: ActField
    kind: str
    """`day`, `choice`, `choices`, `lines` (several, with parts) or `text`."""
    values: tuple[str, ...] = ()
    """What was typed before."""
    problems: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.field.path}"


@dataclass(frozen=True, slots=True)
class Stated:
    """What was sent: a command, or why there is none."""

    command: Command | None
    recording: Recording | None
    problems: tuple[Problem, ...] = ()


def fields_of(acts: ActFields, act: str) -> list[ActField]:
    """The fields that a person fills in: ids of what the act creates follow from the command."""
    return [field for field in acts.fields_of(act) if not creates(acts.rows[act], field.path)]


def inputs(fields: Sequence[ActField], sent: FormData | None = None, problems: Sequence[Problem] = ()) -> list[Input]:
    """The inputs of a form, with what was typed and what is wrong with it."""
    return [
        Input(
            field,
            _kind(field),
            tuple(str(value) for value in sent.getlist(f"{PREFIX}{field.path}")) if sent else (),
            tuple(problem for problem in problems if _concerns(problem, field.path)),
        )
        for field in fields
    ]


def elsewhere(fields: Sequence[ActField], problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems that no input shows."""
    return tuple(problem for problem in problems if not any(_concerns(problem, field.path) for field in fields))


def stated(acts: ActFields, act: str, sent: FormData, command_id: UUID, day: date, actor: str) -> Stated:
    """The command for an act as it was filled in."""
    try:
        values = _values(fields_of(acts, act), sent)
        command = acts.command(act, values, command_id)
    except MalformedMessage as error:
        return Stated(None, None, tuple(error.problems))
    except yaml.YAMLError as error:
        return Stated(None, None, (_unreadable(error),))
    try:
        return Stated(command, _recording(sent, day, actor))
    except ValidationError as error:
        return Stated(None, None, tuple(problems_of(error)))


def _values(fields: Sequence[ActField], sent: FormData) -> dict[str, Any]:
    values = dict[str, Any]()
    for field in fields:
        typed = [str(value).strip() for value in sent.getlist(f"{PREFIX}{field.path}")]
        typed = [value for value in typed if value]
        if typed:
            put(values, field.path.split("."), _read(field, typed))
    return values


def _read(field: ActField, typed: Sequence[str]) -> Any:
    kind = _kind(field)
    if kind == "lines":
        read = [read_yaml(line) for text in typed for line in text.splitlines() if line.strip()]
        return [part for each in read for part in (each if isinstance(each, list) else [each])]
    if kind == "choices":
        return list(typed)
    if get_origin(field.kind) is tuple:
        return [part.strip() for text in typed for part in text.split(",") if part.strip()]
    return typed[-1]


def _kind(field: ActField) -> str:
    if element_of(field.kind):
        return "lines"
    if get_origin(field.kind) is tuple:
        return "choices" if field.codes else "text"
    if field.kind is bool or field.codes:
        return "choice"
    return "day" if field.kind is date else "text"


def codes(field: ActField) -> tuple[str, ...]:
    """What can be chosen."""
    return ("true", "false") if field.kind is bool else field.codes


def _recording(sent: FormData, day: date, actor: str) -> Recording | None:
    """What is stated about the recording. Raises ValidationError."""
    texts: Mapping[str, str] = {
        name: str(sent.get(f"recording.{name}", "")).strip() for name in ("kind", "number", "dated", "author", "reason")
    }
    paper = None
    if texts["kind"]:
        paper = Paper.model_validate(
            {
                "kind": texts["kind"],
                "number": texts["number"] or None,
                "dated": texts["dated"] or day,
                "author": texts["author"] or actor,
            }
        )
    recording = Recording(paper=paper, reason=texts["reason"] or None)
    return recording if recording != Recording() else None


def _concerns(problem: Problem, path: str) -> bool:
    field = (problem.field or "").removeprefix(PREFIX)
    return field == path or field.startswith(f"{path}.")


def _unreadable(error: yaml.YAMLError) -> Problem:
    return Problem(code="malformed", rule="parts are written in braces: {name: value}", detail=str(error)[:200])
