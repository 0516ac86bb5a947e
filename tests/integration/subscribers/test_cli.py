"""`lea subscribers`: from the proposal to a connection that works, over real engines and the real command side."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import aio_pika
import asyncpg
import pytest
from aiormq.exceptions import ProbableAuthenticationError
from typer.testing import CliRunner, Result

from infra.broker.access import Broker, KnownSubscriber
from infra.cli.main import app
from infra.cli.subscribers import registry
from infra.stack.stack import Stack
from services.subscribers.main import compose
from services.subscribers.settings import SubscribersSettings
from shared.clock import SystemClock
from shared.database import create_pool
from shared.messaging.commands import CommandEndpoint
from shared.messaging.senders import publisher_of
from tests.engines import Database, NewDatabase, provisioned
from tests.patience import until

Lea = Callable[..., Any]

ADDED = (
    "add", "bank", "--organization", "Bank", "--contact", "Ivanova", "--purpose", "arrests", "--legal-ground", "an act",
    "--type", "lea.deadlines.#", "--reason", "letter 7",
)  # fmt: skip


@pytest.fixture
async def database(engines: Stack, migrated_database: NewDatabase) -> AsyncIterator[Database]:
    """The command side of the registry, over the virtual host of the stack."""
    await provisioned(engines.broker_url("lea_provisioner"))
    own = migrated_database("subscribers")
    settings = SubscribersSettings(
        service="subscribers", database_url=own.url, broker_url=engines.broker_url(publisher_of("subscribers"))
    )
    async with await create_pool(settings) as pool:
        parts = await compose(settings, SystemClock(), pool)
        (endpoint,) = (part for part in parts if isinstance(part, CommandEndpoint))
        running = asyncio.create_task(endpoint.run())

        async def ready() -> bool:
            return await endpoint.readiness() is None

        await until(ready, "commands are taken")
        yield own
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


@pytest.fixture
def lea(engines: Stack, database: Database, monkeypatch: pytest.MonkeyPatch) -> Lea:
    """A command, in a thread; the result."""
    monkeypatch.setenv("LEA_HOME", str(engines.home))
    monkeypatch.setattr(registry, "service_url", lambda *_: database.url)

    async def run(*arguments: str, actor: str | None = "operator:petrova") -> Result:
        acting = ["--as", actor] if actor else []
        return await asyncio.to_thread(CliRunner().invoke, app, ["subscribers", *arguments, *acting])

    return run


async def kept(engines: Stack, database: Database) -> None:
    """Have the broker in line with the registry."""
    connection = await asyncpg.connect(database.owner_url)
    rows = await connection.fetch("SELECT name, standing, password_hash FROM subscriber WHERE standing <> 'removed'")
    await connection.close()
    Broker(engines.management()).keep([KnownSubscriber(**row) for row in rows])


def content(file: Path) -> dict[str, Any]:
    """What a connection file says."""
    given: dict[str, Any] = json.loads(file.read_text())
    return given


async def connects(file: Path) -> bool:
    """Whether the user of a connection file can read its queue."""
    given = content(file)
    try:
        async with await aio_pika.connect(given["url"]) as connection:
            await (await connection.channel()).get_queue(given["queue"], ensure=False)
    except ProbableAuthenticationError:
        return False
    return True


async def test_two_people_give_a_subscriber_access(
    engines: Stack, database: Database, lea: Lea, tmp_path: Path
) -> None:
    first, second = tmp_path / "bank.json", tmp_path / "bank-2.json"
    done = await lea(*ADDED, "--connection", str(first), "--json")
    proposal = json.loads(done.stdout)["proposal"]
    given = content(first)
    assert first.stat().st_mode & 0o777 == 0o600
    assert (given["queue"], given["publisher"], given["fields"]) == ("subscriber.bank", "lea_subscribers", [])
    assert {type_.split(".")[1] for type_ in given["types"]} == {"deadlines"}
    await kept(engines, database)
    assert not await connects(first)

    refused = await lea("approve", proposal)
    assert refused.exit_code != 0
    assert (await lea("approve", proposal, actor="operator:ivanov")).exit_code == 0
    await kept(engines, database)
    assert await connects(first)
    [line] = json.loads((await lea("list", "--json", actor=None)).stdout)
    assert (line["subscriber"], line["standing"], line["proposals"]) == ("bank", "active", [])
    shown = (await lea("show", "bank", actor=None)).stdout
    assert "Ivanova" in shown
    assert given["url"].split(":")[2].split("@")[0] not in shown

    rotated = json.loads((await lea("rotate", "bank", "--connection", str(second), "--reason", "x", "--json")).stdout)
    assert (await lea("approve", rotated["proposal"], actor="operator:ivanov")).exit_code == 0
    await kept(engines, database)
    assert (await connects(first), await connects(second)) == (False, True)

    assert (await lea("replay", "bank", "--from", "beginning", "--reason", "x")).exit_code != 0
    assert (await lea("suspend", "bank", "--reason", "x")).exit_code == 0
    await kept(engines, database)
    assert not await connects(second)
    for change in ("restore", "remove"):
        asked = json.loads((await lea(change, "bank", "--reason", "x", "--json")).stdout)
        assert (await lea("approve", asked["proposal"], actor="operator:ivanov")).exit_code == 0
        await kept(engines, database)
        assert await connects(second) == (change == "restore")


async def test_a_file_that_is_there_is_kept_and_one_of_a_refused_proposal_is_deleted(lea: Lea, tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    refused = await lea(*ADDED, "--field", "secrets", "--connection", str(file))
    assert refused.exit_code != 0
    assert not file.exists()
    file.write_text("mine")
    assert (await lea(*ADDED, "--connection", str(file))).exit_code != 0
    assert file.read_text() == "mine"
