"""What subscribers may ask, and the answers: where their streams stand, what holds of them, and events sent again.

Nothing here moves a cursor: a request changes nothing for anybody.
"""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from services.subscribers.delivery import cursors, metrics, replays
from services.subscribers.delivery.cursors import Recipient
from services.subscribers.delivery.positions import StreamPosition, read_page
from services.subscribers.delivery.publisher import SubscriberPublisher, prepared
from services.subscribers.delivery.reading import Cursor, is_restored, page_of_streams, previous_of
from services.subscribers.delivery.session import LeaderSession
from services.subscribers.delivery.states import read_states
from services.subscribers.delivery.stores import OccasionalStores
from services.subscribers.settings import SubscribersSettings
from shared.database import Connection
from shared.eventstore.epochs import latest_epoch
from shared.eventstore.publisher import NotPublished
from shared.eventstore.store import BEGINNING, checkpoint_of
from shared.services import service_of_source, source_of
from shared.subscribable import SOURCES

LARGEST = 16 * 1024
"""Bytes of a request."""


_STATED_OF_REPLAYS = ("id", "source", "standing", "sent", "requested_at", "reached_at", "end_at", "waits")
"""What a subscriber sees of its replays: not who requested them, and why."""


class RequestRefused(Exception):
    """A request is not answered; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PositionsAsked(BaseModel):
    """Where the streams of a source stand."""

    source: str
    after: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 1000


class StatesAsked(BaseModel):
    """What holds of the streams of a source."""

    source: str
    after: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 200


class ResendAsked(BaseModel):
    """Send streams of a source again."""

    source: str
    streams: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=100)]


class ReplaysAsked(BaseModel):
    """How far the latest replays are."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20


class Answers:
    """Answers requests in the leading process, from what it knows of the delivery."""

    def __init__(self, settings: SubscribersSettings, session: LeaderSession, stores: OccasionalStores) -> None:
        self._settings = settings
        self._session = session
        self._stores = stores

    async def answer(self, recipient: Recipient, kind: str, body: bytes) -> dict[str, Any]:
        """The reply. Raises RequestRefused, ValidationError, SourceUnavailable and errors of the database."""
        if len(body) > LARGEST:
            raise RequestRefused("malformed")
        match kind:
            case "positions":
                return await self._positions(recipient, PositionsAsked.model_validate_json(body))
            case "states":
                return await self._states(recipient, StatesAsked.model_validate_json(body))
            case "resend":
                return await self._resend(recipient, ResendAsked.model_validate_json(body))
            case "replays":
                return await self._replays(recipient, ReplaysAsked.model_validate_json(body))
        raise RequestRefused("unknown-kind")

    async def _positions(self, recipient: Recipient, asked: PositionsAsked) -> dict[str, Any]:
        source = _source(asked.source)
        async with self._session.turn() as connection:
            await _known(connection, recipient, source)
            spans = await cursors.spans(connection, recipient, source)
        async with self._stores.reading(source) as store:
            page = await read_page(store, spans, asked.after, asked.limit)
        return {"positions": [*map(_stated, page.positions)], "until": page.until and str(page.until)}

    async def _states(self, recipient: Recipient, asked: StatesAsked) -> dict[str, Any]:
        """What is stored by now, whether sent or not: what comes of it later is skipped."""
        source = _source(asked.source)
        async with self._session.turn() as connection:
            cursor = await _known(connection, recipient, source)
            spans = await cursors.spans(connection, recipient, source)
        async with self._stores.reading(source) as store:
            epoch = await latest_epoch(store)
            if await is_restored(store, epoch, cursor):
                raise RequestRefused("source-restored")
            page = await read_states(store, recipient, spans.present, asked.after, asked.limit)
        states = [
            {
                "stream": str(each.stream),
                "sequence": each.position.sequence,
                "digest": each.position.digest.hex(),
                "entries": each.entries,
            }
            for each in page.states
        ]
        return {"states": states, "until": page.until and str(page.until), "epoch": epoch and str(epoch)}

    async def _replays(self, recipient: Recipient, asked: ReplaysAsked) -> dict[str, Any]:
        async with self._session.turn() as connection:
            found = await replays.listed(connection, recipient.name, asked.limit)
        stated = [{**each, "source": source_of(each["source"])} for each in found]
        return {"replays": [{key: each[key] for key in _STATED_OF_REPLAYS} for each in stated]}

    async def _resend(self, recipient: Recipient, asked: ResendAsked) -> dict[str, Any]:
        """Send what was sent of these streams up to the cursor: what follows comes by itself."""
        source = _source(asked.source)
        async with self._session.turn() as connection:
            cursor = await _known(connection, recipient, source)
            if await cursors.is_full(connection, recipient.name):
                raise RequestRefused("queue-full")
        sent, after = 0, BEGINNING
        async with SubscriberPublisher(self._settings.broker_url, recipient.name) as out:
            while True:
                async with self._stores.reading(source) as store:
                    epoch = await latest_epoch(store)
                    if await is_restored(store, epoch, cursor):
                        raise RequestRefused("source-restored")
                    limit = self._settings.delivery_batch
                    rows = await page_of_streams(store, asked.streams, cursor, recipient.since, after, limit)
                    before = await previous_of(store, rows, cursor.starts, recipient.since)
                if not rows:
                    return {"sent": sent}
                try:
                    await out.publish([prepared(row, recipient, source, epoch, before) for row in rows])
                except NotPublished as failure:
                    raise RequestRefused("queue-full" if failure.reason == "refused" else "unavailable") from failure
                metrics.RESENT.labels(recipient.name, source).inc(len(rows))
                sent, after = sent + len(rows), checkpoint_of(rows[-1])


def _source(asked: str) -> str:
    source = service_of_source(asked)
    if source == asked or source not in SOURCES:
        raise RequestRefused("unknown-source")
    return source


async def _known(connection: Connection, recipient: Recipient, source: str) -> Cursor:
    cursor = await cursors.known_cursor(connection, recipient, source)
    if cursor is None:
        raise RequestRefused("not-started")
    return cursor


def _stated(position: StreamPosition) -> dict[str, Any]:
    stream, sequence, latest, digest = position
    return {
        "stream": str(stream),
        "sequence": sequence,
        "latest": latest,
        "digest": None if digest is None else digest.hex(),
    }
