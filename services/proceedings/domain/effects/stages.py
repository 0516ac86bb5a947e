"""Service, hand-over, suspension, resumption and the ends of a proceeding."""

from contracts.events.proceedings import (
    DocumentReturned,
    ExecutorAssigned,
    ProceedingCompleted,
    ProceedingResumed,
    ProceedingSuspended,
    ProceedingTerminated,
)
from services.proceedings.domain.claims_on_property import decided_claims
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.entries import Suspension
from services.proceedings.domain.suspensions import lasting_on, set_term
from services.proceedings.domain.waiting import decided_complaints
from shared.law.procedures import Act, ActRow

MADE_NOW = "made_now"
"""Evidence of an act that is made through the system, and not recorded afterwards."""
Ending = ProceedingTerminated | DocumentReturned | ProceedingCompleted


@EFFECTS.named("assign-executor")
def assign_executor(course: Course, act: Act, _: ActRow) -> None:
    """The head of the body hands the proceeding to another executor."""
    data: ExecutorAssigned = act.data
    course.executor = data.executor.id
    course.publish(data, act.day)


@EFFECTS.named("serve")
def serve(course: Course, act: Act, _: ActRow) -> None:
    """The debtor received the resolution on initiation; the voluntary term runs from the next day (Art. 357)."""
    course.publish(act.data, act.day)
    if course.served_on is None:
        course.served_on = act.day
        if course.stage == "initiated" and not course.suspensions and not course.ended:
            course.start_term(act.day)


@EFFECTS.named("suspend")
def suspend(course: Course, act: Act, _: ActRow) -> None:
    """Suspend the proceeding, or add a ground to a suspension that lasts."""
    data: ProceedingSuspended = act.data
    if course.ended or any(each.ground == data.status.reason for each in course.suspensions):
        return  # a ground suspends once while it lasts
    course.suspend(Suspension(act.id, data.status.reason, act.day, course.last_day(data.until)))
    course.matters.decided_before[act.id] = decided_complaints(course) | decided_claims(course)
    course.move(data, act.day, data.status.code)


@EFFECTS.named("extend-suspension")
def extend_suspension(course: Course, act: Act, _: ActRow) -> None:
    """A suspension lasts longer; what the law makes follow from its term follows later."""
    lasting = lasting_on(course, act.data.ground)
    if lasting is not None:
        set_term(course, lasting, course.last_day(act.data.until))
        course.publish(act.data, act.day)


@EFFECTS.named("resume")
def resume(course: Course, act: Act, _: ActRow) -> None:
    """One ground of suspension ends; after the last one the proceeding goes on where it stood (Art. 364(2))."""
    data: ProceedingResumed = act.data
    suspension = course.suspension_ended_by(data)
    if suspension is None or course.ended:
        return
    # One made through the system ends the suspension that was known then, and names it from now on. Which one ends
    # where a paper names none follows from the acts, in whatever order they were recorded.
    ground = suspension.ground if act.draft and act.evidence.get(MADE_NOW) else data.ground
    course.grounds_ended[act.id] = suspension.ground
    course.requests.filled.clear()
    course.resume(suspension, act.day, data.status.reason, ground)


@EFFECTS.named("end")
def end(course: Course, act: Act, _: ActRow) -> None:
    """The proceeding ends; what comes later changes it no more (Art. 365(3))."""
    data: Ending = act.data
    if course.ended:
        return
    course.ended, course.ended_by = True, act.id
    course.lasted = tuple(course.suspensions)
    course.suspensions.clear()
    course.move(data, act.day, data.status.code)


@EFFECTS.named("record")
def record(course: Course, act: Act, _: ActRow) -> None:
    """The act is recorded as it is stated."""
    course.publish(act.data, act.day)
