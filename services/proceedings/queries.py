"""Answers the queries to proceedings from the streams and from the service's own tables."""

import json
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import date
from functools import partial, reduce
from typing import Any, NamedTuple, cast
from uuid import UUID

from contracts.base import Contract
from contracts.catalogue import COMMANDS
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.identifiers import accounts_of
from contracts.problems import Problem
from contracts.queries import proceedings as queries
from contracts.queries.backlogs import PreviewActs
from contracts.queries.base import Query, QueryEnvelope
from contracts.queries.outgoing import ListOutgoing
from contracts.registry import MalformedMessage, UnknownType
from services.proceedings.backlog_previews import ProceedingBacklogs
from services.proceedings.bank_orders import find_orders
from services.proceedings.book_queries import list_payables, list_transactions, show_balances, unidentified_money
from services.proceedings.calendar import current_calendar
from services.proceedings.caseload import show_caseload
from services.proceedings.distributions import calculation, joined_besides, members_of, payers_of
from services.proceedings.documents.making import draft
from services.proceedings.documents.queries import list_documents, number_of_proceeding, show_document
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.accounts import ACCOUNTS
from services.proceedings.domain.act_types import ACTS
from services.proceedings.domain.computing import course_of
from services.proceedings.domain.corrections import CORRECTIONS
from services.proceedings.domain.decide import Facts
from services.proceedings.domain.distribution import tried
from services.proceedings.domain.history_pages import page_of
from services.proceedings.domain.journal import Journal, State, evolve
from services.proceedings.domain.open_acts import course_until, open_acts
from services.proceedings.domain.preview import preview, refused_preview, resolution_foreseen
from services.proceedings.domain.views import history, proceeding_view
from services.proceedings.finding import find_proceedings
from services.proceedings.information import figures, not_joined_with, owed_elsewhere, surplus_besides
from services.proceedings.outgoing import list_outgoing
from services.proceedings.resolutions import numbers_of
from services.proceedings.substitutes import list_substitutions
from shared.clock import Clock
from shared.database import Connection
from shared.decider import Context, Rejection
from shared.documents.drafts import drafted
from shared.eventstore.objections import objection
from shared.eventstore.store import EventStore
from shared.law.names import Language
from shared.substitutions import stood_in_for


class Loaded(NamedTuple):
    """A proceeding with its stream."""

    id: UUID
    events: list[EventEnvelope[Any]]
    state: Journal

    @property
    def version(self) -> int:
        """Version of the stream."""
        return self.events[-1].version


class ProceedingQueries:
    """Answers the queries to proceedings."""

    def __init__(self, store: EventStore, clock: Clock, language: Language = "ru") -> None:
        """`language` is that in which resolutions are made."""
        self._language = language
        self._store = store
        self._clock = clock
        self._backlogs = ProceedingBacklogs(store, clock)
        self._answers: Mapping[type[Query], Callable[[Connection, Any], Awaitable[Contract]]] = {
            queries.FindProceedings: find_proceedings,
            queries.ShowProceeding: self._show,
            queries.ShowHistory: self._history,
            queries.ShowOpenActs: self._open_acts,
            queries.ListDuties: _list_duties,
            ListOutgoing: list_outgoing,
            queries.ShowCaseload: show_caseload,
            queries.ListDocuments: self._documents,
            queries.ShowDocument: self._document,
            queries.ShowBalances: show_balances,
            queries.ListTransactions: list_transactions,
            queries.ListPayables: list_payables,
            queries.ListUnidentified: self._unidentified,
            queries.FindBankOrders: find_orders,
            queries.ListSubstitutions: list_substitutions,
            queries.TryDistributions: self._try_distributions,
        }

    async def answer(self, connection: Connection, query: QueryEnvelope[Any]) -> Contract:
        """The reply. Raises Rejection."""
        if isinstance(query.data, queries.PreviewDocument):
            return await self._draft(connection, query)
        if isinstance(query.data, queries.PreviewAct):
            return await self._preview(connection, query)
        if isinstance(query.data, PreviewActs):
            return await self._backlogs.answer(connection, query)
        return await self._answers[type(query.data)](connection, query.data)

    async def _show(self, connection: Connection, asked: queries.ShowProceeding) -> Contract:
        found, through = await self._loaded(connection, asked.number), self._clock.today()
        course = course_of(found.state, max(found.state.through, through), await current_calendar(connection))
        view = proceeding_view(found.id, found.version, found.state, course, through)
        return view.model_copy(update=await self._not_joined(connection, found))

    async def _history(self, connection: Connection, asked: queries.ShowHistory) -> Contract:
        found, through = await self._loaded(connection, asked.number), self._clock.today()
        course = course_of(found.state, max(found.state.through, through), await current_calendar(connection))
        numbers = await numbers_of(connection, found.id)
        return page_of(history(found.id, found.state, course, found.events, numbers), asked)

    async def _documents(self, connection: Connection, asked: queries.ListDocuments) -> Contract:
        found = await self._loaded(connection, asked.number)
        return await list_documents(connection, found.id, found.state, asked)

    async def _document(self, connection: Connection, asked: queries.ShowDocument) -> Contract:
        number = await number_of_proceeding(connection, asked.resolution)
        return await show_document(connection, asked, (await self._loaded(connection, number)).state)

    async def _open_acts(self, connection: Connection, asked: queries.ShowOpenActs) -> Contract:
        found = await self._loaded(connection, asked.number)
        if asked.day < found.state.initiated_on:
            detail = f"the proceeding was initiated on {found.state.initiated_on}"
            raise Rejection(refused.BEFORE_INITIATION.at("day").because(detail))
        course = course_until(found.state, asked.day, await current_calendar(connection))
        stands_in = await stood_in_for(connection, asked.actor, asked.day)
        return queries.Openings(
            id=found.id,
            number=found.state.number,
            day=asked.day,
            status=course.status,
            acts=tuple(open_acts(found.state, course, asked.day, asked.actor, stands_in)),
        )

    async def _preview(self, connection: Connection, query: QueryEnvelope[Any]) -> Contract:
        asked: queries.PreviewAct = query.data
        found, today = await self._loaded(connection, asked.number), self._clock.today()
        command = _command(query, asked, found.id, self._clock)
        if problem := objection(command, today, found.version):
            return refused_preview(found.state, found.version, command, (problem,))
        shown = preview(found.state, found.version, command, await self._context(connection, command, today))
        brings_money = shown.allocation is not None
        return shown.model_copy(update=await self._not_joined(connection, found)) if brings_money else shown

    async def _not_joined(self, connection: Connection, found: "Loaded") -> Mapping[str, tuple[str, ...] | None]:
        """With which open proceedings against its debtor it shares no money, as replies say it (Art. 404)."""
        return {"not_joined_with": await not_joined_with(connection, found.id, found.state) or None}

    async def _draft(self, connection: Connection, query: QueryEnvelope[Any]) -> Contract:
        asked: queries.PreviewDocument = query.data
        found, today = await self._loaded(connection, asked.number), self._clock.today()
        command = _command(query, asked, found.id, self._clock)
        if problem := objection(command, today, found.version):
            raise Rejection(problem)
        context = await self._context(connection, command, today)
        made, event, kind = resolution_foreseen(found.state, found.version, command, context)
        said = await draft(connection, [*found.events, *made], event, kind)
        return queries.Draft(kind=kind, language=self._language, content=await drafted(said, self._language))

    async def _context(self, connection: Connection, command: CommandEnvelope[Any], today: date) -> Context[Facts]:
        """What the decision on a command may know."""
        load = partial(self._journals, connection)
        facts = Facts(
            calendar=await current_calendar(connection),
            calculation=await calculation(connection, command, load),
            figures=(await figures(connection, [command], load)).get(command.id),
            owed_elsewhere=(await owed_elsewhere(connection, [command], load)).get(command.id, ()),
            joined_besides=(await joined_besides(connection, [command], load)).get(command.id),
            stands_in=await stood_in_for(connection, command.actor, today),
            surplus_besides=(await surplus_besides(connection, [command], load)).get(command.id, ()),
        )
        return Context(today, facts)

    async def _try_distributions(self, connection: Connection, asked: queries.TryDistributions) -> Contract:
        found = await self._loaded(connection, asked.number)
        members = await members_of(connection, found.id, lambda ids: self._journals(connection, ids))
        if found.id not in members:
            raise Rejection(refused.NOT_CONSOLIDATED.at("number").because("its money is not shared with others"))
        initiated = found.state.initiated_on
        if any(money.day < initiated for money in asked.money):
            raise Rejection(refused.BEFORE_INITIATION.at("money").because(f"it was initiated on {initiated}"))
        payers = await payers_of(connection, members)
        calculated = tried(found.id, members, asked, await current_calendar(connection), payers)
        return queries.TriedDistributions(id=found.id, number=found.state.number, tried=tuple(calculated))

    async def _journals(self, connection: Connection, ids: Collection[UUID]) -> Mapping[UUID, Journal]:
        stored = await self._store.load_many(connection, list(ids))
        states = {id_: reduce(evolve, events, cast("State", None)) for id_, events in stored.items()}
        return {id_: state for id_, state in states.items() if state is not None}

    async def _unidentified(self, connection: Connection, asked: queries.ListUnidentified) -> Contract:
        events = await self._store.load(connection, accounts_of(asked.body))
        return unidentified_money(reduce(ACCOUNTS.evolve, events, ACCOUNTS.initial), asked)

    async def _loaded(self, connection: Connection, number: str) -> Loaded:
        """Raises Rejection where there is no such proceeding."""
        id_ = await connection.fetchval("SELECT proceeding FROM proceeding_number WHERE number = $1", number)
        events = await self._store.load(connection, id_) if id_ else []
        state: State = None
        for event in events:
            state = evolve(state, event)
        if state is None:
            detail = f"no proceeding has the number {number}"
            raise Rejection(refused.UNKNOWN_PROCEEDING.at("number").because(detail))
        return Loaded(id_, events, state)


def _command(query: QueryEnvelope[Any], asked: queries.PreviewAct, stream: UUID, clock: Clock) -> CommandEnvelope[Any]:
    """The command as it would be sent. Raises Rejection where it is none."""
    try:
        data = COMMANDS.decode(asked.command, json.dumps(asked.data).encode())
    except UnknownType as error:
        raise Rejection(refused.NOT_FOR_PROCEEDINGS.at("command").because(str(error))) from error
    except MalformedMessage as error:
        raise Rejection(*error.problems) from error
    if type(data) not in {*ACTS, *CORRECTIONS}:
        raise Rejection(
            refused.NOT_FOR_PROCEEDINGS.at("command").because(f"{asked.command} is no act and no correction")
        )
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


async def _list_duties(connection: Connection, asked: queries.ListDuties) -> Contract:
    after = asked.after
    rows = await connection.fetch(
        _DUTIES,
        asked.number,
        asked.body,
        asked.executor,
        asked.opened_until,
        asked.limit + 1,
        asked.duties and list(asked.duties),
        *((after.opened_on, after.number, after.duty, after.act) if after else (None,) * 4),
    )
    listed = [
        queries.DutyView(
            **{
                **dict(row),
                "problems": [Problem(**each) for each in json.loads(row["problems"])],
                "whom": tuple(json.loads(row["whom"])),
            }
        )
        for row in rows[: asked.limit]
    ]
    return queries.Duties(duties=tuple(listed), more=len(rows) > asked.limit)


_DUTIES = """
SELECT proceeding, duty, act, number, body, executor, who, article, opened_on, problems, whom FROM open_duty
WHERE ($1::text IS NULL OR number = $1)
  AND ($2::text IS NULL OR body = $2)
  AND ($3::text IS NULL OR executor = $3)
  AND ($4::date IS NULL OR opened_on <= $4)
  AND ($6::text[] IS NULL OR duty = ANY($6))
  AND ($7::date IS NULL OR (opened_on, number, duty, act) > ($7, $8::text, $9::text, $10::uuid))
ORDER BY opened_on, number, duty, act LIMIT $5
"""
