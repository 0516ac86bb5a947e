"""Resolution on a petition about a measure (Art. 348(9)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.banking import Accounts
from contracts.events.about import AboutMeasure
from contracts.registry import Command
from contracts.values import PositiveMoney, Text


class SettleMeasurePetition(Command):
    """Resolution on a petition about a measure (Art. 348(9)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.settle-measure-petition.v1"
    petition: UUID
    """The identifier of the petition."""
    measure: UUID
    """The identifier of the measure or action."""
    outcome: Literal["granted", "refused"]
    """Whether the petition is granted or refused."""
    reason: Text
    """Why, without personal data."""
    new_measure: UUID | None = None
    """The identifier of the measure that begins instead."""
    sum: PositiveMoney | None = None
    """What the measure secures or levies."""
    subject: Text | None = None
    """What the measure is directed at, without personal data."""
    accounts: Accounts | None = None
    """The accounts that the measure is directed at, each with the bank that keeps it."""


class MeasurePetitionSettled(AboutMeasure):
    """Resolution on a petition about a measure (Art. 348(9)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.measure-petition-settled.v1"
    petition: UUID
    """The identifier of the petition."""
    measure: UUID
    """The identifier of the measure or action."""
    outcome: Literal["granted", "refused"]
    """Whether the petition is granted or refused."""
    reason: Text
    """Why, without personal data."""
    new_measure: UUID | None = None
    """The identifier of the measure that begins instead."""
    sum: PositiveMoney | None = None
    """What the measure secures or levies."""
    subject: Text | None = None
    """What the measure is directed at, without personal data."""
    accounts: Accounts | None = None
    """The accounts that the measure is directed at, each with the bank that keeps it."""
