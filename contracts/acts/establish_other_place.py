"""Debtor or property elsewhere (Art. 354(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PlaceText


class EstablishOtherPlace(Command):
    """Debtor or property elsewhere (Art. 354(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.establish-other-place.v1"
    transfer: UUID
    """The identifier of the transfer."""
    found: Literal["property-not-here", "debtor-moved"]
    """Whether the property is not at the place, or the debtor has moved."""
    place: PlaceText
    """The address, where the action is performed, or the debtor or the property is now."""
    paper: Paper
    """The paper that shows it."""


class OtherPlaceEstablished(ProceedingEvent):
    """Debtor or property elsewhere (Art. 354(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.other-place-established.v1"
    transfer: UUID
    """The identifier of the transfer."""
    found: Literal["property-not-here", "debtor-moved"]
    """Whether the property is not at the place, or the debtor has moved."""
    place: PlaceText
    """The address, where the action is performed, or the debtor or the property is now."""
    paper: Paper
    """The paper that shows it."""
