"""What acts on a statement ask for; the rows of the procedure name these conditions."""

from services.intake.domain.conditions import decisions, handling, registration, stages
from services.intake.domain.conditions.registry import CONDITIONS

__all__ = ["CONDITIONS", "decisions", "handling", "registration", "stages"]
