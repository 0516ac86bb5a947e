"""Idempotency by request id: a repeated request gets the stored answer, byte for byte, from any process.

The process that answers claims the id first. If it dies, its claim can be taken over after a while; an answer that is
late because of that is discarded.
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from contracts.identifiers import new_id
from services.edge.access.answers import Answer
from services.edge.access.domain.rights import answered_kinds, check_scopes
from services.edge.access_log.domain.record import AccessRecord
from services.edge.refusals import REQUEST_ID_REUSED, REQUEST_RUNNING
from services.edge.settings import EdgeSettings
from shared.database import Pool
from shared.http.problems import Refused, refused

Work = Callable[[], Awaitable[Answer]]

_CLAIM = """
    WITH claimed AS (
        INSERT INTO kept_answer AS kept (consumer, request_id, operation, digest, claim, claimed_until, expires_at)
        VALUES ($1, $2, $3, $4, $5, clock_timestamp() + $6, clock_timestamp() + $7)
        ON CONFLICT (consumer, request_id) DO UPDATE
            SET (operation, digest, claim, claimed_until, expires_at, status, headers, body, answer_digest, outcomes,
                 proceedings)
              = (excluded.operation, excluded.digest, excluded.claim, excluded.claimed_until, excluded.expires_at, NULL,
                 NULL, NULL, NULL, NULL, NULL)
            WHERE kept.expires_at <= clock_timestamp()
               OR (kept.status IS NULL AND kept.claimed_until <= clock_timestamp()
                   AND (kept.operation, kept.digest) = (excluded.operation, excluded.digest))
        RETURNING claim
    )
    SELECT claim, NULL AS operation, NULL::bytea AS digest, NULL::smallint AS status, NULL::text[] AS headers,
           NULL::bytea AS body, NULL::bytea AS answer_digest, NULL::text[] AS outcomes, NULL::text[] AS proceedings,
           NULL::text[] AS scopes
    FROM claimed
    UNION ALL
    SELECT NULL, operation, digest, status, headers, body, answer_digest, outcomes, proceedings,
           (SELECT scopes FROM consumer WHERE id = $1)
    FROM kept_answer WHERE consumer = $1 AND request_id = $2 AND NOT EXISTS (SELECT FROM claimed)
"""
_STORE = """
    UPDATE kept_answer SET status = $4, headers = $5, body = $6, answer_digest = $7, outcomes = $8, proceedings = $9
    WHERE consumer = $1 AND request_id = $2 AND claim = $3 AND status IS NULL RETURNING claim
"""
_RELEASE = "DELETE FROM kept_answer WHERE consumer = $1 AND request_id = $2 AND claim = $3 AND status IS NULL"


class IdempotentAnswers:
    """Answers each request id once."""

    def __init__(self, pool: Pool, settings: EdgeSettings) -> None:
        """`pool` may commit asynchronously: the access log's commit comes later, and flushes what was stored before."""
        self._pool = pool
        self._claim_timeout = timedelta(seconds=settings.answer_claim_timeout)
        self._retention = timedelta(seconds=settings.answer_retention)

    async def answer_once(self, record: AccessRecord, work: Work, other_inputs: Sequence[str | None] = ()) -> Answer:
        """The answer stored for the request id of a record, or else that of `work`, which is stored.

        The record names consumer, operation and digest of the body; `other_inputs` are the values outside the body
        that make it another request. The record must name the kinds of the look-ups: an answer is withheld from a
        consumer whose scopes no longer hold all that were answered. Outcomes and proceedings of the answer are added
        to the record. Raises Refused, and what `work` raises: then nothing is stored.
        """
        claim = new_id()
        stored = await self._claim(record, _digest(record, other_inputs), claim)
        if stored is not None:
            record.repeated = True
            record.outcomes, record.proceedings = stored.outcomes, stored.proceedings
            return stored
        try:
            answer = await work()
        except Exception:
            await self._pool.execute(_RELEASE, record.consumer, record.request_id, claim)
            raise
        record.outcomes, record.proceedings = answer.outcomes, answer.proceedings
        await self._store(record, claim, answer)
        return answer

    async def _claim(self, record: AccessRecord, digest: bytes | None, claim: UUID) -> Answer | None:
        """The stored answer; None if the id is claimed now. Raises Refused."""
        row = await self._pool.fetchrow(
            _CLAIM, record.consumer, record.request_id, record.operation, digest, claim,
            self._claim_timeout, self._retention,
        )  # fmt: skip
        if row is not None and row["claim"] == claim:
            return None
        # No row: another request with this id was inserted while the statement ran.
        if row is not None and (row["operation"], row["digest"]) != (record.operation, digest):
            detail = "another request was made with this id"
            raise refused(REQUEST_ID_REUSED, "a request id stands for one request", detail, field="request_id")
        if row is None or row["status"] is None:
            raise _running()
        check_scopes(row["scopes"], answered_kinds(record.look_ups, row["outcomes"]) if record.look_ups else ())
        return _answer(row)

    async def _store(self, record: AccessRecord, claim: UUID, answer: Answer) -> None:
        headers = [part for header in answer.headers.items() for part in header]
        stored = await self._pool.fetchval(
            _STORE, record.consumer, record.request_id, claim, answer.status_code, headers, answer.body, answer.digest,
            answer.outcomes, answer.proceedings,
        )  # fmt: skip
        if stored is None:
            raise _running()


def _digest(record: AccessRecord, other_inputs: Sequence[str | None]) -> bytes | None:
    if not other_inputs or record.request_digest is None:
        return record.request_digest
    return sha256(record.request_digest + json.dumps(other_inputs).encode()).digest()


def _answer(row: Any) -> Answer:
    parts = row["headers"]
    return Answer(
        row["status"],
        dict(zip(parts[::2], parts[1::2], strict=True)),
        row["body"],
        row["answer_digest"],
        outcomes=row["outcomes"],
        proceedings=row["proceedings"],
    )


def _running() -> Refused:
    rule, detail = "a request is repeated after it was answered", "a request with this id is being answered"
    return refused(REQUEST_RUNNING, rule, detail, field="request_id")
