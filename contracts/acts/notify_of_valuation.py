"""Parties notified of the value (Art. 381(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command


class NotifyOfValuation(Command):
    """Parties notified of the value (Art. 381(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.notify-of-valuation.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""


class ValuationNotified(AboutProperty):
    """Parties notified of the value (Art. 381(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.valuation-notified.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
