"""Deductions resumed (Art. 364(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutIncomeOrder
from contracts.recording import Paper
from contracts.registry import Command


class ResumeDeductions(Command):
    """Deductions resumed (Art. 364(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.resume-deductions.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    paper: Paper
    """The paper that shows it."""


class DeductionsResumed(AboutIncomeOrder):
    """Deductions resumed (Art. 364(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.deductions-resumed.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    paper: Paper
    """The paper that shows it."""
