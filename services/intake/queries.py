"""Answers the queries to intake from the streams and from the service's own tables."""

import json
from typing import Any, NamedTuple
from uuid import UUID

from contracts.base import Contract
from contracts.catalogue import COMMANDS
from contracts.commands.intake import RegisterStatement
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.identifiers import new_id
from contracts.queries import intake as queries
from contracts.queries.backlogs import PreviewStatementActs
from contracts.queries.base import QueryEnvelope
from contracts.queries.outgoing import ListStatementOutgoing
from contracts.queries.proceedings import Draft
from contracts.registry import MalformedMessage, UnknownType
from services.intake.application import PresentedDocuments
from services.intake.backlog_previews import StatementBacklogs
from services.intake.documents import draft, resolutions_of, show_document
from services.intake.domain import refusals as refused
from services.intake.domain.assessment import Rules
from services.intake.domain.computing import course_of
from services.intake.domain.journal import Statement, evolve
from services.intake.domain.openings import openings
from services.intake.domain.preview import assessing, preview, refused_preview, resolution_foreseen
from services.intake.domain.views import statement_view
from services.intake.outgoing import listed_outgoing
from services.intake.tasks import listed_tasks, undistributed
from shared.clock import Clock
from shared.database import Connection
from shared.decider import Context, Rejection
from shared.documents.drafts import drafted
from shared.eventstore.objections import objection
from shared.eventstore.store import EventStore
from shared.law.names import Language
from shared.substitutions import stood_in_for


class Loaded(NamedTuple):
    """A statement with its stream; of one that is not registered, an id that no stream has."""

    id: UUID
    events: list[EventEnvelope[Any]]
    statement: Statement

    @property
    def version(self) -> int:
        """Version of the stream."""
        return self.events[-1].version if self.events else 0


class StatementQueries:
    """Answers the queries to intake."""

    def __init__(self, store: EventStore, rules: Rules, clock: Clock, language: Language = "ru") -> None:
        """`language` is that in which resolutions are made."""
        self._language = language
        self._store = store
        self._rules = rules
        self._clock = clock
        self._documents = PresentedDocuments(rules, clock)
        self._backlogs = StatementBacklogs(store, rules, clock)

    async def answer(self, connection: Connection, query: QueryEnvelope[Any]) -> Contract:
        """The reply. Raises Rejection."""
        if isinstance(query.data, queries.PreviewStatementDocument):
            return await self._draft(connection, query)
        if isinstance(query.data, queries.PreviewStatementAct):
            return await self._preview(connection, query)
        if isinstance(query.data, PreviewStatementActs):
            return await self._backlogs.answer(connection, query)
        match query.data:
            case queries.ShowStatementDocument() as asked:
                return await show_document(connection, asked)
            case queries.ListStatementTasks() as asked:
                return await listed_tasks(connection, asked)
            case queries.ListUndistributed() as asked:
                return await undistributed(connection, asked)
            case ListStatementOutgoing() as asked:
                return await listed_outgoing(connection, asked)
        return await self._show(connection, query.data, query.actor)

    async def _show(self, connection: Connection, asked: queries.ShowStatement, actor: str) -> Contract:
        found = await self._loaded(connection, asked.body, asked.registration_number)
        if not found.events:
            raise Rejection(_unknown(asked))
        through = max(found.statement.through, self._clock.today())
        course = course_of(found.statement.acts, self._rules, through)
        view = statement_view(found.id, course, found.events, self._rules)
        expected = (
            await self._expected(connection, found) if view.status is queries.StatementStatus.REGISTERED else None
        )
        today = self._clock.today()
        stands_in = await stood_in_for(connection, actor, today)
        return view.model_copy(
            update={
                "resolutions": await resolutions_of(connection, found.id),
                "expected": expected,
                "openings": tuple(openings(course, actor, stands_in, today)),
            }
        )

    async def _expected(self, connection: Connection, found: Loaded) -> queries.AssessmentView | None:
        """What an assessment would find today, for everybody who asks; none where dates contradict each other."""
        command = assessing(found.id, self._clock.now())
        facts = await self._documents.facts(connection, [command])
        context = Context(self._clock.today(), facts[command.id])
        return preview(self._rules, found.statement, found.version, command, context).assessment

    async def _preview(self, connection: Connection, query: QueryEnvelope[Any]) -> Contract:
        asked: queries.PreviewStatementAct = query.data
        found = await self._loaded(connection, asked.body, asked.registration_number)
        command = _command(query, asked, found.id, self._clock)
        if not found.events and not isinstance(command.data, RegisterStatement):
            raise Rejection(_unknown(asked))
        today = self._clock.today()
        if problem := objection(command, today, found.version):
            return refused_preview(found.version, command, (problem,))
        facts = await self._documents.facts(connection, [command])
        return preview(self._rules, found.statement, found.version, command, Context(today, facts[command.id]))

    async def _draft(self, connection: Connection, query: QueryEnvelope[Any]) -> Contract:
        asked: queries.PreviewStatementDocument = query.data
        found = await self._loaded(connection, asked.body, asked.registration_number)
        command, today = _command(query, asked, found.id, self._clock), self._clock.today()
        if not found.events:
            raise Rejection(_unknown(asked))
        if problem := objection(command, today, found.version):
            raise Rejection(problem)
        facts = await self._documents.facts(connection, [command])
        context = Context(today, facts[command.id])
        then, event, kind = resolution_foreseen(self._rules, found.statement, found.version, command, context)
        said = draft(then, event, kind, self._rules)
        return Draft(kind=kind, language=self._language, content=await drafted(said, self._language))

    async def _loaded(self, connection: Connection, body: str, number: str) -> Loaded:
        id_ = await connection.fetchval(_STATEMENT, body, number)
        events = await self._store.load(connection, id_) if id_ else []
        statement = Statement()
        for event in events:
            statement = evolve(statement, event)
        return Loaded(id_ or new_id(), events, statement)


def _unknown(asked: queries.ShowStatement | queries.PreviewStatementAct) -> Any:
    detail = f"body {asked.body} has registered no statement under {asked.registration_number}"
    return refused.UNKNOWN_STATEMENT.because(detail, field="registration_number")


def _command(
    query: QueryEnvelope[Any], asked: queries.PreviewStatementAct, stream: UUID, clock: Clock
) -> CommandEnvelope[Any]:
    """The command as it would be sent. Raises Rejection where it is none."""
    try:
        data = COMMANDS.decode(asked.command, json.dumps(asked.data).encode())
    except UnknownType as error:
        raise refused.reject(refused.NOT_FOR_INTAKE, str(error), field="command") from error
    except MalformedMessage as error:
        raise Rejection(*error.problems) from error
    return CommandEnvelope[Any](
        id=asked.command_id or query.id,
        source=query.source,
        type=data.type,
        stream=stream,
        effective_date=asked.day,
        issued_at=clock.now(),
        actor=asked.actor,
        correlation_id=query.id,
        recording=asked.recording,
        data=data,
    )


_STATEMENT = "SELECT statement FROM presented_document WHERE body = $1 AND registered = number_key($2)"
