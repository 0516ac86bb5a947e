"""The tables that only the life of a proceeding needs: cited rows, one folder per rule set, checked when read."""

from services.proceedings.domain.tables.loading import tables_named
from services.proceedings.domain.tables.rows import (
    Act,
    AtTheEnd,
    Family,
    GroundRule,
    MeasureRule,
    Nature,
    Source,
    Tables,
    Transition,
)

__all__ = [
    "Act",
    "AtTheEnd",
    "Family",
    "GroundRule",
    "MeasureRule",
    "Nature",
    "Source",
    "Tables",
    "Transition",
    "tables_named",
]
