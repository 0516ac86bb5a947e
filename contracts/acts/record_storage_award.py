"""Ruling on the pay of the keeper (Art. 380(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PositiveMoney


class RecordStorageAward(Command):
    """Ruling on the pay of the keeper (Art. 380(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-storage-award.v1"
    storage_pay: UUID
    """The identifier of the petition."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""


class StoragePayAwarded(AboutProperty):
    """Ruling on the pay of the keeper (Art. 380(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.storage-pay-awarded.v1"
    storage_pay: UUID
    """The identifier of the petition."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""
