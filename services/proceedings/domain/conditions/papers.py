"""What copies of resolutions and hand-overs ask for (Art. 343(5), 344(3))."""

from uuid import UUID

from contracts.events.proceedings import ExecutorAssigned, ResolutionCopiesSent
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.copies import made_no_resolution
from services.proceedings.domain.course import Course
from services.proceedings.domain.rules import name_of
from shared.law.procedures import Act, ActRow


@CONDITIONS.derived("known-resolution", of_form=True)
def known_resolution(course: Course, act: Act, _: ActRow) -> Problems:
    """Copies are sent of a resolution of this proceeding, after it was made."""
    data: ResolutionCopiesSent = act.data
    type_, made_on = course.events.get(data.resolution, (None, None))
    none = type_ is None or name_of(type_) not in course.rules.resolutions
    if none or made_on is None or made_no_resolution(course, data.resolution):
        yield refused.RESOLUTION_UNKNOWN.because("no resolution of this proceeding has this id")
    elif act.day < made_on:
        yield refused.COPIES_BEFORE_RESOLUTION.because(f"the resolution is of {made_on}")


@CONDITIONS.derived("resolution-stands")
def resolution_stands(course: Course, act: Act, _: ActRow) -> Problems:
    """The resolution whose copies went out was not struck since."""
    data: ResolutionCopiesSent = act.data
    if data.resolution not in course.events:
        yield refused.RESOLUTION_UNKNOWN.because("the entry of the resolution was struck")


@CONDITIONS.derived("executor-of-the-body", of_form=True)
def executor_of_the_body(course: Course, act: Act, _: ActRow) -> Problems:
    """The head of the body hands over inside the body."""
    data: ExecutorAssigned = act.data
    bodies = course.office.bodies_on(act.day)
    if data.executor.id.partition("-")[0] not in bodies:
        detail = f"executor {data.executor.id} is not of body {' or '.join(sorted(bodies))}"
        yield refused.EXECUTOR_OF_ANOTHER_BODY.because(detail)


@CONDITIONS.derived("another-executor")
def another_executor(course: Course, act: Act, _: ActRow) -> Problems:
    """The proceeding goes to another executor."""
    data: ExecutorAssigned = act.data
    if data.executor.id == course.executor:
        yield refused.EXECUTOR_UNCHANGED.because(f"executor {data.executor.id} has the proceeding already")


@CONDITIONS.derived("reason-taken-back")
def reason_taken_back(course: Course, act: Act, row: ActRow) -> Problems:
    """The reason of what went out by the named act was taken back, and nobody has recalled it."""
    if not notice_is_owed(course, act.data.act, row):
        detail = "no duty to recall, notify or claim back is open on this act"
        yield refused.NOTHING_TO_RECALL.because(detail, row.article)


def notice_is_owed(course: Course, act: UUID, row: ActRow) -> bool:
    """Whether a duty about an act is open that acts of the row fulfil."""
    duties = (course.rules.duties[duty] for duty, asked in course.duties if asked == act)
    return any(row.act in duty.closed_by for duty in duties)
