"""Information on the debtor given (Art. 407).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.registry import Command, Event
from contracts.values import Day


class GiveInformation(Command):
    """Information on the debtor given (Art. 407): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.give-information.v1"
    information_request: UUID
    """The identifier of the request."""
    figures_of: Day
    """As of which day proceedings, debt and encumbrances are stated."""


class InformationGiven(Event):
    """Information on the debtor given (Art. 407): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.information-given.v1"
    information_request: UUID
    """The identifier of the request."""
    figures_of: Day
    """As of which day proceedings, debt and encumbrances are stated."""
