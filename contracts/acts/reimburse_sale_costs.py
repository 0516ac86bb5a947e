"""Costs of a sale paid by its buyer (Art. 401(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import PositiveMoney


class ReimburseSaleCosts(Command):
    """Costs of a sale paid by its buyer (Art. 401(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.reimburse-sale-costs.v1"
    reimbursement: UUID
    """The identifier of what the buyer reimbursed."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    sale: UUID | None = None
    """The identifier of the sale, one for each that is appointed."""


class SaleCostsReimbursed(AboutProperty):
    """Costs of a sale paid by its buyer (Art. 401(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.sale-costs-reimbursed.v1"
    reimbursement: UUID
    """The identifier of what the buyer reimbursed."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    sale: UUID | None = None
    """The identifier of the sale, one for each that is appointed."""
