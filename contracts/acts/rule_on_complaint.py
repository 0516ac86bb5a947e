"""Ruling of the court on a complaint (Art. 353(10)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Day, Text


class RuleOnComplaint(Command):
    """Ruling of the court on a complaint (Art. 353(10)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.rule-on-complaint.v1"
    complaint: UUID
    """The identifier of the complaint or protest."""
    outcome: Literal[
        "dismissed",
        "annulled",
        "annulled-in-part",
        "obliged",
        "found-unlawful",
        "decided-on-the-merits",
        "costs-reduced",
        "fee-reduced",
        "decision-set-aside",
    ]
    """What was decided on the complaint."""
    paper: Paper
    """The paper that shows it."""
    since: Day | None = None
    """The day from which the challenged act is annulled."""
    ordered: Text | None = None
    """What the executor must do, or what was decided in the executor's place."""
    until: Day | None = None
    """The last day for it, where one is set."""


class ComplaintRuledOn(ProceedingEvent):
    """Ruling of the court on a complaint (Art. 353(10)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.complaint-ruled-on.v1"
    complaint: UUID
    """The identifier of the complaint or protest."""
    outcome: Literal[
        "dismissed",
        "annulled",
        "annulled-in-part",
        "obliged",
        "found-unlawful",
        "decided-on-the-merits",
        "costs-reduced",
        "fee-reduced",
        "decision-set-aside",
    ]
    """What was decided on the complaint."""
    paper: Paper
    """The paper that shows it."""
    since: Day | None = None
    """The day from which the challenged act is annulled."""
    ordered: Text | None = None
    """What the executor must do, or what was decided in the executor's place."""
    until: Day | None = None
    """The last day for it, where one is set."""
