"""What the recording of an act says, on which paper, of the conditions that the course does not show.

An act that is made now is refused without a required attestation; one that is recorded later is irregular, if it states
anything of its recording. What a command without a recording does not state is noted: that of the first stage has none.
"""

from collections.abc import Iterator

from contracts.acts.record_ruling_on_measure import RulingOnMeasureRecorded
from contracts.events import proceedings as events
from contracts.problems import Problem
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.measure_requests import ADOPTED, APPLIED, COURT, REQUESTED
from services.proceedings.domain.rules import OF_EVERY_ACT
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.rows import Condition

Deciding = (
    events.ProceedingSuspended | events.ProceedingTerminated | events.DocumentReturned | events.ProceedingCompleted
)


def attests(act: Act, code: str) -> bool:
    """Whether the recording of the act says on which paper the condition rests."""
    return act.recording is not None and any(each.condition == code for each in act.recording.attestations)


def demanded_now(course: Course, act: Act) -> tuple[Problem, ...]:
    """What an act that is made now does not attest but has to."""
    rows = (course.rules.condition(code, act.day) for code in course.not_stated.get(act.id, ()))
    return tuple(_missing(row) for row in rows if row.required)


def named(course: Course, act: Act, _: ActRow) -> Iterator[str]:
    """The conditions of every act, and of the measure, step, ground or source that this one names."""
    rules, data = course.rules, act.data
    yield from OF_EVERY_ACT
    if isinstance(data, events.MeasureAdded):
        yield from rules.measure(data.code, act.day).preconditions
    elif isinstance(data, events.MeasureStatusChanged):
        measure = course.measures.get(data.measure)
        step = course.step(measure, data.status, act.day) if measure else None
        yield from step.conditions if step else ()
        if measure is not None and (measure.status, data.status) == (REQUESTED, ADOPTED):
            row = rules.measure(measure.code, act.day)
            yield from row.preconditions if COURT not in row.decided_by else ()
    elif isinstance(data, RulingOnMeasureRecorded):
        yield from rules.measure(data.code, act.day).preconditions if data.outcome == APPLIED else ()
    elif isinstance(data, events.PaymentReceived):
        yield from rules.source(data.source).conditions
    elif isinstance(data, Deciding):
        ground = rules.ground(data.status.reason, act.day)
        yield from rules.asked_by(ground).conditions if ground else ()


def stated(course: Course, act: Act, row: ActRow, code: str) -> Problems:
    """A required attestation is missing; any other is noted as not stated."""
    if attests(act, code):
        return
    condition = course.rules.condition(code, act.day)
    if condition.required and (act.recording is not None or row.generated):
        yield _missing(condition)
    else:
        course.not_stated[act.id] = (*course.not_stated.get(act.id, ()), code)


def _missing(condition: Condition) -> Problem:
    detail = f"no paper is named for {condition.id}: {condition.name.en}"
    return refused.ATTESTATION_MISSING.because(detail, str(condition.article))


CONDITIONS.named, CONDITIONS.stated = named, stated
