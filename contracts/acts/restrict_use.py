"""Limits of use (Art. 377(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import Text


class RestrictUse(Command):
    """Limits of use (Art. 377(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.restrict-use.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    use: Literal["free", "limited", "forbidden"]
    """Whether the property may be used."""
    reason: Text
    """Why, without personal data."""


class UseRestricted(AboutProperty):
    """Limits of use (Art. 377(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.use-restricted.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    use: Literal["free", "limited", "forbidden"]
    """Whether the property may be used."""
    reason: Text
    """Why, without personal data."""
