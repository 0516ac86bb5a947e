"""No pay for the keeper (Art. 380(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command


class RecordStorageRefusal(Command):
    """No pay for the keeper (Art. 380(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-storage-refusal.v1"
    storage_pay: UUID
    """The identifier of the petition."""
    paper: Paper
    """The paper that shows it."""


class StoragePayRefused(AboutProperty):
    """No pay for the keeper (Art. 380(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.storage-pay-refused.v1"
    storage_pay: UUID
    """The identifier of the petition."""
    paper: Paper
    """The paper that shows it."""
