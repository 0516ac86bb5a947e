"""Act of arrest handed over (Art. 379(5)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command


class HandOverArrestAct(Command):
    """Act of arrest handed over (Art. 379(5)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.hand-over-arrest-act.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    receiver: Literal["debtor", "recoverer", "keeper"]
    """Who received it."""


class ArrestActHandedOver(AboutProperty):
    """Act of arrest handed over (Art. 379(5)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.arrest-act-handed-over.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    receiver: Literal["debtor", "recoverer", "keeper"]
    """Who received it."""
