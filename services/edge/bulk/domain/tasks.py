"""Bulk requests as tasks: what was submitted, and how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.service_3_11_01 import BulkResult, BulkState, BulkTask, Outcome
from services.edge.access_log.domain.record import Purpose
from services.edge.lookup.domain.requests import PointInTime
from shared.law.names import Language


@dataclass(frozen=True, slots=True)
class BulkSubmission:
    """A bulk request without its lines."""

    consumer: str
    purpose: Purpose
    language: Language
    at: PointInTime
    received_at: datetime
    part_size: int

    @property
    def inputs_in_headers(self) -> tuple[str | None, ...]:
        """What is asked besides the lines: with another value it is another request (see `IdempotentAnswers`)."""
        return self.language, *self.at.stated().values(), self.purpose.legal_ground, self.purpose.court_case


@dataclass(frozen=True, slots=True)
class StoredTask:
    """A bulk request that was received, and its progress."""

    id: UUID
    consumer: str
    purpose: Purpose
    state: BulkState
    language: Language
    at: PointInTime
    received_at: datetime
    request_digest: bytes
    """SHA-256 of what was sent."""
    look_ups: int
    part_size: int
    """Lines of a part; the last may have fewer."""
    parts: int
    parts_done: int
    done: int
    """Look-ups answered so far."""
    outcomes: Mapping[str, int]
    kinds: frozenset[str]
    """Kinds of the look-ups that were answered: the result may be fetched under scopes that hold them all."""
    data_as_of: datetime | None
    finished_at: datetime | None
    expires_at: datetime | None
    size: int | None
    """Bytes of the result."""
    digest: bytes | None
    """SHA-256 of the result."""

    def to_contract(self) -> BulkTask:
        """The task as the consumer sees it."""
        result = None
        if self.state is BulkState.DONE and self.size is not None and self.digest is not None:
            result = BulkResult(lines=self.look_ups, size=self.size, digest=self.digest.hex())
        return BulkTask(
            id=self.id,
            request_id=self.purpose.request_id,
            state=self.state,
            language=self.language,
            as_of=self.at.as_of,
            as_known_at=self.at.as_known_at,
            received_at=self.received_at,
            look_ups=self.look_ups,
            done=self.done,
            outcomes={Outcome(outcome): count for outcome, count in self.outcomes.items()},
            data_as_of=self.data_as_of,
            finished_at=self.finished_at,
            expires_at=self.expires_at,
            result=result,
        )
