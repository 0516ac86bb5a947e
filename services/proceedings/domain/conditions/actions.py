"""What the performance of executive actions, and their postponement, ask of the course (Art. 351, 368)."""

from datetime import date
from uuid import UUID

from contracts.acts.record_decision_on_appeal import DecisionOnAppealRecorded
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.calendar import outside_working_time
from services.proceedings.domain.conditions.ensuring import unfit_last_day, unfit_rights
from services.proceedings.domain.conditions.measures import barred
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.actions import next_status
from services.proceedings.domain.measure_terms import RESTING
from services.proceedings.domain.rests import appealed, applied_by, rests_by
from shared.law.calendar.hours import MINSK
from shared.law.procedures import Act, ActRow

TO_PERFORM = frozenset({"adopted", "in-force"})
POSTPONEMENT = "decide-on-postponement"
ANNULLED, CHANGED = "annulled", "changed"


@CONDITIONS.derived("action-to-perform", decisive=True)
def action_to_perform(course: Course, act: Act, row: ActRow) -> Problems:
    """The executor took the action or measure, and it is neither postponed nor over."""
    yield from _unless_in(TO_PERFORM, course, act, row)


@CONDITIONS.derived("action-not-over", decisive=True)
def action_not_over(course: Course, act: Act, row: ActRow) -> Problems:
    """The executor took the action, and it is not over: an obstacle may outlast the day to which it was postponed."""
    yield from _unless_in(TO_PERFORM | {RESTING}, course, act, row)


def _unless_in(statuses: frozenset[str], course: Course, act: Act, row: ActRow) -> Problems:
    measure = course.measures.get(act.data.measure)
    if measure is None:
        yield refused.BEFORE_MEASURE_STATUS.because("the measure begins later")
    elif "court-executor" not in course.rules.measure(measure.code, act.day).decided_by:
        yield refused.MEASURE_UNFIT.at("measure").because(f"it is {measure.code}", row.article)
    elif measure.status not in statuses:
        detail = f"{act.name} is not open for {measure.code}, which is {measure.status}"
        yield refused.MEASURE_STEP_IMPOSSIBLE.at("measure").because(detail, row.article)


@CONDITIONS.derived("began-on-its-day", of_form=True)
def began_on_its_day(_: Course, act: Act, row: ActRow) -> Problems:
    """The action began on the day it is recorded for, in Minsk time, and ended after it began."""
    began, ended = act.data.began_at, act.data.ended_at
    if began is None:
        return
    if began.astimezone(MINSK).date() != act.day:
        yield refused.TIME_UNFIT.because(f"it began at {began.astimezone(MINSK):%Y-%m-%d %H:%M}", row.article)
    elif ended is not None and ended < began:
        yield refused.TIME_UNFIT.at("ended_at").because("it ended before it began", row.article)


@CONDITIONS.derived("appointed-in-working-time")
def appointed_in_working_time(course: Course, act: Act, row: ActRow) -> Problems:
    """An action is appointed for a working day to come, by day, save what admits of no delay."""
    at = act.data.appointed_for.astimezone(MINSK)
    if at.date() < act.day:
        yield refused.TIME_UNFIT.at("appointed_for").because(f"{at.date()} lies before {act.day}", row.article)
    else:
        yield from outside_working_time(course, act, at.date(), at)


@CONDITIONS.derived("performed-in-order")
def performed_in_order(course: Course, act: Act, _: ActRow) -> Problems:
    """What is performed is still to be carried out; while the proceeding is suspended, only what may go on."""
    measure = course.measures.get(act.data.measure)
    if measure is None:
        return
    row, step = course.rules.measure(measure.code, act.day), next_status(course, measure, act.day)
    if step is None:
        detail = f"{measure.code} is {measure.status} and cannot be performed once more"
        yield refused.MEASURE_STEP_IMPOSSIBLE.at("measure").because(detail, str(row.article))
    else:
        yield from barred(course, measure, step, row)


@CONDITIONS.derived("postponement-asked")
def postponement_asked(course: Course, act: Act, row: ActRow) -> Problems:
    """Something was stated that nobody has decided on."""
    if not any(duty == POSTPONEMENT and _names(course, asked, act.data.measure) for duty, asked in course.duties):
        yield refused.NOT_ASKED.because("no obstacle to the action was stated", row.article)


@CONDITIONS.derived("measure-of-the-ruling")
def measure_of_the_ruling(course: Course, act: Act, row: ActRow) -> Problems:
    """A measure of the court goes with the ruling that applied it, if that is annulled.

    If it is changed, the decision names other rights or another last day of the measure. Of a ruling that suspended the
    measure or extended that, it is the last day of the rest (Art. 139(1), 348(8)); any other ruling leaves it as it is.
    """
    data: DecisionOnAppealRecorded = act.data
    changes = data.until is not None or data.rights is not None
    if data.measure is None and not changes:
        return
    measure = course.measures.get(data.measure) if data.measure is not None else None
    if changes is not (data.outcome == CHANGED) or data.outcome not in {ANNULLED, CHANGED}:
        stated = "other rights or another last day" if changes else "neither rights nor a last day"
        detail = f"the ruling is {data.outcome}, and {stated} of the measure named"
        yield refused.MEASURE_UNFIT.at("measure").because(detail, row.article)
    elif measure is None:
        yield refused.MEASURE_UNKNOWN.because("the proceeding has no measure with this id")
    elif not _of_the_court(course, measure.code, act.day):
        yield refused.DECIDED_BY_ANOTHER.because(f"it is {measure.code}", row.article)
    elif measure.status not in course.rules.proceedings.measures.binding:
        detail = f"{act.name} is not open for {measure.code}, which is {measure.status}"
        yield refused.MEASURE_STEP_IMPOSSIBLE.at("measure").because(detail, row.article)
    elif applied_by(course, measure, rulings := appealed(course, data.ruling_appeal)):
        binding = course.rules.proceedings.measures.binding
        applied = next(since.day for since in measure.history if since.code in binding)
        yield from unfit_last_day(course, measure.code, data.until, applied, act.day)
        yield from unfit_rights(course, measure.code, data.rights or (), act.day)
    elif not rests_by(course, measure, rulings):
        detail = "the ruling that is appealed neither applied nor suspended it"
        yield refused.MEASURE_UNFIT.at("measure").because(detail, row.article)
    elif data.rights is not None:
        yield from unfit_rights(course, None, data.rights, act.day)


def _of_the_court(course: Course, code: str, day: date) -> bool:
    return "court" in course.rules.measure(code, day).decided_by


def _names(course: Course, act: UUID, measure: UUID) -> bool:
    return any(getattr(each.data, "measure", None) == measure for each in course.published_by(act))
