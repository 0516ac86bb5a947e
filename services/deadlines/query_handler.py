"""Answers the queries to deadlines."""

from typing import Any

from contracts.base import Contract
from contracts.codelists import Names
from contracts.queries.base import QueryEnvelope
from contracts.queries.deadlines import Limits, LimitView, ListLimits, Standing
from services.deadlines.queries import LimitFilter, LimitLine, limits
from shared.database import Connection
from shared.law.rule_sets import RuleSets


class DeadlineQueries:
    """Answers the queries to deadlines from the limits as they stand."""

    def __init__(self, rule_sets: RuleSets) -> None:
        self._rule_sets = rule_sets

    async def answer(self, connection: Connection, query: QueryEnvelope[Any]) -> Contract:
        """The reply: time limits that match."""
        asked: ListLimits = query.data
        wanted = LimitFilter(
            asked.number,
            asked.body,
            asked.executor,
            asked.standing and asked.standing.value,
            asked.due_from,
            asked.due_to,
            asked.after,
        )
        lines = await limits(connection, wanted, at_most=asked.limit + 1)
        return Limits(limits=tuple(map(self._view, lines[: asked.limit])), more=len(lines) > asked.limit)

    def _view(self, line: LimitLine) -> LimitView:
        row = self._rule_sets.named(line.rule_set).limit(line.limit)
        what = row.what
        return LimitView(
            number=line.number,
            body=line.body,
            executor=line.executor,
            limit=line.limit,
            names=Names(en=what.en, ru=what.ru or what.en, be=what.be or what.en),
            article=line.article,
            starts_on=line.starts_on,
            due=line.due,
            provisional=line.provisional,
            standing=Standing(line.standing),
            met_in_time=line.met_in_time,
            id=line.id,
            who=tuple(row.who),
        )
