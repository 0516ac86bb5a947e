"""Who must have a copy of the decision on a statement (Art. 343(5), 359(3))."""

from contracts.documents import Signatory
from contracts.events.intake import DecisionCopiesSent, InitiationDecided, InitiationRefused
from services.intake.domain.course import Course, Decision


def copies_to(course: Course, decision: Decision) -> tuple[str, ...]:
    """The parties; of a return the person who signed the statement (Art. 359(3)), else the recoverer."""
    if isinstance(decision, InitiationRefused):
        return "recoverer", "debtor"
    nobody = course.require().contents.signed_by is Signatory.NOBODY
    return ("recoverer",) if nobody else ("signatory",)


def copies_due(course: Course) -> tuple[str, ...]:
    """Who must have a copy by what was decided so far; that of an initiation is sent in the proceeding."""
    decided = course.decided
    if decided is None or isinstance(decided.data, InitiationDecided):
        return ()
    return copies_to(course, decided.data)


def copies_owed(course: Course) -> tuple[str, ...]:
    """Who must still have a copy of a refusal. A return goes back with its statement, which is a duty."""
    decided = course.decided
    if decided is None or not isinstance(decided.data, InitiationRefused):
        return ()
    sent = (item for item in course.items.values() if item.day >= decided.day)
    had = {each for item in sent if isinstance(item.data, DecisionCopiesSent) for each in item.data.recipients}
    return tuple(each for each in copies_to(course, decided.data) if each not in had)
