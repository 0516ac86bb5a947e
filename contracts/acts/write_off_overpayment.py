"""Overpayment written off (Art. 403).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutPayout
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PositiveMoney


class WriteOffOverpayment(Command):
    """Overpayment written off (Art. 403): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.write-off-overpayment.v1"
    payable: Literal["recoverer-payable", "surplus-payable", "refund-payable"]
    """As what the money is held for its owner."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""
    overpaid: (
        Literal[
            "recoverer-payable",
            "costs-payable",
            "fee-payable",
            "surplus-payable",
            "refund-payable",
            "advances-payable",
            "sale-costs-payable",
            "earnest-payable",
            "difference-payable",
        ]
        | None
    ) = None
    """Out of which account too much was paid; stated where several persons owe."""
    payout: UUID | None = None
    """The identifier of the payout."""


class OverpaymentWrittenOff(AboutPayout):
    """Overpayment written off (Art. 403): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.overpayment-written-off.v1"
    payable: Literal["recoverer-payable", "surplus-payable", "refund-payable"]
    """As what the money is held for its owner."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""
    overpaid: (
        Literal[
            "recoverer-payable",
            "costs-payable",
            "fee-payable",
            "surplus-payable",
            "refund-payable",
            "advances-payable",
            "sale-costs-payable",
            "earnest-payable",
            "difference-payable",
        ]
        | None
    ) = None
    """Out of which account too much was paid; stated where several persons owe."""
    payout: UUID | None = None
    """The identifier of the payout."""
