"""Named thing given to a keeper (Art. 397(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Text


class GiveNamedThingToKeeper(Command):
    """Named thing given to a keeper (Art. 397(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.give-named-thing-to-keeper.v1"
    named_thing: UUID
    """The identifier of the thing, one for each."""
    inventory_act: UUID
    """The identifier of the inventory drawn up before."""
    keeper: Literal["debtor", "family-of-debtor", "another-person", "national-bank", "authorized-state-body", "bank"]
    """Who keeps it; the paper of the act names the person."""
    reason: Text
    """Why, without personal data."""


class NamedThingGivenToKeeper(ProceedingEvent):
    """Named thing given to a keeper (Art. 397(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.named-thing-given-to-keeper.v1"
    named_thing: UUID
    """The identifier of the thing, one for each."""
    inventory_act: UUID
    """The identifier of the inventory drawn up before."""
    keeper: Literal["debtor", "family-of-debtor", "another-person", "national-bank", "authorized-state-body", "bank"]
    """Who keeps it; the paper of the act names the person."""
    reason: Text
    """Why, without personal data."""
