"""Demand not fulfilled (Art. 342(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Text


class EstablishNonCompliance(Command):
    """Demand not fulfilled (Art. 342(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.establish-non-compliance.v1"
    demand: UUID
    """The identifier of the demand."""
    circumstances: Text
    """What happened, without personal data."""


class NonComplianceEstablished(ProceedingEvent):
    """Demand not fulfilled (Art. 342(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.non-compliance-established.v1"
    demand: UUID
    """The identifier of the demand."""
    circumstances: Text
    """What happened, without personal data."""
