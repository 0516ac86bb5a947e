"""Reverse of execution ordered (Art. 335(4)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.reversal import ReturnedItem


class OrderReversal(Command):
    """Reverse of execution ordered (Art. 335(4)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.order-reversal.v1"
    reversal: UUID
    """The identifier of the question of reverse of execution."""
    decided_in: Literal["new-act", "higher-instance", "ruling"]
    """In the new act, in that of a higher instance, or in a ruling on a statement."""
    returned: tuple[ReturnedItem, ...]
    """By claim, the money, the property or its value that goes back to the debtor."""
    paper: Paper
    """The paper that shows it."""


class ReversalOrdered(ProceedingEvent):
    """Reverse of execution ordered (Art. 335(4)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.reversal-ordered.v1"
    reversal: UUID
    """The identifier of the question of reverse of execution."""
    decided_in: Literal["new-act", "higher-instance", "ruling"]
    """In the new act, in that of a higher instance, or in a ruling on a statement."""
    returned: tuple[ReturnedItem, ...]
    """By claim, the money, the property or its value that goes back to the debtor."""
    paper: Paper
    """The paper that shows it."""
