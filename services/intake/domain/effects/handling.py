"""The effects of acts on who decides a statement, and of what follows a refusal or return."""

from dataclasses import replace

from contracts.events.intake_handling import ComplaintOfDecisionDecided, ComplaintOutcome, ComplaintTo
from services.intake.domain.course import ANNULLED, AWAY, HELD, UNFOUNDED, After, Course
from services.intake.domain.effects.registry import EFFECTS
from shared.law.procedures import Act, ActRow


@EFFECTS.named("give-to-executor")
def give_to_executor(course: Course, act: Act, _: ActRow) -> None:
    """An executor has the statement from now on."""
    course.publish(act, act.data)
    course.executor = act.data.executor


@EFFECTS.named("take-receipt")
def take_receipt(course: Course, act: Act, _: ActRow) -> None:
    """A party has its copy of the decision."""
    course.publish(act, act.data)
    course.after = replace(course.after, received={**course.after.received, act.data.party: act.day})


@EFFECTS.named("take-complaint")
def take_complaint(course: Course, act: Act, _: ActRow) -> None:
    """A complaint pends."""
    course.publish(act, act.data)
    complained = course.after.complained | {act.data.by}
    course.after = replace(course.after, complaint=act.data, complained=complained)


@EFFECTS.named("take-outcome")
def take_outcome(course: Course, act: Act, _: ActRow) -> None:
    """The decision stands, or the statement is to be decided anew, on a document that has to be there (Art. 356(1))."""
    course.publish(act, act.data)
    if act.data.outcome is ComplaintOutcome.UPHELD:
        course.after = _upheld(course.after, act.data)
        return
    if course.decided is None:
        return
    for circumstance in (*HELD.values(), UNFOUNDED):
        course.close_duty(circumstance, course.decided.act, act.day)
    course.annulled = course.decided.act
    course.open_duty(ANNULLED, course.decided.act, act.day)
    if course.after.document_sent:
        course.open_duty(AWAY, course.decided.act, act.day)
    course.decided, course.after = None, After()
    course.assessed, course.document_assessed = None, None
    course.status = "registered"


def _upheld(after: After, decided: ComplaintOfDecisionDecided) -> After:
    """Who complained may go to court against a decision of the superior body (Art. 353(4))."""
    if after.complaint is None:
        return after
    received = {who: day for who, day in after.superior_received.items() if who is not after.complaint.by}
    if decided.by is ComplaintTo.SUPERIOR:
        received[after.complaint.by] = decided.received_on
    return replace(after, complaint=None, superior_received=received)


@EFFECTS.named("send-document")
def send_document(course: Course, act: Act, _: ActRow) -> None:
    """The document is with the court or body that issued it."""
    course.publish(act, act.data)
    course.after = replace(course.after, document_sent=True)
    if course.decided is not None:
        for circumstance in HELD.values():
            course.close_duty(circumstance, course.decided.act, act.day)
