"""All running limits under a new calendar, computed in columns: which streams have a limit that moves."""

from typing import Any
from uuid import UUID

import numpy as np
from pydantic import TypeAdapter

from services.deadlines.application import current_calendar
from shared.database import Connection
from shared.law.calendar import WorkingCalendar
from shared.law.rulesets import RuleSets
from shared.law.time_limits import Entry, Limit, Unit
from shared.law.time_limits.columns import Limits, Running
from shared.law.time_limits.recalculation import recalculate

_HISTORY: TypeAdapter[tuple[Entry, ...]] = TypeAdapter(tuple[Entry, ...])
_NO_HISTORY = "[]"


async def streams_to_reschedule(connection: Connection, rule_sets: RuleSets) -> tuple[WorkingCalendar, list[UUID]]:
    """The calendar as it stands, and the streams with a running limit whose date or certainty it changes."""
    calendar = await current_calendar(connection)
    rows = await connection.fetch(_RUNNING)
    if not rows:
        return calendar, []
    result = recalculate(Limits.of(_running(row, rule_sets) for row in rows), calendar)
    was_provisional = np.array([row["provisional"] for row in rows])
    moved = set(result.changed.tolist()) | set(np.flatnonzero(result.provisional != was_provisional).tolist())
    return calendar, sorted({rows[position]["stream"] for position in moved})


def _running(row: Any, rule_sets: RuleSets) -> Running:
    limit = rule_sets.named(row["rule_set"]).limit(row["limit_id"])
    history = () if row["history"] == _NO_HISTORY else _HISTORY.validate_json(row["history"])
    if row["until"] is None:
        return Running(limit, row["starts_on"], history, row["due"])
    fixed = Limit(id=limit.id, article=str(limit.article), amount=None, unit=Unit.DATE, rule_set=limit.rule_set)
    return Running(fixed, row["until"], history, row["due"])


_RUNNING = """
SELECT stream, limit_id, rule_set, starts_on, until, due, provisional, history
FROM limit_standing WHERE standing = 'running'
"""
