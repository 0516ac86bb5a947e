"""What the loss of the execution document and its duplicate ask for (Art. 332)."""

from contracts.acts.refer_for_liability import LiabilityReferred
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from shared.law.procedures import Act, ActRow

COURT_ORDER = "court-order"
RETURNED = "completed-returned"
SEND = "send-document-away"
"""The duty to send the document, which is open until it is sent."""
LOSS = "record-document-lost"
OF_A_LOSS = "document-lost"


@CONDITIONS.derived("duplicate-of-a-court-order")
def duplicate_of_a_court_order(course: Course, _: Act, __: ActRow) -> Problems:
    """Art. 332 knows a duplicate of a court order alone."""
    if course.document.kind != COURT_ORDER:
        yield refused.DUPLICATE_OF_ANOTHER.because(f"the document is of kind {course.document.kind}")


@CONDITIONS.derived("document-still-here")
def document_still_here(course: Course, _: Act, __: ActRow) -> Problems:
    """What was returned lies with the executor until it is sent (Art. 366(1))."""
    ended_by = course.ended_by
    if course.status == RETURNED and (ended_by is None or (SEND, ended_by) not in course.duties):
        yield refused.DOCUMENT_NOT_HERE.because("it was sent to the recoverer")


@CONDITIONS.derived("loss-on-record")
def loss_on_record(course: Course, act: Act, _: ActRow) -> Problems:
    """An official answers for the loss of the document, where it was lost (Art. 332(5))."""
    data: LiabilityReferred = act.data
    lost = any(acts and acts[0].name == LOSS for acts in course.things.acts.values())
    if data.cause == OF_A_LOSS and not lost:
        yield refused.NO_LOSS.because("no loss of the document is on record")
