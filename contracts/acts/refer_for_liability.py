"""Referral for liability (Art. 342(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import NameText


class ReferForLiability(Command):
    """Referral for liability (Art. 342(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.refer-for-liability.v1"
    cause: Literal[
        "demand-not-fulfilled",
        "obstruction",
        "document-lost",
        "property-not-disclosed",
        "measure-not-executed-by-bank",
        "other",
    ]
    """Why somebody is to be held liable."""
    person: NameText
    """Name of the person or organization."""
    addressee: NameText
    """The body, organization or official it is directed to."""
    paper: Paper
    """The paper that shows it."""


class LiabilityReferred(ProceedingEvent):
    """Referral for liability (Art. 342(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.liability-referred.v1"
    cause: Literal[
        "demand-not-fulfilled",
        "obstruction",
        "document-lost",
        "property-not-disclosed",
        "measure-not-executed-by-bank",
        "other",
    ]
    """Why somebody is to be held liable."""
    person: NameText
    """Name of the person or organization."""
    addressee: NameText
    """The body, organization or official it is directed to."""
    paper: Paper
    """The paper that shows it."""
