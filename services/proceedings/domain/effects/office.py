"""Challenges of the executor, and the way to another body (Art. 344, 354)."""

from contracts.acts.raise_challenge import ChallengeRaised
from contracts.acts.take_up_proceeding import ProceedingTakenUp
from contracts.events.proceedings import ExecutorAssigned
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from shared.law.procedures import Act, ActRow


@EFFECTS.named("note-challenge")
def note_challenge(course: Course, act: Act, _: ActRow) -> None:
    """The challenge is about the executor who has the proceeding on that day, or about the one it names."""
    data: ChallengeRaised = act.data
    challenged = data.challenged_executor.id if data.challenged_executor is not None else course.executor
    course.office.challenged[data.challenge] = challenged


@EFFECTS.named("remove-executor")
def remove_executor(course: Course, act: Act, _: ActRow) -> None:
    """The challenged executor takes no part any more."""
    challenge = act.data.challenge
    course.office.removed_by[challenge] = course.office.challenged[challenge], act.day


@EFFECTS.named("note-transfer")
def note_transfer(course: Course, act: Act, _: ActRow) -> None:
    """The body that the proceeding goes to."""
    course.office.receiving[act.data.transfer] = act.data.body


@EFFECTS.named("take-up")
def take_up(course: Course, act: Act, row: ActRow) -> None:
    """The other body carries the proceeding on, by its executor, who is published beside the act."""
    data: ProceedingTakenUp = act.data
    course.office.bodies.append((act.day, data.executor.id.partition("-")[0]))
    course.executor = data.executor.id
    course.publish(ExecutorAssigned(executor=data.executor, article=row.article), act.day)
