"""Request for information on the debtor (Art. 407).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Party, PositiveMoney


class AskForInformation(Command):
    """Request for information on the debtor (Art. 407): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.ask-for-information.v1"
    information_request: UUID
    """The identifier of the request."""
    applicant: Party
    """Who asks."""
    paid: PositiveMoney | None = None
    """What was paid for the answer."""


class InformationAsked(ProceedingEvent):
    """Request for information on the debtor (Art. 407): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.information-asked.v1"
    information_request: UUID
    """The identifier of the request."""
    applicant: Party
    """Who asks."""
    paid: PositiveMoney | None = None
    """What was paid for the answer."""
