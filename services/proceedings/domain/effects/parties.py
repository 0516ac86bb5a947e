"""Parties that change (Art. 62)."""

from contracts.events.parties import SuccessorNamed
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from shared.law.procedures import Act, ActRow


@EFFECTS.named("replace-party")
def replace_party(course: Course, act: Act, _: ActRow) -> None:
    """A successor takes the place of a party."""
    data: SuccessorNamed = act.data
    course.replace_party(data.role, data.successor, act.day)
    course.publish(data, act.day)
