"""Preliminary value (Art. 352(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import PositiveMoney


class ValuePreliminarily(Command):
    """Preliminary value (Art. 352(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.value-preliminarily.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    because: Literal["hard-to-value", "for-public-sale"] | None = None
    """Why the value is preliminary."""


class PropertyValuedPreliminarily(AboutProperty):
    """Preliminary value (Art. 352(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.property-valued-preliminarily.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    because: Literal["hard-to-value", "for-public-sale"] | None = None
    """Why the value is preliminary."""
