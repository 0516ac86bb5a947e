"""What service, summons and requests ask for (Art. 140-143, 345-2)."""

from datetime import date

from contracts.acts.notify_of_consideration import PartyNotified
from contracts.acts.record_non_compliance import DemandNotMet
from contracts.acts.send_paper import PaperSent
from contracts.acts.serve_demand import DemandServed
from contracts.acts.serve_paper import PaperServed
from contracts.events.parties import PartyRole
from contracts.events.proceedings import DebtorServed, ServiceMethod
from contracts.problems import Problem
from contracts.values import PartyKind
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.calendar import outside_working_time
from services.proceedings.domain.conditions.measures import SUSPENDED
from services.proceedings.domain.conditions.papers import notice_is_owed
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.last_days import last_day_named
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.parts.measures import MeasureRule

BANK = "bank"


@CONDITIONS.derived("ground-of-service", of_form=True)
def ground_of_service(_: Course, act: Act, __: ActRow) -> Problems:
    """What was received needs no ground on which it counts as received; what was not counts so on a ground alone."""
    data: DebtorServed | PartyNotified = act.data
    deemed = data.method == ServiceMethod.DEEMED
    if data.ground is not None and not deemed:
        yield refused.SERVICE_GROUND_UNFIT.because(f"the method is {data.method}")
    elif data.ground is None and deemed:
        yield refused.SERVICE_GROUND_MISSING.because("the method is deemed")


@CONDITIONS.derived("address-change-unreported")
def address_change_unreported(course: Course, act: Act, _: ActRow) -> Problems:
    """The addressee moved during the proceeding and has not reported it."""
    who = _addressee(course, act.data)
    if who not in course.correspondence.moved:
        yield refused.MOVE_UNKNOWN.because(f"no unreported change of address of the {who} is on record")


@CONDITIONS.derived("addressee-is-individual")
def addressee_is_individual(course: Course, act: Act, _: ActRow) -> Problems:
    """Only a citizen or a sole trader is notified at work; of other persons than parties the kind is not on record."""
    data: PaperSent = act.data
    kind = course.parties[PartyRole(data.addressee)].kind if data.addressee in [*PartyRole] else None
    if data.addressee == BANK or kind is PartyKind.LEGAL_PERSON:
        yield refused.ADDRESSEE_NOT_INDIVIDUAL.because(f"the {data.addressee} is a legal person")


@CONDITIONS.derived("notice-owed")
def notice_owed(course: Course, act: Act, row: ActRow) -> Problems:
    """Somebody is to be informed of the named act."""
    if not notice_is_owed(course, act.data.act, row):
        yield refused.NO_NOTICE_OWED.because("no duty to inform somebody is open on this act", row.article)


@CONDITIONS.derived("measure-awaits-answer", decisive=True)
def measure_awaits_answer(course: Course, act: Act, row: ActRow) -> Problems:
    """The measure is a summons or a request."""
    asked = _asked(course, act)
    if asked is not None and asked.answered is None:
        yield refused.MEASURE_UNFIT.at("measure").because(f"{asked.measure} is no summons or request", row.article)


@CONDITIONS.derived("measure-is-bringing", decisive=True)
def measure_is_bringing(course: Course, act: Act, row: ActRow) -> Problems:
    """The measure is a compelled bringing."""
    asked = _asked(course, act)
    if asked is not None and not asked.announced:
        yield refused.MEASURE_UNFIT.at("measure").because(f"{asked.measure} is no compelled bringing", row.article)


@CONDITIONS.derived("due-later")
def due_later(_: Course, act: Act, row: ActRow) -> Problems:
    """The day set does not precede the service."""
    data: DemandServed = act.data
    if data.due < act.day:
        yield refused.DUE_DAY_PASSED.because(f"{data.due} lies before {act.day}", row.article)


@CONDITIONS.derived("appearance-may-be-asked")
def appearance_may_be_asked(course: Course, act: Act, _: ActRow) -> Problems:
    """Nobody is summoned while the proceeding is suspended, nor for a day off save where it admits of no delay.

    Art. 351(4), 364(1).
    """
    data: DemandServed = act.data
    asked = _asked(course, act)
    if asked is None:
        return
    if course.status == SUSPENDED and not asked.while_suspended:
        yield _rests(asked, act.day)
    if asked.answered == "in-person":
        yield from outside_working_time(course, act, data.due, None, "due")


@CONDITIONS.derived("appearance-was-due")
def appearance_was_due(course: Course, act: Act, _: ActRow) -> Problems:
    """Nobody has to appear on a day on which the proceeding is suspended (Art. 364(1))."""
    asked, due = _asked(course, act), course.correspondence.due.get(act.data.measure)
    if asked is None or due is None or asked.while_suspended:
        return
    on_that_day = [status.code for status in course.statuses if status.day <= due]
    if on_that_day and on_that_day[-1] == SUSPENDED:
        yield _rests(asked, due)


def _rests(asked: MeasureRule, day: date) -> Problem:
    detail = f"{asked.measure}: nobody has to appear on {day}, while the proceeding is suspended"
    return refused.NOT_IN_THIS_STATUS.at("status").because(detail, "Art. 364(1)")


@CONDITIONS.derived("due-day-over")
def due_day_over(course: Course, act: Act, row: ActRow) -> Problems:
    """The day of the appearance has come; the last day for a written answer is over."""
    data: DemandNotMet = act.data
    asked, due = _asked(course, act), course.correspondence.due.get(data.measure)
    if asked is None or due is None:
        return
    in_writing = asked.answered == "in-writing"
    last = last_day_named(course, due, act.day) if in_writing else due
    if last is None or act.day < last or (act.day == last and in_writing):
        yield refused.DUE_DAY_NOT_OVER.because(f"the day set is {due}", row.article)


def _addressee(course: Course, data: DebtorServed | PartyNotified | PaperServed) -> str | None:
    match data:
        case DebtorServed():
            return PartyRole.DEBTOR.value
        case PartyNotified():
            return data.party
        case _:
            return course.correspondence.addressees.get(data.dispatch)


def _asked(course: Course, act: Act) -> MeasureRule | None:
    measure = course.measures.get(act.data.measure)
    return course.rules.asked_by_measure(measure.code) if measure is not None else None
