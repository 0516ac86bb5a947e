"""The form of an act: what was sent with it, and the command that it states."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from starlette.datastructures import FormData

from contracts.problems import Problem
from contracts.recording import Recording
from contracts.registry import Command, MalformedMessage, problems_of
from services.desk.inputs.recordings import PREFIX as OF_RECORDING
from services.desk.inputs.recordings import recorded, stated_of_recording
from services.desk.inputs.typed import Typed, stated, tidy
from services.desk.inputs.widgets import PREFIX, Widget
from services.desk.pages.parts import NotFound
from shared.act_fields import ActFields
from shared.confirmed import Confirmed


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of a form."""

    data: Sequence[Widget]
    """For what the act states."""
    recording: Sequence[Widget] = ()
    """For what is stated about its recording."""
    proposed: Sequence[str] = ()
    """Conditions for which the form has a row that may stay empty."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was filled in."""

    day: date
    typed: Typed
    recording: Typed

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """All of it as inputs of the form that records what was previewed."""
        typed = {**self.recording, **self.typed}
        return [("day", self.day.isoformat()), *((name, text) for name, texts in typed.items() for text in texts)]


@dataclass(frozen=True, slots=True)
class Stated:
    """A command, or why there is none."""

    command: Command | None
    recording: Recording | None = None
    problems: tuple[Problem, ...] = ()


def filled(inputs: Inputs, sent: FormData, today: date) -> Filled:
    """What was sent with a form; its day is today where none, or none that exists, is stated."""
    texts = [(name, text) for name, text in sent.multi_items() if isinstance(text, str)]
    of_act = (each for each in texts if each[0].startswith(PREFIX))
    recording = recorded(
        inputs.recording, (each for each in texts if each[0].startswith(OF_RECORDING)), inputs.proposed
    )
    return Filled(day_of(sent, "day") or today, tidy(inputs.data, of_act), recording)


def command_of(
    acts: ActFields,
    act: str,
    inputs: Inputs,
    form: Filled,
    command_id: UUID,
    actor: str,
    given: Mapping[str, Any] | None = None,
) -> Stated:
    """The command for an act as it was filled in; `given` is what the page states itself."""
    try:
        command = acts.command(act, {**stated(inputs.data, form.typed), **(given or {})}, command_id)
        return Stated(command, _recording(inputs.recording, form, actor))
    except MalformedMessage as error:
        return Stated(None, problems=tuple(error.problems))
    except ValidationError as error:
        return Stated(None, problems=tuple(_of_recording(each) for each in problems_of(error)))


def text_of(sent: FormData, name: str) -> str:
    """What was typed; empty for nothing."""
    text = sent.get(name, "")
    return text.strip() if isinstance(text, str) else ""


def day_of(sent: FormData, name: str) -> date | None:
    """The day that was typed; none where it is none."""
    try:
        return date.fromisoformat(text_of(sent, name))
    except ValueError:
        return None


def id_of(sent: FormData, name: str = "id") -> UUID:
    """The id of the command, as the preview named it. Raises NotFound."""
    try:
        return UUID(text_of(sent, name))
    except ValueError:
        raise NotFound from None


def confirmed_of(sent: FormData) -> Confirmed | None:
    """What the preview showed, and the version of the stream that it rests on; none where no preview was sent along."""
    version, outcome = text_of(sent, "version"), text_of(sent, "outcome")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        return None
    return Confirmed(int(version), outcome if re.fullmatch("[0-9a-f]{64}", outcome) else None)


def _recording(widgets: Sequence[Widget], form: Filled, actor: str) -> Recording | None:
    """What is stated about the recording. Raises ValidationError."""
    values = stated_of_recording(widgets, form.recording, form.day, actor)
    return Recording.model_validate(values) if values else None


def _of_recording(problem: Problem) -> Problem:
    return problem.model_copy(update={"field": f"{OF_RECORDING}{problem.field or ''}".rstrip(".")})
