"""Duties that arise in `intake`; the stream is the statement."""

from typing import ClassVar
from uuid import UUID

from contracts.problems import Problem
from contracts.registry import Event
from contracts.values import Citation, Code


class DutyOpened(Event):
    """Somebody has to do something that no act has done yet.

    Published again for the same duty and act, it replaces what it said before.
    """

    type: ClassVar[str] = "lea.intake.duty-opened.v1"
    duty: Code
    """`review-irregular-act`: an act that was not open on its day. `review-decision-on-statement`: a decision that was
    right when it was taken, but for which the grounds, as known now, are not there."""
    who: Code
    act: UUID
    """The act it concerns: the id of the command that recorded it."""
    article: Citation | None = None
    problems: tuple[Problem, ...] = ()
    """Why the act was not open on its day, or does not hold as known now."""


class DutyClosed(Event):
    """A duty is there no longer: what is known of the statement by now no longer asks for it."""

    type: ClassVar[str] = "lea.intake.duty-closed.v1"
    duty: Code
    act: UUID
    """The act it concerned."""
    by_act: UUID
    """The command after which it is gone."""
