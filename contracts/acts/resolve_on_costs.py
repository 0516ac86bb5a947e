"""Cost laid on the debtor (Art. 401(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import PositiveMoney


class ResolveOnCosts(Command):
    """Cost laid on the debtor (Art. 401(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.resolve-on-costs.v1"
    cost: UUID
    """The identifier of the cost."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    sale: UUID | None = None
    """The identifier of the sale, one for each that is appointed."""


class CostsResolved(AboutProperty):
    """Cost laid on the debtor (Art. 401(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.costs-resolved.v1"
    cost: UUID
    """The identifier of the cost."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    sale: UUID | None = None
    """The identifier of the sale, one for each that is appointed."""
