"""What acts do to the course of a proceeding; the rows of the procedure name these effects."""

from services.proceedings.domain.effects import (
    actions,
    annulment,
    books,
    claims,
    complaints,
    correspondence,
    distribution,
    ensuring,
    groups,
    matters,
    measures,
    money,
    office,
    parties,
    receipts,
    reversals,
    stages,
)
from services.proceedings.domain.effects.registry import EFFECTS

__all__ = [
    "EFFECTS",
    "actions",
    "annulment",
    "books",
    "claims",
    "complaints",
    "correspondence",
    "distribution",
    "ensuring",
    "groups",
    "matters",
    "measures",
    "money",
    "office",
    "parties",
    "receipts",
    "reversals",
    "stages",
]
