"""Service on the debtor, the voluntary term, and the beginning of compulsory execution (Art. 357, 360)."""

from contracts.commands.proceedings import RecordService, StartCompulsoryExecution
from contracts.events.proceedings import CompulsoryExecutionStarted, DebtorServed, VoluntaryTermStarted
from contracts.registry import Event
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.case import Case
from shared.decider import Decided, Rejection


def record_service(case: Case[RecordService]) -> Decided:
    """The debtor received the resolution on initiation; the voluntary term runs from the next day (Art. 357)."""
    if case.proceeding.served_on is not None:
        raise Rejection(refused.ALREADY_SERVED.because(f"the debtor was served on {case.proceeding.served_on}"))
    served = DebtorServed(method=case.data.method, article=case.rules.served_under(case.data.method))
    # A proceeding suspended since, or on that day, starts the term when it is resumed.
    return [served, *(start_of_term(case) if case.proceeding.status == "initiated" else [])]


def start_of_term(case: Case[RecordService]) -> list[Event]:
    """The voluntary term of a proceeding whose debtor was served."""
    return [VoluntaryTermStarted(status=case.rules.status("voluntary-term", "voluntary-term-served", case.day))]


def start_compulsory(case: Case[StartCompulsoryExecution]) -> Decided:
    """Begin compulsory execution after the voluntary term (Art. 360)."""
    due = case.facts.voluntary_due
    if due is None:
        raise Rejection(refused.TERM_UNKNOWN.because("the last day of the voluntary term is not known yet"))
    if case.day <= due:
        raise Rejection(refused.TERM_NOT_OVER.because(f"the last day of the voluntary term is {due}"))
    return expiry_of_term(case)


def expiry_of_term(case: Case[StartCompulsoryExecution]) -> list[Event]:
    """Compulsory execution after an expired voluntary term."""
    return [CompulsoryExecutionStarted(status=case.rules.status("compulsory", "compulsory-term-expired", case.day))]
