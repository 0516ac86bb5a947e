"""Second paper handed in (Art. 332(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutDocument
from contracts.registry import Command


class RecordSecondPaperHandedIn(Command):
    """Second paper handed in (Art. 332(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-second-paper-handed-in.v1"
    loss: UUID
    """The identifier of the loss."""


class SecondPaperHandedIn(AboutDocument):
    """Second paper handed in (Art. 332(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.second-paper-handed-in.v1"
    loss: UUID
    """The identifier of the loss."""
