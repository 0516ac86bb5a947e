"""What disagreements with the value of arrested property do: who has to do what next (Art. 352(6))."""

from collections.abc import Iterable
from uuid import UUID

from contracts.events.valuation import ValuationCopyReceived
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.matters import PARTIES
from services.proceedings.domain.valuation import (
    ANSWER_LATE,
    APPOINT,
    CONCLUDE,
    is_copy_of,
    is_late,
    last_value,
    open_disagreements,
    received_on,
)
from shared.law.procedures import Act, ActRow


@EFFECTS.named("start-disagreement")
def start_disagreement(course: Course, act: Act, row: ActRow) -> None:
    """The days to disagree begin for a party that receives the paper with a value of the executor."""
    value = last_value(course, act.data.property)
    if value is None or not is_copy_of(course, value, row.act):
        return
    for party in PARTIES & {getattr(act.data, "receiver", None), getattr(act.data, "party", None)}:
        if len(received_on(course, act.data.property, party)) == 1:  # a second copy starts no new days
            course.publish(ValuationCopyReceived(property=act.data.property, party=party), act.day)


@EFFECTS.named("state-disagreement")
def state_disagreement(course: Course, act: Act, _: ActRow) -> None:
    """One in time needs an examination, a late one an answer."""
    course.open_duty(ANSWER_LATE if is_late(course, act.data.disagreement) else APPOINT, act.id, act.day)


@EFFECTS.named("restore-disagreement")
def restore_disagreement(course: Course, act: Act, _: ActRow) -> None:
    """A disagreement whose limit was restored needs an examination."""
    if act.data.disagreement in open_disagreements(course, act.data.property):
        course.open_duty(APPOINT, act.id, act.day)


@EFFECTS.named("withdraw-disagreement")
def withdraw_disagreement(course: Course, act: Act, _: ActRow) -> None:
    """The expert is not needed where nobody disagrees any more."""
    property_ = course.things.opened_with(act.data.disagreement).get("property")
    if property_ is not None and not open_disagreements(course, property_):
        _close(course, (CONCLUDE,), property_, act)


@EFFECTS.named("settle-value")
def settle_value(course: Course, act: Act, _: ActRow) -> None:
    """The value of an expert or the court settles what parties disagreed on."""
    if course.rules.proceedings.valuation.sources[act.data.source].examined:
        _close(course, (APPOINT, CONCLUDE), act.data.property, act)


def _close(course: Course, duties: Iterable[str], property_: UUID, act: Act) -> None:
    for duty, opener in sorted(course.duties):
        if duty in duties and any(
            getattr(each.data, "property", None) == property_ for each in course.published_by(opener)
        ):
            course.close_duty(duty, opener, act.day, act.id)
