"""Basis of a levy on income (Art. 389(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.income import Income
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PositiveMoney


class EstablishBasisOfIncomeLevy(Command):
    """Basis of a levy on income (Art. 389(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.establish-basis-of-income-levy.v1"
    basis: Literal["property-absent", "property-insufficient", "small-sum", "small-sum-direct", "periodic-payments"]
    """Why income may be levied on."""
    paper: Paper
    """The paper that shows it."""
    value_found: PositiveMoney | None = None
    """The value of the property that was found and does not suffice."""
    income: Income | None = None
    """What is due to the debtor, by kind of income."""


class IncomeLevyBasisEstablished(ProceedingEvent):
    """Basis of a levy on income (Art. 389(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.income-levy-basis-established.v1"
    basis: Literal["property-absent", "property-insufficient", "small-sum", "small-sum-direct", "periodic-payments"]
    """Why income may be levied on."""
    paper: Paper
    """The paper that shows it."""
    value_found: PositiveMoney | None = None
    """The value of the property that was found and does not suffice."""
    income: Income | None = None
    """What is due to the debtor, by kind of income."""
