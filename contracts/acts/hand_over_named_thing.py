"""Named thing handed over (Art. 397(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command


class HandOverNamedThing(Command):
    """Named thing handed over (Art. 397(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.hand-over-named-thing.v1"
    named_thing: UUID
    """The identifier of the thing, one for each."""
    taken_over_by: Literal["recoverer", "representative"]
    """Whether the recoverer or the representative received it; none: the recoverer."""


class NamedThingHandedOver(ProceedingEvent):
    """Named thing handed over (Art. 397(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.named-thing-handed-over.v1"
    named_thing: UUID
    """The identifier of the thing, one for each."""
    taken_over_by: Literal["recoverer", "representative"]
    """Whether the recoverer or the representative received it; none: the recoverer."""
