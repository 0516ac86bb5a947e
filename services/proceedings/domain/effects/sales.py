"""What a cancelled sale does to the property (Art. 385(3))."""

from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from shared.law.procedures import Act, ActRow

_REPEAT_ANNOUNCED = "repeat-announced"


@EFFECTS.named("put-back")
def put_back(course: Course, act: Act, _: ActRow) -> None:
    """Property whose repeat sale was cancelled waits as before: revalued, or after a sale that was declared invalid."""
    steps = course.things.steps.get(act.data.property, ())
    if len(steps) > 1 and steps[-1].status == _REPEAT_ANNOUNCED:
        course.things.move(act.data.property, steps[-2].status, act)
