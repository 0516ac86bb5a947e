"""Answers the queries to deadlines."""

from typing import Any

from contracts.base import Contract
from contracts.codelists import Names
from contracts.queries.base import QueryEnvelope
from contracts.queries.deadlines import Limits, LimitView, ListLimits, Standing
from services.deadlines.application import current_calendar
from services.deadlines.queries import LimitFilter, LimitLine, limits
from shared.database import Connection
from shared.law.calendar import OutsideCalendar, WorkingCalendar
from shared.law.names import LANGUAGES
from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.rows import TimeLimit
from shared.law.time_limits import HistoryError, sentence
from shared.watched_limits import computed


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
            asked.before,
        )
        latest = asked.latest is True
        lines = await limits(connection, wanted, at_most=asked.limit + 1, latest=latest)
        calendar = await current_calendar(connection) if asked.explained else None
        chosen = lines[-asked.limit :] if latest else lines[: asked.limit]
        shown = tuple(self._view(line, calendar) for line in chosen)
        return Limits(limits=shown, more=len(lines) > asked.limit)

    def _view(self, line: LimitLine, calendar: WorkingCalendar | None) -> LimitView:
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
            explanation=explanation_of(line, row, calendar) if calendar else None,
        )


def explanation_of(line: LimitLine, row: TimeLimit, calendar: WorkingCalendar) -> Names | None:
    """How the last day of a limit is computed, in three languages; none where this calendar gives another day."""
    try:
        found = computed(row, line.starts_on, line.until, calendar, line.history)
    except (HistoryError, OutsideCalendar):
        return None
    if found is None or found.due not in {None, line.due}:
        return None
    return Names(**{each: sentence(found, each) for each in LANGUAGES})
