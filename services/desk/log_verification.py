"""Verifies the access log of service 3.11.01 in the background: records from the edge, heads from `court_query`.

Neither of the two is believed: what one of them has changed contradicts what the other has. One verification at a time;
its result is kept until the next one, or until the desk starts again.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from contracts.queries.access_log import ListLogHeads, LogArchive, LogHead, LogRestore, ReadAccessLog
from services.desk.domain.people import Person
from shared.access_log.verification import Archive, Findings, KeptHead, Restore, Verification, starts
from shared.clerk_client import ClerkClient, QueryRefused
from shared.clock import Clock, start_of
from shared.messaging.client import NoReply
from shared.telemetry.logs import get_logger

HEADS_AT_MOST = 500_000
"""They are in memory: a longer time is verified with `lea access-log verify`."""

_log = get_logger(__name__)


@dataclass(slots=True)
class LogCheck:
    """A verification, as far as it has come."""

    since: date
    account: str
    begun_at: datetime
    ended_at: datetime | None = None
    records: int = 0
    """Records that were read."""
    findings: Findings | None = None
    problem: str | None = None
    """Why it has no findings: `too-long`, `no-answer`."""


class LogVerifier:
    """Verifies on request; a part of the desk."""

    def __init__(self, client: ClerkClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._asked = asyncio.Event()
        self._wanted: tuple[LogCheck, ClerkClient] | None = None
        self.latest: LogCheck | None = None
        """The verification that runs, or the last one."""

    @property
    def busy(self) -> bool:
        """Whether a verification runs."""
        return self.latest is not None and self.latest.ended_at is None

    def begin(self, person: Person, since: date) -> None:
        """Verify what was recorded from a day on, unless a verification runs."""
        if self.busy:
            return
        self.latest = LogCheck(since, person.account, self._clock.now())
        self._wanted = self.latest, self._client.acting_as(person.actor)
        self._asked.set()

    async def run(self) -> None:
        """Verify what is asked for, until cancelled."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            if self._wanted is not None:
                await self._verify(*self._wanted)

    async def _verify(self, check: LogCheck, client: ClerkClient) -> None:
        try:
            check.findings = await self._found(check, client)
        except (NoReply, QueryRefused) as error:
            check.problem = "no-answer"
            _log.warning("access log not verified", reason=f"{type(error).__name__}: {error}")
        finally:
            check.ended_at = self._clock.now()
        faults = check.findings and len(check.findings.faults)
        _log.info("access log verified", since=str(check.since), account=check.account, faults=faults)

    async def _found(self, check: LogCheck, client: ClerkClient) -> Findings | None:
        begin = start_of(check.since)
        # The heads first: with newer ones the log would look truncated.
        heads, restores, archives = list[KeptHead](), list[LogRestore](), list[LogArchive]()
        async for chain, some in _heads(client, begin, restores, archives):
            heads.extend(_kept(chain, head) for head in some)
            if len(heads) > HEADS_AT_MOST:
                check.problem = "too-long"
                return None
        first = starts(heads, begin)
        verification = await asyncio.to_thread(
            Verification, heads, first, map(_restore, restores), map(_archive, archives)
        )
        async for lines in _lines(client, {UUID(chain): head.sequence for chain, head in first.items()}):
            await asyncio.to_thread(verification.take, lines)
            check.records = verification.records
        return verification.conclude()


async def _heads(
    client: ClerkClient, since: datetime, restores: list[LogRestore], archives: list[LogArchive]
) -> AsyncIterator[tuple[UUID, tuple[LogHead, ...]]]:
    """The heads of every chain, a part at a time; adds the restores and archives."""
    found = await client.chain_heads(ListLogHeads(since=since))
    restores.extend(found.restores)
    archives.extend(found.archives)
    while (chain := found.following) is not None:
        found = await client.chain_heads(ListLogHeads(since=since, chain=chain))
        while found.heads:
            yield chain, found.heads
            if found.following is not None:
                break
            after = found.heads[-1].sequence
            found = await client.chain_heads(ListLogHeads(since=since, chain=chain, after=after))


async def _lines(client: ClerkClient, behind: dict[UUID, int]) -> AsyncIterator[list[bytes]]:
    """The records of every chain behind its start, a part at a time."""
    found = await client.chain_lines(ReadAccessLog())
    while (chain := found.following) is not None:
        found = await client.chain_lines(ReadAccessLog(chain=chain, after=behind.get(chain, 0)))
        while found.lines:
            yield [line.encode() for line in found.lines]
            if found.following is not None:
                break
            found = await client.chain_lines(ReadAccessLog(chain=chain, after=found.last))


def _kept(chain: UUID, head: LogHead) -> KeptHead:
    return KeptHead(str(chain), head.sequence, head.hash, head.at, head.sealed_at)


def _restore(restore: LogRestore) -> Restore:
    chains = {str(cut.chain): (cut.kept, cut.known) for cut in restore.chains}
    return Restore(restore.restored_at, restore.moment, restore.actor, restore.reason, chains)


def _archive(archive: LogArchive) -> Archive:
    chains = {str(chain.chain): (chain.last, chain.hash) for chain in archive.chains}
    said = (archive.archived_at, archive.partition, archive.records, archive.digest, archive.actor, archive.reason)
    return Archive(*said, chains)
