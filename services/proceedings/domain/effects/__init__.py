"""What acts do to the course of a proceeding; the rows of the procedure name these effects."""

from services.proceedings.domain.effects import (
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
