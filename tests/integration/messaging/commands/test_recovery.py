"""Commands are answered once each, whatever is lost meanwhile."""

import asyncio

import asyncpg
import pytest
from aio_pika.abc import AbstractChannel
from aio_pika.exceptions import ConnectionClosed
from faststream.rabbit import RabbitBroker

from contracts.replies import Accepted
from infra.stack.stack import Stack
from shared.database import Pool
from shared.messaging.commands import CommandClient
from shared.settings import Settings
from tests.engines import provisioned
from tests.integration.messaging.commands.kit import (
    CountingHandler,
    command,
    none_held,
    ready,
    serving,
)
from tests.integration.messaging.kit import close_connections
from tests.patience import until


async def test_client_and_endpoint_survive_lost_connections(
    engines: Stack, settings: Settings, pool: Pool, handler: CountingHandler, client: CommandClient
) -> None:
    async with serving(settings, pool, handler) as endpoint:
        await client.send(command())
        async with asyncio.TaskGroup() as group:
            sent = group.create_task(client.send_many([command() for _ in range(400)]))
            for _ in range(3):
                await asyncio.to_thread(close_connections, engines, settings.broker_url)
                await asyncio.sleep(0.1)
        replies = sent.result()
        await until(lambda: ready(endpoint))
    assert len({reply.command_id for reply in replies}) == 400
    assert all(isinstance(reply, Accepted) for reply in replies)


async def test_the_endpoint_survives_a_connection_lost_while_its_session_ends(
    settings: Settings, pool: Pool, handler: CountingHandler, client: CommandClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = [ExceptionGroup("Failed to stop subscribers", [ConnectionClosed(320, "CONNECTION_FORCED")])]
    stop = RabbitBroker.stop

    async def stopped(broker: RabbitBroker) -> None:
        await stop(broker)
        if lost:
            raise lost.pop()

    monkeypatch.setattr(RabbitBroker, "stop", stopped)
    async with serving(settings, pool, handler) as endpoint:
        endpoint._changed.set()
        await until(lambda: not lost)
        assert isinstance(await client.send(command()), Accepted)


async def test_the_endpoint_waits_for_the_database(
    settings: Settings, pool: Pool, handler: CountingHandler, client: CommandClient
) -> None:
    errors = [ConnectionRefusedError(), asyncpg.DeadlockDetectedError("busy"), asyncpg.InterfaceError("closed")]
    handler.fail = lambda _: errors.pop() if errors else None
    async with serving(settings, pool, handler):
        assert isinstance(await client.send(command()), Accepted)
    assert await none_held(pool)


async def test_a_lost_subscription_is_renewed(
    settings: Settings, pool: Pool, handler: CountingHandler, client: CommandClient, channel: AbstractChannel
) -> None:
    async with serving(settings, pool, handler) as endpoint:
        await channel.queue_delete(endpoint.name)
        # Declared anew within milliseconds, RabbitMQ 3.10 may keep the consumer and give it nothing.
        await until(lambda: endpoint._at_fault)
        await provisioned(settings.broker_url, {})  # as the process `topology` does
        await until(lambda: ready(endpoint))
        assert isinstance(await client.send(command()), Accepted)


async def test_commands_taken_before_a_stop_are_answered(
    settings: Settings, pool: Pool, handler: CountingHandler, client: CommandClient
) -> None:
    async with asyncio.TaskGroup() as group:
        async with serving(settings, pool, handler):
            sent = group.create_task(client.send_many([command() for _ in range(50)]))
            await until(lambda: _taken(handler))
        async with serving(settings, pool, handler):
            assert all(isinstance(reply, Accepted) for reply in await sent)


async def _taken(handler: CountingHandler) -> bool:
    return bool(handler.seen)
