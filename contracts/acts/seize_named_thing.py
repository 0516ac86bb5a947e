"""Seizure of a named thing (Art. 397(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutMeasure
from contracts.registry import Command
from contracts.values import PlaceText


class SeizeNamedThing(Command):
    """Seizure of a named thing (Art. 397(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.seize-named-thing.v1"
    named_thing: UUID
    """The identifier of the thing, one for each."""
    measure: UUID
    """The identifier of the measure or action."""
    place: PlaceText
    """Where it is performed, without personal data."""


class NamedThingSeized(AboutMeasure):
    """Seizure of a named thing (Art. 397(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.named-thing-seized.v1"
    named_thing: UUID
    """The identifier of the thing, one for each."""
    measure: UUID
    """The identifier of the measure or action."""
    place: PlaceText
    """Where it is performed, without personal data."""
