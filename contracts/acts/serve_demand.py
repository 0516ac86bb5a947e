"""Summons or request served (Art. 345-2(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutMeasure
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Day


class ServeDemand(Command):
    """Summons or request served (Art. 345-2(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.serve-demand.v1"
    measure: UUID
    """The identifier of the measure or action."""
    due: Day
    """The day of the appearance, or the last day for the answer."""
    paper: Paper
    """The paper that shows it."""
    person_asked: (
        Literal[
            "debtor",
            "recoverer",
            "representative",
            "third-person",
            "bank",
            "employer",
            "organization",
            "state-body",
            "addressee",
        ]
        | None
    ) = None
    """Who has to appear or to answer; `addressee` for any other person."""


class DemandServed(AboutMeasure):
    """Summons or request served (Art. 345-2(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.demand-served.v1"
    measure: UUID
    """The identifier of the measure or action."""
    due: Day
    """The day of the appearance, or the last day for the answer."""
    paper: Paper
    """The paper that shows it."""
    person_asked: (
        Literal[
            "debtor",
            "recoverer",
            "representative",
            "third-person",
            "bank",
            "employer",
            "organization",
            "state-body",
            "addressee",
        ]
        | None
    ) = None
    """Who has to appear or to answer; `addressee` for any other person."""
