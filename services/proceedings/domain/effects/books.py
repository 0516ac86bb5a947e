"""What acts of book-keeping do: their rows say which sums they post and which thing they move."""

from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.entries import Since
from services.proceedings.domain.overpayments import end_overpayments, find_overpayments
from shared.law.procedures import Act, ActRow


@EFFECTS.named("post")
def post(course: Course, act: Act, row: ActRow) -> None:
    """The act moves its thing; its event posts what the row says."""
    if row.moves_thing is not None:
        thing = getattr(act.data, row.moves_thing.of)
        history = course.custody.things.get(thing, ())
        course.custody.things[thing] = (*history, Since(row.moves_thing.to, act.day))
    course.publish(act.data, act.day)
    if row.moves_thing is not None and row.moves_thing.from_:
        end_overpayments(course, row)
    find_overpayments(course, row)
