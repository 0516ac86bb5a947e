"""What events of enforcement proceedings do to the read model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from contracts.envelope import EventEnvelope
from services.court_query.application import apply
from services.court_query.domain.proceeding import Unfoldable
from services.court_query.read_model import COPIES, Copy
from shared.database import Connection
from shared.failures import PermanentFailure

NAME = "court_query"
LOCK = 0x6C656171  # "leaq": batches share it, the switch to another copy has it alone

_HELD = f"SELECT read_model.copy_held_by({LOCK})"


class ReadModelProjection:
    """Keeps the copy that answers up to date."""

    name = NAME

    async def target(self, connection: Connection) -> "CopyTarget":
        """The copy that answers; no rebuild switches to the other one until the transaction ends."""
        return CopyTarget(COPIES[await connection.fetchval(_HELD)])


@dataclass(frozen=True, slots=True)
class CopyTarget:
    """One copy of the read model."""

    copy: Copy

    @property
    def position_key(self) -> str:
        return self.copy.position_key

    async def apply(self, connection: Connection, events: Sequence[EventEnvelope[Any]]) -> None:
        """Apply a batch. Raises PermanentFailure for an event that cannot follow what is known."""
        try:
            await apply(connection, self.copy, events)
        except Unfoldable as error:
            raise PermanentFailure(str(error)) from error


async def position_key(connection: Connection, consumer: str) -> str:
    """Under which name a consumer of this service keeps its positions.

    For the read model the key of the copy in use, locked until the transaction ends: no rebuild switches meanwhile.
    """
    return (await ReadModelProjection().target(connection)).position_key if consumer == NAME else consumer
