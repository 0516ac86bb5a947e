"""Payout order withdrawn (Art. 403).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutPayout
from contracts.registry import Command
from contracts.values import Text


class CancelPayout(Command):
    """Payout order withdrawn (Art. 403): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.cancel-payout.v1"
    payout: UUID
    """The identifier of the payout."""
    cause: Text
    """Why, without personal data."""


class PayoutCancelled(AboutPayout):
    """Payout order withdrawn (Art. 403): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.payout-cancelled.v1"
    payout: UUID
    """The identifier of the payout."""
    cause: Text
    """Why, without personal data."""
