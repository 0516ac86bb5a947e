"""Deductions set right (Art. 395(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutIncomeOrder
from contracts.recording import Paper
from contracts.registry import Command


class RecordCorrectedDeductions(Command):
    """Deductions set right (Art. 395(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-corrected-deductions.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    paper: Paper
    """The paper that shows it."""


class DeductionsCorrected(AboutIncomeOrder):
    """Deductions set right (Art. 395(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.deductions-corrected.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    paper: Paper
    """The paper that shows it."""
