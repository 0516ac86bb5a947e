"""What is to become of property whose sale failed: it is offered to the recoverer, or released (Art. 383, 388(2))."""

from collections.abc import Iterator
from uuid import UUID

from services.proceedings.domain.course import Course
from services.proceedings.domain.realization import FAILURES, awaits_sole_participant, found_pledged, latest
from services.proceedings.domain.states import says, statuses_that_say


def to_be_offered(course: Course) -> bool:
    """Whether property is to be offered to the recoverer since its sale failed (Art. 383(4)-(5))."""
    return not course.ended and any(
        not _after_repeat(course, each) or not may_be_pledged(course, each) for each in _failed(course)
    )


def to_be_released(course: Course) -> bool:
    """Whether property is to be released since its repeat sale failed, and neither party may keep it (Art. 388(2)).

    Who holds a pledge and is the recoverer may keep it for a month, with which the pledge ends (Art. 383(7)).
    """
    return not course.ended and any(
        _after_repeat(course, each) and _pledged_in_vain(course, each) for each in _failed(course)
    )


def may_be_pledged(course: Course, property_: UUID) -> bool:
    """Whether the recoverer is not asked after a repeat sale: property was pledged when it failed (Art. 383(5))."""
    in_force_then = statuses_that_say(course, "pledged-at-the-last-sale")
    pledged = any(course.things.status(pledge) in in_force_then for pledge in _pledges(course, property_))
    return pledged or found_pledged(course, property_) is not None


def _failed(course: Course) -> Iterator[UUID]:
    """Property whose sale failed, and that no sole participant may buy any more."""
    for thing in course.things.steps:
        failed = latest(course, thing, *FAILURES)
        if failed is None or failed.data.property != thing or not says(course, thing, "for-the-sole-participant"):
            continue
        if not awaits_sole_participant(course, failed):
            yield thing


def _after_repeat(course: Course, property_: UUID) -> bool:
    return says(course, property_, "last-sale-failed")


def _pledged_in_vain(course: Course, property_: UUID) -> bool:
    """Whether it is pledged to another person, or was to the recoverer until the month had passed."""
    recorded = [said.data for said in course.things.said(property_, "record-pledge")]
    to_recoverer = [each.pledge for each in recorded if each.pledged_to_recoverer]
    return bool(recorded) and not any(says(course, pledge, "pledge-stands") for pledge in to_recoverer)


def _pledges(course: Course, property_: UUID) -> Iterator[UUID]:
    return (said.data.pledge for said in course.things.said(property_, "record-pledge"))
