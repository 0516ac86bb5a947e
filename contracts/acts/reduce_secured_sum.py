"""Reduction of the secured sum (Art. 348(5)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutMeasure
from contracts.registry import Command
from contracts.values import PositiveMoney


class ReduceSecuredSum(Command):
    """Reduction of the secured sum (Art. 348(5)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.reduce-secured-sum.v1"
    measure: UUID
    """The identifier of the measure or action."""
    sum: PositiveMoney
    """The sum, more than nothing."""


class SecuredSumReduced(AboutMeasure):
    """Reduction of the secured sum (Art. 348(5)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.secured-sum-reduced.v1"
    measure: UUID
    """The identifier of the measure or action."""
    sum: PositiveMoney
    """The sum, more than nothing."""
