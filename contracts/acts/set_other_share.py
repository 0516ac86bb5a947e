"""Another share of the income set (Art. 392(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from contracts.events.about import AboutIncomeOrder
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import FitsInteger


class SetOtherShare(Command):
    """Another share of the income set (Art. 392(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.set-other-share.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    percent: Annotated[int, Field(ge=1, le=100), FitsInteger]
    """How many percent of the income the document may take."""
    paper: Paper
    """The paper that shows it."""


class OtherShareSet(AboutIncomeOrder):
    """Another share of the income set (Art. 392(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.other-share-set.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    percent: Annotated[int, Field(ge=1, le=100), FitsInteger]
    """How many percent of the income the document may take."""
    paper: Paper
    """The paper that shows it."""
