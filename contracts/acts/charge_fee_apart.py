"""Fee on what was paid past the account (Art. 402(1) ind. 2).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import PositiveMoney


class ChargeFeeApart(Command):
    """Fee on what was paid past the account (Art. 402(1) ind. 2): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.charge-fee-apart.v1"
    sum: PositiveMoney
    """The sum, more than nothing."""


class FeeChargedApart(ProceedingEvent):
    """Fee on what was paid past the account (Art. 402(1) ind. 2): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.fee-charged-apart.v1"
    sum: PositiveMoney
    """The sum, more than nothing."""
