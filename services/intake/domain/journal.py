"""What the events of a statement's stream add up to: its acts, and what was published of its course."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from contracts.envelope import EventEnvelope
from contracts.events.intake import AssessmentEvidence, DecisionCopiesSent, StatementAssessed
from contracts.events.intake_corrections import CorrectionMade, CorrectionProposed, CorrectionRejected
from contracts.events.intake_duties import DutyClosed, DutyOpened
from contracts.recording import Recording
from contracts.registry import Event
from contracts.revisions import entry_of
from services.intake.domain.items import RECORDED_BY, act_track, duty_track, item
from shared.clock import day_of
from shared.law.procedures import Act, Item

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Proposed:
    """A correction that waits for a second person."""

    asked: CorrectionProposed
    by: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement on initiation as its stream tells it; before any event, `Statement()`."""

    acts: tuple[Act, ...] = ()
    """In the order of recording."""
    published: Mapping[str, Item] = field(default_factory=dict)
    """By track: how each act reads and which duties are open for those who follow the events."""
    proposed: Mapping[UUID, Proposed] = field(default_factory=dict)
    """Corrections that wait for a second person, by id."""
    through: date = date.min
    """The last day on which something was recorded."""


def evolve(statement: Statement, event: EventEnvelope[Any]) -> Statement:
    """The statement after an event."""
    statement = replace(statement, through=max(statement.through, day_of(event.recorded_at)))
    data = event.data
    match data:
        case DutyOpened():
            return _published(statement, item(data.act, data, event.effective_date))
        case DutyClosed():
            return replace(statement, published=_without(statement.published, duty_track(data.duty, data.act)))
        case StatementAssessed(restates=UUID() as restated):
            return _published(statement, item(restated, data, event.effective_date))
        case CorrectionProposed():
            return replace(statement, proposed={**statement.proposed, data.correction: Proposed(data, event.actor)})
        case CorrectionRejected():
            return replace(statement, proposed=_without(statement.proposed, data.correction))
        case CorrectionMade():
            return corrected(statement, data)
        case _ if type(data) in RECORDED_BY:
            act = _act_of(event)
            statement = replace(statement, acts=(*statement.acts, act))
            return _published(statement, item(act.id, data, act.day))
        case _:
            return statement


def made_now(day: date, today: date, recording: Recording | None) -> bool:
    """Whether an act is made in the system on its own day; any other is recorded from elsewhere, or late."""
    return day == today and (recording is None or recording.paper is None)


def stated(data: Event | None) -> str:
    """What an act itself states, in an order for acts of one day: without what follows from the course."""
    if data is None or isinstance(data, StatementAssessed):
        return ""
    return data.model_dump_json(exclude={"due"} if isinstance(data, DecisionCopiesSent) else None)


def corrected(statement: Statement, made: CorrectionMade) -> Statement:
    """The statement after a correction: the act reads otherwise, or is not there."""
    statement = replace(statement, proposed=_without(statement.proposed, made.correction))
    others = tuple(act for act in statement.acts if act.id != made.act)
    if made.reads is None:
        published = _without(statement.published, act_track(made.act))
        return replace(statement, acts=others, published=published)
    day, data = entry_of(made.reads)
    acts = tuple(_read_as(act, day, data) if act.id == made.act else act for act in statement.acts)
    return _published(replace(statement, acts=acts), item(made.act, data, day))


def _read_as(act: Act, day: date, data: Event) -> Act:
    """An act as its paper says; on another day its place among the acts of the day is not known."""
    return replace(act, day=day, data=data, time=act.time if day == act.day else None)


def _without(known: Mapping[K, V], key: K) -> dict[K, V]:
    return {each: value for each, value in known.items() if each != key}


def _published(statement: Statement, added: Item) -> Statement:
    return replace(statement, published={**statement.published, added.track: added})


def _act_of(event: EventEnvelope[Any]) -> Act:
    data, recording = event.data, event.recording
    evidence: dict[str, Any] = {}
    if isinstance(data, StatementAssessed) and data.evidence is not None:
        evidence = {name: getattr(data.evidence, name) for name in AssessmentEvidence.model_fields}
    return Act(
        id=event.causation_id,
        name=RECORDED_BY[type(data)],
        day=event.effective_date,
        data=data,
        actor=event.actor,
        time=_time(event),
        after=recording.after if recording else None,
        evidence=evidence,
        recording=recording,
    )


def _time(event: EventEnvelope[Any]) -> tuple[datetime, int] | None:
    """When the act was made: as stated; of one made in the system, when it was recorded."""
    if event.recording is not None and event.recording.at is not None:
        return event.recording.at, 0
    if made_now(event.effective_date, day_of(event.recorded_at), event.recording):
        return event.recorded_at, event.version
    return None
