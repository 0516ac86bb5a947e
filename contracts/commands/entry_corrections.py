"""What corrections of entries state, in whichever service the act is on record; an act is named by the id of the
command that recorded it."""

from uuid import UUID

from contracts.events.corrections import StatedAct
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Day, Text


class EntryStruck(Command):
    """Strikes an entry."""

    act: UUID
    reason: Text
    basis: Paper
    """What shows that it never happened."""


class EntryCorrected(Command):
    """Corrects an entry."""

    act: UUID
    day: Day | None = None
    """The day of the act by its paper; none: the day it has."""
    data: StatedAct
    """The act as its paper states it, whole."""
    reason: Text
    basis: Paper
    """The paper of the act."""


class CorrectionApproved(Command):
    """Approves a correction."""

    correction: UUID


class CorrectionTurnedDown(Command):
    """Turns a correction down."""

    correction: UUID
    reason: Text
