"""Recoverer refuses the property (Art. 383(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command


class RefuseOffer(Command):
    """Recoverer refuses the property (Art. 383(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.refuse-offer.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    silent: bool
    """Whether there was no answer by the day set."""
    paper: Paper
    """The paper that shows it."""


class OfferRefused(AboutProperty):
    """Recoverer refuses the property (Art. 383(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.offer-refused.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    silent: bool
    """Whether there was no answer by the day set."""
    paper: Paper
    """The paper that shows it."""
