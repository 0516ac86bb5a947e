"""Challenge refused (Art. 344(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Text


class RefuseChallenge(Command):
    """Challenge refused (Art. 344(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.refuse-challenge.v1"
    challenge: UUID
    """The identifier of the challenge."""
    reason: Text
    """Why, without personal data."""


class ChallengeRefused(ProceedingEvent):
    """Challenge refused (Art. 344(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.challenge-refused.v1"
    challenge: UUID
    """The identifier of the challenge."""
    reason: Text
    """Why, without personal data."""
