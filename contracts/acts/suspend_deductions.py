"""Deductions suspended (Art. 362(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.codelists import STATUS_REASONS
from contracts.events.about import AboutIncomeOrder
from contracts.listed import Listed
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Day, Text


class SuspendDeductions(Command):
    """Deductions suspended (Art. 362(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.suspend-deductions.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    reason: Text
    """Why, without personal data."""
    paper: Paper
    """The paper that shows it."""
    ground: Annotated[str, Listed(STATUS_REASONS)] | None = None
    """The ground of Art. 362 or 363 on which deductions rest after the completion."""
    until: Day | None = None
    """The last day."""


class DeductionsSuspended(AboutIncomeOrder):
    """Deductions suspended (Art. 362(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.deductions-suspended.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    reason: Text
    """Why, without personal data."""
    paper: Paper
    """The paper that shows it."""
    ground: Annotated[str, Listed(STATUS_REASONS)] | None = None
    """The ground of Art. 362 or 363 on which deductions rest after the completion."""
    until: Day | None = None
    """The last day."""
