"""What requests, rulings and petitions on ensuring measures ask of the course (Art. 348)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from contracts.events.proceedings import MeasureAdded
from contracts.problems import Problem
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.caps import counts
from services.proceedings.domain.conditions.measures import (
    claim_fits_measure,
    currency_of_a_debt,
    currency_of_the_claims,
    debtor_fits_measure,
    measure_begins_in_status,
    sum_within_cap,
)
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Measure, Since
from services.proceedings.domain.income import recovery_goes_on
from services.proceedings.domain.measure_requests import (
    ADOPTED,
    COURT,
    GRANTED,
    REQUESTED,
    article_where,
    as_added,
    code_that_begins,
    decider,
    field_of_code,
    granted_by,
    petition_named,
)
from services.proceedings.domain.measure_terms import RESTING
from shared.law.calendar import OutsideCalendar
from shared.law.money.amounts import written
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.vocabulary import MeasureCategory
from shared.law.time_limits import due_date

EXECUTOR = "court-executor"
_TO_ADOPT = (
    currency_of_the_claims,
    currency_of_a_debt,
    measure_begins_in_status,
    debtor_fits_measure,
    claim_fits_measure,
    sum_within_cap,
)


@CONDITIONS.derived("ensuring-measure", of_form=True)
def ensuring_measure(course: Course, act: Act, row: ActRow) -> Problems:
    """What is asked for is one of the measures of Art. 348(3)."""
    yield from _unless_ensuring(course, act.data.code, act, row.article)


@CONDITIONS.derived("presented-to-the-court")
def presented_to_the_court(course: Course, act: Act, row: ActRow) -> Problems:
    """The executor presents to the court what the court decides; other measures it takes without being asked."""
    if act.data.requested_by == EXECUTOR and COURT not in course.rules.measure(act.data.code, act.day).decided_by:
        detail = f"the executor takes {act.data.code} by resolution"
        yield refused.PRESENTED_IN_VAIN.because(detail, row.article)


@CONDITIONS.derived("measure-of-the-court")
def measure_of_the_court(course: Course, act: Act, row: ActRow) -> Problems:
    """The court decides on the measure, and it is the one that the ruling names."""
    measure = course.measures.get(act.data.measure)
    if measure is not None and (measure.code != act.data.code or COURT not in _deciders(course, measure, act.day)):
        yield refused.DECIDED_BY_ANOTHER.because(f"the measure is {measure.code}", row.article)


@CONDITIONS.derived("measure-of-the-executor")
def measure_of_the_executor(course: Course, act: Act, row: ActRow) -> Problems:
    """The executor decides on what it took, and on a substitute that it may take."""
    yield from _unless_decided_by(course, act, row, EXECUTOR)


@CONDITIONS.derived("matter-of-the-court")
def matter_of_the_court(course: Course, act: Act, row: ActRow) -> Problems:
    """The court decides on what it ordered, and on a substitution by what only it orders."""
    yield from _unless_decided_by(course, act, row, COURT)


@CONDITIONS.derived("ruling-on-the-request")
def ruling_on_the_request(course: Course, act: Act, row: ActRow) -> Problems:
    """The court has no initiative: it rules on what was asked (Art. 348(4))."""
    measure = course.measures.get(act.data.measure)
    if measure is None:
        yield refused.BEFORE_MEASURE_STATUS.because("the measure begins later")
    elif measure.status != REQUESTED:
        detail = f"{act.name} is not open for {measure.code}, which is {measure.status}"
        yield refused.MEASURE_STEP_IMPOSSIBLE.at("measure").because(detail, row.article)


@CONDITIONS.derived("within-longest-restriction")
def within_longest_restriction(course: Course, act: Act, _: ActRow) -> Problems:
    """A restriction lasts until a day to come, one of driving or hunting at most five years (Art. 348(3) ind. 10)."""
    yield from unfit_last_day(course, code_that_begins(course, act.data), act.data.until, act.day, act.day)


def unfit_last_day(course: Course, code: str | None, until: date | None, applied: date, day: date) -> Problems:
    """Why a measure that was applied on a day cannot last until the day that is named on another."""
    if until is None or code is None:
        return
    measure = course.rules.measure(code, day)
    if until < day:
        yield refused.TERM_BEFORE_START.because(f"{until} lies before {day}", str(measure.article))
    elif measure.longest is not None:
        try:
            longest = due_date(course.rules.law.limit(measure.longest, applied), applied, course.calendar)
        except OutsideCalendar as error:
            yield refused.TERM_OUTSIDE_CALENDAR.because(str(error))
            return
        if longest is not None and until > longest:
            yield refused.TERM_TOO_LONG.because(f"the last possible day is {longest}", str(measure.article))


@CONDITIONS.derived("petition-fits-measure", decisive=True)
def petition_fits_measure(course: Course, act: Act, _: ActRow) -> Problems:
    """Who asks may ask this of such a measure, which is in place."""
    data, measure = act.data, course.measures.get(act.data.measure)
    if measure is None:
        yield refused.BEFORE_MEASURE_STATUS.because("the measure begins later")
        return
    rule = course.rules.proceedings.measures.petitions[data.kind]
    if data.petitioner not in rule.by:
        yield refused.PETITIONER_UNFIT.because(f"{data.petitioner} is none of {', '.join(rule.by)}", str(rule.article))
    ensuring = course.rules.measure(measure.code, act.day).category is MeasureCategory.ENSURING
    fits = measure.code in rule.measures if rule.measures else ensuring
    if not fits or rule.decided_by not in {None, *_deciders(course, measure, act.day)}:
        yield refused.MEASURE_UNFIT.at("measure").because(f"it is {measure.code}", str(rule.article))
    elif measure.status not in rule.statuses:
        detail = f"{act.name} is not open for {measure.code}, which is {measure.status}"
        yield refused.MEASURE_STEP_IMPOSSIBLE.at("measure").because(detail, str(rule.article))
    if rule.after_end and (not course.ended or recovery_goes_on(course)):
        yield refused.NOT_IN_THIS_STATUS.because(f"the proceeding is {course.status}", str(rule.article))
    if bool(rule.granted.begins) is (data.other is None):
        yield refused.SUBSTITUTE_MISSING.at("other").because(f"asked is to {data.kind}", str(rule.article))
    elif data.other is not None:
        yield from _unless_ensuring(course, data.other, act, str(rule.article))


@CONDITIONS.derived("petition-about-the-measure", decisive=True)
def petition_about_the_measure(course: Course, act: Act, row: ActRow) -> Problems:
    """What is decided is the petition on this measure, which is still in place where it is granted."""
    petition, measure = petition_named(course, act.data.petition), course.measures.get(act.data.measure)
    if petition is None or measure is None:
        return  # other conditions say so
    if petition.measure != act.data.measure:
        yield refused.PETITION_ON_ANOTHER.because("the petition names another measure", row.article)
    elif act.data.outcome == GRANTED and measure.status not in course.rules.proceedings.measures.binding:
        detail = f"{act.name} is not open for {measure.code}, which is {measure.status}"
        yield refused.MEASURE_STEP_IMPOSSIBLE.at("measure").because(detail, row.article)


@CONDITIONS.derived("substitute-stated", decisive=True)
def substitute_stated(course: Course, act: Act, row: ActRow) -> Problems:
    """A substitution that is granted names the measure that begins, which is a new one and ensures, too."""
    petition = petition_named(course, act.data.petition)
    granted = granted_by(course, petition.kind) if petition is not None else None
    begins = granted is not None and granted.begins is not None and act.data.outcome == GRANTED
    if begins is (act.data.new_measure is None):
        article = article_where(course, lambda each: each.begins is not None)
        yield refused.SUBSTITUTE_MISSING.because(f"the petition is {act.data.outcome}", article)
    elif act.data.new_measure in course.measures:
        yield refused.MEASURE_REPEATED.at("new_measure").because("a measure has this id already", row.article)
    elif begins and (code := code_that_begins(course, act.data)) is not None:
        yield from _unless_ensuring(course, code, act, article_where(course, lambda each: each.begins is not None))


@CONDITIONS.derived("substitute-lawful")
def substitute_lawful(course: Course, act: Act, row: ActRow) -> Problems:
    """The substitute is a measure that could be taken, were the old one not there."""
    petition, measure = petition_named(course, act.data.petition), course.measures.get(act.data.measure)
    if petition is None or petition.other is None or measure is None or act.data.new_measure is None:
        return
    without = course.copy()
    without.measures[measure.id].history.append(Since("substituted", act.day))
    yield from _may_be_adopted(without, act, row, as_added(petition.other, act.data, granted_by(course, petition.kind)))


@CONDITIONS.derived("end-of-the-rest-stated")
def end_of_the_rest_stated(course: Course, act: Act, _: ActRow) -> Problems:
    """The court suspends an exit restriction for a period (Art. 348(8)); else only what it applies has a last day."""
    petition = petition_named(course, act.data.petition)
    granted = granted_by(course, petition.kind) if petition is not None else None
    suspends = granted is not None and granted.rests and act.data.outcome == GRANTED
    article = article_where(course, lambda each: each.rests)
    if suspends is (act.data.until is None) and not _restricts_instead(course, act):
        yield refused.TERM_MISSING.because(f"the petition is {act.data.outcome}", article)
    elif suspends and act.data.until < act.day:
        yield refused.TERM_BEFORE_START.because(f"{act.data.until} lies before {act.day}", article)
    since = getattr(act.data, "since", None)
    if since is not None and not (suspends and act.data.until is not None and act.day < since <= act.data.until):
        yield refused.FIRST_DAY_UNFIT.because(f"{since} is no later day of a rest until {act.data.until}", article)


@CONDITIONS.derived("rights-fit-restriction", of_form=True)
def rights_fit_restriction(course: Course, act: Act, _: ActRow) -> Problems:
    """Only rights that the measure restricts are named (Art. 348(3) ind. 10)."""
    yield from unfit_rights(course, code_that_begins(course, act.data), act.data.rights or (), act.day)


def unfit_rights(course: Course, code: str | None, rights: Sequence[str], day: date) -> Problems:
    """Why a measure cannot restrict rights."""
    allowed = course.rules.asked_by_measure(code).rights if code is not None else ()
    if unfit := sorted(set(rights) - set(allowed)):
        article = str(course.rules.measure(code, day).article) if code is not None else None
        detail = f"{code or 'nothing that begins'} does not restrict {', '.join(unfit)}"
        yield refused.RIGHTS_UNFIT.because(detail, article)


@CONDITIONS.derived("rest-to-extend")
def rest_to_extend(course: Course, act: Act, row: ActRow) -> Problems:
    """The court suspended the measure, be it from a later day on, until a day before the new one (Art. 139(1)).

    Or the period was over when it ruled, and the extension was asked for before.
    """
    measure = course.measures.get(act.data.measure)
    if measure is None:
        yield refused.BEFORE_MEASURE_STATUS.because("the measure begins later")
    elif not _extensible(measure, act.data.asked_on):
        detail = f"the court has not suspended {measure.code}, which is {measure.status}"
        yield refused.MEASURE_STEP_IMPOSSIBLE.at("measure").because(detail, row.article)
    elif measure.pause is not None and act.data.until <= measure.pause.last_day:
        yield refused.TERM_NOT_LONGER.because(f"it rests until {measure.pause.last_day}", row.article)
    elif act.data.until < act.day:
        yield refused.TERM_BEFORE_START.because(f"{act.data.until} lies before {act.day}", row.article)


def _extensible(measure: Measure, asked_on: date | None) -> bool:
    """Whether the court suspended a measure that rests, will rest, or rested when the extension was asked for."""
    pause = measure.pause
    if pause is None or pause.stops:
        return False
    if measure.status == RESTING or pause.since is not None:
        return True
    return measure.status == pause.back_to and asked_on is not None and asked_on <= pause.last_day


@CONDITIONS.derived("fit-to-adopt")
def fit_to_adopt(course: Course, act: Act, row: ActRow) -> Problems:
    """What the executor grants on request meets what it would have to meet without one."""
    measure = course.measures.get(act.data.measure)
    if measure is None or (measure.status, act.data.status) != (REQUESTED, ADOPTED):
        return
    if EXECUTOR in _deciders(course, measure, act.day):
        added = MeasureAdded(
            measure=measure.id, code=measure.code, status=ADOPTED, article=row.article, sum=measure.sum
        )
        yield from _may_be_adopted(course, act, row, added)


@CONDITIONS.derived("less-than-secured")
def less_than_secured(course: Course, act: Act, row: ActRow) -> Problems:
    """A measure that is in place secures less than before, in the same currency (Art. 348(5))."""
    measure = course.measures.get(act.data.measure)
    if measure is None:
        yield refused.BEFORE_MEASURE_STATUS.because("the measure begins later")
    elif measure.status not in course.rules.proceedings.measures.binding and not counts(course, measure):
        detail = f"{act.name} is not open for {measure.code}, which is {measure.status}"
        yield refused.MEASURE_STEP_IMPOSSIBLE.at("measure").because(detail, row.article)
    elif (
        measure.sum is None
        or measure.sum.currency != act.data.sum.currency
        or measure.sum.amount <= act.data.sum.amount
    ):
        secured = written(measure.sum) if measure.sum is not None else "no stated sum"
        yield refused.SUM_NOT_LOWER.because(f"the measure secures {secured}", row.article)


def _unless_ensuring(course: Course, code: str, act: Act, article: str) -> Iterator[Problem]:
    if course.rules.measure(code, act.day).category is not MeasureCategory.ENSURING:
        unfit = refused.MEASURE_UNFIT.at(field_of_code(act.data))
        yield unfit.because(f"{code} is no ensuring measure", article)


def _may_be_adopted(course: Course, act: Act, row: ActRow, added: MeasureAdded) -> Iterator[Problem]:
    for test in _TO_ADOPT:
        yield from test(course, replace(act, data=added), row)


def _unless_decided_by(course: Course, act: Act, row: ActRow, wanted: str) -> Iterator[Problem]:
    petition: Any = petition_named(course, act.data.petition)
    decides = decider(course, petition, act.day) if petition is not None else None
    if decides not in {None, wanted}:
        yield refused.DECIDED_BY_ANOTHER.because(f"it is for the {decides} to decide", row.article)


def _restricts_instead(course: Course, act: Act) -> bool:
    """Whether the court applies one of its restrictions in the place of another measure."""
    code = code_that_begins(course, act.data)
    return code is not None and COURT in course.rules.measure(code, act.day).decided_by


def _deciders(course: Course, measure: Measure, day: date) -> tuple[str, ...]:
    return course.rules.measure(measure.code, day).decided_by
