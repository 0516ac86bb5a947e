"""Presentation on the end of the pledge (Art. 383(7)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command


class PresentEndOfPledge(Command):
    """Presentation on the end of the pledge (Art. 383(7)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.present-end-of-pledge.v1"
    pledge: UUID
    """The identifier of the pledge."""
    property: UUID
    """The identifier of the arrested property, one for each object."""


class EndOfPledgePresented(AboutProperty):
    """Presentation on the end of the pledge (Art. 383(7)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.end-of-pledge-presented.v1"
    pledge: UUID
    """The identifier of the pledge."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
