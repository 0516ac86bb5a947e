"""A service process: readiness, graceful stop, end by a failing part."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from aio_pika.abc import AbstractChannel

from contracts.identifiers import new_id
from shared.database import Pool
from shared.messaging.queue_names import partition_queue
from shared.settings import Settings
from tests.integration.messaging.kit import Seen, length, message, publish, queues_of
from tests.patience import PATIENCE, until


@asynccontextmanager
async def process(settings: Settings, seen: Seen, port: int, **environment: str) -> AsyncIterator[Any]:
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.integration.messaging.tiny_service",
        env={
            **os.environ,
            "LEA_SERVICE": settings.service,
            "LEA_DATABASE_URL": settings.database_url,
            "LEA_BROKER_URL": settings.broker_url,
            "LEA_HTTP_PORT": str(port),
            "CONSUMER": seen.name,
            **environment,
        },
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
            await started.communicate()


async def test_ready_then_stopped_with_everything_applied(
    settings: Settings, pool: Pool, channel: AbstractChannel, seen: Seen, unused_tcp_port: int
) -> None:
    await queues_of(seen.name, settings)
    async with process(settings, seen, unused_tcp_port) as started, _asking(unused_tcp_port) as http:
        await until(lambda: _status(http, "/readyz", 200))
        assert (await http.get("/healthz")).json() == {"healthy": True}
        await publish(channel, [message(new_id(), 1) for _ in range(500)])
        await until(lambda: _some(seen, pool))
        # Counted once the transaction is through: what is in the table may be a moment ahead.
        await until(lambda: _tells(http, f'lea_events_applied_total{{consumer="{seen.name}"}}'))
        started.send_signal(signal.SIGTERM)
        _, logged = await asyncio.wait_for(started.communicate(), PATIENCE)
        assert started.returncode == 0
    lines = [json.loads(line) for line in logged.decode().splitlines()]
    assert {"service starts", "service stopped"} <= {line["event"] for line in lines}
    assert {line["service"] for line in lines} == {"court_query"}
    waiting = sum([await length(channel, partition_queue(seen.name, number)) for number in range(settings.partitions)])
    assert await seen.count(pool) + waiting == 500


async def test_a_part_that_fails_ends_the_process(settings: Settings, seen: Seen, unused_tcp_port: int) -> None:
    async with process(settings, seen, unused_tcp_port, FUSE="0.5") as started:
        _, logged = await asyncio.wait_for(started.communicate(), PATIENCE)
    assert started.returncode == 1
    failed = json.loads(logged.decode().splitlines()[-1])
    assert failed["event"] == "service failed"
    assert "RuntimeError" in str(failed["exception"])
    assert b"personal data" not in logged, logged.decode()


async def test_not_ready_while_events_cannot_be_consumed(
    settings: Settings, seen: Seen, unused_tcp_port_factory: Any
) -> None:
    port, nobody = unused_tcp_port_factory(), unused_tcp_port_factory()
    away = settings.model_copy(update={"broker_url": f"amqp://127.0.0.1:{nobody}/"})
    async with process(away, seen, port) as started, _asking(port) as http:
        await until(lambda: _status(http, "/healthz", 200))
        await until(lambda: _status(http, "/readyz", 503))
        assert seen.name in str((await http.get("/readyz")).json()["problems"])
        assert started.returncode is None


@asynccontextmanager
async def _asking(port: int) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as http:
        yield http


async def _status(http: httpx.AsyncClient, path: str, wanted: int) -> bool:
    try:
        return (await http.get(path)).status_code == wanted
    except httpx.TransportError:
        return False


async def _tells(http: httpx.AsyncClient, measured: str) -> bool:
    return measured in (await http.get("/metrics")).text


async def _some(seen: Seen, pool: Pool) -> bool:
    return await seen.count(pool) > 0
