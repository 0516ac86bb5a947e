"""Who may not execute: an executor who was removed on a challenge (Art. 344)."""

from contracts.events.proceedings import ExecutorAssigned
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from shared.law.procedures import Act, ActRow


@CONDITIONS.derived("not-the-removed-executor")
def not_the_removed_executor(course: Course, act: Act, _: ActRow) -> Problems:
    """The proceeding does not go back to an executor who was removed."""
    data: ExecutorAssigned = act.data
    if data.executor.id in course.office.removed:
        yield refused.EXECUTOR_REMOVED.because(f"executor {data.executor.id} was removed on a challenge")


@CONDITIONS.derived("executor-takes-part")
def executor_takes_part(course: Course, act: Act, _: ActRow) -> Problems:
    """An executor who was removed does nothing more in the proceeding; what is recorded from paper, others did."""
    by = act.actor.removeprefix("executor:")
    from_paper = act.recording is not None and act.recording.paper is not None
    if by in course.office.removed and not from_paper:
        yield refused.EXECUTOR_REMOVED.at("actor").because(f"executor {by} was removed on a challenge")
