"""Duties: what somebody has to do, as it follows from the acts. Which there are is the rows' business (duties.yaml)."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from contracts.acts.bank_seized_cash import SeizedCashBanked
from contracts.acts.call_consideration import ConsiderationCalled
from contracts.acts.cancel_payout import PayoutCancelled
from contracts.acts.extend_suspension import SuspensionExtended
from contracts.acts.hand_over_arrest_act import ArrestActHandedOver
from contracts.acts.hand_over_valuation_act import ValuationActHandedOver
from contracts.acts.notify_of_consideration import PartyNotified
from contracts.acts.recall_effect import EffectRecalled
from contracts.acts.record_bank_reversal import BankReversalRecorded
from contracts.acts.record_delay_until_event import DelayUntilEventGranted
from contracts.acts.record_grant_of_delay import DelayGranted
from contracts.acts.record_refusal_of_delay import DelayRefused
from contracts.acts.refer_for_liability import LiabilityReferred
from contracts.acts.return_payout import PayoutReturned
from contracts.acts.send_document import DocumentSent
from contracts.acts.send_notice import NoticeSent
from contracts.events.proceedings import (
    DocumentReturned,
    ProceedingCompleted,
    ProceedingResumed,
    ProceedingSuspended,
    ProceedingTerminated,
    ResolutionCopiesSent,
)
from services.proceedings.domain.circumstances import ACTS_CONCERNED, CIRCUMSTANCES
from services.proceedings.domain.conditions.attested import all_notified
from services.proceedings.domain.copies import COPIES, lacking, lacking_of_arrest, made_in_none, uninformed
from services.proceedings.domain.course import Course
from services.proceedings.domain.income import at_payers, begun, deducts
from services.proceedings.domain.journal import ANNULMENT
from services.proceedings.domain.measure_requests import COURT, decider
from services.proceedings.domain.outward import (
    act_of_payout,
    note_outward,
    recalled,
    reconsider,
    settle_outward,
)
from services.proceedings.domain.realization import is_immovable, of_pledged, with_buyer
from services.proceedings.domain.seized_cash import PAY_IN, all_paid_in
from services.proceedings.domain.valuation import lacking_of_valuation
from shared.law.rule_sets.parts.acts import ANNULLED
from shared.law.rule_sets.parts.procedures import Duty

_OF_PROPERTY: Mapping[str, Callable[[Course, UUID], bool]] = {"handed-over": with_buyer, "immovable": is_immovable}
MEASURE = "measure"


def settle_duties(course: Course, name: str, act: UUID, day: date, data: Any = None) -> None:
    """Open and close the duties that an act of that name changes, after it took effect."""
    for duty, row in course.rules.duties_after[name].items():
        if row.as_long_as is not None:
            _follow(course, duty, CIRCUMSTANCES[row.as_long_as](course), act, day)
        elif row.for_each is not None:
            _follow_each(course, duty, ACTS_CONCERNED[row.for_each](course), act, day)
        elif name in row.opened_by or name in row.closed_by or course.duties.has(duty):
            _settle(course, duty, row, name, act, day, data)
    note_outward(course, name, act, day, data)
    settle_outward(course, name, act, day)
    if name == ANNULMENT:
        reconsider(course, day)


def _settle(course: Course, duty: str, row: Duty, name: str, act: UUID, day: date, data: Any) -> None:
    # What recurs, such as a check, fulfils the duty that was open and opens it for the next time.
    fulfilled = [*_fulfilled(course, duty, name, data)] if name in row.closed_by and _fulfils(row, data) else []
    over = falls_with_the_end(course, row)
    if name in row.opened_by and (not over or outlasts(course, row, data)) and _concerns(course, name, row, data, day):
        course.open_duty(duty, act, day, who=getattr(data, row.who_stated) if row.who_stated else None)
    for each in fulfilled:
        course.close_duty(duty, each, day, act)
        recalled(course, duty, each)
    if name in row.closed_by:
        _state_the_rest(course, duty, name, data, day)
    if row.falls_away:
        for without_object in [*_without_object(course, duty, row)]:
            course.close_duty(duty, without_object, day, act)
    for open_for in course.duties.of(duty) if over else ():
        if not any(outlasts(course, row, each.data) for each in course.published_by(open_for)):
            course.close_duty(duty, open_for, day, act)


def follow_circumstances(course: Course, act: UUID, day: date) -> None:
    """Open and close the duties that last with a circumstance, after something happened by law; they concern an act."""
    for duty, row in course.rules.lasting_duties.items():
        if row.as_long_as is not None:
            _follow(course, duty, CIRCUMSTANCES[row.as_long_as](course), act, day)
        if row.for_each is not None:
            _follow_each(course, duty, ACTS_CONCERNED[row.for_each](course), act, day)


def falls_with_the_end(course: Course, row: Duty) -> bool:
    """Whether nobody has to do it any more because the proceeding is over."""
    return row.ends_with_proceeding and course.ended and not (row.until_final and at_payers(course))


def outlasts(course: Course, row: Duty, data: Any) -> bool:
    """Whether the duty about an act is still to be fulfilled after an end."""
    if row.outlasts_end is None:
        return False
    thing: UUID | None = getattr(data, row.outlasts_end.of, None)
    opened = course.things.acts.get(thing, ())[:1] if thing is not None else ()
    return any(getattr(each.data, row.outlasts_end.field) in row.outlasts_end.values for each in opened)


def _concerns(course: Course, name: str, row: Duty, data: Any, day: date) -> bool:
    """Whether an act opens the duty: what it states, where the things are that it names, who decides on its measure."""
    if row.kinds and course.document.kind not in row.kinds:
        return False
    if COPIES in row.closed_by and made_in_none(course.rules, name, data):
        return False
    stated = all(_named_value(getattr(data, field)) in values for field, values in row.where.items())
    stated = stated and all(getattr(data, field) is not None for field in row.stating)
    there = all(course.things.status(getattr(data, of)) in statuses for of, statuses in row.where_thing.items())
    there = there and all(course.things.said(getattr(data, of), act) for of, act in row.where_said.items())
    there = there and (row.where_property is None or _OF_PROPERTY[row.where_property](course, data.property))
    pledged = not row.pledged or of_pledged(course, data)
    deducted = not row.while_deducting or deducts(course, data.income_order, day)
    deducted = deducted and not (row.not_begun and begun(course, data.income_order))
    return (
        stated
        and there
        and pledged
        and deducted
        and (row.decided_by is None or row.decided_by == decider(course, data, day))
    )


def _named_value(value: Any) -> Any:
    """A value as rows name it."""
    return str(value) if isinstance(value, bool) else value


def _fulfils(row: Duty, data: Any) -> bool:
    """Whether an act states what the duty asks of it: a part performed leaves the statement on the rest undecided."""
    sum_ = getattr(data, row.closed_with_sum, None) if row.closed_with_sum else None
    if sum_ is not None and not sum_.amount:
        return False
    return all(not hasattr(data, field) or getattr(data, field) in values for field, values in row.closed_where.items())


def _follow(course: Course, duty: str, holds: bool, act: UUID, day: date) -> None:
    """A duty that is open as long as a circumstance lasts; it concerns the act that brought it about."""
    if holds == course.duties.has(duty):
        return
    if holds:
        course.open_duty(duty, act, day)
    for each in course.duties.of(duty) if not holds else ():
        course.close_duty(duty, each, day, act)


def _follow_each(course: Course, duty: str, concerned: Collection[UUID], act: UUID, day: date) -> None:
    """A duty that is open for each of these acts, and for no other."""
    for each in course.duties.of(duty):
        if each not in concerned:
            course.close_duty(duty, each, day, act)
    for each in sorted({*concerned}):
        if (duty, each) not in course.duties:
            course.open_duty(duty, each, day)


def _fulfilled(course: Course, duty: str, name: str, data: Any) -> Iterator[UUID | None]:
    """The acts whose duty an act fulfils; none where the course does not know them."""
    match data:
        case ResolutionCopiesSent():
            yield None if lacking(course, data.resolution) else course.causes.get(data.resolution)
        case EffectRecalled():
            yield data.act
        case NoticeSent():
            yield None if uninformed(course, data.act, course.rules.duties[duty]) else data.act
        case ArrestActHandedOver():
            yield from () if lacking_of_arrest(course, data.property) else _about_the_same(course, duty, name, data)
        case ValuationActHandedOver():
            yield from () if lacking_of_valuation(course, data.property) else _about_the_same(course, duty, name, data)
        case PayoutCancelled() | PayoutReturned():
            yield act_of_payout(course, data.payout)
        case DocumentSent():
            yield course.ended_by
        case LiabilityReferred():  # of several demands or losses the first; the referral names a person
            yield from _first(course, duty)
        case DelayGranted() | DelayUntilEventGranted():
            yield from course.duties.of(duty) if data.granted_by == COURT else ()
        case DelayRefused():
            yield from (act for act in course.duties.of(duty) if _names(course, act, "kind", data.kind))
        case SeizedCashBanked() | BankReversalRecorded() if duty == PAY_IN:
            yield from _about_the_same(course, duty, name, data) if all_paid_in(course, data.payment) else ()
        case ConsiderationCalled():  # nobody has to be notified of the day before
            yield from (each.act for each in course.things.said(data.question, name)[:-1])
        case PartyNotified():
            asked = course.matters.questions[data.question]
            yield asked.called_by if all_notified(course, asked) else None
        case (
            ProceedingResumed()
            | ProceedingSuspended()
            | SuspensionExtended()
            | ProceedingTerminated()
            | DocumentReturned()
            | ProceedingCompleted()
        ):
            decided = (each for each in course.matters.questions.values() if each.decided)
            yield from (act for each in decided for act in (each.act, each.called_by))
        case _:
            yield from _about_the_same(course, duty, name, data)


def _first(course: Course, duty: str) -> list[UUID]:
    """The act for which a duty is open longest."""
    return sorted(course.duties.of(duty), key=lambda act: min(each.day for each in course.published_by(act)))[:1]


def _state_the_rest(course: Course, duty: str, name: str, data: Any, day: date) -> None:
    """Copies and notices that went to some of those who must have one leave the duty open for the others.

    Art. 343(5), 352(6), 354(2), 361(1), 379(5).
    """
    match data:
        case ResolutionCopiesSent():
            acts, whom = [course.causes.get(data.resolution)], lacking(course, data.resolution)
        case NoticeSent():
            acts, whom = [data.act], uninformed(course, data.act, course.rules.duties[duty])
        case ArrestActHandedOver():
            acts = list(_about_the_same(course, duty, name, data))
            whom = lacking_of_arrest(course, data.property)
        case ValuationActHandedOver():
            acts = list(_about_the_same(course, duty, name, data))
            whom = lacking_of_valuation(course, data.property)
        case _:
            return
    for act in acts:
        if act is not None and (duty, act) in course.duties:
            course.open_duty(duty, act, day, whom=whom)


def _about_the_same(course: Course, duty: str, name: str, data: Any) -> Iterator[UUID]:
    """The acts with that duty which name what an act is about or moves: the same petition, measure, or other thing."""
    row = course.rules.law.procedures.enforcement.rows.get(name)
    if row is None:
        return
    fields = dict.fromkeys([row.about, *(move.of for move in row.moves_thing)])
    things = [(field, thing) for field in fields if field and (thing := getattr(data, field, None)) is not None]
    for act in course.duties.of(duty):
        if any(_names(course, act, field, thing) for field, thing in things):
            yield act


def _without_object(course: Course, duty: str, row: Duty) -> Iterator[UUID]:
    """The acts with that duty whose thing has come where nothing is left to do about it, or was annulled (Art. 353)."""
    return (act for act in course.duties.of(duty) if has_no_object(course, act, row))


def has_no_object(course: Course, act: UUID, row: Duty) -> bool:
    """Whether the thing that the act names is where nothing is left to do about it."""
    return any(_status_of(course, act, of) in {*statuses, ANNULLED} for of, statuses in row.falls_away.items())


def _status_of(course: Course, act: UUID, of: str) -> str | None:
    """The status of the thing or measure that a field of the act names; none: it names none."""
    named = (getattr(each.data, of, None) for each in course.published_by(act))
    thing = next((each for each in named if each is not None), None)
    if of == MEASURE:
        return course.measures[thing].status if thing in course.measures else None
    return course.things.status(thing) if thing is not None else None


def _names(course: Course, act: UUID, field: str, thing: Any) -> bool:
    return any(getattr(each.data, field, None) == thing for each in course.published_by(act))
