"""What acts ask for; the rows of the procedure name these conditions."""

from services.proceedings.domain.conditions import (
    arrests,
    attested,
    books,
    calendar,
    grounds,
    groups,
    measures,
    money,
    office,
    papers,
    parties,
    preconditions,
    realization,
    receipts,
    stages,
    things,
)
from services.proceedings.domain.conditions.registry import CONDITIONS

__all__ = [
    "CONDITIONS",
    "arrests",
    "attested",
    "books",
    "calendar",
    "grounds",
    "groups",
    "measures",
    "money",
    "office",
    "papers",
    "parties",
    "preconditions",
    "realization",
    "receipts",
    "stages",
    "things",
]
