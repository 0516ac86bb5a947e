"""Requests, rulings and petitions on ensuring measures, and what becomes of the measures (Art. 348)."""

from dataclasses import replace
from datetime import date

from contracts.events.proceedings import MeasureAdded
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.entries import Measure, Pause, Since
from services.proceedings.domain.measure_requests import (
    ADOPTED,
    APPLIED,
    GRANTED,
    REQUESTED,
    as_added,
    granted_by,
    petition_named,
)
from services.proceedings.domain.measure_terms import RESTING
from shared.law.calendar import OutsideCalendar
from shared.law.procedures import Act, ActRow
from shared.law.time_limits import due_date


@EFFECTS.named("request-measure")
def request_measure(course: Course, act: Act, row: ActRow) -> None:
    """A measure is asked for; it binds nobody yet."""
    data = act.data
    course.publish(data, act.day)
    asked = MeasureAdded(
        measure=data.measure,
        code=data.code,
        status=REQUESTED,
        article=row.article,
        sum=data.sum,
        subject=data.subject,
        follows_from=row.act,
    )
    _begin(course, asked, act.day)


@EFFECTS.named("rule-on-measure")
def rule_on_measure(course: Course, act: Act, row: ActRow) -> None:
    """The court applies the measure, until a day or for the longest time that there is, or refuses it."""
    course.publish(act.data, act.day)
    measure = course.measures.get(act.data.measure)
    if measure is None:
        return
    ruled = ADOPTED if act.data.outcome == APPLIED else "refused"
    if ruled == ADOPTED:
        _end_later(course, measure, act.day, act.data.until)
    step = course.step(measure, ruled, act.day)
    article = step.article if step is not None and step.article is not None else row.article
    course.move_measure(measure, ruled, act.day, article, row.act)


@EFFECTS.named("settle-petition")
def settle_petition(course: Course, act: Act, row: ActRow) -> None:
    """What is granted happens to the measure: it is cancelled, rests for a period, or another one takes its place."""
    petition, measure = petition_named(course, act.data.petition), course.measures.get(act.data.measure)
    granted = granted_by(course, petition.kind) if petition is not None else None
    if petition is None or granted is None or measure is None or act.data.outcome != GRANTED:
        return
    if granted.to is None:
        measure.accounts = getattr(act.data, "accounts", None) or measure.accounts
        return
    article = str(granted.article)
    if granted.rests:
        # The court's own days: they bound a state, and no day off moves them (Art. 135(2)).
        since: date | None = getattr(act.data, "since", None)
        measure.pause = Pause(act.data.until, measure.status, article, stops=False, since=since)
        if since is not None:
            return
    course.move_measure(measure, granted.to, act.day, article, row.act)
    if granted.begins and petition.other and act.data.new_measure and act.data.new_measure not in course.measures:
        begun = as_added(petition.other, act.data, granted).model_copy(update={"follows_from": row.act})
        _begin(course, begun, act.day)
        _end_later(course, course.measures[begun.measure], act.day, begun.until)


@EFFECTS.named("extend-rest")
def extend_rest(course: Course, act: Act, row: ActRow) -> None:
    """A measure that the court suspended rests longer, or again from the ruling on (Art. 139(1))."""
    measure = course.measures.get(act.data.measure)
    if measure is None or measure.pause is None:
        return
    measure.pause = replace(measure.pause, last_day=act.data.until)
    if measure.status == measure.pause.back_to and measure.pause.since is None:
        course.move_measure(measure, RESTING, act.day, measure.pause.article, row.act)


@EFFECTS.named("reduce-secured-sum")
def reduce_secured_sum(course: Course, act: Act, _: ActRow) -> None:
    """The measure secures less from now on."""
    course.publish(act.data, act.day)
    measure = course.measures.get(act.data.measure)
    if measure is not None:
        measure.sum = act.data.sum


def _begin(course: Course, added: MeasureAdded, day: date) -> None:
    course.measures[added.measure] = Measure(
        added.measure, added.code, [Since(added.status, day)], added.sum, added.subject, accounts=added.accounts
    )
    course.publish(added, day)


def _end_later(course: Course, measure: Measure, day: date, until: date | None) -> None:
    """A measure that is applied lasts until the day that is named, else for the longest time that there is."""
    measure.last_day = until or _longest(course, measure, day)


def _longest(course: Course, measure: Measure, day: date) -> date | None:
    """The last day that the law leaves for it; none: there is no such day, or no calendar for it yet."""
    limit = course.rules.measure(measure.code, day).longest
    try:
        return due_date(course.rules.law.limit(limit, day), day, course.calendar) if limit is not None else None
    except OutsideCalendar:
        return None
