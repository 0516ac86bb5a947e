"""Share of a distribution (Art. 406).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.money import InOtherCurrency
from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.reversal import ClaimSum
from contracts.values import PositiveMoney, ProceedingNumber


class EnterShare(Command):
    """Share of a distribution (Art. 406): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.enter-share.v1"
    payment: UUID
    """The identifier of the payment."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    distribution: UUID
    """The identifier of the distribution."""
    holder: ProceedingNumber
    """The number of the proceeding that held the money."""
    source: Literal["debtor", "account-levy", "income-levy", "property-sale", "cash-seizure", "third-person"]
    """Where the money came from."""
    bears_fee: bool
    """Whether ten percent are taken on what the claims get."""
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


class ShareEntered(ProceedingEvent):
    """Share of a distribution (Art. 406): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.share-entered.v1"
    payment: UUID
    """The identifier of the payment."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    distribution: UUID
    """The identifier of the distribution."""
    holder: ProceedingNumber
    """The number of the proceeding that held the money."""
    source: Literal["debtor", "account-levy", "income-levy", "property-sale", "cash-seizure", "third-person"]
    """Where the money came from."""
    bears_fee: bool
    """Whether ten percent are taken on what the claims get."""
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
