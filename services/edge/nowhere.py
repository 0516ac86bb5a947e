"""What is asked at no address of the service is refused, and recorded and signed like everything else.

So is, without a signature, what was refused before it could be read as a request: there is nothing to bind one to.
"""

from hashlib import sha256

from services.edge.access_log import AccessLog, LogUnavailable, Record
from services.edge.domain.refusals import Refused
from services.edge.gate import Entered, Gate, Head
from services.edge.http import Answer, Request
from shared.clock import Clock


class Nowhere:
    """Stands where there is no operation."""

    name = "nowhere"
    body_limit = 0

    async def answer(self, request: Request) -> Answer:
        """There is none."""
        raise NotImplementedError


class Closed(Gate):
    """Lets nobody in."""

    def __init__(self, refusal: Refused) -> None:
        self._refusal = refusal

    async def enter(self, head: Head, record: Record) -> Entered:  # noqa: ARG002 - whoever it is
        """Raises Refused."""
        raise self._refusal


class Unread:
    """Records what is refused at the connection: its head cannot be read, is too large, or does not come in time."""

    def __init__(self, log: AccessLog, clock: Clock) -> None:
        self._log = log
        self._clock = clock

    async def __call__(self, status: int, code: str, body: bytes) -> bool:
        """Whether it is recorded, so that it may be told."""
        record = Record(self._clock.now(), Nowhere.name)
        try:
            await self._log.write(record.row(status, code, sha256(body).digest()))
        except LogUnavailable:
            return False
        return True
