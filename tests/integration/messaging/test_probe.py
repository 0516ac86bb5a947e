"""Requests about queues: many over one channel, also after one that fails."""

import asyncio
from urllib.parse import quote

import pytest
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from infra.stack.stack import Stack
from shared.failures.broker import BROKER_UNAVAILABLE
from shared.messaging.broker import QueueProbe, close, connect
from tests.patience import until


async def _take(_: AbstractIncomingMessage) -> None:
    pass


async def test_a_probe_counts_consumers_over_one_channel(vhost: str, channel: AbstractChannel) -> None:
    queue = await channel.declare_queue("probed", durable=True)
    connection = await connect(vhost, "probe")
    probe = QueueProbe(connection)
    assert await probe.consumers_of("probed") == 0
    first = probe._channel
    await queue.consume(_take)
    assert await asyncio.gather(*(probe.consumers_of("probed") for _ in range(10))) == [1] * 10
    assert probe._channel is first
    assert await probe.consumers_of("never declared") is None
    assert await probe.consumers_of("probed") == 1
    await close(connection)


async def test_a_probe_of_a_lost_connection_raises(engines: Stack, vhost: str) -> None:
    connection = await connect(vhost, "lost probe")
    probe = QueueProbe(connection)
    assert await probe.consumers_of("never declared") is None

    async def ended() -> bool:
        management = engines.management()
        _, found = await asyncio.to_thread(management.call, "GET", "/api/connections")
        assert isinstance(found, list)
        for each in found:
            if each.get("client_properties", {}).get("connection_name") == "lost probe":
                await asyncio.to_thread(management.call, "DELETE", f"/api/connections/{quote(each['name'])}")
                return True
        return False

    await until(ended)
    with pytest.raises(BROKER_UNAVAILABLE):
        await until(lambda: _is_known(probe))
    with pytest.raises(BROKER_UNAVAILABLE):
        await probe.consumers_of("never declared")
    await close(connection)


async def _is_known(probe: QueueProbe) -> bool:
    return await probe.consumers_of("never declared") is not None
