"""Named thing given back (Art. 366(1) ind. 5).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command


class ReturnNamedThing(Command):
    """Named thing given back (Art. 366(1) ind. 5): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.return-named-thing.v1"
    named_thing: UUID
    """The identifier of the thing, one for each."""


class NamedThingReturned(ProceedingEvent):
    """Named thing given back (Art. 366(1) ind. 5): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.named-thing-returned.v1"
    named_thing: UUID
    """The identifier of the thing, one for each."""
