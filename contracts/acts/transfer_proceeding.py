"""Transfer to another body (Art. 354(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.codelists import ENFORCEMENT_BODIES
from contracts.events.of_proceeding import ProceedingEvent
from contracts.listed import Listed
from contracts.registry import Command
from contracts.values import Text


class TransferProceeding(Command):
    """Transfer to another body (Art. 354(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.transfer-proceeding.v1"
    transfer: UUID
    """The identifier of the transfer."""
    body: Annotated[str, Listed(ENFORCEMENT_BODIES)]
    """The enforcement body that the proceeding goes to."""
    reason: Text
    """Why, without personal data."""


class TransferResolved(ProceedingEvent):
    """Transfer to another body (Art. 354(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.transfer-resolved.v1"
    transfer: UUID
    """The identifier of the transfer."""
    body: Annotated[str, Listed(ENFORCEMENT_BODIES)]
    """The enforcement body that the proceeding goes to."""
    reason: Text
    """Why, without personal data."""
