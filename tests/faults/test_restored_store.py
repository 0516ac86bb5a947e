"""A store is restored under the running system: its consumers stop, and the procedure brings all of them together."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import asyncpg
import httpx
import psycopg
import pytest
from psycopg import sql

from infra.database.provisioning import DATABASES, EVENT_READER
from infra.demo.cases import scripts
from infra.demo.player import play
from infra.recovery.reconcile import Reconciled, reconcile
from infra.recovery.resync import resync
from services.court_query.rebuild import rebuild
from shared.clock import SystemClock
from shared.database import Connection
from shared.eventstore.republishing import progress_of, request_republication
from shared.law.calendar import belarus
from shared.messaging.client import CommandClient
from shared.messaging.senders import OPERATOR
from tests.patience import PATIENCE, until
from tests.system import System, started

pytestmark = pytest.mark.long

AHEAD = ("intake", "deadlines", "court_query")
BACKUP = "backup_of_proceedings"
NAME = DATABASES["proceedings"].name


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    with started(
        durable=False, LEA_WATCH_INTERVAL="1", LEA_RETRY_DELAY="0.2", LEA_RETRY_POLL="0.2", LEA_RELAY_POLL="0.2"
    ) as system:
        yield system


@contextmanager
def nobody_with_proceedings(system: System) -> Iterator[psycopg.Connection]:
    """The service is stopped, and no session is with its database."""
    system.stack.stop("proceedings")
    with psycopg.connect(system.stack.server_url(), autocommit=True) as server:
        server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(NAME)))
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [NAME])
        yield server
        server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(NAME)))
    system.stack.start("proceedings")


async def test_a_restored_store_is_noticed_and_everything_comes_together_again(system: System) -> None:
    cases = list(scripts(SystemClock().today(), belarus()))
    async with CommandClient(system.stack.broker_url(OPERATOR), user=OPERATOR, timeout=PATIENCE) as operator:
        await play(cases[:8], operator, SystemClock())
        await system.settle()
        with nobody_with_proceedings(system) as server:
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                    sql.Identifier(BACKUP), sql.Identifier(NAME), sql.Identifier(DATABASES["proceedings"].owner)
                )
            )
        await asyncio.to_thread(system.stack.wait_ready, "proceedings")
        await play(cases[8:16], operator, SystemClock())
        await system.settle()
    assert _problems(await reconcile(system.stack.addresses, grace=1)) == []

    with nobody_with_proceedings(system) as server:
        for before, after in ((NAME, "lost"), (BACKUP, NAME)):
            server.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(before), sql.Identifier(after))
            )
    await asyncio.to_thread(system.stack.wait_ready, "proceedings")
    for service in AHEAD:
        await until(partial(_says, system, service, f"lea resync {service}"), service)
    found = await reconcile(system.stack.addresses, grace=1)
    assert {(each.service, each.source) for each in found if each.ahead} == {(each, "proceedings") for each in AHEAD}
    assert {(each.service, each.source) for each in found if each.lacking} >= {("proceedings", "intake")}

    for source in ("intake", "deadlines"):
        await _republished(system, source)
    for service in AHEAD:
        await resync(system.stack.addresses, service, actor="operations:test", reason="proceedings was restored")
    for service in (*AHEAD, "proceedings"):
        await until(partial(_is_ready, system, service), service)
    await system.settle()

    assert _problems(await reconcile(system.stack.addresses, grace=5)) == []
    owner, store = (
        system.stack.database_url("court_query", DATABASES["court_query"].owner),
        system.stack.database_url("proceedings", EVENT_READER),
    )
    compared = (await rebuild(owner, store, comparing=True)).comparison
    assert compared is not None
    assert compared.problem is None
    assert compared.compared > 0


async def _republished(system: System, source: str) -> None:
    connection = await asyncpg.connect(system.stack.database_url(source, DATABASES[source].owner))
    try:
        request = await request_republication(
            connection, actor="operations:test", reason="proceedings was restored", rate=2000
        )
        await until(lambda: _finished(connection, request), source)
    finally:
        await connection.close()


async def _finished(connection: Connection, request: int) -> bool:
    return (await progress_of(connection, request)).finished_at is not None


def _problems(found: Sequence[Reconciled]) -> list[str]:
    return [f"{each.consumer}, {each.source}: {each.problem}" for each in found if each.problem]


async def _readiness(system: System, service: str) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.get(f"{system.stack.url(service)}/readyz", timeout=PATIENCE)


async def _says(system: System, service: str, text: str) -> bool:
    return text in (await _readiness(system, service)).text


async def _is_ready(system: System, service: str) -> bool:
    return (await _readiness(system, service)).status_code == httpx.codes.OK
