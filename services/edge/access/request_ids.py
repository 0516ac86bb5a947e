"""Request ids: the same request gets the same answer, byte for byte, whichever instance is asked and however often.

Whoever answers claims the id first. A claim whose holder died can be taken over when its time is up; an answer that is
late because of it gives way to the other.
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from contracts.identifiers import new_id
from services.edge.access_log import Record
from services.edge.answers import Answer
from services.edge.lookup.domain.answers import answered_kinds
from services.edge.refusals import REQUEST_ID_REUSED, REQUEST_RUNNING, Refused, refused
from services.edge.registry.domain.consumers import check_scopes
from services.edge.settings import EdgeSettings
from shared.database import Pool

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
_KEEP = """
    UPDATE kept_answer SET status = $4, headers = $5, body = $6, answer_digest = $7, outcomes = $8, proceedings = $9
    WHERE consumer = $1 AND request_id = $2 AND claim = $3 AND status IS NULL RETURNING claim
"""
_RELEASE = "DELETE FROM kept_answer WHERE consumer = $1 AND request_id = $2 AND claim = $3 AND status IS NULL"


class RequestIds:
    """Answers each request id once."""

    def __init__(self, pool: Pool, settings: EdgeSettings) -> None:
        """`pool` need not wait for the disk: the access log's commit comes later, and flushes what was kept before."""
        self._pool = pool
        self._claimed = timedelta(seconds=settings.answer_claimed)
        self._kept = timedelta(seconds=settings.answer_kept)

    async def once(self, record: Record, work: Work, besides: Sequence[str | None] = ()) -> Answer:
        """The answer kept for the request id of a record, or else that of `work`, kept from now on.

        The record says who asks, what, and with which body; `besides`, what makes it another request but is not in the
        body. The record must name the kinds of the look-ups: an answer is withheld from a consumer whose scopes no
        longer hold all that were answered. Raises Refused, and what `work` raises: then nothing is kept.
        """
        claim = new_id()
        kept = await self._claim(record, _told_apart_by(record, besides), claim)
        if kept is not None:
            return kept
        try:
            answer = await work()
        except Exception:
            await self._pool.execute(_RELEASE, record.consumer, record.request_id, claim)
            raise
        await self._keep(record, claim, answer)
        return answer

    async def _claim(self, record: Record, digest: bytes | None, claim: UUID) -> Answer | None:
        """The answer that is kept; None if this claim holds. Raises Refused."""
        row = await self._pool.fetchrow(
            _CLAIM, record.consumer, record.request_id, record.operation, digest, claim,
            self._claimed, self._kept,
        )  # fmt: skip
        if row is not None and row["claim"] == claim:
            return None
        # Without a row, another one was made at this very moment.
        if row is not None and (row["operation"], row["digest"]) != (record.operation, digest):
            detail = "another request was made with this id"
            raise refused(REQUEST_ID_REUSED, "a request id stands for one request", detail, field="request_id")
        if row is None or row["status"] is None:
            raise _running()
        check_scopes(row["scopes"], answered_kinds(record.look_ups, row["outcomes"]) if record.look_ups else ())
        record.repeated = True
        record.outcomes, record.proceedings = row["outcomes"], row["proceedings"]
        return _answer(row)

    async def _keep(self, record: Record, claim: UUID, answer: Answer) -> None:
        headers = [part for header in answer.headers.items() for part in header]
        held = await self._pool.fetchval(
            _KEEP, record.consumer, record.request_id, claim, answer.status_code, headers, answer.body, answer.digest,
            record.outcomes, record.proceedings,
        )  # fmt: skip
        if held is None:
            raise _running()


def _told_apart_by(record: Record, besides: Sequence[str | None]) -> bytes | None:
    if not besides or record.request_digest is None:
        return record.request_digest
    return sha256(record.request_digest + json.dumps(besides).encode()).digest()


def _answer(row: Any) -> Answer:
    parts = row["headers"]
    return Answer(row["status"], dict(zip(parts[::2], parts[1::2], strict=True)), row["body"], row["answer_digest"])


def _running() -> Refused:
    rule, detail = "a request is repeated after it was answered", "a request with this id is being answered"
    return refused(REQUEST_RUNNING, rule, detail, field="request_id")
