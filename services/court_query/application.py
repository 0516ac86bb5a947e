"""Applies events to the read model: load, fold, write, for a whole batch.

The number of round trips to the database does not depend on the size of the batch.
"""

from collections.abc import Sequence
from typing import Any

from contracts.envelope import EventEnvelope
from services.court_query.domain.proceeding import Unfoldable, evolve, of_proceedings
from services.court_query.read_model import Copy
from shared.database import Connection


async def apply(connection: Connection, copy: Copy, events: Sequence[EventEnvelope[Any]]) -> None:
    """Apply events, each stream's in order of version, to a copy inside the caller's transaction.

    Raises Unfoldable; nothing is to be committed then.
    """
    events = list(of_proceedings(events))
    known = await copy.load(connection, {event.stream for event in events})
    touched = dict(known)
    for event in events:
        before = touched.get(event.stream)
        if event.version != (before.version if before else 0) + 1:
            raise Unfoldable(f"version {event.version} does not follow {before.version if before else 0}")
        touched[event.stream] = evolve(before, event)
    await copy.write(connection, touched.values(), known)
