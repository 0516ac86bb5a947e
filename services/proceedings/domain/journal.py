"""What the events of a proceeding's stream add up to: its acts, and what was published of its course."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from contracts.envelope import EventEnvelope
from contracts.events import proceedings as events
from contracts.registry import Event
from contracts.revisions import entries_of
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
    """Type and effective date of every event, by its id."""
    through: date = date.min
    """The last day on which something was recorded."""
    revision: int = 0

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
    noted = {**state.events, event.id: (data.type, event.effective_date)}
    state = replace(state, events=noted, through=max(state.through, day_of(event.recorded_at)))
    if isinstance(data, events.CourseRevised):
        items = [item(entry.data, entry.day) for entry in entries_of(data)]
        return replace(state, published=revised(state.published, data.since, items), revision=data.revision)
    published = added(state.published, [item(data, event.effective_date)])
    return replace(state, published=published, acts=_with_act(state.acts, event))


def _with_act(acts: tuple[Act, ...], event: EventEnvelope[Any]) -> tuple[Act, ...]:
    name = _ACTS.get(type(event.data))
    if name is None:
        return acts
    if acts and acts[-1].id == event.causation_id:
        # Measures that an end releases stand beside it: they follow from it and are no acts.
        if isinstance(event.data, events.MeasureStatusChanged):
            return acts
        acts = tuple(act for act in acts if act.id != event.causation_id)
    data = _resumption(event.data) if isinstance(event.data, events.SuspensionGroundEnded) else event.data
    return (*acts, Act(event.causation_id, name, event.effective_date, data, event.actor, time=_time(event)))


def _time(event: EventEnvelope[Any]) -> tuple[datetime, int] | None:
    """When the act was made, of one that was recorded on its own day."""
    if day_of(event.recorded_at) != event.effective_date:
        return None
    return event.recorded_at, event.version


def _resumption(data: events.SuspensionGroundEnded) -> events.ProceedingResumed:
    status = events.Status(code="suspended", reason=data.reason, article="Art. 364(2)")
    return events.ProceedingResumed(status=status, ground=data.ground)


_ACTS: Mapping[type[Event], str] = {
    events.ExecutorAssigned: "assign-executor",
    events.DebtorServed: "record-service",
    events.VoluntaryTermExtended: "extend-voluntary-term",
    events.MeasureAdded: "add-measure",
    events.MeasureStatusChanged: "change-measure-status",
    events.CostIncurred: "record-cost",
    events.PaymentReceived: "record-payment",
    events.FeeImposed: "impose-fee",
    events.ClaimFulfilled: "record-fulfilment",
    events.ProceedingSuspended: "suspend-proceeding",
    events.ProceedingResumed: "resume-proceeding",
    events.SuspensionGroundEnded: "resume-proceeding",
    events.ProceedingTerminated: "terminate-proceeding",
    events.DocumentReturned: "return-document",
    events.ProceedingCompleted: "complete-proceeding",
    events.ResolutionCopiesSent: "send-resolution-copies",
}
"""The act that each event records; any other event follows from the acts by law."""


def act_event(items: list[Item], act: Act) -> Item | None:
    """Of what an act published, the event that records it."""
    return next((each for each in reversed(items) if _ACTS.get(type(each.data)) == act.name), None)
