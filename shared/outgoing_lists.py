"""What went out on a day, as the services that record sendings keep and list it."""

import json
from typing import Any

from contracts.base import AS_STORED
from contracts.queries.outgoing import ListOutgoing, Outgoing, OutgoingView
from contracts.recording import Paper
from shared.database import Connection


def stored(value: Any) -> Any:
    """A part of a row as its column takes it: a paper as JSON."""
    return value.model_dump_json(exclude_none=True) if isinstance(value, Paper) else value


async def listed(connection: Connection, of_day: str, asked: ListOutgoing) -> Outgoing:
    """What a body sent on a day.

    `of_day` selects the rows by body, day, executor, and the three parts of the key after which they begin; as many as
    its last parameter says.
    """
    after = asked.after
    place = (after.number, after.act, after.recipient) if after else (None, None, None)
    rows = await connection.fetch(of_day, asked.body, asked.day, asked.executor, *place, asked.limit + 1)
    papers = tuple(
        OutgoingView.model_validate(
            {**row, "mark": _read(row["mark"]), "receipt": _read(row["receipt"])}, context=AS_STORED
        )
        for row in rows[: asked.limit]
    )
    return Outgoing(papers=papers, more=len(rows) > asked.limit)


def _read(paper: str | None) -> Any:
    return json.loads(paper) if paper else None
