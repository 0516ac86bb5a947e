"""Missing thing found (Art. 397(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import PlaceText


class FindNamedThing(Command):
    """Missing thing found (Art. 397(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.find-named-thing.v1"
    named_thing: UUID
    """The identifier of the thing, one for each."""
    place: PlaceText
    """Where it is performed, without personal data."""


class NamedThingFound(ProceedingEvent):
    """Missing thing found (Art. 397(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.named-thing-found.v1"
    named_thing: UUID
    """The identifier of the thing, one for each."""
    place: PlaceText
    """Where it is performed, without personal data."""
