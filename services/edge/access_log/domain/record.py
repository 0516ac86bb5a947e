"""What the access log records of a request, filled in while it is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.access_log.chain import Entry


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why a consumer asks."""

    request_id: UUID
    legal_ground: str
    """Code of the list `legal_grounds`."""
    court_case: str
    """Number of the court case."""


@dataclass(slots=True)
class AccessRecord:
    """The record of a request. Holds no data of the debtor: of a look-up only its kind."""

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
    as_known_at: datetime | None = None
    look_ups: Sequence[str] = ()
    outcomes: Sequence[str] = ()
    proceedings: Sequence[str] = ()
    repeated: bool = False

    def state_purpose(self, purpose: Purpose) -> None:
        """Record why it is asked."""
        self.request_id = purpose.request_id
        self.legal_ground = purpose.legal_ground
        self.court_case = purpose.court_case

    def entry(
        self, status: int, problem: str | None, answer_digest: bytes, answer_signature: str | None = None
    ) -> Entry:
        """The record as it is stored; without outcomes, the look-ups were not made."""
        return Entry(
            answer_digest, answer_signature, self.as_known_at, self.as_of, self.at, self.consumer, self.court_case,
            self.key, self.legal_ground, self.look_ups if self.outcomes else (), self.operation, self.outcomes, problem,
            self.proceedings, self.repeated, self.request_digest, self.request_id, status, self.trace_id,
        )  # fmt: skip
