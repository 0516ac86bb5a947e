"""All limits that run or ran out, under a new calendar or new rules, in columns: which streams have one that moves."""

from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from pydantic import TypeAdapter

from shared.database import Connection
from shared.law.calendar import WorkingCalendar
from shared.law.rule_sets import RuleSets
from shared.law.time_limits import Entry
from shared.law.time_limits.columns import Limits, Running
from shared.law.time_limits.recalculation import recalculate
from shared.watched_limits import fixed

_HISTORY: TypeAdapter[tuple[Entry, ...]] = TypeAdapter(tuple[Entry, ...])
_NO_HISTORY = "[]"


class Basis(NamedTuple):
    """What dates are computed under: the digest of the rule sets' limits, and the version of the calendar."""

    rule_sets: str
    calendar: str


def digest_of(rule_sets: RuleSets) -> str:
    """Changes whenever a time limit does, in any rule set."""
    rows = sorted(
        (rule_set.id, row.id, str(row.amount), row.unit, row.direction)
        for rule_set in rule_sets
        for row in rule_set.limits()
    )
    return sha256(repr(rows).encode()).hexdigest()[:16]


async def computed_under(connection: Connection) -> tuple[int, Basis]:
    """The number of recalculations so far, and what the last one went by."""
    row = await connection.fetchrow("SELECT revision, rule_sets, calendar FROM computed_under")
    return row["revision"], Basis(row["rule_sets"], row["calendar"])


async def streams_to_reschedule(connection: Connection, rule_sets: RuleSets, calendar: WorkingCalendar) -> list[UUID]:
    """The streams with a limit whose date or certainty changes under these rules and this calendar."""
    rows = await connection.fetch(_LIMITS)
    if not rows:
        return []
    result = recalculate(Limits.of(_running(row, rule_sets) for row in rows), calendar)
    was_provisional = np.array([row["provisional"] for row in rows])
    moved = set(result.changed.tolist()) | set(np.flatnonzero(result.provisional != was_provisional).tolist())
    return sorted({rows[position]["stream"] for position in moved})


def _running(row: Any, rule_sets: RuleSets) -> Running:
    limit = rule_sets.named(row["rule_set"]).limit(row["limit_id"])
    history = () if row["history"] == _NO_HISTORY else _HISTORY.validate_json(row["history"])
    if row["until"] is None:
        return Running(limit, row["starts_on"], history, row["due"])
    return Running(fixed(limit), row["until"], history, row["due"])


_LIMITS = """
SELECT stream, limit_id, rule_set, starts_on, until, due, provisional, history
FROM limit_standing WHERE standing IN ('running', 'expired')
"""
