"""What the events of a proceeding's stream add up to: its acts, and what was published of its course."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from contracts.codelists import MEASURE_STATUSES
from contracts.envelope import EventEnvelope
from contracts.events import corrections
from contracts.events import proceedings as events
from contracts.events.about import what_happened
from contracts.events.debtor_groups import RepaidByAnotherDebtor
from contracts.events.distribution import DistributionCorrected, DistributionResolved
from contracts.events.information import InformationGiven
from contracts.recording import Recording
from contracts.registry import Event
from contracts.revisions import Entry, entries_of, entry_of
from services.proceedings.domain.act_types import RECORDED_BY
from services.proceedings.domain.rules import rules_named
from services.proceedings.domain.set_aside import standing
from services.proceedings.domain.tracks import ended_by_law, item
from shared.clock import day_of
from shared.law.procedures import Act, Item, Published, added, revised

ANNULMENT = "annul-act"
TRANSFER, SENDING, TAKING_UP = "transfer-proceeding", "send-file", "take-up-proceeding"
READS_ANEW = "reads_anew"
"""Evidence of an act that was corrected: what its recording attests is of what was typed first."""


class Standing(Enum):
    """What became of a correction."""

    PROPOSED = "proposed"
    REJECTED = "rejected"
    MADE = "made"


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction that was asked for."""

    asked: corrections.CorrectionProposed
    asked_by: str
    follows: UUID | None
    """The last correction of the same act that had been made by then."""
    standing: Standing = Standing.PROPOSED


@dataclass(slots=True)
class Remembered:
    """The course that was computed last for a proceeding (`computing`). It is no part of what the stream says."""

    course: Any = None


@dataclass(frozen=True, slots=True)
class Journal:
    """An initiated proceeding as its stream tells it. A stream without events has none."""

    initiation: events.ProceedingInitiated
    initiated_on: date
    initiated_by: UUID
    """The command that initiated it: the id of the initiation as an act."""
    acts: tuple[Act, ...] = ()
    """As they read now, with the annulments, in the order of recording; without those that were struck."""
    published: Published = field(default_factory=dict)
    """How the course reads for those who follow the events."""
    events: Mapping[UUID, tuple[str, date]] = field(default_factory=dict)
    """Type and effective date of every event, by its id; of a revision, those of the act it records."""
    through: date = date.min
    """The last day on which something was recorded."""
    revision: int = 0
    causes: Mapping[UUID, UUID] = field(default_factory=dict)
    """The command that led to each event."""
    revised_on: tuple[date, int] = (date.min, 0)
    """The last day on which the course was revised, and how often on that day."""
    inputs: str | None = None
    """What the last event was computed with; none: not stated."""
    struck: Mapping[UUID, Act] = field(default_factory=dict)
    """Acts that never happened, as they read before."""
    corrections: Mapping[UUID, Correction | None] = field(default_factory=dict)
    """By the command that asked for it; none for one that was made at once."""
    corrected_by: Mapping[UUID, UUID] = field(default_factory=dict)
    """The last correction of each act that was corrected."""
    remembered: Remembered = field(default_factory=Remembered, compare=False, repr=False)
    """Shared by all later states of the stream."""

    @property
    def number(self) -> str:
        """The proceeding's number."""
        return self.initiation.number

    @property
    def body(self) -> str:
        """The enforcement body that has the proceeding: that of the initiation, or the last one that took it up."""
        taken = sorted((act for act in self.acts if act.name == TAKING_UP), key=lambda act: act.day)
        return taken[-1].data.executor.id.partition("-")[0] if taken else self.initiation.body

    @property
    def receiving(self) -> str | None:
        """The body to which the file was sent, and which has not recorded the proceeding up yet (Art. 354(2))."""
        acts = standing(self.acts, rules_named(self.initiation.rule_set))
        annulled = {act.data.act for act in acts if act.name == ANNULMENT}
        recorded: dict[str, list[Any]] = {TRANSFER: [], SENDING: [], TAKING_UP: []}
        for act in sorted(acts, key=lambda act: act.day):
            if act.name in recorded and act.id not in annulled:
                recorded[act.name].append(act.data)
        sent = {data.transfer for data in recorded[SENDING]} - {data.transfer for data in recorded[TAKING_UP]}
        going = [data.body for data in recorded[TRANSFER] if data.transfer in sent]
        return going[-1] if going else None


State = Journal | None


def evolve(state: State, event: EventEnvelope[Any]) -> State:
    """The journal after an event."""
    data = what_happened(event.data)
    if isinstance(data, events.ProceedingInitiated):
        state = Journal(data, event.effective_date, initiated_by=event.causation_id)
    if state is None:
        return None
    today = day_of(event.recorded_at)
    noted = {**state.events, event.id: _resolution(event)} if _may_be_a_resolution(data) else state.events
    causes = {**state.causes, event.id: event.causation_id}
    state = replace(state, events=noted, causes=causes, through=max(state.through, today), inputs=event.inputs)
    match data:
        case events.CourseRevised():
            return _revised(state, event, today)
        case corrections.CorrectionProposed():
            asked = Correction(data, event.actor, state.corrected_by.get(data.act))
            return replace(state, corrections={**state.corrections, data.correction: asked})
        case corrections.CorrectionRejected():
            return _with_standing(state, data.correction, Standing.REJECTED)
        case corrections.CorrectionMade():
            return corrected(_with_standing(state, data.correction, Standing.MADE), data, event.actor)
    published = added(state.published, [item(data, event.effective_date, (event.version, 0))])
    return replace(state, published=published, acts=_with_act(state.acts, event, Entry(event.effective_date, data)))


def _revised(state: Journal, event: EventEnvelope[events.CourseRevised], today: date) -> Journal:
    data = event.data
    items = [
        item(what_happened(entry.data), entry.day, (event.version, place))
        for place, entry in enumerate(entries_of(data))
    ]
    day, count = state.revised_on
    state = replace(
        state,
        published=revised(state.published, data.since, items),
        revision=data.revision,
        revised_on=(today, count + 1 if day == today else 1),
    )
    if data.act is None or data.corrects is not None:
        return state
    return replace(state, acts=_with_act(state.acts, event, entry_of(data.act)))


def corrected(state: Journal, made: corrections.CorrectionMade, actor: str) -> Journal:
    """The journal after a correction that was made."""
    state = replace(state, corrected_by={**state.corrected_by, made.act: made.correction})
    if made.kind is corrections.CorrectionKind.STRIKE_ENTRY:
        return _without(state, made.act)
    if made.kind is corrections.CorrectionKind.ANNUL_ACT and made.since is not None:
        return _annulled(state, Act(made.correction, ANNULMENT, made.since, made, actor, after=made.act))
    if made.reads is None:
        return state
    day, data = entry_of(made.reads)
    if isinstance(data, events.ProceedingInitiated):
        return replace(state, initiation=data, initiated_on=day, events=_dated(state.events, made.entry, data, day))
    return reading(state, read_as(recorded_act(state, made.act), day, stated_by(data)))


def recorded_act(state: Journal, id_: UUID) -> Act:
    """An act that was recorded, struck or not. Raises LookupError."""
    if id_ in state.struck:
        return state.struck[id_]
    for act in state.acts:
        if act.id == id_ and act.name != ANNULMENT:
            return act
    raise LookupError(f"no act of the proceeding has the id {id_}")


def read_as(act: Act, day: date, data: Event) -> Act:
    """An act with another content. On another day it has no stated place."""
    evidence = {**act.evidence, READS_ANEW: True}
    if act.day == day:
        return replace(act, data=data, evidence=evidence)
    return replace(act, day=day, data=data, evidence=evidence, time=None, after=None)


def reading(state: Journal, act: Act) -> Journal:
    """The journal in which an act reads otherwise; one that was struck took place after all."""
    if act.id in state.struck:
        acts = (*state.acts, act)
        struck = {id_: each for id_, each in state.struck.items() if id_ != act.id}
    else:
        acts, struck = tuple(_beside(each, act) for each in state.acts), dict(state.struck)
    noted = _dated(state.events, act.recorded_in, act.data, act.day) if act.recorded_in else state.events
    return replace(state, acts=acts, struck=struck, events=noted)


def _beside(each: Act, act: Act) -> Act:
    """An act beside one that reads otherwise now. An annulment never comes before what it annuls."""
    if each.id == act.id:
        return act
    if each.name == ANNULMENT and each.data.act == act.id:
        return replace(each, day=max(each.data.since, act.day))
    return each


def _without(state: Journal, id_: UUID) -> Journal:
    act = recorded_act(state, id_)
    rest = tuple(each for each in state.acts if each.id != id_ and not _annuls(each, id_))
    noted = {event: what for event, what in state.events.items() if event != act.recorded_in}
    return replace(state, acts=rest, struck={**state.struck, id_: act}, events=noted)


def _annulled(state: Journal, annulment: Act) -> Journal:
    rest = tuple(each for each in state.acts if not _annuls(each, annulment.data.act))
    return replace(state, acts=(*rest, annulment))


def _annuls(act: Act, id_: UUID) -> bool:
    return act.name == ANNULMENT and act.data.act == id_


def _with_standing(state: Journal, id_: UUID, standing: Standing) -> Journal:
    asked = state.corrections.get(id_)
    settled = replace(asked, standing=standing) if asked else None
    return replace(state, corrections={**state.corrections, id_: settled})


def _dated(
    noted: Mapping[UUID, tuple[str, date]], event: UUID, data: Event, day: date
) -> Mapping[UUID, tuple[str, date]]:
    return {**noted, event: (data.type, day)}


def _may_be_a_resolution(data: Event) -> bool:
    """Copies are sent of what acts resolve; of corrections, that of a slip is a resolution (Art. 343(4))."""
    match data:
        case corrections.CorrectionProposed() | corrections.CorrectionRejected():
            return False
        case corrections.CorrectionMade():
            return data.kind is corrections.CorrectionKind.CORRECT_SLIP
        case events.CourseRevised():
            return data.corrects is None
    return True


def _resolution(event: EventEnvelope[Any]) -> tuple[str, date]:
    """What an event is as a resolution of which copies are sent: a revision is the act it records."""
    if isinstance(event.data, events.CourseRevised) and event.data.act is not None:
        return event.data.act.type, event.data.act.day
    return event.data.type, event.effective_date


def _with_act(acts: tuple[Act, ...], event: EventEnvelope[Any], recorded: Entry) -> tuple[Act, ...]:
    day, data = recorded
    if not records_an_act(data):
        return acts
    if acts and acts[-1].id == event.causation_id:
        # Measures that an end releases stand beside it, and the executor of another body beside its taking up: they
        # follow from it and are no acts.
        if isinstance(data, events.MeasureStatusChanged) or acts[-1].name == TAKING_UP:
            return acts
        acts = tuple(act for act in acts if act.id != event.causation_id)
    acts = without_restated(acts, data)
    # Events of the first release state no inputs; nobody could record a successor then.
    evidence = {} if event.inputs else {"first_release": True}
    act = Act(
        event.causation_id,
        RECORDED_BY[type(data)],
        day,
        stated_by(data),
        event.actor,
        recording=event.recording,
        evidence=evidence,
    )
    after = event.recording.after if event.recording else None
    return (*acts, replace(act, time=_time(event, day, acts), after=after, recorded_in=event.id))


def without_restated(acts: tuple[Act, ...], data: Event) -> tuple[Act, ...]:
    """The acts without the one that is stated anew: what another debtor's act repaid is stated again if it changes."""
    if not isinstance(data, RepaidByAnotherDebtor):
        return acts
    return tuple(act for act in acts if not (isinstance(act.data, RepaidByAnotherDebtor) and act.data.act == data.act))


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


def stated_by(data: Event) -> Event:
    """What the act states that an event records."""
    if not isinstance(data, events.SuspensionGroundEnded):
        return what_happened(data)
    status = events.Status(code="suspended", reason=data.reason, article="Art. 364(2)")
    return events.ProceedingResumed(status=status, ground=data.ground)


def stated(data: Event) -> str:
    """What an act itself states, in an order for acts of one day: without what follows from the course."""
    content = data.model_dump_json(exclude=_DERIVED.get(type(data)))
    step = f"{_STEPS.index(data.status):02}" if isinstance(data, events.MeasureStatusChanged) else ""
    return f"{step}{content}"


def records_an_act(data: Event) -> bool:
    """Whether an event records an act, or follows from acts."""
    return type(data) in RECORDED_BY and not ended_by_law(data) and getattr(data, "follows_from", None) is None


_DERIVED: Mapping[type[Event], Any] = {
    corrections.CorrectionMade: {"correction", "entry", "proposed_by", "replaces"},
    events.FeeImposed: {"sum", "base_units"},
    events.MeasureAdded: {"status", "article", "cap"},
    events.MeasureStatusChanged: {"article", "code", "sum", "subject", "accounts"},
    events.PaymentReceived: {
        "costs",
        "fee",
        "repayments",
        "surplus",
        "unallocated",
        "imposed",
        "article",
        "rule_set",
        "explanation",
    },
    events.ProceedingResumed: {"status": {"code", "article"}},
    events.ResolutionCopiesSent: {"due"},
    RepaidByAnotherDebtor: {"repayments", "restored", "article"},
    DistributionResolved: {"explanation"},
    DistributionCorrected: {"explanation"},
    InformationGiven: {"figures"},
}
_STEPS = list(MEASURE_STATUSES)
"""Statuses in the order in which a measure usually goes through them."""


def act_event(items: list[Item], act: Act) -> Item | None:
    """Of what an act published, the event that records it."""
    recording = (each for each in reversed(items) if records_an_act(each.data))
    return next((each for each in recording if RECORDED_BY[type(each.data)] == act.name), None)
