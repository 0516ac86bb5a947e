"""Unclaimed money released (Art. 403).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command


class ReleaseUnclaimed(Command):
    """Unclaimed money released (Art. 403): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.release-unclaimed.v1"
    unclaimed: UUID
    """The identifier of what was put aside."""


class UnclaimedReleased(ProceedingEvent):
    """Unclaimed money released (Art. 403): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.unclaimed-released.v1"
    unclaimed: UUID
    """The identifier of what was put aside."""
