"""Of several relays one leads."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import asyncpg

from infra.stack.settings import PROJECT
from shared.database import Pool
from shared.settings import Settings
from tests.engines import Database
from tests.integration.eventstore.relay.sink import append, assert_in_order, bind, relaying, taken
from tests.patience import PATIENCE, until

RELAY = (
    "import asyncio; from shared.eventstore.relay import Relay; from shared.settings import Settings;"
    "asyncio.run(Relay(Settings()).run())"
)


@contextmanager
def relay_process(settings: Settings) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {
        **os.environ,
        "LEA_SERVICE": settings.service,
        "LEA_DATABASE_URL": settings.database_url,
        "LEA_BROKER_URL": settings.broker_url,
    }
    with subprocess.Popen(
        [sys.executable, "-c", RELAY], env=environment, cwd=PROJECT, stdout=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.kill()


async def until_led(database: Database) -> int:
    """The server process of the session that leads."""
    connection = await asyncpg.connect(database.superuser_url)
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                pid = await connection.fetchval(
                    "SELECT pid FROM pg_locks JOIN pg_database d ON d.oid = database"
                    " WHERE locktype = 'advisory' AND granted AND datname = current_database()"
                )
                if pid is not None:
                    return int(pid)
                await asyncio.sleep(0.02)
    finally:
        await connection.close()


async def test_of_two_relays_one_leads_and_the_other_follows_a_kill(
    pool: Pool, settings: Settings, database: Database
) -> None:
    await bind(settings)
    streams = [uuid4() for _ in range(5)]
    with relay_process(settings) as first:
        leader = await until_led(database)
        with relay_process(settings) as second:
            writing = asyncio.create_task(append(pool, 300, streams))
            await asyncio.sleep(0.4)
            assert await until_led(database) == leader

            first.send_signal(signal.SIGKILL)
            events = await writing
            messages = await taken(settings, events)

            assert await until_led(database) != leader
            assert second.poll() is None
    assert_in_order(messages)


async def test_a_relay_that_is_stopped_hands_over_at_once(settings: Settings, database: Database) -> None:
    async with relaying(settings) as first:
        await until(lambda: first.leading)
        async with relaying(settings) as second:
            await asyncio.sleep(0.2)
            assert not second.leading
            leader = await until_led(database)
    async with relaying(settings) as third:
        await until(lambda: third.leading)
        assert await until_led(database) != leader


async def test_a_leader_whose_session_ends_leads_again(pool: Pool, settings: Settings, database: Database) -> None:
    await bind(settings)
    async with relaying(settings):
        pid = await until_led(database)
        connection = await asyncpg.connect(database.superuser_url)
        await connection.execute("SELECT pg_terminate_backend($1)", pid)
        await connection.close()

        events = await append(pool, 20)
        messages = await taken(settings, events)

    assert_in_order(messages)
