"""Repeat sale failed (Art. 386(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import Day


class DeclareRepeatSaleFailed(Command):
    """Repeat sale failed (Art. 386(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.declare-repeat-sale-failed.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    ground: Literal["sale-failed-no-or-one-buyer", "sale-failed-no-bid", "sale-failed-buyer-did-not-pay"]
    """Why the sale failed."""
    sole_participant: bool
    """Whether one person alone asked or came."""
    pledged_to_recoverer: bool
    """Whether the recoverer holds the pledge."""
    sole_request: UUID | None = None
    """The request of the only one who asked or came."""
    until: Day | None = None
    """The last day."""


class RepeatSaleFailed(AboutProperty):
    """Repeat sale failed (Art. 386(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.repeat-sale-failed.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    ground: Literal["sale-failed-no-or-one-buyer", "sale-failed-no-bid", "sale-failed-buyer-did-not-pay"]
    """Why the sale failed."""
    sole_participant: bool
    """Whether one person alone asked or came."""
    pledged_to_recoverer: bool
    """Whether the recoverer holds the pledge."""
    sole_request: UUID | None = None
    """The request of the only one who asked or came."""
    until: Day | None = None
    """The last day."""
