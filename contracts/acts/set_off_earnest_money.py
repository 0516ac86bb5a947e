"""Earnest money set off against the price (Art. 385(10)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command


class SetOffEarnestMoney(Command):
    """Earnest money set off against the price (Art. 385(10)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.set-off-earnest-money.v1"
    earnest: UUID
    """The identifier of the earnest money."""


class EarnestMoneySetOff(ProceedingEvent):
    """Earnest money set off against the price (Art. 385(10)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.earnest-money-set-off.v1"
    earnest: UUID
    """The identifier of the earnest money."""
