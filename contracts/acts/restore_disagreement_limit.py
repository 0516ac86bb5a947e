"""Limit for a disagreement restored (Art. 138(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command


class RestoreDisagreementLimit(Command):
    """Limit for a disagreement restored (Art. 138(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.restore-disagreement-limit.v1"
    disagreement: UUID
    """The identifier of the disagreement with the value."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    paper: Paper
    """The paper that shows it."""
    party: Literal["recoverer", "debtor"] | None = None
    """Which party it is."""


class DisagreementLimitRestored(AboutProperty):
    """Limit for a disagreement restored (Art. 138(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.disagreement-limit-restored.v1"
    disagreement: UUID
    """The identifier of the disagreement with the value."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    paper: Paper
    """The paper that shows it."""
    party: Literal["recoverer", "debtor"] | None = None
    """Which party it is."""
