"""Decision on the order the debtor asks for (Art. 377(6)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Text


class DecideDebtorsOrder(Command):
    """Decision on the order the debtor asks for (Art. 377(6)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.decide-debtors-order.v1"
    wish: UUID
    """The identifier of the statement."""
    outcome: Literal["granted", "refused"]
    """Whether it was granted."""
    reason: Text | None = None
    """Why, without personal data."""


class DebtorsOrderDecided(ProceedingEvent):
    """Decision on the order the debtor asks for (Art. 377(6)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.debtors-order-decided.v1"
    wish: UUID
    """The identifier of the statement."""
    outcome: Literal["granted", "refused"]
    """Whether it was granted."""
    reason: Text | None = None
    """Why, without personal data."""
