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
from contracts.recording import Paper, Recording
from contracts.registry import Command, MalformedMessage, problems_of
from services.desk.inputs.typed import Typed, stated, tidy
from services.desk.inputs.widgets import PREFIX, Widget
from services.desk.pages.parts import NotFound
from shared.act_fields import ActFields
from shared.confirmed import Confirmed

RECORDING = ("kind", "number", "dated", "author", "reason")
"""What is stated of a paper, and why an act is recorded late."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was filled in."""

    day: date
    typed: Typed
    recording: Mapping[str, str]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """All of it as inputs of the form that records what was previewed."""
        papers = [(f"recording.{name}", text) for name, text in self.recording.items() if text]
        values = [(name, text) for name, texts in self.typed.items() for text in texts]
        return [("day", self.day.isoformat()), *papers, *values]


@dataclass(frozen=True, slots=True)
class Stated:
    """A command, or why there is none."""

    command: Command | None
    recording: Recording | None = None
    problems: tuple[Problem, ...] = ()


def filled(widgets: Sequence[Widget], sent: FormData, today: date) -> Filled:
    """What was sent with a form; its day is today where none, or none that exists, is stated."""
    texts = [(name, text) for name, text in sent.multi_items() if isinstance(text, str) and name.startswith(PREFIX)]
    recording = {name: text_of(sent, f"recording.{name}") for name in RECORDING}
    return Filled(day_of(sent, "day") or today, tidy(widgets, texts), recording)


def command_of(
    acts: ActFields,
    act: str,
    widgets: Sequence[Widget],
    form: Filled,
    command_id: UUID,
    actor: str,
    given: Mapping[str, Any] | None = None,
) -> Stated:
    """The command for an act as it was filled in; `given` is what the page states itself."""
    try:
        command = acts.command(act, {**stated(widgets, form.typed), **(given or {})}, command_id)
        return Stated(command, _recording(form.recording, form.day, actor))
    except MalformedMessage as error:
        return Stated(None, problems=tuple(error.problems))
    except ValidationError as error:
        return Stated(None, problems=tuple(problems_of(error)))


def paper_of(texts: Mapping[str, str], day: date, author: str) -> Paper:
    """A paper as it was typed; without a date or an author it is of that day and person. Raises ValidationError."""
    return Paper.model_validate(
        {
            "kind": texts["kind"],
            "number": texts["number"] or None,
            "dated": texts["dated"] or day,
            "author": texts["author"] or author,
        }
    )


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


def _recording(texts: Mapping[str, str], day: date, actor: str) -> Recording | None:
    """What is stated about the recording. Raises ValidationError."""
    paper = paper_of(texts, day, actor) if texts["kind"] else None
    recording = Recording(paper=paper, reason=texts["reason"] or None)
    return recording if recording != Recording() else None
