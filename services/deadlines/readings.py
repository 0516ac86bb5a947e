"""How the watched streams read, kept in the table `observed_event`."""

from collections.abc import Iterable, Mapping
from itertools import chain
from uuid import UUID

from services.deadlines.domain.reading import Reading, Shown
from shared.database import Connection


async def readings_of(connection: Connection, streams: Iterable[UUID]) -> dict[UUID, Reading]:
    """The readings of the streams; empty for one of which nothing is held."""
    entries: dict[UUID, list[Shown]] = {stream: [] for stream in streams}
    acts: dict[UUID, list[Shown]] = {stream: [] for stream in entries}
    for row in await connection.fetch(_READINGS, list(entries)):
        held = acts if row["act"] else entries
        held[row["stream"]].append(Shown.model_validate_json(row["shown"]))
    return {stream: Reading(tuple(entries[stream]), tuple(acts[stream])) for stream in entries}


async def keep(connection: Connection, before: Mapping[UUID, Reading], now: Mapping[UUID, Reading]) -> None:
    """Keep how the streams read now. A revision writes its stream's entries anew."""
    revised = [stream for stream, reading in now.items() if not _only_grew(before[stream], reading)]
    if revised:
        await connection.execute(_FORGET, revised)
    rows = list(
        chain.from_iterable(
            _rows(stream, Reading() if stream in revised else before[stream], before[stream], reading)
            for stream, reading in now.items()
        )
    )
    if rows:
        await connection.execute(_KEEP, *map(list, zip(*rows, strict=True)))


def _only_grew(before: Reading, now: Reading) -> bool:
    return now.entries[: len(before.entries)] == before.entries


def _rows(stream: UUID, entries: Reading, acts: Reading, now: Reading) -> Iterable[tuple[UUID, bool, str]]:
    for entry in now.entries[len(entries.entries) :]:
        yield stream, False, entry.model_dump_json()
    for act in now.acts[len(acts.acts) :]:
        yield stream, True, act.model_dump_json()


_READINGS = "SELECT stream, act, shown FROM observed_event WHERE stream = ANY($1) ORDER BY stream, position"
_FORGET = "DELETE FROM observed_event WHERE stream = ANY($1) AND NOT act"
_KEEP = "INSERT INTO observed_event (stream, act, shown) SELECT * FROM unnest($1::uuid[], $2::boolean[], $3::jsonb[])"
