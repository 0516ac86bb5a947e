"""Commands that correct entries of a statement before its decision; the stream is the statement.

An act is named by the id of the command that recorded it. After initiation the proceeding has corrections of its own.
"""

from typing import ClassVar
from uuid import UUID

from contracts.events.corrections import StatedAct
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Day, Text


class StrikeEntry(Command):
    """Strike the entry of an act that never happened."""

    type: ClassVar[str] = "lea.intake.strike-entry.v1"
    act: UUID
    reason: Text
    basis: Paper
    """What shows that it never happened."""


class CorrectEntry(Command):
    """Correct what was typed wrongly; the paper was right."""

    type: ClassVar[str] = "lea.intake.correct-entry.v1"
    act: UUID
    day: Day | None = None
    """The day of the act by its paper; none: the day it has."""
    data: StatedAct
    """The act as its paper states it, whole."""
    reason: Text
    basis: Paper
    """The paper of the act."""


class ApproveCorrection(Command):
    """Agree to a correction somebody else has proposed: it is made."""

    type: ClassVar[str] = "lea.intake.approve-correction.v1"
    correction: UUID


class RejectCorrection(Command):
    """Turn a proposed correction down, or withdraw it."""

    type: ClassVar[str] = "lea.intake.reject-correction.v1"
    correction: UUID
    reason: Text
