"""Information on the debtor refused (Art. 407).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command


class RefuseInformation(Command):
    """Information on the debtor refused (Art. 407): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.refuse-information.v1"
    information_request: UUID
    """The identifier of the request."""
    cause: Literal["not-paid", "not-in-writing", "debtor-not-identified"]
    """Why the request is not answered."""


class InformationRefused(ProceedingEvent):
    """Information on the debtor refused (Art. 407): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.information-refused.v1"
    information_request: UUID
    """The identifier of the request."""
    cause: Literal["not-paid", "not-in-writing", "debtor-not-identified"]
    """Why the request is not answered."""
