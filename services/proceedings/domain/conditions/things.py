"""What acts ask of the things that they name, such as a payout or an arrested object."""

from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.things import named_in
from shared.law.procedures import Act, ActRow


@CONDITIONS.derived("thing-identified", of_form=True)
def thing_identified(course: Course, act: Act, row: ActRow) -> Problems:
    """A thing is opened once, and what is said of it later names one that is on record."""
    for named in named_in(row, act.data):
        known = course.things.status(named.id) is not None
        if known and named.opened:
            yield refused.THING_REPEATED.at(named.of).because(f"a {named.of} has this id already", row.article)
        elif not known and not named.opened:
            yield refused.THING_UNKNOWN.at(named.of).because(f"no {named.of} has this id", row.article)


@CONDITIONS.derived("step-of-the-thing", decisive=True)
def step_of_the_thing(course: Course, act: Act, row: ActRow) -> Problems:
    """Every thing is in a status out of which the act leads."""
    for named in named_in(row, act.data):
        status = course.things.status(named.id)
        if status not in (named.before or {None}):
            before = " or ".join(sorted(named.before)) or "new"
            detail = f"the {named.of} is {status or 'not there yet'}, not {before}"
            yield refused.THING_STEP_IMPOSSIBLE.at(named.of).because(detail, row.article)


@CONDITIONS.derived("things-belong-together")
def things_belong_together(course: Course, act: Act, row: ActRow) -> Problems:
    """What the act names besides a thing is what the thing was opened with: a sale is that of its property."""
    things = {named.of: named.id for named in named_in(row, act.data)}
    for of, id_ in things.items():
        for other, opened_with in course.things.opened_with(id_).items():
            if things.get(other, opened_with) != opened_with:
                yield refused.THING_OF_ANOTHER.at(of).because(f"the {of} is that of another {other}", row.article)
