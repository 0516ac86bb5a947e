"""Own events of `proceedings` that a policy caused by an event which its source does not have any more.

The command of a policy has an id derived from the event that caused it, and its events name that command: where no
event of the source's stream derives it, the cause is gone. Nothing is undone: the act may be right, and only its cause
lost.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from contracts.envelope import EventEnvelope
from contracts.identifiers import derived_id
from services.intake.domain.drafts import PROCEEDING
from services.proceedings.policies import POLICIES
from shared.database import Connection

_BY_POLICIES = """
    SELECT event.id, event.stream, event.version, event.type, event.effective_date, event.actor, event.causation_id,
           number.number
    FROM event LEFT JOIN proceeding_number AS number ON number.proceeding = event.stream
    WHERE event.stream = ANY($1::uuid[]) AND event.actor LIKE 'policy:%'
    ORDER BY event.stream, event.version
"""


class Orphan(NamedTuple):
    """An event whose cause is gone."""

    number: str | None
    stream: UUID
    version: int
    type: str
    day: str
    policy: str
    cause: UUID
    """The stream of the source, whose event is gone."""


async def orphans(
    connection: Connection, source: str, streams: Mapping[UUID, Sequence[EventEnvelope[Any]]]
) -> list[Orphan]:
    """The orphans that streams of a source have left; `streams` has all events they have now."""
    own = {derived_id(stream, PROCEEDING) if source == "intake" else stream: stream for stream in streams}
    caused = {command for events in streams.values() for command in _commands(events)}
    rows = await connection.fetch(_BY_POLICIES, list(own))
    return [
        Orphan(
            row["number"], row["stream"], row["version"], row["type"], row["effective_date"].isoformat(),
            row["actor"].removeprefix("policy:"), own[row["stream"]],
        )
        for row in rows
        if _is_of(row["actor"], source) and row["causation_id"] not in caused
    ]  # fmt: skip


def _commands(events: Sequence[EventEnvelope[Any]]) -> Iterator[UUID]:
    for event in events:
        for policy in POLICIES:
            yield derived_id(event.id, policy)


def _is_of(actor: str, source: str) -> bool:
    """Whether a policy reacts to events of this source: one to decisions of intake, the others to limits."""
    return (actor == "policy:initiation-decided") == (source == "intake")
