"""Petition of a party (Art. 345(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Text


class StatePetition(Command):
    """Petition of a party (Art. 345(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.state-petition.v1"
    petition: UUID
    """The identifier of the petition."""
    petitioner: Literal["recoverer", "debtor"]
    """Which party states it, in person or by a representative."""
    kind: Literal["enforcement", "correction-of-slip", "exempt-income", "other"]
    """What is asked for."""
    asked: Text
    """What is asked and why, without personal data."""


class PetitionStated(ProceedingEvent):
    """Petition of a party (Art. 345(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.petition-stated.v1"
    petition: UUID
    """The identifier of the petition."""
    petitioner: Literal["recoverer", "debtor"]
    """Which party states it, in person or by a representative."""
    kind: Literal["enforcement", "correction-of-slip", "exempt-income", "other"]
    """What is asked for."""
    asked: Text
    """What is asked and why, without personal data."""
