"""Revaluation at a trading organization (Art. 382(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import PositiveMoney, Text


class RevalueAtOrganization(Command):
    """Revaluation at a trading organization (Art. 382(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.revalue-at-organization.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    buyers_demand: Text
    """The demand for the property, as it was found."""


class PropertyRevalued(AboutProperty):
    """Revaluation at a trading organization (Art. 382(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.property-revalued.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    buyers_demand: Text
    """The demand for the property, as it was found."""
