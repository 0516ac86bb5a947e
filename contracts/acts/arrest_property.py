"""Arrest of property (Art. 377(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutMeasure
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Text


class ArrestProperty(Command):
    """Arrest of property (Art. 377(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.arrest-property.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    measure: UUID
    """The identifier of the measure or action."""
    inventory_act: UUID
    """The identifier of the inventory."""
    kind: Literal["ordinary", "perishable", "currency-securities", "precious-things", "securities"]
    """What kind of property it is."""
    object: Text
    """What it is and how it is recognized, without personal data."""
    use: Literal["free", "limited", "forbidden"]
    """Whether the property may be used."""
    owner: Literal["debtor", "third-person"]
    """Whose it is: a third person who owes the debtor may have consented."""
    arrested_already: bool
    """Whether another body arrested it before."""
    security_ruling: Paper | None = None
    """The ruling by which the court arrested it to secure the claim, where that arrest is still in force."""


class PropertyArrested(AboutMeasure):
    """Arrest of property (Art. 377(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.property-arrested.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    measure: UUID
    """The identifier of the measure or action."""
    inventory_act: UUID
    """The identifier of the inventory."""
    kind: Literal["ordinary", "perishable", "currency-securities", "precious-things", "securities"]
    """What kind of property it is."""
    object: Text
    """What it is and how it is recognized, without personal data."""
    use: Literal["free", "limited", "forbidden"]
    """Whether the property may be used."""
    owner: Literal["debtor", "third-person"]
    """Whose it is: a third person who owes the debtor may have consented."""
    arrested_already: bool
    """Whether another body arrested it before."""
    security_ruling: Paper | None = None
    """The ruling by which the court arrested it to secure the claim, where that arrest is still in force."""
