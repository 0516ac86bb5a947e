"""What a service does with the events it consumes: changes tables, in the transaction that moves its positions."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Protocol

from contracts.envelope import EventEnvelope
from shared.database import Connection


class Target(Protocol):
    """The tables that the events of one transaction are applied to."""

    @property
    def position_key(self) -> str:
        """The name under which the positions of these tables are kept."""
        ...

    async def apply(self, connection: Connection, events: Sequence[EventEnvelope[Any]]) -> None:
        """Apply events, ascending in each stream, in the transaction of `connection`.

        Raises PermanentFailure if an event can never be applied, NotYet if it must wait; any other error is retried.
        """
        ...


class Projection(Protocol):
    """What events do to the tables of a service."""

    @property
    def name(self) -> str:
        """Name of the consumer; its queues carry it."""
        ...

    async def target(self, connection: Connection) -> Target:
        """The tables for the transaction of `connection`; called first in it."""
        ...


class SimpleProjection(ABC):
    """A projection with one copy of its tables, which is its own target."""

    name: str

    @property
    def position_key(self) -> str:
        return self.name

    async def target(self, _: Connection) -> Target:
        return self

    @abstractmethod
    async def apply(self, connection: Connection, events: Sequence[EventEnvelope[Any]]) -> None:
        """As `Target.apply`."""
