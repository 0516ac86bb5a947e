"""What acts on a statement do; the rows of the procedure name these effects."""

from services.intake.domain.effects import acts, handling
from services.intake.domain.effects.registry import EFFECTS

__all__ = ["EFFECTS", "acts", "handling"]
