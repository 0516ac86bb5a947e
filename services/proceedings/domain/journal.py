"""What the events of a proceeding's stream add up to: its acts, and what was published of its course."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from contracts.codelists import MEASURE_STATUSES
from contracts.envelope import EventEnvelope
from contracts.events import proceedings as events
from contracts.recording import Recording
from contracts.registry import Event
from contracts.revisions import Entry, entries_of, entry_of
from services.proceedings.domain.act_types import RECORDED_BY
from services.proceedings.domain.tracks import item
from shared.clock import day_of
from shared.law.procedures import Act, Item, Published, added, revised


@dataclass(frozen=True, slots=True)
class Journal:
    """An initiated proceeding as its stream tells it. A stream without events has none."""

    initiation: events.ProceedingInitiated
    initiated_on: date
    acts: tuple[Act, ...] = ()
    """In the order of recording."""
    published: Published = field(default_factory=dict)
    """How the course reads for those who follow the events."""
    events: Mapping[UUID, tuple[str, date]] = field(default_factory=dict)
    """Type and effective date of every event, by its id; of a revision, those of the act it records."""
    through: date = date.min
    """The last day on which something was recorded."""
    revision: int = 0
    revised_on: tuple[date, int] = (date.min, 0)
    """The last day on which the course was revised, and how often on that day."""
    inputs: str | None = None
    """What the last event was computed with; none: not stated."""

    @property
    def number(self) -> str:
        """The proceeding's number."""
        return self.initiation.number


State = Journal | None


def evolve(state: State, event: EventEnvelope[Any]) -> State:
    """The journal after an event."""
    data = event.data
    if isinstance(data, events.ProceedingInitiated):
        state = Journal(data, event.effective_date)
    if state is None:
        return None
    today = day_of(event.recorded_at)
    noted = {**state.events, event.id: _resolution(event)}
    state = replace(state, events=noted, through=max(state.through, today), inputs=event.inputs)
    if isinstance(data, events.CourseRevised):
        items = [item(entry.data, entry.day) for entry in entries_of(data)]
        day, count = state.revised_on
        state = replace(
            state,
            published=revised(state.published, data.since, items),
            revision=data.revision,
            revised_on=(today, count + 1 if day == today else 1),
        )
        return replace(state, acts=_with_act(state.acts, event, entry_of(data.act))) if data.act else state
    published = added(state.published, [item(data, event.effective_date)])
    return replace(state, published=published, acts=_with_act(state.acts, event, Entry(event.effective_date, data)))


def _resolution(event: EventEnvelope[Any]) -> tuple[str, date]:
    """What an event is as a resolution of which copies are sent: a revision is the act it records."""
    if isinstance(event.data, events.CourseRevised) and event.data.act is not None:
        return event.data.act.type, event.data.act.day
    return event.data.type, event.effective_date


def _with_act(acts: tuple[Act, ...], event: EventEnvelope[Any], recorded: Entry) -> tuple[Act, ...]:
    day, data = recorded
    name = RECORDED_BY.get(type(data))
    if name is None:
        return acts
    if acts and acts[-1].id == event.causation_id:
        # Measures that an end releases stand beside it: they follow from it and are no acts.
        if isinstance(data, events.MeasureStatusChanged):
            return acts
        acts = tuple(act for act in acts if act.id != event.causation_id)
    if isinstance(data, events.SuspensionGroundEnded):
        data = _resumption(data)
    act = Act(event.causation_id, name, day, data, event.actor, recording=event.recording)
    after = event.recording.after if event.recording else None
    return (*acts, replace(act, time=_time(event, day, acts), after=after))


def _time(event: EventEnvelope[Any], day: date, acts: tuple[Act, ...]) -> tuple[datetime, int] | None:
    """When the act was made: as stated, or of one that was made in the system, after all that was recorded before."""
    recording = event.recording
    if recording is not None and recording.at is not None:
        return recording.at, 0
    if not made_in_system(day, recording, day_of(event.recorded_at)):
        return None
    earlier = [act.time[0] for act in acts if act.day == day and act.time is not None]
    return max([event.recorded_at, *earlier]), event.version


def made_in_system(day: date, recording: Recording | None, today: date) -> bool:
    """Whether an act is made now, through the system, and not recorded from paper or afterwards."""
    return day == today and (recording is None or recording.paper is None)


def _resumption(data: events.SuspensionGroundEnded) -> events.ProceedingResumed:
    status = events.Status(code="suspended", reason=data.reason, article="Art. 364(2)")
    return events.ProceedingResumed(status=status, ground=data.ground)


def stated(data: Event) -> str:
    """What an act itself states, in an order for acts of one day: without what follows from the course."""
    content = data.model_dump_json(exclude=_DERIVED.get(type(data)))
    step = f"{_STEPS.index(data.status):02}" if isinstance(data, events.MeasureStatusChanged) else ""
    return f"{step}{content}"


def records_an_act(data: Event) -> bool:
    """Whether an event records an act, or follows from acts."""
    return type(data) in RECORDED_BY


_DERIVED: Mapping[type[Event], Any] = {
    events.MeasureAdded: {"status", "article", "cap"},
    events.MeasureStatusChanged: {"article"},
    events.PaymentReceived: {"costs", "fee", "repayments", "surplus", "article", "rule_set", "explanation"},
    events.ProceedingResumed: {"status": {"code", "article"}},
}
_STEPS = list(MEASURE_STATUSES)
"""Statuses in the order in which a measure usually goes through them."""


def act_event(items: list[Item], act: Act) -> Item | None:
    """Of what an act published, the event that records it."""
    return next((each for each in reversed(items) if RECORDED_BY.get(type(each.data)) == act.name), None)
