"""When acts are open: statuses of the proceeding, service, suspensions and their terms (Art. 357, 362-364)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from contracts.acts.suspend_deductions import DeductionsSuspended
from contracts.events.proceedings import ProceedingResumed, ProceedingSuspended
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.income import at_payers
from services.proceedings.domain.rules import Rules
from services.proceedings.domain.suspensions import first_by_cause, lasting_on
from shared.law.calendar import OutsideCalendar
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.rows import Ground, TimeLimit
from shared.law.rule_sets.vocabulary import LimitKind
from shared.law.time_limits import due_date


@CONDITIONS.derived("after-initiation", of_form=True)
def after_initiation(course: Course, act: Act, _: ActRow) -> Problems:
    """No act precedes the initiation (Art. 356)."""
    if act.day < course.initiated_on:
        yield refused.BEFORE_INITIATION.because(f"the proceeding was initiated on {course.initiated_on}")


@CONDITIONS.derived("open-in-status", decisive=True)
def open_in_status(course: Course, act: Act, row: ActRow) -> Problems:
    """The act is open in the status of its day."""
    if course.status in row.statuses:
        return
    if course.ended:
        yield refused.FINISHED.because(f"the proceeding is {course.status} since {course.statuses[-1].day}")
        return
    detail = f"{act.name} is not open while the proceeding is {course.status}"
    yield refused.NOT_IN_THIS_STATUS.because(detail, row.article)


@CONDITIONS.derived("served-once")
def served_once(course: Course, _: Act, __: ActRow) -> Problems:
    """The resolution on initiation is served once."""
    if course.served_on is not None:
        yield refused.ALREADY_SERVED.because(f"the debtor was served on {course.served_on}")


@CONDITIONS.derived("term-of-suspension", of_form=True)
def term_of_suspension(course: Course, act: Act, row: ActRow) -> Problems:
    """The suspension has the term that its ground gives it (Art. 364(1))."""
    data: ProceedingSuspended = act.data
    ground = course.rules.ground(data.status.reason, act.day)
    if ground is None or ground.decision not in row.decisions:
        return  # no ground of a suspension: another condition says so
    yield from _fault_of_term(course, ground, act.day, data.until)


@CONDITIONS.derived("rest-has-term")
def rest_has_term(course: Course, act: Act, row: ActRow) -> Problems:
    """Deductions that rest after the completion do so on a ground of suspension, for its term (Art. 364(1))."""
    data: DeductionsSuspended = act.data
    if not at_payers(course):
        return  # they rest as long as the proceeding does
    ground = course.rules.ground(data.ground, act.day) if data.ground is not None else None
    if ground is None or ground.decision not in _suspending(course.rules):
        yield refused.GROUND_UNFIT.because("deductions rest on a ground of Art. 362 or 363", row.article)
    else:
        yield from _fault_of_term(course, ground, act.day, data.until)


def _fault_of_term(course: Course, ground: Ground, day: date, until: date | None) -> Problems:
    term = term_of(course.rules, ground, day)
    article = str(term.article)
    if until is None:
        if term.amount:
            yield refused.TERM_MISSING.because("the resolution names the last day", article)
    elif not _is_a_stretch(term):
        yield refused.TERM_NOT_A_DATE.because(f"the suspension lasts as {term.id} says, not until a date", article)
    elif until < day:
        yield refused.TERM_BEFORE_START.because(f"{until} lies before {day}", article)
    else:
        yield from _fault_of_length(course, term, day, until)


def _fault_of_length(course: Course, term: TimeLimit, day: date, until: date) -> Problems:
    try:
        course.calendar.next_working(until)
        longest = due_date(term, day, course.calendar) if term.amount else None
    except OutsideCalendar as error:
        yield refused.TERM_OUTSIDE_CALENDAR.because(str(error))
        return
    if longest is not None and until > longest:
        yield refused.TERM_TOO_LONG.because(f"the last possible day is {longest}", str(term.article))


@CONDITIONS.derived("suspension-with-a-term", decisive=True)
def suspension_with_a_term(course: Course, act: Act, row: ActRow) -> Problems:
    """A suspension on the ground lasts, has a last day, and is to last longer."""
    lasting = lasting_on(course, act.data.ground)
    if lasting is None:
        yield refused.SUSPENSION_UNKNOWN.because(f"no suspension on {act.data.ground} lasts", row.article)
    elif lasting.last_day is None:
        yield refused.TERM_NOT_A_DATE.because("the suspension lasts until its circumstance ends", row.article)
    elif act.data.until <= lasting.last_day:
        yield refused.TERM_NOT_LONGER.because(f"the suspension lasts until {lasting.last_day}", row.article)


@CONDITIONS.derived("within-longest-suspension")
def within_longest_suspension(course: Course, act: Act, _: ActRow) -> Problems:
    """A suspension lasts as far as its ground allows, counted from its first day (Art. 364(1) ind. 6, 9).

    One that the same search brings about anew is counted from the first day of the earlier one.
    """
    data: Any = act.data
    code = data.status.reason if isinstance(data, ProceedingSuspended) else data.ground
    lasting, ground, first = lasting_on(course, code), course.rules.ground(code, act.day), first_by_cause(course, code)
    if first is None and lasting is not None:
        first = lasting.since
    if first is not None and ground is not None and data.until is not None:
        yield from _fault_of_length(course, term_of(course.rules, ground, act.day), first, data.until)


@CONDITIONS.derived("ground-of-another-suspension")
def ground_of_another_suspension(course: Course, act: Act, row: ActRow) -> Problems:
    """A ground suspends once while it lasts."""
    data: ProceedingSuspended = act.data
    for each in course.suspensions:
        if each.ground == data.status.reason:
            detail = f"the proceeding is suspended on this ground since {each.since}"
            yield refused.SUSPENDED_ON_THIS_GROUND.because(detail, row.article)


@CONDITIONS.derived("reason-of-resumption", of_form=True)
def reason_of_resumption(course: Course, act: Act, _: ActRow) -> Problems:
    """The reason is one of resumption."""
    data: ProceedingResumed = act.data
    if data.status.reason not in course.rules.proceedings.grounds.resumptions:
        yield refused.REASON_UNFIT.because(f"{data.status.reason} is no reason of resumption")


@CONDITIONS.derived("suspension-to-end")
def suspension_to_end(course: Course, act: Act, row: ActRow) -> Problems:
    """The resumption says which ground ended, where there are several."""
    data: ProceedingResumed = act.data
    if not course.suspensions or course.suspension_ended_by(data) is not None:
        return
    lasting = ", ".join(f"{each.ground} since {each.since}" for each in course.suspensions)
    if data.ground is None:
        yield refused.SUSPENSION_NOT_NAMED.because(f"several grounds last: {lasting}", row.article)
    else:
        yield refused.SUSPENSION_UNKNOWN.because(f"what lasts is {lasting}", row.article)


@CONDITIONS.derived("completing-status", decisive=True)
def completing_status(course: Course, act: Act, row: ActRow) -> Problems:
    """A suspended proceeding is completed on grounds that say so."""
    ground = course.rules.ground(act.data.status.reason, act.day)
    if course.status != "suspended" or ground is None:
        return
    if not course.rules.asked_by(ground).while_suspended:
        detail = f"{act.name} is not open while the proceeding is suspended"
        yield refused.NOT_IN_THIS_STATUS.because(detail, row.article)


def suspended_long_enough(course: Course, ground: str, day: date) -> bool:
    """Whether the measure that brings a ground about has suspended as long as it may, so that nothing more follows."""
    row, first = course.rules.ground(ground, day), first_by_cause(course, ground)
    if row is None or first is None:
        return False
    term = term_of(course.rules, row, day)
    try:
        longest = due_date(term, first, course.calendar) if term.amount else None
    except OutsideCalendar:
        return False
    return longest is not None and day > longest


def expiry_ends_suspension(rules: Rules, limit: str) -> bool:
    """Whether a time limit is a term of Art. 364 whose expiry alone ends the suspension."""
    terms = {ground.term for ground in rules.law.all(Ground) if ground.decision in _suspending(rules)}
    return limit in terms and _is_a_stretch(rules.law.limit(limit))


def _suspending(rules: Rules) -> Collection[str]:
    """The decisions that suspend (Art. 362, 363)."""
    return rules.law.procedures.enforcement.acts["suspend-proceeding"].decisions


def term_of(rules: Rules, ground: Ground, day: date) -> TimeLimit:
    """The term that a ground of suspension gives. Raises LookupError."""
    if ground.term is None:
        raise LookupError(f"ground {ground.id} has no term in rule set {rules.id}")
    return rules.law.limit(ground.term, day)


def _is_a_stretch(term: TimeLimit) -> bool:
    """A stretch of time, not the wait for an event."""
    return term.amount is not None or term.kind is LimitKind.SET_BY_LAW
