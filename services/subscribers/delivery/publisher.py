"""Sends a subscriber its events: reduced, with the event before in its stream, to its queue alone."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple
from uuid import UUID

from contracts.envelope import PREVIOUS_HEADER, REPLAY_HEADER
from services.subscribers.application import SERVICE
from services.subscribers.delivery.cursors import Recipient
from services.subscribers.delivery.reduction import Reduced, reduced
from shared.eventstore.publisher import BatchPublisher, Outgoing, stored_headers
from shared.messaging.queue_names import SUBSCRIBERS_EXCHANGE, subscriber_queue
from shared.messaging.senders import publisher_of
from shared.services import source_of
from shared.telemetry.context import Traced


class Sent(NamedTuple):
    """A stored event on its way to a subscriber."""

    row: Mapping[str, Any]
    service: str
    epoch: UUID | None
    previous: int
    """The version before it in its stream that the subscriber receives; 0: none."""
    received: Reduced
    """What the subscriber may have of it."""
    replay: int | None = None
    """In which replay it is sent again; None: in none."""


class NotReduced(Exception):
    """An event cannot be reduced: it is sent to nobody whole."""


def prepared(
    row: Mapping[str, Any],
    recipient: Recipient,
    source: str,
    epoch: UUID | None,
    before: Mapping[tuple[UUID, int], int],
    replay: int | None = None,
) -> Sent:
    """An event for a subscriber; `before` is the answer of `previous_of`. Raises NotReduced."""
    try:
        received = reduced(row, recipient)
    except Exception as error:
        # Whatever it is, it stops one subscriber alone.
        raise NotReduced(f"the event {row['id']} cannot be reduced: {type(error).__name__}") from error
    return Sent(row, source, epoch, before[row["stream"], row["version"]], received, replay)


class SubscriberPublisher(BatchPublisher):
    """Publishes to the queue of one subscriber."""

    def __init__(self, broker_url: str, name: str) -> None:
        super().__init__(broker_url, f"subscriber {name}")
        self._key = name
        self._user = publisher_of(SERVICE)

    async def waiting(self) -> int:
        """How many messages wait in its queue. Raises NotPublished if the broker is away."""
        return await self.messages_in(subscriber_queue(self._key))

    def _outgoing(self, row: Any) -> AbstractContextManager[Outgoing]:
        sent: Sent = row
        stored = sent.row
        traced = Traced(stored["traceparent"], stored["tracestate"])
        headers = stored_headers(stored, source_of(sent.service), sent.epoch, sent.received.recording, traced)
        headers[PREVIOUS_HEADER] = str(sent.previous)
        if sent.replay is not None:
            headers[REPLAY_HEADER] = str(sent.replay)
        return nullcontext(Outgoing(stored, sent.received.data, SUBSCRIBERS_EXCHANGE, self._key, headers, self._user))
