"""Makes messages as the source delivers them to a subscriber."""

from collections import defaultdict
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from contracts.envelope import EPOCH_HEADER, PREFIX, event_headers
from contracts.registry import Event
from shared.subscriber.messages import Message, StreamKey
from shared.subscriber.testing.samples import Samples

PUBLISHER = "lea_subscribers"
"""Who sends events to subscribers."""


class FakeProducer:
    """Numbers the events of each stream as a source does; some sequences are missing, as a subscriber gets not all."""

    def __init__(self, samples: Samples | None = None, *, gaps: int = 0) -> None:
        """`gaps` is how many sequences lie between two events that the subscriber receives."""
        self._samples = samples
        self._between = gaps + 1
        self._reached: defaultdict[StreamKey, int] = defaultdict(int)
        self.epoch = uuid4()
        """The epoch of the store; another one stands for a restore."""

    def event(
        self,
        data: Event,
        stream: UUID | None = None,
        *,
        effective_date: date = date(2026, 6, 1),
        actor: str = "executor:0101-017",
        recorded_at: datetime | None = None,
    ) -> Message:
        """The next event of a stream; of a new one if none is given."""
        source = f"/{data.type.split('.')[0]}/{data.type.split('.')[1]}"
        key = StreamKey(source, stream or uuid4())
        previous = self._reached[key]
        self._reached[key] += self._between
        headers = event_headers(
            id=uuid4(),
            source=source,
            type=data.type,
            stream=key.stream,
            version=self._reached[key],
            effective_date=effective_date,
            recorded_at=recorded_at or datetime.now(UTC),
            actor=actor,
            correlation_id=uuid4(),
            causation_id=uuid4(),
        )
        more = {f"{PREFIX}previous": str(previous), EPOCH_HEADER: str(self.epoch)}
        return Message({**headers, **more}, data.model_dump_json().encode(), PUBLISHER)

    def sample(self, type_: str, stream: UUID | None = None, **fields: Any) -> Message:
        """The next event of a stream, with the golden sample of its type; `fields` of it may be stated otherwise."""
        if self._samples is None:
            self._samples = Samples()
        return self.event(self._samples.changed(type_, **fields), stream)
