"""The ends of a proceeding: termination (Art. 365), return to the recoverer (Art. 366), completion (Art. 400)."""

from contracts.commands.proceedings import CompleteProceeding, ReturnDocument, TerminateProceeding
from contracts.events.proceedings import DocumentReturned, ProceedingCompleted, ProceedingTerminated, Status
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.case import Case
from services.proceedings.domain.grounds import carrying, unsettled
from services.proceedings.domain.measures import released
from shared.decider import Decided, Rejection
from shared.law.rule_sets.rows import Ground


def terminate(case: Case[TerminateProceeding]) -> Decided:
    """Terminate for good; what the executor ordered is cancelled with it (Art. 365(2))."""
    status = _end(case, carrying(case))
    return [*released(case, status.code), ProceedingTerminated(status=status)]


def return_document(case: Case[ReturnDocument]) -> Decided:
    """Return a document that was not, or not fully, executed; costs not recovered are no bar."""
    ground = carrying(case)
    if ground.requires_act and not case.data.act_drawn_up:
        raise Rejection(refused.ACT_MISSING.because(f"{ground.article} needs the act"))
    if not any(unsettled(case.proceeding)):
        raise Rejection(refused.ALL_FULFILLED.because("everything is fulfilled: the proceeding is to be completed"))
    status = _end(case, ground)
    counts = bool(ground.counts_as_return)
    return [*released(case, status.code), DocumentReturned(status=status, counts_for_twice_returned=counts)]


def complete(case: Case[CompleteProceeding]) -> Decided:
    """Complete the proceeding by the executor's resolution, which nothing replaces."""
    ground = carrying(case)
    if case.rules.asked_by(ground).leads_to is None:
        detail = "a return or a termination ends the proceeding itself, with its own ground"
        raise Rejection(refused.GROUND_UNFIT.because(detail, ground.article))
    status = _end(case, ground)
    return [*released(case, status.code), ProceedingCompleted(status=status)]


def _end(case: Case[TerminateProceeding] | Case[ReturnDocument] | Case[CompleteProceeding], ground: Ground) -> Status:
    return case.rules.status(case.rules.leads_to(ground), ground.id, case.day)
