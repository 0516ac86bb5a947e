"""Pledgeholder informed of the arrest (Art. 378(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command


class InformPledgeholderOfArrest(Command):
    """Pledgeholder informed of the arrest (Art. 378(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.inform-pledgeholder-of-arrest.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""


class PledgeholderInformed(AboutProperty):
    """Pledgeholder informed of the arrest (Art. 378(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.pledgeholder-informed.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
