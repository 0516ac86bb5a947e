"""Shortage covered by the body (Art. 369(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import PositiveMoney


class CoverShortage(Command):
    """Shortage covered by the body (Art. 369(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.cover-shortage.v1"
    cover: UUID
    """The identifier of the cover."""
    sum: PositiveMoney
    """The sum, more than nothing."""


class ShortageCovered(ProceedingEvent):
    """Shortage covered by the body (Art. 369(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.shortage-covered.v1"
    cover: UUID
    """The identifier of the cover."""
    sum: PositiveMoney
    """The sum, more than nothing."""
