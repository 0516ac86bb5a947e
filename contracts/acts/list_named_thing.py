"""Thing named in the document (Art. 397(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.documents import ClaimNumber
from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Text


class ListNamedThing(Command):
    """Thing named in the document (Art. 397(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.list-named-thing.v1"
    named_thing: UUID
    """The identifier of the thing, one for each."""
    claim: ClaimNumber
    """The number of the claim in the document."""
    object: Text
    """What it is and how it is recognized, without personal data."""


class NamedThingListed(ProceedingEvent):
    """Thing named in the document (Art. 397(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.named-thing-listed.v1"
    named_thing: UUID
    """The identifier of the thing, one for each."""
    claim: ClaimNumber
    """The number of the claim in the document."""
    object: Text
    """What it is and how it is recognized, without personal data."""
