"""Share of a distribution stated anew (Art. 406).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.money import InOtherCurrency
from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.reversal import ClaimSum
from contracts.values import PositiveMoney


class RestateShare(Command):
    """Share of a distribution stated anew (Art. 406): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.restate-share.v1"
    payment: UUID
    """The identifier of the payment."""
    distribution: UUID
    """The identifier of the distribution."""
    bears_fee: bool
    """Whether ten percent are taken on what the claims get."""
    sum: PositiveMoney | None = None
    """The sum, more than nothing."""
    costs: PositiveMoney | None = None
    """What of the share pays costs of execution."""
    charged_fees: PositiveMoney | None = None
    """What of the share pays fees that were charged by resolution."""
    fee: PositiveMoney | None = None
    """The ten percent of what the claims get."""
    repaid: tuple[ClaimSum, ...] | None = None
    """What each claim gets."""
    elsewhere: InOtherCurrency | None = None
    """What of the costs and charged fees pays those that are owed in another currency."""


class ShareRestated(ProceedingEvent):
    """Share of a distribution stated anew (Art. 406): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.share-restated.v1"
    payment: UUID
    """The identifier of the payment."""
    distribution: UUID
    """The identifier of the distribution."""
    bears_fee: bool
    """Whether ten percent are taken on what the claims get."""
    sum: PositiveMoney | None = None
    """The sum, more than nothing."""
    costs: PositiveMoney | None = None
    """What of the share pays costs of execution."""
    charged_fees: PositiveMoney | None = None
    """What of the share pays fees that were charged by resolution."""
    fee: PositiveMoney | None = None
    """The ten percent of what the claims get."""
    repaid: tuple[ClaimSum, ...] | None = None
    """What each claim gets."""
    elsewhere: InOtherCurrency | None = None
    """What of the costs and charged fees pays those that are owed in another currency."""
