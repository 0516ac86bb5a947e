"""What acts ask for; the rows of the procedure name these conditions."""

from services.proceedings.domain.conditions import calendar, grounds, measures, money, papers, stages
from services.proceedings.domain.conditions.registry import CONDITIONS

__all__ = ["CONDITIONS", "calendar", "grounds", "measures", "money", "papers", "stages"]
