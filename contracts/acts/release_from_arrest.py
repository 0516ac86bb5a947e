"""Release from arrest (Art. 399(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command


class ReleaseFromArrest(Command):
    """Release from arrest (Art. 399(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.release-from-arrest.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    ground: Literal[
        "release-terminated",
        "release-recoverer-refused",
        "release-after-repeat-sale",
        "release-others-property",
        "release-no-payment-withdrawn",
        "release-no-payment-valuables",
        "release-no-payment-bonds",
        "release-substitution",
        "release-shelf-life",
        "release-amount-reduced",
        "release-measure-ended",
        "release-other-law",
    ]
    """Why the arrest is lifted."""
    of_another: bool = False
    """Whether the property belongs to another person; not: it was arrested earlier by another body."""
    sale: UUID | None = None
    """The identifier of the sale, one for each that is appointed."""
    substitute: UUID | None = None
    """The property that was arrested instead."""


class PropertyReleased(AboutProperty):
    """Release from arrest (Art. 399(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.property-released.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    ground: Literal[
        "release-terminated",
        "release-recoverer-refused",
        "release-after-repeat-sale",
        "release-others-property",
        "release-no-payment-withdrawn",
        "release-no-payment-valuables",
        "release-no-payment-bonds",
        "release-substitution",
        "release-shelf-life",
        "release-amount-reduced",
        "release-measure-ended",
        "release-other-law",
    ]
    """Why the arrest is lifted."""
    of_another: bool = False
    """Whether the property belongs to another person; not: it was arrested earlier by another body."""
    sale: UUID | None = None
    """The identifier of the sale, one for each that is appointed."""
    substitute: UUID | None = None
    """The property that was arrested instead."""
