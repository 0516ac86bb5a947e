"""What a backlog of acts would lead to, by the decider that records it; nothing is recorded."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from contracts.commands.backlogs import BacklogAct
from contracts.envelope import CommandEnvelope
from contracts.problems import Problem
from contracts.queries.base import QueryEnvelope
from contracts.replies import Rejected
from shared import idempotency
from shared.backlogs import at, contexts, unpacked
from shared.clock import Clock
from shared.database import Connection
from shared.decider import Context, Decided, Decider, Rejection
from shared.eventstore.objections import check_command
from shared.idempotency import HashedCommand
from shared.previews import foreseen

S = TypeVar("S")
F = TypeVar("F")


class ForeseenBacklog(NamedTuple):
    """What a backlog would lead to."""

    state: Any
    """Of the stream after the acts that would be recorded."""
    decided: Sequence[tuple[int, CommandEnvelope[Any], Decided]]
    """Of each act that would be recorded: its place in the backlog, its command and the events."""
    problems: Sequence[Problem]
    """Why the backlog would be refused, each with the place of its act."""
    recorded: int
    """Acts that are recorded already."""


class BacklogPreviews(Generic[S, F]):
    """Previews of backlogs in one service."""

    def __init__(
        self,
        decider: Decider[S, F],
        facts: Callable[[Connection, Sequence[CommandEnvelope[Any]]], Awaitable[Mapping[UUID, F]]],
        clock: Clock,
        source: str,
    ) -> None:
        """`facts` are those of commands; they are read, and lock nothing that others write."""
        self._decider = decider
        self._facts = facts
        self._clock = clock
        self._source = source

    def command(self, query: QueryEnvelope[Any], stream: UUID) -> CommandEnvelope[Any]:
        """The backlog of a query as the command that would carry it."""
        return CommandEnvelope[Any](
            id=query.id,
            source=query.source,
            type=query.type,
            stream=stream,
            effective_date=self._clock.today(),
            issued_at=self._clock.now(),
            actor=query.actor,
            correlation_id=query.id,
            data=query.data,
        )

    async def foreseen(
        self, connection: Connection, state: S, version: int, backlog: CommandEnvelope[Any], acts: Sequence[BacklogAct]
    ) -> ForeseenBacklog:
        """What the acts would do on a stream at this version."""
        commands, problems = unpacked(backlog, acts, self._decider.recordable, self._decider.alone)
        known = await idempotency.find(connection, {act.id for _, act in commands})
        facts = await self._facts(connection, [act for _, act in commands])
        refusals = list(problems)
        for place, act in commands:
            if act.id in known:
                reply = known[act.id].to(HashedCommand(act, idempotency.digest_of(act)))
                refusals += [at(place, each) for each in reply.problems] if isinstance(reply, Rejected) else []
        new = [(place, act) for place, act in commands if act.id not in known]
        decided, refused_now, state = self._decided(state, version, new, facts)
        return ForeseenBacklog(state, decided, [*refusals, *refused_now], len(commands) - len(new))

    def _decided(
        self, state: S, version: int, acts: Sequence[tuple[int, CommandEnvelope[Any]]], facts: Mapping[UUID, F]
    ) -> tuple[list[tuple[int, CommandEnvelope[Any], Decided]], list[Problem], S]:
        today: date = self._clock.today()
        decided, problems = list[tuple[int, CommandEnvelope[Any], Decided]](), list[Problem]()
        for (place, act), where in zip(acts, contexts(Context(today, None), [act for _, act in acts]), strict=True):
            context = Context(today, facts[act.id], where.continued, where.next_day, backlog=True)
            try:
                check_command(act, today, version)
                then = foreseen(self._decider, state, version, act, context, self._source)
            except Rejection as rejection:
                problems += [at(place, each) for each in rejection.problems]
                continue
            state, version = then.state, version + len(then.decided)
            decided.append((place, act, then.decided))
        return decided, problems, state
