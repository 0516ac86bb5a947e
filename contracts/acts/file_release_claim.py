"""Claim to release property from arrest (Art. 379(6)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command


class FileReleaseClaim(Command):
    """Claim to release property from arrest (Art. 379(6)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.file-release-claim.v1"
    release_claim: UUID
    """The identifier of the claim."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    confiscation: bool
    """Whether the arrest secures a confiscation."""
    paper: Paper
    """The paper that shows it."""


class ReleaseClaimFiled(AboutProperty):
    """Claim to release property from arrest (Art. 379(6)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.release-claim-filed.v1"
    release_claim: UUID
    """The identifier of the claim."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    confiscation: bool
    """Whether the arrest secures a confiscation."""
    paper: Paper
    """The paper that shows it."""
