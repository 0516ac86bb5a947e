"""Service on the debtor, the voluntary term, and the beginning of compulsory execution (Art. 357, 360)."""

from datetime import date
from typing import Any

from contracts.commands.proceedings import RecordService, StartCompulsoryExecution
from contracts.events.proceedings import CompulsoryExecutionStarted, DebtorServed, VoluntaryTermStarted
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.case import Case
from shared.decider import Decided, Recorded, Rejection


def record_service(case: Case[RecordService]) -> Decided:
    """The debtor received the resolution on initiation; the voluntary term runs from the next day (Art. 357)."""
    proceeding = case.proceeding
    if proceeding.served_on is not None:
        raise Rejection(refused.ALREADY_SERVED.because(f"the debtor was served on {proceeding.served_on}"))
    served = DebtorServed(method=case.data.method, article=case.rules.served_under(case.data.method))
    # A suspended proceeding starts the term when it is resumed; one that was suspended then, on the day it was resumed.
    if proceeding.status != "initiated":
        return [served]
    return [served, Recorded(start_of_term(case), max(case.day, proceeding.history[-1].day))]


def start_compulsory(case: Case[StartCompulsoryExecution]) -> Decided:
    """Begin compulsory execution after the voluntary term (Art. 360)."""
    due = known_due(case)
    if due is None:
        raise Rejection(refused.TERM_UNKNOWN.because("the last day of the voluntary term is not known yet"))
    if case.day <= due:
        raise Rejection(refused.TERM_NOT_OVER.because(f"the last day of the voluntary term is {due}"))
    return [expiry_of_term(case)]


def known_due(case: Case[Any]) -> date | None:
    """The last day of the voluntary term; none while no day was announced since the term last began to run."""
    since = [each.day for each in case.proceeding.history if each.code == "voluntary-term"]
    due = case.facts.voluntary_due
    return due if due is not None and since and due >= since[-1] else None


def start_of_term(case: Case[Any]) -> VoluntaryTermStarted:
    """The voluntary term of a proceeding whose debtor was served."""
    return VoluntaryTermStarted(status=case.rules.status("voluntary-term", "voluntary-term-served", case.day))


def expiry_of_term(case: Case[Any]) -> CompulsoryExecutionStarted:
    """Compulsory execution after an expired voluntary term."""
    return CompulsoryExecutionStarted(status=case.rules.status("compulsory", "compulsory-term-expired", case.day))
