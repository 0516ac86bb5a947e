"""What becomes known of a request while it is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.edge.access_log.domain.chain import Entry
from services.edge.lookup.domain.requests import Purpose


@dataclass(slots=True)
class Record:
    """What is kept of a request; filled in as it becomes known. Holds no data of the debtor."""

    at: datetime
    """UTC."""
    operation: str
    trace_id: str | None = None
    consumer: str | None = None
    key: str | None = None
    request_id: UUID | None = None
    request_digest: bytes | None = None
    legal_ground: str | None = None
    court_case: str | None = None
    as_of: date | None = None
    look_ups: Sequence[str] = ()
    outcomes: Sequence[str] = ()
    proceedings: Sequence[str] = ()
    repeated: bool = False

    def asked_for(self, purpose: Purpose) -> None:
        """Note why it is asked."""
        self.request_id = purpose.request_id
        self.legal_ground = purpose.legal_ground
        self.court_case = purpose.court_case

    def row(self, status: int, problem: str | None, answer_digest: bytes, answer_signature: str | None = None) -> Entry:
        """As it is kept; without a result, the look-ups had none."""
        return Entry(
            answer_digest, answer_signature, self.as_of, self.at, self.consumer, self.court_case, self.key,
            self.legal_ground, self.look_ups if self.outcomes else (), self.operation, self.outcomes, problem,
            self.proceedings, self.repeated, self.request_digest, self.request_id, status, self.trace_id,
        )  # fmt: skip
