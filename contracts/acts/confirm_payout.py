"""Payout debited by the bank (Art. 403).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutPayout
from contracts.registry import Command
from contracts.values import Text


class ConfirmPayout(Command):
    """Payout debited by the bank (Art. 403): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.confirm-payout.v1"
    payout: UUID
    """The identifier of the payout."""
    line: Text | None = None
    """Where the statement of the bank shows it."""


class PayoutConfirmed(AboutPayout):
    """Payout debited by the bank (Art. 403): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.payout-confirmed.v1"
    payout: UUID
    """The identifier of the payout."""
    line: Text | None = None
    """Where the statement of the bank shows it."""
