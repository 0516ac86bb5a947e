"""Transfer by agreement of the parties (Art. 383(8)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import PositiveMoney


class TransferByAgreement(Command):
    """Transfer by agreement of the parties (Art. 383(8)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.transfer-by-agreement.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""


class PropertyTransferredByAgreement(AboutProperty):
    """Transfer by agreement of the parties (Art. 383(8)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.property-transferred-by-agreement.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
