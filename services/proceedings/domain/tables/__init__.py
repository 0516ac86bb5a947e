"""The tables that only the life of a proceeding needs: cited rows, one folder per rule set."""

from services.proceedings.domain.tables.loading import packaged_tables
from services.proceedings.domain.tables.rows import (
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
    "AtTheEnd",
    "Family",
    "GroundRule",
    "MeasureRule",
    "Nature",
    "Source",
    "Tables",
    "Transition",
    "packaged_tables",
]
