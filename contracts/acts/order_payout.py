"""Payout ordered (Art. 403).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import NumberText, PositiveMoney


class OrderPayout(Command):
    """Payout ordered (Art. 403): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.order-payout.v1"
    payout: UUID
    """The identifier of the payout."""
    payable: Literal[
        "recoverer-payable",
        "costs-payable",
        "fee-payable",
        "surplus-payable",
        "refund-payable",
        "advances-payable",
        "sale-costs-payable",
        "earnest-payable",
        "body-cover-payable",
        "difference-payable",
    ]
    """As what the money is held that is paid out."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    order: NumberText | None = None
    """Number of the payment order."""
    payee: (
        Literal[
            "state-revenue",
            "body-account",
            "recoverer",
            "person-who-advanced",
            "person-to-be-paid",
        ]
        | None
    ) = None
    """To whom recovered costs go."""
    earnest: UUID | None = None
    """The identifier of the earnest money."""
    paid_difference: UUID | None = None
    """The identifier of the difference that was paid."""
    taken_over_by: Literal["recoverer", "representative"] | None = None
    """Whether the recoverer or the representative received it; none: the recoverer."""


class PayoutOrdered(ProceedingEvent):
    """Payout ordered (Art. 403): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.payout-ordered.v1"
    payout: UUID
    """The identifier of the payout."""
    payable: Literal[
        "recoverer-payable",
        "costs-payable",
        "fee-payable",
        "surplus-payable",
        "refund-payable",
        "advances-payable",
        "sale-costs-payable",
        "earnest-payable",
        "body-cover-payable",
        "difference-payable",
    ]
    """As what the money is held that is paid out."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    order: NumberText | None = None
    """Number of the payment order."""
    payee: (
        Literal[
            "state-revenue",
            "body-account",
            "recoverer",
            "person-who-advanced",
            "person-to-be-paid",
        ]
        | None
    ) = None
    """To whom recovered costs go."""
    earnest: UUID | None = None
    """The identifier of the earnest money."""
    paid_difference: UUID | None = None
    """The identifier of the difference that was paid."""
    taken_over_by: Literal["recoverer", "representative"] | None = None
    """Whether the recoverer or the representative received it; none: the recoverer."""
