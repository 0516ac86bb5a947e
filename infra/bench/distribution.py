"""A payment of one debtor distributed among 2 000 proceedings, in one unit of work."""

from datetime import UTC, datetime
from time import perf_counter, process_time
from typing import Any
from uuid import UUID

import asyncpg

from contracts.acts.consolidate_proceeding import ConsolidateProceeding
from contracts.commands import proceedings as commands
from contracts.commands.distribution import ResolveDistribution
from contracts.events.proceedings import PaymentSource
from contracts.identifiers import new_id
from contracts.registry import Command
from contracts.replies import Accepted
from contracts.values import PositiveMoney
from infra.bench.commands import command, initiation
from infra.bench.environment import Environment
from infra.bench.results import Result
from services.proceedings.application import application
from shared.clock import SystemClock
from shared.eventstore.application import Application
from shared.garbage import collect_rarely

PROCEEDINGS = 2_000
_BATCH = 100


async def measure(environment: Environment) -> list[Result]:
    """Join the proceedings, receive money for a half of what they claim, and resolve on its distribution."""
    collect_rarely()  # as the service does
    database = environment.database("proceedings")
    async with asyncpg.create_pool(database.url, min_size=1, max_size=2) as pool:
        writing = _Writing(pool, application(SystemClock()))
        streams = await writing.begun()
        payment = new_id()
        money = PositiveMoney(amount=f"{500 * PROCEEDINGS}.00", currency="933")
        await writing.handle(
            (streams[0], commands.RecordPayment(payment=payment, sum=money, source=PaymentSource.DEBTOR))
        )
        begun, processor = perf_counter(), process_time()
        await writing.handle((streams[0], ResolveDistribution(distribution=new_id(), payment=payment)))
        seconds, processor = perf_counter() - begun, process_time() - processor
        shares = await pool.fetchval("SELECT count(*) FROM event WHERE type = 'lea.proceedings.share-entered.v1'")
    detail = f"{shares} shares, {PROCEEDINGS} proceedings, one transaction"
    name = "distribution among the proceedings of one debtor"
    return [
        Result(name, seconds, "s", at_most=10, detail=detail),
        Result(f"{name}, processor time", processor, "s", detail="no target"),
    ]


class _Writing:
    """The command side of proceedings, without a broker."""

    def __init__(self, pool: asyncpg.Pool, handling: Application[Any, Any]) -> None:
        self._pool, self._handling = pool, handling

    async def handle(self, *asked: tuple[UUID, Command]) -> None:
        """Carry out commands in one transaction; raises RuntimeError where one is refused."""
        batch = [command(stream, data, datetime.now(UTC).date()) for stream, data in asked]
        replies = await self._handling.handle_in_transaction(self._pool, batch)
        refused = [reply for reply in replies if not isinstance(reply, Accepted)]
        if refused:
            raise RuntimeError(f"refused: {refused[0]}")

    async def begun(self) -> list[UUID]:
        """The proceedings of one debtor, all joined."""
        first, streams = initiation(0), [new_id() for _ in range(PROCEEDINGS)]
        claims = tuple(
            claim.model_copy(update={"sum": PositiveMoney(amount="1000.00", currency="933"), "type": "principal-debt"})
            for claim in first.claims[:1]
        )
        for place in range(0, PROCEEDINGS, _BATCH):
            of_batch = streams[place : place + _BATCH]
            begins = [first.model_copy(update={"statement": new_id(), "claims": claims}) for _ in of_batch]
            await self.handle(*zip(of_batch, begins, strict=True))
            await self.handle(*((stream, ConsolidateProceeding()) for stream in of_batch))
        return streams
