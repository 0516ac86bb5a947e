"""Property returned (Art. 383(5)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command


class ReturnProperty(Command):
    """Property returned (Art. 383(5)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.return-property.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    paper: Paper
    """The paper that shows it."""


class PropertyReturned(AboutProperty):
    """Property returned (Art. 383(5)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.property-returned.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    paper: Paper
    """The paper that shows it."""
