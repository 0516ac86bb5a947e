"""Facts on record that a suspension follows (Art. 362(1)): a party that dropped out, a claim on property, a search."""

from contracts.events.parties import PartyRole
from services.proceedings.domain.claims_on_property import claim_pending
from services.proceedings.domain.correspondence import lasting_grounds
from services.proceedings.domain.course import Course


def on_record(course: Course, ground: str) -> bool:
    """Whether acts show the circumstance of a ground of suspension."""
    row = course.rules.proceedings.grounds.grounds.get(ground)
    claimed = row is not None and row.until_release_claims_decided and claim_pending(course)
    return claimed or ground in lasting_grounds(course) or _debtor_gone(course, ground)


def suspension_for_successor_due(course: Course, ground: str) -> bool:
    """Whether the debtor dropped out in the way of the ground, and nothing waits for a successor (Art. 364(1) ind. 2).

    Where it is shown that nobody can succeed, the proceeding is to end instead (Art. 365(1) ind. 4).
    """
    if course.ended or not _debtor_gone(course, ground):
        return False
    excluded = course.rules.proceedings.grounds.outcomes["no-succession"].leads_to in course.matters.shown
    return not excluded and not any(course.rules.until_succession(each.ground) for each in course.suspensions)


def _debtor_gone(course: Course, ground: str) -> bool:
    row = course.rules.proceedings.grounds.grounds.get(ground)
    return row is not None and course.requests.vacant.get(PartyRole.DEBTOR.value) in row.succession_causes
