"""What acts do to the course of a proceeding; the rows of the procedure name these effects."""

from services.proceedings.domain.effects import (
    actions,
    annulment,
    books,
    complaints,
    ensuring,
    groups,
    matters,
    measures,
    money,
    office,
    parties,
    receipts,
    stages,
)
from services.proceedings.domain.effects.registry import EFFECTS

__all__ = [
    "EFFECTS",
    "actions",
    "annulment",
    "books",
    "complaints",
    "ensuring",
    "groups",
    "matters",
    "measures",
    "money",
    "office",
    "parties",
    "receipts",
    "stages",
]
