"""What is asked of who decides a statement, and of what follows a refusal or return (Art. 353, 354, 358)."""

from collections.abc import Iterator
from datetime import date

from contracts.events.intake_handling import ComplaintOfDecisionDecided, StatementDistributed
from contracts.events.parties import PartyRole
from services.intake.domain import refusals as refused
from services.intake.domain.conditions.registry import CONDITIONS, Problems
from services.intake.domain.course import Course, Decision
from shared.law.calendar import OutsideCalendar
from shared.law.procedures import Act, ActRow
from shared.law.time_limits import compute

COPY_RECEIVED, SUPERIOR_DECIDED = "complaint-resolution", "complaint-to-court"
"""The limits for a complaint: to the superior body from the receipt of the copy, to court from that of its decision."""


@CONDITIONS.derived("executors-of-the-body", of_form=True)
def executors_of_the_body(course: Course, act: Act, _: ActRow) -> Problems:
    """A statement is given to an executor of its body."""
    data: StatementDistributed = act.data
    body = course.registered.body if course.registered else ""
    for load in data.loads:
        if not load.executor.startswith(f"{body}-"):
            detail = f"{load.executor} is not of body {body}"
            yield refused.EXECUTOR_OF_ANOTHER_BODY.because(detail, field="executors")


@CONDITIONS.derived("executor-it-was-given-to")
def executor_it_was_given_to(course: Course, act: Act, _: ActRow) -> Problems:
    """Where it was given to an executor, that one decides."""
    data: Decision = act.data
    if course.executor is not None and course.executor.id != data.executor.id:
        yield refused.EXECUTOR_IS_ANOTHER.because(f"the statement was given to {course.executor.id}")


@CONDITIONS.derived("no-complaint-pends")
def no_complaint_pends(course: Course, _: Act, __: ActRow) -> Problems:
    """One complaint at a time; the next may be taken to court."""
    if course.after.complaint is not None:
        yield refused.COMPLAINT_PENDS.because("a complaint of the decision pends")


@CONDITIONS.derived("complaint-pends")
def complaint_pends(course: Course, act: Act, _: ActRow) -> Problems:
    """Who decides on a complaint has it."""
    data: ComplaintOfDecisionDecided = act.data
    if course.after.complaint is None or course.after.complaint.to is not data.by:
        yield refused.NO_COMPLAINT.because(f"no complaint pends with {data.by.value}", field="by")


@CONDITIONS.derived("complaint-decision-before-its-receipt", of_form=True)
def complaint_decision_before_its_receipt(_: Course, act: Act, __: ActRow) -> Problems:
    """A decision is received on its day or later."""
    data: ComplaintOfDecisionDecided = act.data
    if data.received_on < act.day:
        detail = f"{data.received_on} lies before the decision on {act.day}"
        yield refused.RECEIVED_BEFORE.because(detail)


@CONDITIONS.derived("document-sent-once", decisive=True)
def document_sent_once(course: Course, _: Act, __: ActRow) -> Problems:
    """The document is sent once."""
    if course.after.document_sent:
        yield refused.DOCUMENT_SENT.because("the document was sent")


@CONDITIONS.derived("complaint-limit-over")
def complaint_limit_over(course: Course, act: Act, _: ActRow) -> Problems:
    """The limit for a complaint is over for both parties, and none pends (Art. 358(3))."""
    after = course.after
    if after.complaint is not None:
        yield refused.COMPLAINT_PENDS.because("a complaint of the decision pends")
    used = {each.value for each in after.complained}
    missing = [role.value for role in PartyRole if role not in after.received and role.value not in used]
    if missing:
        yield refused.LIMIT_NOT_OVER.because(f"the receipt of the copy is not on record: {', '.join(missing)}")
    try:
        last_days = sorted(_last_days(course, act.day))
    except OutsideCalendar as error:
        yield refused.OUTSIDE_CALENDAR.because(str(error))
        return
    if last_days and act.day <= last_days[-1]:
        yield refused.LIMIT_NOT_OVER.because(f"the limit for a complaint lasts until {last_days[-1]}")


def _last_days(course: Course, on: date) -> Iterator[date]:
    law = course.rules.rule_sets.in_force(on)
    starts = [(COPY_RECEIVED, day) for day in course.after.received.values()]
    starts += [(SUPERIOR_DECIDED, day) for day in course.after.superior_received.values()]
    for limit, start in starts:
        last = compute(law.limit(limit), start, course.rules.calendar).due
        if last is not None:
            yield last
