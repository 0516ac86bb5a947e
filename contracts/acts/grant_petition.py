"""Petition granted (Art. 345(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Text


class GrantPetition(Command):
    """Petition granted (Art. 345(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.grant-petition.v1"
    petition: UUID
    """The identifier of the petition."""
    reason: Text
    """Why, without personal data."""


class PetitionGranted(ProceedingEvent):
    """Petition granted (Art. 345(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.petition-granted.v1"
    petition: UUID
    """The identifier of the petition."""
    reason: Text
    """Why, without personal data."""
