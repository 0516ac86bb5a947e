"""Advance for costs (Art. 401(1) ind. 7).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import PositiveMoney, Text


class AcceptAdvance(Command):
    """Advance for costs (Art. 401(1) ind. 7): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.accept-advance.v1"
    advance: UUID
    """The identifier of the advance."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    purpose: Text
    """What it is for, without personal data."""


class AdvanceAccepted(ProceedingEvent):
    """Advance for costs (Art. 401(1) ind. 7): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.advance-accepted.v1"
    advance: UUID
    """The identifier of the advance."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    purpose: Text
    """What it is for, without personal data."""
