"""Decision on the claim to release (Art. 379(6)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command


class RecordReleaseDecision(Command):
    """Decision on the claim to release (Art. 379(6)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-release-decision.v1"
    release_claim: UUID
    """The identifier of the claim."""
    outcome: Literal["granted", "refused"]
    """Whether it was granted."""
    paper: Paper
    """The paper that shows it."""


class ReleaseClaimDecided(AboutProperty):
    """Decision on the claim to release (Art. 379(6)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.release-claim-decided.v1"
    release_claim: UUID
    """The identifier of the claim."""
    outcome: Literal["granted", "refused"]
    """Whether it was granted."""
    paper: Paper
    """The paper that shows it."""
