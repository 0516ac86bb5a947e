"""A proceeding as queries show it: its course, its acts in their order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from contracts.documents import Executor
from contracts.envelope import EventEnvelope
from contracts.events import proceedings as events
from contracts.events.corrections import CorrectionMade, CorrectionProposed
from contracts.events.duties import DutyClosed
from contracts.events.parties import PartyRole
from contracts.queries import proceedings as queries
from contracts.revisions import Entry, entry_of
from services.proceedings.domain.computing import acts_in_order, procedure_of
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Measure
from services.proceedings.domain.journal import TAKING_UP, Journal, stated_by
from services.proceedings.domain.resolutions import number_of_paper
from services.proceedings.domain.thing_views import participant_views, thing_views
from shared.correction_views import correction_views, read_otherwise
from shared.law.procedures import Act, Item


def proceeding_view(stream: UUID, version: int, state: Journal, course: Course, on: date) -> queries.ProceedingView:
    """The proceeding as its course makes it."""
    initiation = state.initiation
    return queries.ProceedingView(
        id=stream,
        number=state.number,
        version=version,
        revision=state.revision,
        on=on,
        body=state.body,
        executor=executor_in(course.items, initiation.executor),
        rule_set=initiation.rule_set,
        recoverer=course.parties[PartyRole.RECOVERER],
        debtor=course.parties[PartyRole.DEBTOR],
        document=initiation.document,
        initiated_on=state.initiated_on,
        served_on=course.served_on,
        claims=tuple(_claims(initiation, course)),
        balances=tuple(
            queries.Balance(
                costs=ledger.costs, costs_paid=ledger.costs_paid, fee=ledger.imposed, fee_paid=ledger.imposed_paid
            )
            for _, ledger in sorted(course.ledgers.items())
        ),
        statuses=tuple(status_entries(course)),
        measures=tuple(_measures(course)),
        terms=tuple(_terms(course)),
        duties=tuple(duties(stream, state, course.items)),
        things=tuple(thing_views(course)),
        participants=tuple(participant_views(course)),
    )


def history(
    stream: UUID,
    state: Journal,
    course: Course,
    stored: Sequence[EventEnvelope[Any]],
    numbers: Mapping[UUID, str] = MappingProxyType({}),
) -> queries.History:
    """The acts in the order in which they take effect, and the revisions, of a stream with these events.

    `numbers` are those of resolutions made here, by act.
    """
    revisions = [event for event in stored if isinstance(event.data, events.CourseRevised)]
    first: dict[UUID, EventEnvelope[Any]] = {}
    for event in stored:
        first.setdefault(event.causation_id, event)
    led_to = {event.causation_id: event.data.revision for event in revisions}
    recorded = _as_recorded(state, stored)
    acts = [
        _act(act, course, first[act.id], led_to.get(act.id), state, numbers, recorded.get(act.id))
        for act in acts_in_order(replace(state, acts=(*state.acts, *state.struck.values())))
    ]
    return queries.History(
        id=stream,
        number=state.number,
        acts=(_initiation(state, stored[0], numbers, recorded.get(state.initiated_by)), *acts),
        corrections=tuple(correction_views(stored, recorded, stated_by)),
        revisions=tuple(
            queries.RevisionView(
                revision=event.data.revision,
                recorded_at=event.recorded_at,
                cause=event.data.cause,
                since=event.data.since,
            )
            for event in revisions
        ),
    )


def status_entries(course: Course) -> list[queries.StatusEntry]:
    """The history of statuses with their reasons."""
    statuses = ((item.day, getattr(item.data, "status", None)) for item in course.items if item.track == "status")
    return [queries.StatusEntry(day=day, status=status) for day, status in statuses if status is not None]


def measure_states(measure: Measure | None) -> tuple[queries.MeasureState, ...]:
    """The history of a measure; empty where there is none."""
    return tuple(queries.MeasureState(status=each.code, day=each.day) for each in (measure.history if measure else ()))


def executor_in(items: Sequence[Item], first: Executor) -> Executor:
    """The executor in charge after these items of a course; at the initiation it was the first."""
    assigned = [item.data.executor for item in items if isinstance(item.data, events.ExecutorAssigned)]
    return assigned[-1] if assigned else first


def duties(stream: UUID, state: Journal, items: Sequence[Item]) -> Iterator[queries.DutyView]:
    """The duties that these items open, and no later one closes."""
    executor = executor_in(items, state.initiation.executor).id
    lasting: dict[tuple[str, UUID], tuple[date, events.DutyOpened]] = {}
    for day, _, data, *_ in items:
        if isinstance(data, events.DutyOpened):
            since, _ = lasting.get((data.duty, data.act), (day, data))
            lasting[data.duty, data.act] = since, data
        elif isinstance(data, DutyClosed):
            lasting.pop((data.duty, data.act), None)
    for day, opened in lasting.values():
        yield queries.DutyView(
            proceeding=stream,
            number=state.number,
            body=(opened.duty == TAKING_UP and state.receiving) or state.body,
            executor=executor,
            duty=opened.duty,
            who=opened.who,
            act=opened.act,
            opened_on=day,
            article=opened.article,
            problems=opened.problems,
            whom=opened.whom,
        )


def _claims(initiation: events.ProceedingInitiated, course: Course) -> Iterator[queries.ClaimBalance]:
    for claim in initiation.claims:
        state = course.claims[claim.number]
        yield queries.ClaimBalance(
            claim=claim.model_copy(update={"type": state.type, "sum": state.sum}),
            repaid=state.repaid,
            balance=state.outstanding,
            fulfilled_on=state.fulfilled_on,
            fell_on=state.fell_on,
        )


def _measures(course: Course) -> Iterator[queries.MeasureView]:
    for item in course.items:
        if isinstance(item.data, events.MeasureAdded):
            yield queries.MeasureView(
                id=item.data.measure,
                code=item.data.code,
                article=item.data.article,
                sum=course.measures[item.data.measure].sum,
                subject=item.data.subject,
                history=measure_states(course.measures[item.data.measure]),
            )


def _terms(course: Course) -> Iterator[queries.Term]:
    if course.ended:
        return
    if course.term is not None and course.stage == "voluntary-term":
        yield queries.Term(kind=queries.TermKind.VOLUNTARY, since=course.term.started_on, until=course.term.due)
    for each in course.suspensions:
        yield queries.Term(kind=queries.TermKind.SUSPENSION, since=each.since, until=each.last_day, ground=each.ground)


def _as_recorded(state: Journal, stored: Sequence[EventEnvelope[Any]]) -> Mapping[UUID, Entry]:
    """How each act that somebody asked to correct read when it was recorded."""
    asked = {each.data.act for each in stored if isinstance(each.data, CorrectionProposed | CorrectionMade)}
    by_id = {event.id: event for event in stored}
    acts = (act for act in (*state.acts, *state.struck.values()) if act.id in asked)
    recorded = {act.id: by_id[act.recorded_in] for act in acts if act.recorded_in}
    if state.initiated_by in asked:
        recorded[state.initiated_by] = stored[0]
    return {act: _recorded_by(event) for act, event in recorded.items()}


def _recorded_by(event: EventEnvelope[Any]) -> Entry:
    """The act that an event records: a revision names it."""
    data = event.data
    day, recorded = entry_of(data.act) if isinstance(data, events.CourseRevised) and data.act else (None, data)
    return Entry(day or event.effective_date, stated_by(recorded))


def _act(
    act: Act,
    course: Course,
    recorded: EventEnvelope[Any],
    revision: int | None,
    state: Journal,
    numbers: Mapping[UUID, str],
    recorded_as: Entry | None,
) -> queries.ActView:
    row = procedure_of(course.rules.id).rows[act.name]
    return queries.ActView(
        id=act.id,
        act=act.name,
        article=str(row.article),
        day=act.day,
        recorded_at=recorded.recorded_at,
        actor=act.actor,
        data=act.data.model_dump(mode="json"),
        recorded_as=read_otherwise(recorded_as, Entry(act.day, act.data)),
        recording=recorded.recording,
        revision=revision,
        struck=act.id in state.struck,
        corrected_by=state.corrected_by.get(act.id),
        problems=course.irregular.get(act.id, ()),
        resolution=numbers.get(act.id) or (number_of_paper(recorded.recording) if row.document_of(act.data) else None),
    )


def _initiation(
    state: Journal, first: EventEnvelope[Any], numbers: Mapping[UUID, str], recorded_as: Entry | None
) -> queries.ActView:
    now = Entry(state.initiated_on, state.initiation)
    return queries.ActView(
        id=first.causation_id,
        act="initiate-proceeding",
        article=state.initiation.status.article,
        day=now.day,
        recorded_at=first.recorded_at,
        actor=first.actor,
        data=now.data.model_dump(mode="json"),
        recorded_as=read_otherwise(recorded_as, now),
        recording=first.recording,
        corrected_by=state.corrected_by.get(first.causation_id),
        resolution=numbers.get(first.causation_id) or number_of_paper(first.recording),
    )
