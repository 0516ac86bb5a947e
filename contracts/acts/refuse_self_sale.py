"""Refusal of a sale by the debtor (Art. 381(5)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import Text


class RefuseSelfSale(Command):
    """Refusal of a sale by the debtor (Art. 381(5)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.refuse-self-sale.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    reason: Text
    """Why, without personal data."""


class SelfSaleRefused(AboutProperty):
    """Refusal of a sale by the debtor (Art. 381(5)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.self-sale-refused.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    reason: Text
    """Why, without personal data."""
