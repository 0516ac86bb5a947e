"""Handed to a trading organization (Art. 381(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PositiveMoney


class HandToTradingOrganization(Command):
    """Handed to a trading organization (Art. 381(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.hand-to-trading-organization.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""


class PropertyHandedToOrganization(AboutProperty):
    """Handed to a trading organization (Art. 381(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.property-handed-to-organization.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""
