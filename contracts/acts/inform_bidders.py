"""Bidders informed (Art. 385(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command


class InformBidders(Command):
    """Bidders informed (Art. 385(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.inform-bidders.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""


class BiddersInformed(AboutProperty):
    """Bidders informed (Art. 385(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.bidders-informed.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
