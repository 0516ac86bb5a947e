"""Answers what a backlog of acts would do in a proceeding, which may not have begun."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from contracts.envelope import CommandEnvelope
from contracts.problems import Problem
from contracts.queries.backlogs import BacklogPreview, Initiation, PreviewActs
from contracts.queries.base import QueryEnvelope
from services.proceedings.bank_orders import recorded_elsewhere
from services.proceedings.calendar import current_calendar
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.computing import course_of
from services.proceedings.domain.decide import PROCEEDING, Facts
from services.proceedings.domain.journal import State
from services.proceedings.policies import initiation
from shared.backlog_previews import BacklogPreviews
from shared.backlogs import at
from shared.clock import Clock
from shared.database import Connection
from shared.decider import Context, Rejection
from shared.eventstore.store import EventStore
from shared.previews import foreseen
from shared.substitutions import stand_ins

_SOURCE = "/lea/proceedings"


class ProceedingBacklogs:
    """Previews of backlogs of proceedings."""

    def __init__(self, store: EventStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._previews = BacklogPreviews(PROCEEDING, partial(_facts, clock), clock, _SOURCE)

    async def answer(self, connection: Connection, query: QueryEnvelope[Any]) -> BacklogPreview:
        """What the backlog would do. Raises Rejection where there is no such proceeding and none would begin."""
        asked: PreviewActs = query.data
        backlog = self._previews.command(query, asked.proceeding)
        events = await self._store.load(connection, asked.proceeding)
        state: State = None
        for event in events:
            state = PROCEEDING.evolve(state, event)
        version = len(events)
        if state is None and asked.initiation is not None:
            calendar = await current_calendar(connection)
            state, version = self._begun(backlog, asked.initiation, Facts(calendar=calendar))
        if state is None:
            raise Rejection(refused.UNKNOWN_PROCEEDING.because("no proceeding was initiated under this id"))
        then = await self._previews.foreseen(connection, state, version, backlog, asked.acts)
        return BacklogPreview(
            stream=asked.proceeding,
            outcome="refused" if then.problems else "accepted",
            problems=tuple(then.problems),
            irregular=await self._irregular(connection, then.state, [(place, act) for place, act, _ in then.decided]),
            recorded=then.recorded,
        )

    def _begun(self, backlog: CommandEnvelope[Any], by: Initiation, facts: Facts) -> tuple[State, int]:
        """The proceeding as the decision would begin it, under a number that nobody gets. Raises Rejection."""
        data = initiation(backlog.stream, by.decided)
        command = backlog.model_copy(
            update={"type": data.type, "effective_date": by.day, "recording": by.recording, "data": data}
        )
        number = by.decided.number or f"{by.decided.body}-{by.day.year:04}-000000"
        context = Context(self._clock.today(), Facts(number=number, calendar=facts.calendar))
        then = foreseen(PROCEEDING, None, 0, command, context, _SOURCE)
        return then.state, len(then.decided)

    async def _irregular(
        self, connection: Connection, state: Any, acts: Sequence[tuple[int, CommandEnvelope[Any]]]
    ) -> tuple[Problem, ...]:
        through = max(state.through, self._clock.today())
        course = course_of(state, through, await current_calendar(connection))
        return tuple(at(place, each) for place, act in acts for each in course.irregular.get(act.id, ()))


async def _facts(
    clock: Clock, connection: Connection, commands: Sequence[CommandEnvelope[Any]]
) -> Mapping[UUID, Facts]:
    calendar, orders = await current_calendar(connection), await recorded_elsewhere(connection, commands)
    stands_in = await stand_ins(connection, commands, clock.today())
    return {
        each.id: Facts(
            calendar=calendar, order_recorded_in=orders.get(each.id), stands_in=stands_in.get(each.id, frozenset())
        )
        for each in commands
    }
