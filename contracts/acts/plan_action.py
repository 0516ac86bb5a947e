"""Place and day of an action (Art. 354(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutMeasure
from contracts.registry import Command
from contracts.values import Day, PlaceText


class PlanAction(Command):
    """Place and day of an action (Art. 354(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.plan-action.v1"
    measure: UUID
    """The identifier of the measure or action."""
    planned: Day
    """The day on which the action is to be performed."""
    place_is: Literal["residence", "stay", "location", "place-of-business", "location-of-property"]
    """What ties the place to the debtor."""
    place: PlaceText
    """The address, where the action is performed, or the debtor or the property is now."""


class ActionPlanned(AboutMeasure):
    """Place and day of an action (Art. 354(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.action-planned.v1"
    measure: UUID
    """The identifier of the measure or action."""
    planned: Day
    """The day on which the action is to be performed."""
    place_is: Literal["residence", "stay", "location", "place-of-business", "location-of-property"]
    """What ties the place to the debtor."""
    place: PlaceText
    """The address, where the action is performed, or the debtor or the property is now."""
