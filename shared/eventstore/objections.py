"""Why a command is refused before it is decided."""

from datetime import date
from typing import Any

from contracts.envelope import CommandEnvelope
from contracts.problems import Problem
from shared.decider import Rejection

VERSION_CONFLICT = "version-conflict"


def objection(command: CommandEnvelope[Any], today: date, version: int) -> Problem | None:
    """Why a command is refused before it is decided, on that day and for a stream at that version."""
    return _out_of_time(command, today) or _out_of_version(command, version)


def check_command(command: CommandEnvelope[Any], today: date, version: int) -> None:
    """Raises Rejection where a command is refused before it is decided."""
    if problem := objection(command, today, version):
        raise Rejection(problem)


def _out_of_time(command: CommandEnvelope[Any], today: date) -> Problem | None:
    if command.effective_date <= today:
        return None
    return Problem(
        code="effective-date-in-future",
        field="effective_date",
        rule="acts are registered on or after the day they have effect",
        detail=f"the effective date {command.effective_date} is after {today}",
    )


def _out_of_version(command: CommandEnvelope[Any], version: int) -> Problem | None:
    if command.expected_version is None or command.expected_version == version:
        return None
    return Problem(
        code=VERSION_CONFLICT,
        field="expected_version",
        rule="the stream stands at the expected version",
        detail=f"expected version {command.expected_version}, found {version}",
    )
