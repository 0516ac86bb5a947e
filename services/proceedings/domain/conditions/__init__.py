"""What acts ask for; the rows of the procedure name these conditions."""

from services.proceedings.domain.conditions import (
    actions,
    attested,
    books,
    calendar,
    complaints,
    ensuring,
    grounds,
    groups,
    measures,
    money,
    office,
    papers,
    parties,
    preconditions,
    receipts,
    stages,
    things,
)
from services.proceedings.domain.conditions.registry import CONDITIONS

__all__ = [
    "CONDITIONS",
    "actions",
    "attested",
    "books",
    "calendar",
    "complaints",
    "ensuring",
    "grounds",
    "groups",
    "measures",
    "money",
    "office",
    "papers",
    "parties",
    "preconditions",
    "receipts",
    "stages",
    "things",
]
