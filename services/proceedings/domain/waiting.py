"""What a suspended proceeding waits for: a successor that is named, complaints that are decided (Art. 364(1))."""

from datetime import date
from uuid import UUID

from contracts.events.parties import PartyRole
from services.proceedings.domain.complaints import PENDING
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Suspension


def successor_missing(course: Course) -> bool:
    """Whether the court is to be asked for a successor; not where there is none (Art. 365(1) ind. 4)."""
    waiting = [each for each in course.suspensions if waits_for_successor(course, each)]
    without = {PartyRole.DEBTOR.value for each in waiting if _succession_excluded(course, each)}
    missing = {PartyRole.DEBTOR.value for _ in waiting} | course.requests.vacant.keys()
    return bool(missing.difference(course.requests.asked, without))


def _succession_excluded(course: Course, suspension: Suspension) -> bool:
    """Whether the cause of a suspension that waits for a successor ended so that the proceeding is to end."""
    return course.matters.causes_ended.get(suspension.act) in course.rules.proceedings.grounds.outcomes


def waits_for_successor(course: Course, suspension: Suspension) -> bool:
    """Whether a suspension lasts until a successor of the debtor is named, and none was (Art. 364(1) ind. 2).

    The ruling may be older than the suspension: the executor learned of it later.
    """
    if not course.rules.until_succession(suspension.ground):
        return False
    (since, _), requests = course.debtors[-1], course.requests
    causes = course.rules.proceedings.grounds.grounds[suspension.ground].succession_causes
    ended = since >= suspension.since or suspension.act in course.matters.causes_ended
    return len(course.debtors) == 1 or not (ended or requests.filled.get(PartyRole.DEBTOR.value) in causes)


def complaint_pends(course: Course, complaint: UUID) -> bool:
    """Whether a complaint is with a body or court that has to decide on it."""
    return course.things.status(complaint) in PENDING


def any_complaint_pends(course: Course) -> bool:
    """Whether any complaint is."""
    return any(complaint_pends(course, each) for each in course.complaints)


def complaints_decided(course: Course, suspension: Suspension) -> bool:
    """Whether the complaints that a suspension waits for were decided on (Art. 364(1) ind. 4).

    It waits for those that were pending when it began, or were made or taken to the court later.
    """
    named = course.rules.until_complaint_decided(suspension.ground)
    before = course.matters.decided_before.get(suspension.act, frozenset())
    waited_for = any((each.id, each.made_on) not in before for each in course.complaints.values())
    return named and waited_for and not any_complaint_pends(course)


def decided_complaints(course: Course) -> frozenset[tuple[UUID, date]]:
    """The complaints that nobody has to decide on now, each with the day it was made."""
    return frozenset(
        (each.id, each.made_on) for each in course.complaints.values() if not complaint_pends(course, each.id)
    )
