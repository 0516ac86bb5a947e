"""Suspension and resumption (Art. 362-364)."""

from datetime import date

from contracts.commands.proceedings import ResumeProceeding, SuspendProceeding
from contracts.events.proceedings import ProceedingResumed, ProceedingSuspended
from contracts.problems import Problem
from contracts.registry import Event
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.case import Case
from services.proceedings.domain.grounds import carrying
from services.proceedings.domain.rules import Rules, rules_named
from services.proceedings.domain.service_and_terms import expiry_of_term, known_due, start_of_term
from services.proceedings.domain.state import Suspension
from shared.decider import Decided, Rejection
from shared.law.calendar import OutsideCalendar, belarus
from shared.law.rule_sets.rows import Ground, TimeLimit
from shared.law.rule_sets.vocabulary import LimitKind
from shared.law.time_limits import due_date

TERM_EXPIRED = "resume-term-expired"
REASONS = frozenset({TERM_EXPIRED, "resume-ground-ended", "reopen"})


def suspend(case: Case[SuspendProceeding]) -> Decided:
    """Suspend the proceeding for the term of Art. 364."""
    ground = carrying(case)
    problem = _fault_of_term(case, ground)
    if problem:
        raise Rejection(problem)
    status = case.rules.status(case.rules.leads_to(ground), ground.id, case.day)
    return [ProceedingSuspended(status=status, until=case.data.until)]


def expiry_ends_suspension(rule_set: str, limit: str) -> bool:
    """Whether a time limit is a term of Art. 364 whose expiry alone ends the suspension."""
    rules = rules_named(rule_set)
    decisions = rules.act("suspend-proceeding").decisions
    terms = {ground.term for ground in rules.law.all(Ground) if ground.decision in decisions}
    return limit in terms and _is_a_stretch(rules.law.limit(limit))


def _is_a_stretch(term: TimeLimit) -> bool:
    """A stretch of time, not the wait for an event."""
    return term.amount is not None or term.kind is LimitKind.SET_BY_LAW


def _fault_of_term(case: Case[SuspendProceeding], ground: Ground) -> Problem | None:
    term, until = _term(case.rules, ground, case.day), case.data.until
    article = term.article
    if until is None:
        return refused.TERM_MISSING.because("the resolution names the last day", article) if term.amount else None
    if not _is_a_stretch(term):
        return refused.TERM_NOT_A_DATE.because(f"the suspension lasts as {term.id} says, not until a date", article)
    if until < case.day:
        return refused.TERM_BEFORE_START.because(f"{until} lies before {case.day}", article)
    try:
        belarus().next_working(until)
    except OutsideCalendar as error:
        return refused.TERM_OUTSIDE_CALENDAR.because(str(error))
    longest = due_date(term, case.day, belarus()) if term.amount else None
    if longest is not None and until > longest:
        return refused.TERM_TOO_LONG.because(f"the last possible day is {longest}", article)
    return None


def _term(rules: Rules, ground: Ground, day: date) -> TimeLimit:
    if ground.term is None:
        raise LookupError(f"ground {ground.id} has no term in rule set {rules.id}")
    return rules.law.limit(ground.term, day)


def resume(case: Case[ResumeProceeding]) -> Decided:
    """Go on with the proceeding where it stood (Art. 364(2))."""
    suspended = case.proceeding.suspension
    if suspended is None:
        raise LookupError("a suspended proceeding has a suspension")
    if case.data.reason not in REASONS:
        raise Rejection(refused.REASON_UNFIT.because(f"{case.data.reason} is no reason of resumption"))
    if case.data.reason == TERM_EXPIRED and (suspended.until is None or case.day <= suspended.until):
        raise Rejection(refused.SUSPENSION_NOT_OVER.because(_still(suspended)))
    status = case.rules.status(suspended.interrupted, case.data.reason, case.day)
    return [ProceedingResumed(status=status), *_caught_up(case, suspended)]


def _still(suspended: Suspension) -> str:
    return f"it lasts until {suspended.until}" if suspended.until else "it lasts until its circumstance ends"


def _caught_up(case: Case[ResumeProceeding], suspended: Suspension) -> list[Event]:
    """What came due meanwhile: the debtor was served, or the voluntary term had run out before the suspension."""
    due = known_due(case)
    if suspended.interrupted == "initiated" and case.proceeding.served_on is not None:
        return [start_of_term(case)]
    if suspended.interrupted == "voluntary-term" and due is not None and due < suspended.since:
        return [expiry_of_term(case)]
    return []
