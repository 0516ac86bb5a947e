"""Arrest of an immovable (Art. 378(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutMeasure
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Text


class ArrestImmovable(Command):
    """Arrest of an immovable (Art. 378(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.arrest-immovable.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    measure: UUID
    """The identifier of the measure or action."""
    check: UUID
    """The identifier of the check."""
    object: Text
    """What it is and how it is recognized, without personal data."""
    pledged: bool
    """Whether it is pledged."""
    owner: Literal["debtor", "third-person"] | None = None
    """Whose it is: a third person who owes the debtor may have consented."""
    security_ruling: Paper | None = None
    """The ruling by which the court arrested it to secure the claim, where that arrest is still in force."""


class ImmovableArrested(AboutMeasure):
    """Arrest of an immovable (Art. 378(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.immovable-arrested.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    measure: UUID
    """The identifier of the measure or action."""
    check: UUID
    """The identifier of the check."""
    object: Text
    """What it is and how it is recognized, without personal data."""
    pledged: bool
    """Whether it is pledged."""
    owner: Literal["debtor", "third-person"] | None = None
    """Whose it is: a third person who owes the debtor may have consented."""
    security_ruling: Paper | None = None
    """The ruling by which the court arrested it to secure the claim, where that arrest is still in force."""
