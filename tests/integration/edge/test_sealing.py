"""The heads of the access log are sealed as events, once each, with the worker's role."""

import asyncio
from typing import Any

import asyncpg
import pytest

from contracts.events.edge import AccessLogSealed
from services.edge.access_log.sealing import BROKEN, AccessLogSealer
from shared.access_log.chain import Link
from shared.access_log.verification import KeptHead
from shared.eventstore.store import EventStore
from shared.failures import CONFLICT_ERRORS
from tests.integration.edge.conftest import NOW, Edge, proceeding
from tests.integration.edge.log import as_owner, heads, records, sealed, sealing, tampering
from tests.patience import PATIENCE, until

NUMBER = proceeding(0).course.number


async def ask(edge: Edge, times: int) -> Link:
    """Ask so many times; the last record."""
    for _ in range(times):
        assert (await edge.get(NUMBER)).status_code == 200
    return (await records(edge.own))[-1]


async def some_heads(edge: Edge) -> list[KeptHead]:
    """The heads sealed, as soon as there are any."""
    found: list[KeptHead] = await until(lambda: heads(edge.own))
    return found


async def test_a_head_is_an_event_of_its_chain(fresh_edge: Edge) -> None:
    last = await ask(fresh_edge, 3)
    await sealed(fresh_edge.own)
    async with as_owner(fresh_edge.own) as owner:
        event = EventStore("edge").decode(
            await owner.fetchrow("SELECT * FROM event WHERE type = $1", AccessLogSealed.type)
        )
    assert (event.stream, event.version, event.recorded_at) == (last.chain, 1, NOW)
    assert event.data == AccessLogSealed(sequence=3, hash=last.hash.hex(), at=NOW)


async def test_a_chain_that_has_not_grown_is_not_sealed_again(fresh_edge: Edge) -> None:
    assert await sealed(fresh_edge.own) == []
    await ask(fresh_edge, 1)
    assert [head.sequence for head in await sealed(fresh_edge.own)] == [1]
    assert [head.sequence for head in await sealed(fresh_edge.own)] == [1]
    await ask(fresh_edge, 2)
    assert [head.sequence for head in await sealed(fresh_edge.own)] == [1, 3]


async def test_every_chain_is_sealed(fresh_edge: Edge) -> None:
    await asyncio.gather(*(fresh_edge.get(NUMBER) for _ in range(100)))
    log = await records(fresh_edge.own)
    last = {str(link.chain): link.sequence for link in log}
    assert {head.chain: head.sequence for head in await sealed(fresh_edge.own)} == last


async def test_two_workers_seal_once(fresh_edge: Edge) -> None:
    await ask(fresh_edge, 2)
    async with sealing(fresh_edge.own) as one, sealing(fresh_edge.own) as other:
        ended = await asyncio.gather(one.seal(), other.seal(), return_exceptions=True)
    assert all(error is None or isinstance(error, CONFLICT_ERRORS) for error in ended)
    assert [head.sequence for head in await heads(fresh_edge.own)] == [2]


async def test_the_sealer_seals_at_intervals_and_once_more_at_the_end(fresh_edge: Edge) -> None:
    async with sealing(fresh_edge.own) as part:
        running = asyncio.create_task(part.run())
        last = await ask(fresh_edge, 1)
        assert (await some_heads(fresh_edge))[-1].hash == last.hash.hex()
        last = await ask(fresh_edge, 1)
        part.stop()
        await asyncio.wait_for(running, PATIENCE)
    assert (await heads(fresh_edge.own))[-1].hash == last.hash.hex()


@pytest.mark.parametrize(
    "attack",
    ["DELETE FROM access_log WHERE sequence >= 2", "UPDATE access_log SET hash = previous WHERE sequence = 2"],
)
async def test_a_rewritten_chain_is_reported_and_not_sealed(fresh_edge: Edge, attack: str) -> None:
    await ask(fresh_edge, 2)
    before = await sealed(fresh_edge.own)
    await ask(fresh_edge, 1)
    async with tampering(fresh_edge.own) as owner:
        await owner.execute(attack)
    assert await sealed(fresh_edge.own) == before
    assert [sample.value for metric in BROKEN.collect() for sample in metric.samples] == [1]


async def test_the_sealer_survives_an_unreachable_database(fresh_edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    failures: list[Any] = [ConnectionResetError(), asyncpg.CannotConnectNowError(), asyncpg.UniqueViolationError()]
    seal = AccessLogSealer.seal

    async def failing(part: AccessLogSealer) -> None:
        if failures:
            raise failures.pop()
        await seal(part)

    monkeypatch.setattr(AccessLogSealer, "seal", failing)
    await ask(fresh_edge, 1)
    async with sealing(fresh_edge.own) as part:
        running = asyncio.create_task(part.run())
        assert await some_heads(fresh_edge)
        part.stop()
        await asyncio.wait_for(running, PATIENCE)
