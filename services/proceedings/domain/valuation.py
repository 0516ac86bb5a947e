"""The value of arrested property: who set it, who received it, which disagreements with it are open (Art. 352)."""

from datetime import date
from uuid import UUID

from services.proceedings.domain.copies import PARTIES
from services.proceedings.domain.course import Course
from services.proceedings.domain.last_days import earliest
from services.proceedings.domain.things import Said
from shared.law.rule_sets.parts.valuation import ValueSource

PRELIMINARY, VALUE, DISAGREEMENT = "value-preliminarily", "value-property", "state-valuation-disagreement"
APPOINT, ANSWER_LATE, CONCLUDE = "appoint-value-examination", "answer-late-disagreement", "give-conclusion-on-value"
"""The duties that follow from a disagreement."""


def source_of(course: Course, value: Said) -> ValueSource:
    """The row of who set a value."""
    return course.rules.proceedings.valuation.sources[value.data.source]


def last_value(course: Course, property_: UUID) -> Said | None:
    """The value as it was set last."""
    values = course.things.said(property_, VALUE)
    return values[-1] if values else None


def was_examined(course: Course, property_: UUID) -> bool:
    """Whether an expert or the court has set the value, which is used as it is from then on."""
    return any(source_of(course, value).examined for value in course.things.said(property_, VALUE))


def is_under_examination(course: Course, property_: UUID) -> bool:
    """Whether an examination was appointed whose conclusion is still to come."""
    appointed = course.things.said(property_, "appoint-value-examination")
    return any((CONCLUDE, said.act) in course.duties for said in appointed)


def is_late(course: Course, disagreement: UUID) -> bool:
    """Whether it was stated after its limit, restored or not; what nobody received a copy of starts no limit."""
    for stated in course.things.said(disagreement, DISAGREEMENT):
        before = _until(course, stated)
        last = _last_day(course, before, stated.data.party)
        return last is not None and stated.day > last
    return False


def open_disagreements(course: Course, property_: UUID) -> list[UUID]:
    """Disagreements that were stated in time or whose limit was restored, and that no expert or court settled."""
    settled = {
        earlier.act
        for value in course.things.said(property_, VALUE)
        if source_of(course, value).examined
        for earlier in _until(course, value, of=property_)
    }
    return [
        stated.data.disagreement
        for stated in course.things.said(property_, DISAGREEMENT)
        if stated.act not in settled and _counts(course, stated.data.disagreement)
    ]


def may_disagree_until(course: Course, property_: UUID, day: date) -> date | None:
    """The last day on which a party that has a copy may disagree; none: no such limit runs on that day."""
    acts = course.things.said(property_, VALUE, *_copies(course))
    last_days = (_last_day(course, acts, party) for party in PARTIES)
    return max((last for last in last_days if last is not None and last >= day), default=None)


def _counts(course: Course, disagreement: UUID) -> bool:
    status = course.things.status(disagreement)
    if status in course.rules.proceedings.valuation.disagreements.answered:
        return False
    return status != "stated" or not is_late(course, disagreement)


def _last_day(course: Course, acts: list[Said], party: str) -> date | None:
    """The last day of the limit of a party that received the paper with the last value, where the executor set it."""
    received = _received(course, acts, party)
    limit = course.rules.proceedings.valuation.disagreements.limit
    return earliest(course, limit, received[0]) if received else None


def lacking_of_valuation(course: Course, property_: UUID) -> tuple[str, ...]:
    """The parties that received no copy of the act of valuation with the last value (Art. 352(6))."""
    return tuple(party for party in PARTIES if not received_on(course, property_, party))


def received_on(course: Course, property_: UUID, party: str) -> list[date]:
    """The days on which a party received the paper with the last value, where the executor set it."""
    return _received(course, course.things.said(property_, VALUE, *_copies(course)), party)


def _received(course: Course, acts: list[Said], party: str) -> list[date]:
    value: Said | None = None
    days: list[date] = []
    for said in acts:
        if said.name == VALUE:
            value, days = said, []
        elif value is not None and is_copy_of(course, value, said.name) and _receiver(course, said) == party:
            days.append(said.day)
    return days


def is_copy_of(course: Course, value: Said, act: str) -> bool:
    """Whether a party receives by an act of that row the paper that states a value of the executor."""
    source = source_of(course, value)
    return source.of_executor and source.copy_by == act


def _copies(course: Course) -> tuple[str, ...]:
    return tuple(course.rules.proceedings.valuation.copies)


def _receiver(course: Course, said: Said) -> str:
    named: str = getattr(said.data, course.rules.proceedings.valuation.copies[said.name].receiver)
    return named


def _until(course: Course, stated: Said, of: UUID | None = None) -> list[Said]:
    """The acts on the property of an act that came before it."""
    acts = course.things.acts.get(of or stated.data.property, ())
    place = next((place for place, each in enumerate(acts) if each.act == stated.act), len(acts))
    return [each for each in acts[:place] if each.name in {VALUE, DISAGREEMENT, *_copies(course)}]
