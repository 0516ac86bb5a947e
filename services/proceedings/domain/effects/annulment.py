"""Annulment on a complaint or protest (Art. 353): what the act moved goes back from a day on, facts remain.

Money, costs, service and what others did meanwhile stay as they are. A measure that an annulled end released stays
released: it has been lifted in fact, and only a new act imposes it again. What was only asked for is undecided.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from contracts.acts.charge_fee_apart import FeeChargedApart
from contracts.acts.extend_suspension import SuspensionExtended
from contracts.acts.resolve_on_costs import CostsResolved
from contracts.acts.transfer_proceeding import TransferResolved
from contracts.events.corrections import CorrectionMade
from contracts.events.money import CostAnnulled
from contracts.events.proceedings import (
    CompulsoryExecutionStarted,
    DocumentReturned,
    ExecutorAssigned,
    FeeImposed,
    MeasureAdded,
    MeasureStatusChanged,
    ProceedingCompleted,
    ProceedingResumed,
    ProceedingSuspended,
    ProceedingTerminated,
    SuspensionGroundEnded,
)
from contracts.registry import Event
from contracts.values import Money
from services.proceedings.domain.charged_fees import annul_fee, left_of_charge
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.complaints import annulment_carried_out
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.entries import Measure, Since, Suspension
from services.proceedings.domain.held_money import allocate_held
from services.proceedings.domain.levies import arrested_under
from services.proceedings.domain.measure_requests import REQUESTED
from services.proceedings.domain.suspensions import last_day_stated, lasting_on, set_term
from shared.law.money.amounts import add, smaller, subtract
from shared.law.procedures import Act, ActRow
from shared.law.time_limits import Resumed, Suspended

REASON = "act-annulled"
TAKEN_UP = "taken-up"
_SENT, _TAKE_UP = "send-file", "take-up-proceeding"


class Annulled(NamedTuple):
    """What an annulled act moved."""

    data: Any
    day: date
    act: UUID
    since: date
    """The day from which it is annulled."""
    article: str


Undo = Callable[[Course, Annulled], None]


@EFFECTS.named("annul")
def annul(course: Course, act: Act, row: ActRow) -> None:
    """The annulled act moves nothing more; whether it was regular is no question any more."""
    made: CorrectionMade = act.data
    course.annulled[made.act], course.annulled_since[made.act] = act.id, act.day
    for duty, asked in course.rules.duties.items():
        if act.name in asked.closed_by or asked.opened_by:  # what it asked for is not to be done any more
            course.close_duty(duty, made.act, act.day, act.id)
    annulment_carried_out(course, made.act, act.day, act.id, act.day)
    for thing in course.things.take_back(made.act, act.day):
        course.office.reinstate(thing)
    course.matters.take_up_again(made.act)
    moved = [each for each in course.published_by(made.act) if type(each.data) in _UNDO]
    # Beside an end stand the measures it released, beside a resumption the term it started: these stay. What an act
    # did to several measures goes back with it.
    measures = moved if all(isinstance(each.data, MeasureAdded | MeasureStatusChanged) for each in moved) else []
    for each in reversed(measures or moved[-1:]):
        _UNDO[type(each.data)](course, Annulled(each.data, each.day, made.act, act.day, row.article))


def _suspension(course: Course, annulled: Annulled) -> None:
    for each in course.suspensions:
        if each.act == annulled.act:
            course.resume(each, annulled.since, REASON, each.ground)
            return


def _resumption(course: Course, annulled: Annulled) -> None:
    """The suspension that it ended lasts again, unless it was annulled itself."""
    ground = course.grounds_ended[annulled.act]
    if course.ended or any(each.ground == ground for each in course.suspensions):
        return
    no_suspensions = {*course.annulled, *course.annulled.values()}
    lasting = [
        (id_, each.data)
        for id_, items in course.items_of.items()
        for each in items
        if isinstance(each.data, ProceedingSuspended)
        and each.data.status.reason == ground
        and id_ not in no_suspensions
    ]
    if lasting:
        id_, _ = lasting[-1]
        again = Suspension(id_, ground, annulled.since, last_day_stated(course, id_, ground))
        if _is_over(again, annulled.since):
            return
        course.suspend(again)
        _publish_again(course, again)


def _extension(course: Course, annulled: Annulled) -> None:
    """The suspension ends with the term that it had before; where that is over, on the day of the annulment."""
    lasting = lasting_on(course, annulled.data.ground)
    if lasting is None:
        return
    shorter = set_term(course, lasting, last_day_stated(course, lasting.act, lasting.ground))
    if _is_over(shorter, annulled.since):
        course.resume(shorter, annulled.since, REASON, shorter.ground)


def _is_over(suspension: Suspension, day: date) -> bool:
    """Whether the term of a suspension has run out meanwhile, so that it does not last again (Art. 364(1))."""
    return suspension.last_day is not None and suspension.last_day < day


def _publish_again(course: Course, suspension: Suspension) -> None:
    status = course.rules.status("suspended", suspension.ground, suspension.since)
    course.move(ProceedingSuspended(status=status, until=suspension.last_day), suspension.since, status.code)


def _end(course: Course, annulled: Annulled) -> None:
    """The proceeding goes on where it stood; the time in between does not count for the voluntary term."""
    if course.ended_by != annulled.act:
        return
    course.ended, course.ended_by = False, None
    _take_up_requests(course, annulled)
    lasted, course.lasted = course.lasted, ()
    lasting = [each for each in lasted if not _is_over(each, annulled.since)]
    if lasting:
        for each in lasting:
            again = replace(each, since=annulled.since)
            course.suspensions.append(again)
            _publish_again(course, again)
        return
    if course.stage == "voluntary-term" and course.term is not None:
        stopped = () if lasted else (Suspended(on=annulled.day),)  # a suspension had stopped it already
        course.stop_term(*stopped, Resumed(on=annulled.since))
    status = course.rules.status(course.stage, REASON, annulled.since)
    course.move(ProceedingResumed(status=status), annulled.since, course.stage)
    if course.stage == "initiated" and course.served_on is not None:
        course.start_term(annulled.since)


def _take_up_requests(course: Course, annulled: Annulled) -> None:
    """A measure that was only asked for when the proceeding ended is to be decided on (Art. 348(4))."""
    for measure in list(course.measures.values()):
        last = [each.code for each in measure.history[-2:]]
        if last == [REQUESTED, "cancelled"] and any(
            isinstance(each.data, MeasureStatusChanged) and each.data.measure == measure.id
            for each in course.published_by(annulled.act)
        ):
            _move(course, measure, REQUESTED, annulled)


def _renewal(course: Course, annulled: Annulled) -> None:
    """The completed proceeding that went on is completed again (Art. 391(3))."""
    completed = list(_standing(course, ProceedingCompleted))
    if course.ended or not completed:
        return
    course.ended, (course.ended_by, ended) = True, completed[-1]
    course.lasted = tuple(course.suspensions)
    course.suspensions.clear()
    course.move(ended, annulled.since, ended.status.code)


def _measure(course: Course, annulled: Annulled) -> None:
    measure = course.measures[annulled.data.measure]
    measure.annulled = True
    steps = course.rules.steps(course.rules.measure(measure.code, annulled.since))
    if any(step.from_ == measure.status for step in steps):
        _move(course, measure, "cancelled", annulled)


def _step(course: Course, annulled: Annulled) -> None:
    """The measure stands where it stood before, unless it has moved on.

    What was carried out on the resolution that granted a request has lost its basis, as what rests on a measure that
    began without one has (Art. 348(4), (10)).
    """
    measure, step = course.measures[annulled.data.measure], Since(annulled.data.status, annulled.day)
    before = [earlier.code for earlier, later in pairwise(measure.history) if later == step]
    if measure.annulled or not before:
        return
    last = measure.history[-1] == step
    if before[-1] == REQUESTED and (not last or _holds_property(course, measure)):
        _measure(course, annulled)
    elif last:
        _move(course, measure, before[-1], annulled)


def _holds_property(course: Course, measure: Measure) -> bool:
    return any(measure.id in arrested_under(course, thing) for thing in course.things.acts)


def _move(course: Course, measure: Measure, status: str, annulled: Annulled) -> None:
    measure.history.append(Since(status, annulled.since))
    moved = MeasureStatusChanged(measure=measure.id, status=status, article=annulled.article, **measure.described)
    course.publish(moved, annulled.since)


def _hand_over(course: Course, annulled: Annulled) -> None:
    """The executor of the last hand-over that stands has the proceeding again."""
    initiated: Any = course.items[0].data
    executor = initiated.executor
    for _, data in _standing(course, ExecutorAssigned):
        executor = data.executor
    if executor.id != course.executor:
        course.executor = executor.id
        course.publish(ExecutorAssigned(executor=executor, article=annulled.article), annulled.since)


def _transfer(course: Course, annulled: Annulled) -> None:
    """The proceeding does not go to the other body, unless that has taken it up meanwhile (Art. 354(2)).

    That body has nothing to take up any more, where it has the file.
    """
    data: TransferResolved = annulled.data
    if course.things.status(data.transfer) != TAKEN_UP:
        course.office.receiving.pop(data.transfer, None)
        for sent in course.things.said(data.transfer, _SENT):
            course.close_duty(_TAKE_UP, sent.act, annulled.since, course.annulled[annulled.act])


def _standing(course: Course, of: type[Event]) -> Iterator[tuple[UUID, Any]]:
    """What acts published of a kind, those apart that are annulled, and the annulments themselves."""
    apart = {*course.annulled, *course.annulled.values()}
    for id_, items in course.items_of.items():
        if id_ not in apart:
            yield from ((id_, each.data) for each in items if isinstance(each.data, of))


def _fee(course: Course, annulled: Annulled) -> None:
    """What is still owed of it is not owed any more; what was paid is claimed back, and not owed again."""
    sum_: Money = annulled.data.sum
    ledger = course.ledger(sum_.currency)
    if isinstance(annulled.data, FeeChargedApart):
        sum_ = smaller(left_of_charge(course, annulled.act, sum_), ledger.charged_apart)
        ledger.charged_apart = subtract(ledger.charged_apart, sum_)
    else:
        ledger.of_document = subtract(ledger.of_document, sum_)
    annul_fee(course, annulled.act, annulled.day, sum_, annulled.since, annulled.article)


def _cost(course: Course, annulled: Annulled) -> None:
    """The debtor does not owe it any more; what was paid of it goes back by a decision."""
    data: CostsResolved = annulled.data
    ledger = course.ledger(data.sum.currency)
    owed_no_more = smaller(data.sum, ledger.costs_owed)
    ledger.costs = subtract(ledger.costs, owed_no_more)
    cost = course.costs.get(data.cost)
    if cost is not None:
        course.costs[data.cost] = replace(cost, charged=None, charge_annulled=True)
    # Plain money: what is published equals what is read again.
    course.publish(CostAnnulled(act=annulled.act, sum=add(owed_no_more), article=annulled.article), annulled.since)
    allocate_held(course, annulled.since)


_UNDO: Mapping[type[Event], Undo] = {
    ProceedingSuspended: _suspension,
    ProceedingResumed: _resumption,
    SuspensionGroundEnded: _resumption,
    SuspensionExtended: _extension,
    ProceedingTerminated: _end,
    DocumentReturned: _end,
    ProceedingCompleted: _end,
    MeasureAdded: _measure,
    MeasureStatusChanged: _step,
    ExecutorAssigned: _hand_over,
    TransferResolved: _transfer,
    FeeImposed: _fee,
    FeeChargedApart: _fee,
    CostsResolved: _cost,
    CompulsoryExecutionStarted: _renewal,
}
