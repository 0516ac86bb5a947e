"""Late disagreement answered (Art. 352(6)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import Text


class AnswerLateDisagreement(Command):
    """Late disagreement answered (Art. 352(6)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.answer-late-disagreement.v1"
    disagreement: UUID
    """The identifier of the disagreement with the value."""
    reason: Text
    """Why, without personal data."""


class LateDisagreementAnswered(AboutProperty):
    """Late disagreement answered (Art. 352(6)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.late-disagreement-answered.v1"
    disagreement: UUID
    """The identifier of the disagreement with the value."""
    reason: Text
    """Why, without personal data."""
