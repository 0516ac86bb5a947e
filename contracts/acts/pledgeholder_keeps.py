"""Pledgeholder keeps the pledged property (Art. 383(7)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PositiveMoney


class PledgeholderKeeps(Command):
    """Pledgeholder keeps the pledged property (Art. 383(7)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.pledgeholder-keeps.v1"
    pledge: UUID
    """The identifier of the pledge."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""


class KeptByPledgeholder(AboutProperty):
    """Pledgeholder keeps the pledged property (Art. 383(7)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.kept-by-pledgeholder.v1"
    pledge: UUID
    """The identifier of the pledge."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""
