"""What the loss of the execution document and its duplicate ask for (Art. 332)."""

from collections.abc import Iterator
from uuid import UUID

from contracts.acts.refer_for_liability import LiabilityReferred
from contracts.acts.send_income_order import IncomeOrderSent
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.income import at_payers
from shared.law.procedures import Act, ActRow

COURT_ORDER = "court-order"
LET_GO = {"completed-returned": "Art. 366(1)", "completed-terminated": "Art. 365(2)"}
"""The statuses after which the document is sent, with the article that says so."""
SEND = "send-document-away"
"""The duty to send the document, which is open until it is sent."""
LOSS, ASK = "record-document-lost", "ask-for-duplicate"
LOST = frozenset({"missing", "duplicate-asked", "duplicate-refused"})
TO_ASK = frozenset({"missing", "duplicate-refused"})
OF_A_LOSS = "document-lost"


@CONDITIONS.derived("duplicate-of-a-court-order")
def duplicate_of_a_court_order(course: Course, _: Act, __: ActRow) -> Problems:
    """Art. 332 knows a duplicate of a court order alone."""
    if course.document.kind != COURT_ORDER:
        yield refused.DUPLICATE_OF_ANOTHER.because(f"the document is of kind {course.document.kind}")


@CONDITIONS.derived("document-still-here")
def document_still_here(course: Course, _: Act, __: ActRow) -> Problems:
    """After a return or a termination it lies with the executor until it is sent (Art. 366(1), 365(2))."""
    article = LET_GO.get(course.status)
    if article is not None and not _to_be_sent(course):
        yield refused.DOCUMENT_NOT_HERE.because("it was sent", article)


@CONDITIONS.derived("document-not-lost")
def document_not_lost(course: Course, act: Act, _: ActRow) -> Problems:
    """A lost document is found, or replaced by its duplicate, before it goes anywhere (Art. 332(1))."""
    lost = [loss for loss in _losses(course) if course.things.status(loss) in LOST]
    if lost:
        refusal = refused.DOCUMENT_LOST.at("payer") if isinstance(act.data, IncomeOrderSent) else refused.DOCUMENT_LOST
        yield refusal.because(f"its loss is {course.things.status(lost[0])}")


def duplicate_to_be_asked(course: Course) -> bool:
    """Whether the executor is to ask for a duplicate: of a document that is still to be carried out, or to be sent."""
    if course.document.kind != COURT_ORDER or (course.ended and not at_payers(course) and not _to_be_sent(course)):
        return False
    return any(course.things.status(loss) in TO_ASK and not course.things.said(loss, ASK) for loss in _losses(course))


def _to_be_sent(course: Course) -> bool:
    return course.ended_by is not None and (SEND, course.ended_by) in course.duties


def _losses(course: Course) -> Iterator[UUID]:
    return (thing for thing, acts in course.things.acts.items() if acts and acts[0].name == LOSS)


@CONDITIONS.derived("loss-on-record")
def loss_on_record(course: Course, act: Act, _: ActRow) -> Problems:
    """An official answers for the loss of the document, where it was lost (Art. 332(5))."""
    data: LiabilityReferred = act.data
    if data.cause == OF_A_LOSS and not any(_losses(course)):
        yield refused.NO_LOSS.because("no loss of the document is on record")
