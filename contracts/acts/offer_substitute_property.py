"""Other property offered instead (Art. 399(1) ind. 8).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Text


class OfferSubstituteProperty(Command):
    """Other property offered instead (Art. 399(1) ind. 8): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.offer-substitute-property.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    object: Text
    """What it is and how it is recognized, without personal data."""
    paper: Paper
    """The paper that shows it."""


class SubstituteOffered(AboutProperty):
    """Other property offered instead (Art. 399(1) ind. 8): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.substitute-offered.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    object: Text
    """What it is and how it is recognized, without personal data."""
    paper: Paper
    """The paper that shows it."""
