"""What measures, sources of money and demands not for money ask of the course (Art. 351, 360, 368, 381, 396, 397)."""

from typing import Any

from contracts.events.proceedings import ClaimFulfilled, PaymentReceived
from contracts.values import PartyKind
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.carried_out import brought_before_the_end, carried_out
from services.proceedings.domain.conditions.attested import attests
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.measure_requests import code_that_begins, field_of_code
from services.proceedings.domain.non_money import things_of
from shared.law.calendar import OutsideCalendar
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.rows import Measure as MeasureRow
from shared.law.rule_sets.vocabulary import MeasureCategory, Nature
from shared.law.time_limits import due_date

LIABILITY = "np-liability"
TRANSFERS = frozenset({"comp-seize-specified", "property-transfer"})
GIVEN = "debtor-handed-over"
POSTPONEMENT = "postponement-max"
_ACTIONS = frozenset({MeasureCategory.EXECUTIVE_ACTION, MeasureCategory.COMPULSORY})


@CONDITIONS.derived("voluntary-term-over")
def voluntary_term_over(course: Course, act: Act, _: ActRow) -> Problems:
    """The measure waits for the end of the voluntary term (Art. 351(1) ind. 8, 360(1), 377(1))."""
    row = _row(course, act)
    family = course.rules.family(row)
    if family is not None and course.status in family.statuses and course.status != "compulsory":
        detail = f"{row.id} waits for the end of the voluntary term"
        yield refused.NOT_IN_THIS_STATUS.at(field_of_code(act.data)).because(detail, str(row.article))


@CONDITIONS.derived("debtor-is-individual")
def debtor_is_individual(course: Course, act: Act, _: ActRow) -> Problems:
    """The measure is for citizens and sole traders."""
    if course.debtor is PartyKind.LEGAL_PERSON:
        unfit = refused.DEBTOR_NOT_INDIVIDUAL.at(field_of_code(act.data))
        yield unfit.because("the debtor is a legal person", str(_row(course, act).article))


@CONDITIONS.derived("demand-not-performed")
def demand_not_performed(course: Course, _: Act, __: ActRow) -> Problems:
    """A demand that is neither for money nor for property is open (Art. 396(2))."""
    if not _demand_open(course):
        yield refused.DEMAND_PERFORMED.because("no demand of this kind is open")


@CONDITIONS.derived("not-performed-after-liability")
def not_performed_after_liability(course: Course, _: Act, __: ActRow) -> Problems:
    """The debtor was brought to liability, and the demand is still open (Art. 396(3))."""
    if not any(measure.code == LIABILITY and carried_out(course, measure) for measure in course.measures.values()):
        yield refused.LIABILITY_FIRST.because(f"no measure {LIABILITY} was carried out")
    elif not _demand_open(course):
        yield refused.DEMAND_PERFORMED.because("no demand of this kind is open", "Art. 396(3)")


@CONDITIONS.derived("measure-carried-out")
def measure_carried_out(course: Course, act: Act, _: ActRow) -> Problems:
    """The measure that brings money of a sale was carried out: an arrest that is merely ordered sells nothing."""
    data: PaymentReceived = act.data
    measure = course.measures.get(data.measure) if data.measure else None
    if measure is None or brought_before_the_end(course, measure, data.source):
        return
    if not carried_out(course, measure):
        yield refused.MEASURE_NOT_CARRIED_OUT.because(
            f"{measure.code} is {measure.status} since {measure.history[-1].day}"
        )


@CONDITIONS.derived("transfer-shown")
def transfer_shown(course: Course, act: Act, _: ActRow) -> Problems:
    """After the voluntary term, named property was seized and handed over, or a paper says that the debtor gave it."""
    data: ClaimFulfilled = act.data
    claim = course.claims.get(data.claim)
    named = claim is not None and course.rules.nature(claim.type) is Nature.NAMED_PROPERTY
    if not named or "compulsory" not in course.reached or attests(act, GIVEN):
        return
    listed = [each.status for each in things_of(course, data.claim)]
    if listed and not course.rules.proceedings.non_money.things.handed_over.issuperset(listed):
        yield refused.TRANSFER_MISSING.because("a thing of the claim was not handed over")
    elif not listed and not any(
        measure.code in TRANSFERS and carried_out(course, measure) for measure in course.measures.values()
    ):
        yield refused.TRANSFER_MISSING.because("no transfer was carried out, and no paper says that the debtor gave it")


@CONDITIONS.derived("executive-action", decisive=True)
def executive_action(course: Course, act: Act, row: ActRow) -> Problems:
    """Ensuring measures are no actions."""
    measure = course.measures.get(act.data.measure)
    if measure is not None and course.rules.measure(measure.code, act.day).category not in _ACTIONS:
        yield refused.MEASURE_UNFIT.at("measure").because(f"{measure.code} is no executive action", row.article)


@CONDITIONS.derived("within-thirty-days")
def within_thirty_days(course: Course, act: Act, row: ActRow) -> Problems:
    """The last day is a day to come, at most thirty working days away."""
    until = act.data.until
    if until < act.day:
        yield refused.TERM_BEFORE_START.because(f"{until} lies before {act.day}", row.article)
        return
    try:
        longest = due_date(course.rules.law.limit(POSTPONEMENT, act.day), act.day, course.calendar)
    except OutsideCalendar as error:
        yield refused.TERM_OUTSIDE_CALENDAR.because(str(error))
        return
    if until > longest:
        yield refused.TERM_TOO_LONG.because(f"the last possible day is {longest}", row.article)


def _demand_open(course: Course) -> bool:
    return any(course.rules.nature(claim.type) is Nature.NON_PROPERTY for claim in course.open_claims())


def _row(course: Course, act: Act) -> MeasureRow:
    code: Any = code_that_begins(course, act.data)
    return course.rules.measure(code, act.day)
