"""Loss of the execution document (Art. 332(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutDocument
from contracts.registry import Command
from contracts.values import Text


class RecordDocumentLost(Command):
    """Loss of the execution document (Art. 332(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-document-lost.v1"
    loss: UUID
    """The identifier of the loss."""
    by: Literal["enforcement-body", "bank", "employer", "post", "recoverer", "another"]
    """Who had the paper when it was lost."""
    circumstances: Text
    """What happened, without personal data."""


class DocumentLost(AboutDocument):
    """Loss of the execution document (Art. 332(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.document-lost.v1"
    loss: UUID
    """The identifier of the loss."""
    by: Literal["enforcement-body", "bank", "employer", "post", "recoverer", "another"]
    """Who had the paper when it was lost."""
    circumstances: Text
    """What happened, without personal data."""
