"""The closed registry of effects."""

from services.intake.domain.course import Course
from shared.law.procedures import Effects

EFFECTS: Effects[Course] = Effects()
