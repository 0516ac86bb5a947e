"""Connections end in time, and a connection that has ended is reported as one."""

import asyncio
from typing import Any, cast

import pytest
from aio_pika.abc import AbstractConnection
from aio_pika.exceptions import ConnectionClosed

from shared.messaging import broker
from tests.patience import PATIENCE


class Hanging:
    """A connection to a broker that hangs; like aio-pika's it still waits for the end when its close is cancelled."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()

    async def close(self, _: BaseException) -> None:
        try:
            await self.ended.wait()
        finally:
            await self.ended.wait()


class Ending:
    """A connection that is ending, or has ended, without a call to close()."""

    is_closed = False

    def __init__(self, *, noticed: bool) -> None:
        self.connected = asyncio.Event()
        if not noticed:
            self.connected.set()

    async def channel(self, **_: Any) -> None:
        raise RuntimeError("closed")


async def test_closing_takes_no_longer_than_allowed() -> None:
    hanging = Hanging()
    async with asyncio.timeout(PATIENCE):
        await broker.close(cast("AbstractConnection", hanging), timeout=0.05)
    hanging.ended.set()


async def test_closing_can_be_cancelled() -> None:
    hanging = Hanging()
    task = asyncio.create_task(broker.close(cast("AbstractConnection", hanging), timeout=60))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task], timeout=PATIENCE)
    assert task.cancelled()
    hanging.ended.set()


@pytest.mark.parametrize("noticed", [True, False])
async def test_a_channel_of_a_lost_connection_is_a_lost_connection(*, noticed: bool) -> None:
    ending = cast("AbstractConnection", Ending(noticed=noticed))
    with pytest.raises(ConnectionClosed):
        await broker.open_channel(ending)
