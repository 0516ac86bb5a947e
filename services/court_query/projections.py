"""What events of enforcement proceedings do to the read model."""

from collections.abc import Sequence
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

    def __init__(self) -> None:
        self._copy = COPIES["a"]

    async def position_key(self, connection: Connection) -> str:
        """The copy this batch goes to; it stays the one that answers until the transaction ends."""
        self._copy = COPIES[await connection.fetchval(_HELD)]
        return self._copy.position_key

    async def apply(self, connection: Connection, events: Sequence[EventEnvelope[Any]]) -> None:
        """Apply a batch. Raises PermanentFailure for an event that cannot follow what is known."""
        # Another batch may have set the copy meanwhile, to the same one: while we share the lock nobody switches.
        copy: Copy = self._copy
        try:
            await apply(connection, copy, events)
        except Unfoldable as error:
            raise PermanentFailure(str(error)) from error
