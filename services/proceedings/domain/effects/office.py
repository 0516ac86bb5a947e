"""Challenges of the executor (Art. 344)."""

from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from shared.law.procedures import Act, ActRow


@EFFECTS.named("note-challenge")
def note_challenge(course: Course, act: Act, _: ActRow) -> None:
    """The challenge is about the executor who has the proceeding on that day."""
    course.office.challenged[act.data.challenge] = course.executor


@EFFECTS.named("remove-executor")
def remove_executor(course: Course, act: Act, _: ActRow) -> None:
    """The challenged executor takes no part any more."""
    challenge = act.data.challenge
    course.office.removed_by[challenge] = course.office.challenged[challenge]
