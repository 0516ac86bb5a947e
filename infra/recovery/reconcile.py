"""Every consumer against every event store, both ways; changes nothing, and may run at any time."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import asyncpg

from infra.database.databases import DATABASES
from infra.recovery.consumers import consumers_of, key_of
from infra.stack.addresses import Addresses
from shared.database import Connection
from shared.messaging.subscriptions import SUBSCRIPTIONS
from shared.reconciliation.comparison import Comparison, Difference, Kind, Waiting, compare, still_lacking, waiting

GRACE = 10.0
"""Seconds in which what is on its way should arrive."""

_READ_ONLY = {"default_transaction_read_only": "on"}


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How a consumer and a source stand to each other."""

    service: str
    consumer: str
    source: str
    """A service."""
    comparison: Comparison
    lacking: Sequence[Difference]
    """Published, and still neither applied nor held after the grace."""
    waiting: Sequence[Waiting]
    """Events held, with what they wait for."""

    @property
    def ahead(self) -> Sequence[Difference]:
        """Applied, and not in the store, or there with another event."""
        return self.comparison.ahead

    @property
    def held(self) -> Sequence[Difference]:
        """The next event is parked or tried again."""
        return self.comparison.of(Kind.HELD)

    @property
    def problem(self) -> str | None:
        """What is wrong and what to do, in a sentence; None: nothing."""
        if self.ahead:
            return f"{len(self.ahead)} streams are ahead of the store or differ from it: lea resync {self.service}"
        if self.lacking:
            return f"{len(self.lacking)} streams lack published events: lea republish {self.source}"
        return None


async def reconcile(
    addresses: Addresses, services: Collection[str] = tuple(SUBSCRIPTIONS), grace: float = GRACE
) -> list[Reconciled]:
    """Compare the consumers of these services with all of their sources."""
    pairs = [(service, *pair) for service in services for pair in consumers_of(service)]
    return list(await asyncio.gather(*(_reconciled(addresses, *pair, grace=grace) for pair in pairs)))


async def _reconciled(addresses: Addresses, service: str, consumer: str, source: str, *, grace: float) -> Reconciled:
    async with AsyncExitStack() as stack:
        model, store = [await _opened(stack, addresses, name) for name in (service, source)]
        key = await key_of(model, consumer, source)
        found = await compare(model, key, store)
        lacking: Sequence[Difference] = found.lacking
        if lacking:
            await asyncio.sleep(grace)
            lacking = await still_lacking(model, key, store, lacking)
        return Reconciled(service, consumer, source, found, lacking, await waiting(model, key))


async def _opened(stack: AsyncExitStack, addresses: Addresses, service: str) -> Connection:
    kind = DATABASES[service]
    url = addresses.database(kind.owner, kind.name)
    connection = await asyncpg.connect(url, timeout=10, server_settings=_READ_ONLY)
    stack.push_async_callback(connection.close, timeout=1)
    return connection
