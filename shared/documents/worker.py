"""Renders resolutions after they were made, each once: beside the commands, so that none waits for it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from shared.clock import Clock
from shared.database import Connection, Pool, transaction
from shared.documents import metrics
from shared.documents.numbering import Series
from shared.documents.rendering import rendered
from shared.documents.resolution import Resolution
from shared.documents.signing import Signer
from shared.documents.wording import in_words
from shared.failures import DatabaseUnavailable
from shared.law.names import Language
from shared.messaging.waiting import backoff
from shared.telemetry.logs import get_logger

Making = Callable[[Connection, Mapping[str, Any]], Awaitable[Resolution]]
"""What a numbered resolution says, as its event made it, whatever was recorded later."""

_log = get_logger(__name__)

_POLL = 1.0  # seconds between two searches for resolutions to render


class DocumentWorker:
    """Renders what is due, one resolution in a transaction; several processes share the work."""

    def __init__(
        self,
        pool: Pool,
        series: Series,
        made: Making,
        clock: Clock,
        languages: Sequence[Language],
        signer: Signer | None,
    ) -> None:
        """The first language is that of the resolution; documents in the others are translations, and not signed."""
        self._pool, self._series, self._made, self._clock = pool, series, made, clock
        self._languages, self._signer = tuple(languages), signer
        self._failed: set[UUID] = set()

    async def run(self) -> None:
        """Render until cancelled; survives the database being away."""
        delays = backoff(0.5, 10.0)
        while True:
            try:
                if await self._render_next():
                    delays = backoff(0.5, 10.0)
                    continue
                await asyncio.sleep(_POLL)
            except DatabaseUnavailable:
                await asyncio.sleep(next(delays))

    async def _render_next(self) -> bool:
        """Render one resolution. False if none is due but those that failed in this process."""
        act: UUID | None = None
        try:
            async with transaction(self._pool) as connection:
                due = await connection.fetchrow(self._series.next_due, list(self._failed))
                if due is None:
                    return False
                act = due["act"]
                await self._render(connection, due)
                await connection.execute("DELETE FROM document_due WHERE act = $1", act)
        except DatabaseUnavailable:
            raise
        except Exception as error:
            if act is None:
                raise
            # One that cannot be rendered holds no other up. It stays due, for the next release to try again.
            self._failed.add(act)
            metrics.FAILED.inc()
            _log.error("resolution not rendered", act=str(act), exc_info=error)
            return True
        return True

    async def _render(self, connection: Connection, due: Mapping[str, Any]) -> None:
        said = await self._made(connection, due)
        for place, language in enumerate(self._languages):
            signer = self._signer if place == 0 else None
            # Typesetting and signing take some hundredths of a second, and release the interpreter.
            content = await asyncio.to_thread(document, said, language, signer, translation=place > 0)
            await connection.execute(
                _KEEP, due["act"], language, content, place > 0, signer and signer.name, self._clock.now()
            )


def document(said: Resolution, language: Language, signer: Signer | None, *, translation: bool) -> bytes:
    """The PDF of a resolution in a language, signed where there is a signer."""
    pdf = rendered(in_words(said, language, signed=signer is not None, translation=translation))
    return signer.sign(pdf, reason=said.number) if signer else pdf


_KEEP = """
INSERT INTO document (act, language, content, translation, signed_by, rendered_at) VALUES ($1, $2, $3, $4, $5, $6)
"""
