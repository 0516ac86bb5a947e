"""What the resolution on a return says of the document: what was executed, what is left, and until when it can come."""

from collections.abc import Iterator
from datetime import date

from contracts.codelists import CLAIM_TYPES
from contracts.events.proceedings import DocumentReturned
from services.proceedings.domain.course import Course
from shared.documents.resolution import Clause

FROM_RETURN, FROM_END_OF_DELAY = "presentation-after-return", "presentation-from-end-of-delay"
RETURN = "return-to-recoverer"
"""The decision that returns a document."""


def executed(course: Course) -> Iterator[Clause]:
    """Of each claim what was executed, and what is left (Art. 366(1))."""
    for claim in course.claims.values():
        named = {"claim": CLAIM_TYPES[claim.type].names}
        if claim.repaid is not None and claim.outstanding is not None:
            yield Clause("claim-executed", {**named, "repaid": claim.repaid, "left": claim.outstanding})
        elif claim.fell_on is None:
            yield Clause("claim-left" if claim.fulfilled_on is None else "claim-fulfilled", named)


def presented_again(data: DocumentReturned, course: Course, day: date) -> Clause:
    """How long it can be presented again: from its return (Art. 339(2)), or from the end of a delay (Art. 337(1)).

    A delay that lasts counts whatever the document is returned for (Art. 359(1) ind. 4). Instalments of the court have
    orders of their own (Art. 331(4)), and end no return.
    """
    named = {data.status.reason, *course.matters.delays.values()}
    grounds = {course.rules.ground(each.leads_to, day) for each in course.rules.proceedings.grounds.delays.values()}
    delayed = any(each is not None and each.decision == RETURN and each.id in named for each in grounds)
    months = course.rules.law.limit(FROM_END_OF_DELAY if delayed else FROM_RETURN, day).amount
    return Clause("present-after-delay" if delayed else "present-again", {"months": months or 0})
