"""Which function handles an event, in the transaction of the subscriber's database."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Generic, Literal, TypeVar

from contracts.catalogue import EVENTS
from contracts.envelope import EventEnvelope
from contracts.reduced_models import reduced_event_from_message
from contracts.registry import Event, MalformedMessage, UnknownType
from shared.subscriber.messages import Message, Place

T = TypeVar("T")
E = TypeVar("E", bound=Event)
Decode = Callable[[Mapping[str, Any], bytes], EventEnvelope[Any]]
"""Reads an event from headers and body; raises UnknownType or MalformedMessage."""


class PermanentFailure(Exception):
    """Raised by a handler: the event can never be applied as things are; it is parked without retries."""


class Unhandled(PermanentFailure):
    """Nothing handles events of this type."""


PERMANENT = (PermanentFailure, UnknownType, MalformedMessage)
"""What does not pass by trying again."""


class Handlers(Generic[T]):
    """The handlers of a subscriber, by type of event.

    An event of another type is parked, and its stream waits: what is not read has to be said, by `ignore`, or by
    `others="ignore"` for all types, those of a newer release included.
    """

    def __init__(
        self, *, others: Literal["park", "ignore"] = "park", decode: Decode = reduced_event_from_message
    ) -> None:
        self._others = others
        self._decode = decode
        self._handlers: dict[str, Callable[[EventEnvelope[Any], T], Awaitable[None]]] = {}
        self._ignored: set[str] = set()

    def on(
        self, model: type[E]
    ) -> Callable[[Callable[[EventEnvelope[E], T], Awaitable[None]]], Callable[[EventEnvelope[E], T], Awaitable[None]]]:
        """Register the handler of a type of event, as a decorator.

        It gets the event and the transaction: the driver's connection, which it neither commits nor rolls back. A
        sensitive field for which the subscriber was not approved is None.
        """

        def register(
            handler: Callable[[EventEnvelope[E], T], Awaitable[None]],
        ) -> Callable[[EventEnvelope[E], T], Awaitable[None]]:
            if model.type in self._handlers:
                raise ValueError(f"{model.type} has a handler")
            self._handlers[model.type] = handler
            return handler

        return register

    def ignore(self, *types: str) -> None:
        """Pass over events of these types."""
        self._ignored.update(types)

    def missing(self, types: Iterable[str]) -> list[str]:
        """Those of the types, as far as this release knows them, that would be parked."""
        if self._others == "ignore":
            return []
        return sorted({each for each in types if each in EVENTS.models} - self._handlers.keys() - self._ignored)

    async def handle(self, place: Place, message: Message, transaction: T) -> bool:
        """Handle an event; False if it is passed over. Raises what the handler raises, or one of `PERMANENT`."""
        if place.type in self._ignored:
            return False
        try:
            event = self._decode(message.headers, message.body)
        except UnknownType:
            if self._others == "ignore":
                return False
            raise
        handler = self._handlers.get(event.type)
        if handler is None:
            if self._others == "ignore" or event.type in self._ignored:
                return False
            raise Unhandled(f"nothing handles {event.type}")
        await handler(event, transaction)
        return True
