"""What is asked at no address of the service is refused, and recorded and signed like everything else."""

from services.edge.access_log import Record
from services.edge.domain.refusals import Refused
from services.edge.gate import Entered, Gate, Head
from services.edge.http import Answer, Request


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
