"""Answers what a backlog of acts would do on a statement, which may not be registered."""

from typing import Any

from contracts.events.intake import InitiationDecided
from contracts.queries.backlogs import BacklogPreview, Initiation, PreviewStatementActs
from contracts.queries.base import QueryEnvelope
from contracts.recording import Recording
from services.intake.application import PresentedDocuments
from services.intake.domain.assessment import Rules
from services.intake.domain.computing import course_of
from services.intake.domain.decider import decider
from services.intake.domain.journal import Statement, evolve
from shared.backlog_previews import BacklogPreviews, ForeseenBacklog
from shared.backlogs import at
from shared.clock import Clock
from shared.database import Connection
from shared.decider import Recorded
from shared.eventstore.store import EventStore

_SOURCE = "/lea/intake"


class StatementBacklogs:
    """Previews of backlogs of statements."""

    def __init__(self, store: EventStore, rules: Rules, clock: Clock) -> None:
        self._store = store
        self._rules = rules
        self._clock = clock
        self._previews = BacklogPreviews(decider(rules), PresentedDocuments(rules, clock).facts, clock, _SOURCE)

    async def answer(self, connection: Connection, query: QueryEnvelope[Any]) -> BacklogPreview:
        """What the backlog would do."""
        asked: PreviewStatementActs = query.data
        backlog = self._previews.command(query, asked.statement)
        events = await self._store.load(connection, asked.statement)
        statement = Statement()
        for event in events:
            statement = evolve(statement, event)
        then = await self._previews.foreseen(connection, statement, len(events), backlog, asked.acts)
        course = course_of(then.state.acts, self._rules, max(then.state.through, self._clock.today()))
        return BacklogPreview(
            stream=asked.statement,
            outcome="refused" if then.problems else "accepted",
            problems=tuple(then.problems),
            irregular=tuple(
                at(place, each) for place, act, _ in then.decided for each in course.irregular.get(act.id, ())
            ),
            recorded=then.recorded,
            initiation=_initiation(then),
        )


def _initiation(then: ForeseenBacklog) -> Initiation | None:
    for _, act, decided in then.decided:
        for each in decided:
            data = each.data if isinstance(each, Recorded) else each
            if isinstance(data, InitiationDecided):
                paper = act.recording.paper if act.recording else None
                recording = Recording(paper=paper) if paper else None
                return Initiation(day=act.effective_date, decided=data, recording=recording)
    return None
