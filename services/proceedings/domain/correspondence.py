"""What went to whom, who moved, and what answers to summons and searches stand (Art. 140-143, 345-2, 361)."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from contracts.acts.record_third_persons_answer import ThirdPersonAnswered
from contracts.acts.report_change_of_address import AddressReported
from contracts.events.proceedings import MeasureAdded
from services.proceedings.domain.entries import Measure

if TYPE_CHECKING:
    from services.proceedings.domain.course import Course

LASTS = "adopted"
"""The status of a search that was announced and has not ended."""
FAILED = "not-performed"
REFUSED = "refused"
CAME_TO_NOTHING = frozenset({REFUSED, "withdrawn", "cancelled"})
"""The statuses of a search that nobody makes."""


@dataclass(slots=True)
class Correspondence:
    """What was sent and asked in a proceeding."""

    addressees: dict[UUID, str] = field(default_factory=dict)
    """By dispatch, to whom it went."""
    moved: set[str] = field(default_factory=set)
    """The parties that moved and have not reported it."""
    due: dict[UUID, date] = field(default_factory=dict)
    """By summons or request, the day set."""
    copies: dict[UUID, frozenset[str]] = field(default_factory=dict)
    """By resolution, to whom copies went."""

    def copy(self) -> "Correspondence":
        """The same; what is done to one leaves the other as it is."""
        return replace(
            self,
            addressees=dict(self.addressees),
            moved=set(self.moved),
            due=dict(self.due),
            copies=dict(self.copies),
        )


def bringing_failed(course: "Course") -> bool:
    """Whether a bringing was impossible, and neither a new one nor a new summons followed (Art. 345-2(4))."""
    rules = course.rules.asked_by_measure
    failed = [
        each.history[-1].day
        for each in course.measures.values()
        if each.status == FAILED and rules(each.code).announced
    ]
    if course.ended or not failed:
        return False
    later = [
        each.history[-1].day
        for each in course.measures.values()
        if (rules(each.code).announced and each.status != FAILED)
        or (rules(each.code).answered == "in-person" and each.status != FAILED)
    ]
    return not any(day >= max(failed) for day in later)


def bringing_needless(course: "Course") -> bool:
    """Whether a bringing is to be carried out though who stayed away has appeared, or was excused (Art. 345-2(1)).

    It rests on the summons to the same person that were not followed when it was ordered.
    """
    rules, binding = course.rules.asked_by_measure, course.rules.proceedings.measures.binding
    ordered = [each for each in course.measures.values() if each.status in binding and rules(each.code).announced]
    summons = [each for each in course.measures.values() if rules(each.code).answered == "in-person"]
    return not course.ended and any(
        bool(missed := [each for each in summons if _missed_before(each, bringing)])
        and all(each.status != FAILED for each in missed)
        for bringing in ordered
    )


def _missed_before(summons: Measure, bringing: Measure) -> bool:
    same = None in {summons.subject, bringing.subject} or summons.subject == bringing.subject
    ordered_on = bringing.history[0].day
    return same and any(since.code == FAILED and since.day <= ordered_on for since in summons.history)


def third_person_answered(course: "Course") -> bool:
    """Whether a third person answered whose accounts rest because it had not (Art. 375(1), 351(1) ind. 8)."""
    resting = [
        each
        for each in course.measures.values()
        if each.status in course.rules.proceedings.measures.binding
        and course.rules.asked_by_measure(each.code).until_answered
    ]
    if not resting:
        return False
    subjects = {each.data.measure: each.data.subject for each in course.items if isinstance(each.data, MeasureAdded)}
    answers = [(each.day, each.data.measure) for each in course.items if isinstance(each.data, ThirdPersonAnswered)]
    return any(
        day >= each.history[0].day and (asked == each.id or subjects.get(asked) == subjects.get(each.id))
        for each in resting
        for day, asked in answers
    )


def lasting_grounds(course: "Course") -> set[str]:
    """The grounds of suspension that measures bring about which last, such as a search."""
    return {ground for ground, each in _suspending(course) if _lasts(course, each)}


def lasting_measures(course: "Course", ground: str) -> list[Measure]:
    """The measures that bring a ground of suspension about which last."""
    return [each for of, each in _suspending(course) if of == ground and _lasts(course, each)]


def ended_grounds(course: "Course") -> set[str]:
    """The grounds whose measures have ended."""
    ended = {ground for ground, each in _suspending(course) if LASTS in {since.code for since in each.history}}
    return ended - lasting_grounds(course)


def search_refused(course: "Course") -> bool:
    """Whether the court refused a search, and the return because of absence was not considered since (Art. 361(1))."""
    searches = [each for each in course.measures.values() if course.rules.asked_by_measure(each.code).refused_leads_to]
    refused = max((each.history[-1].day for each in searches if each.status == REFUSED), default=None)
    if refused is None or course.ended or course.settled:
        return False
    another = any(each.status not in CAME_TO_NOTHING and each.history[-1].day >= refused for each in searches)
    return not (another or _return_considered(course, refused) or _address_reported(course, refused))


def _return_considered(course: "Course", since: date) -> bool:
    """Whether the question to which a refused measure leads is open, or was decided since."""
    grounds = {course.rules.asked_by_measure(each.code).refused_leads_to for each in course.measures.values()}
    decided = (each.decided_by for each in course.matters.questions.values() if each.ground in grounds)
    return any(act is None or course.published_by(act)[0].day >= since for act in decided)


def _address_reported(course: "Course", since: date) -> bool:
    reported = ((each.data, each.day) for each in course.items)
    return any(isinstance(data, AddressReported) and data.role == "debtor" and day >= since for data, day in reported)


def suspends_since(course: "Course", ground: str) -> date | None:
    """Since when a measure lasts that brings a ground of suspension about; the latest, where there are several."""
    lasting = lasting_measures(course, ground)
    return max((since.day for each in lasting for since in each.history if since.code == LASTS), default=None)


def _lasts(course: "Course", measure: Measure) -> bool:
    return measure.status == LASTS and measure.id not in course.matters.over


def _suspending(course: "Course") -> list[tuple[str, Measure]]:
    grounds = ((course.rules.asked_by_measure(each.code).suspends, each) for each in course.measures.values())
    return [(ground, each) for ground, each in grounds if ground is not None]
