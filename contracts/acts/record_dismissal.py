"""Debtor leaves the payer of income (Art. 391(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutIncomeOrder
from contracts.registry import Command
from contracts.values import PlaceText


class RecordDismissal(Command):
    """Debtor leaves the payer of income (Art. 391(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-dismissal.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    new_place: PlaceText | None = None
    """Where the debtor works or is paid now, if that is known."""


class DismissalRecorded(AboutIncomeOrder):
    """Debtor leaves the payer of income (Art. 391(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.dismissal-recorded.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    new_place: PlaceText | None = None
    """Where the debtor works or is paid now, if that is known."""
