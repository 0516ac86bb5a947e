"""Replacement of the keeper (Art. 380(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import Text


class ReplaceKeeper(Command):
    """Replacement of the keeper (Art. 380(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.replace-keeper.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    keeper: Literal["debtor", "family-of-debtor", "another-person", "national-bank", "authorized-state-body", "bank"]
    """Who keeps it; the paper of the act names the person."""
    reason: Text
    """Why, without personal data."""


class KeeperReplaced(AboutProperty):
    """Replacement of the keeper (Art. 380(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.keeper-replaced.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    keeper: Literal["debtor", "family-of-debtor", "another-person", "national-bank", "authorized-state-body", "bank"]
    """Who keeps it; the paper of the act names the person."""
    reason: Text
    """Why, without personal data."""
