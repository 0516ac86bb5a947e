"""Copies of resolutions (Art. 343(5)) and the change of the executor (Art. 344(3))."""

from contracts.commands.proceedings import AssignExecutor, SendResolutionCopies
from contracts.events.proceedings import ExecutorAssigned, ResolutionCopiesSent
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.case import Case
from services.proceedings.domain.rules import name_of
from shared.decider import Decided, Rejection


def send_copies(case: Case[SendResolutionCopies]) -> Decided:
    """Copies of a resolution of this proceeding went out."""
    resolution = case.data.resolution or next(iter(case.proceeding.events))  # a proceeding begins with its initiation
    type_, made_on = case.proceeding.events.get(resolution, (None, None))
    if type_ is None or made_on is None or name_of(type_) not in case.rules.resolutions:
        detail = "no resolution of this proceeding has this id"
        raise Rejection(refused.RESOLUTION_UNKNOWN.because(detail))
    if case.day < made_on:
        raise Rejection(refused.COPIES_BEFORE_RESOLUTION.because(f"the resolution is of {made_on}"))
    return [ResolutionCopiesSent(resolution=resolution, recipients=case.data.recipients)]


def assign_executor(case: Case[AssignExecutor]) -> Decided:
    """The head of the body hands the proceeding to another executor of the body."""
    executor = case.data.executor
    if executor.id == case.proceeding.executor:
        raise Rejection(refused.EXECUTOR_UNCHANGED.because(f"executor {executor.id} has the proceeding already"))
    if not executor.id.startswith(f"{case.proceeding.body}-"):
        detail = f"executor {executor.id} is not of body {case.proceeding.body}"
        raise Rejection(refused.EXECUTOR_OF_ANOTHER_BODY.because(detail))
    return [ExecutorAssigned(executor=executor, article=case.rules.act("assign-executor").article)]
