"""Named thing not there (Art. 397(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutMeasure
from contracts.registry import Command
from contracts.values import PlaceText


class FindNamedThingAbsent(Command):
    """Named thing not there (Art. 397(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.find-named-thing-absent.v1"
    named_thing: UUID
    """The identifier of the thing, one for each."""
    measure: UUID
    """The identifier of the measure or action."""
    where_searched: PlaceText
    """Where the thing was looked for, without personal data."""


class NamedThingAbsent(AboutMeasure):
    """Named thing not there (Art. 397(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.named-thing-absent.v1"
    named_thing: UUID
    """The identifier of the thing, one for each."""
    measure: UUID
    """The identifier of the measure or action."""
    where_searched: PlaceText
    """Where the thing was looked for, without personal data."""
