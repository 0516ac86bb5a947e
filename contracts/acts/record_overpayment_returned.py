"""Overpayment returned (Art. 403).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.banking import BankOrder
from contracts.events.about import AboutPayout
from contracts.registry import Command
from contracts.values import PositiveMoney


class RecordOverpaymentReturned(Command):
    """Overpayment returned (Art. 403): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-overpayment-returned.v1"
    sum: PositiveMoney
    """The sum, more than nothing."""
    bank_order: BankOrder
    """The payment order by which the money came."""
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


class OverpaymentReturned(AboutPayout):
    """Overpayment returned (Art. 403): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.overpayment-returned.v1"
    sum: PositiveMoney
    """The sum, more than nothing."""
    bank_order: BankOrder
    """The payment order by which the money came."""
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
