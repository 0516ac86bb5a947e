"""The registry of consumers: changed by commands over the broker, read by API processes."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from contracts.commands.edge import (
    ApproveConsumerChange,
    ProposeConsumerChange,
    SuspendConsumer,
    registration_of,
)
from contracts.envelope import CommandEnvelope
from contracts.events.edge import (
    ConsumerChange,
    ConsumerKey,
    KeyAddition,
    KeyKind,
    KeyRevocation,
    NewTerms,
    Quota,
    Registration,
    Restoration,
    Terms,
)
from contracts.identifiers import new_id
from contracts.registry import Command
from contracts.replies import Accepted, Rejected
from services.edge.registry.application import registrations
from services.edge.registry.domain.registration import ConsumerStatus
from services.edge.registry.first_consumers import NotInstalled, new_bearer_key, register
from services.edge.registry.tables import consumers_in
from services.edge.settings import EdgeSettings
from services.edge.worker import compose
from shared.clock import SystemClock
from shared.database import create_pool
from shared.messaging.client import CommandClient
from shared.messaging.senders import OPERATOR
from tests.engines import Database, NewDatabase
from tests.integration.edge.conftest import Edge, fill_read_model, proceeding, running_edge

ONE, OTHER = "security:petrova", "security:ivanov"
SINCE = datetime(2026, 11, 1, tzinfo=UTC)
NUMBER = proceeding(0).course.number
TERMS = Terms(
    scopes=("proceeding-number",),
    legal_grounds=("case-at-hand",),
    quota=Quota(requests_per_second=100, burst=100, look_ups_per_day=1000),
    valid_from=SINCE,
)


@dataclass
class Registrar:
    """An edge with its worker, and a client that sends it commands."""

    edge: Edge
    client: CommandClient

    async def send(self, consumer: str, data: Command, actor: str = ONE) -> Accepted | Rejected:
        command = CommandEnvelope[Any](
            id=new_id(),
            source="/lea/test",
            type=data.type,
            stream=registration_of(consumer),
            effective_date=date(2026, 11, 20),
            issued_at=SystemClock().now(),
            actor=actor,
            correlation_id=new_id(),
            data=data,
        )
        return await self.client.send(command)

    async def propose(self, consumer: str, change: ConsumerChange) -> UUID:
        answer = await self.send(consumer, ProposeConsumerChange(consumer=consumer, change=change, reason="letter 7"))
        assert isinstance(answer, Accepted), answer
        return answer.command_id

    async def change(self, consumer: str, change: ConsumerChange) -> None:
        agreed = ApproveConsumerChange(proposal=await self.propose(consumer, change))
        answer = await self.send(consumer, agreed, OTHER)
        assert isinstance(answer, Accepted), answer

    async def ask(self, secret: str) -> tuple[int, str | None]:
        """Status and problem of a look-up with this key, asked after the registry was read again."""
        await self.edge.refresh()
        response = await self.edge.get(NUMBER, self.edge.headers(Authorization=f"Bearer {secret}"))
        return response.status_code, response.json().get("problems", [{}])[0].get("code")


@asynccontextmanager
async def working(own: Database, broker_url: str) -> AsyncIterator[None]:
    """The parts of a worker, and a queue for what it publishes."""
    settings = EdgeSettings(database_url=own.worker_url, read_model_url=own.worker_url, broker_url=broker_url)
    pool = await create_pool(settings)
    parts = await compose(settings, SystemClock(), pool)
    tasks = [asyncio.create_task(part.run()) for part in parts]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        pool.terminate()


@pytest.fixture(scope="module")
async def registrar(migrated_database: NewDatabase, new_vhost: Callable[[], str]) -> AsyncIterator[Registrar]:
    model, own, broker_url = migrated_database("court_query"), migrated_database("edge"), new_vhost()
    await fill_read_model(model, [proceeding(0)])
    async with (
        running_edge(model, own) as edge,
        working(own, broker_url),
        CommandClient(broker_url, user=OPERATOR) as client,
    ):
        yield Registrar(edge, client)


async def test_a_consumer_is_answered_after_two_people_registered_it(registrar: Registrar) -> None:
    secret, key = new_bearer_key("court", "first", SINCE)
    proposal = await registrar.propose("court", Registration(terms=TERMS, keys=(key,)))
    assert await registrar.ask(secret) == (401, "not-authenticated")
    refused = await registrar.send("court", ApproveConsumerChange(proposal=proposal))
    assert isinstance(refused, Rejected)
    assert refused.problems[0].code == "four-eyes"
    assert await registrar.ask(secret) == (401, "not-authenticated")
    await registrar.send("court", ApproveConsumerChange(proposal=proposal), OTHER)
    assert (await registrar.ask(secret))[0] == 200


async def test_one_person_suspends_a_consumer_and_two_restore_it(registrar: Registrar) -> None:
    secret, key = new_bearer_key("suspect", "first", SINCE)
    await registrar.change("suspect", Registration(terms=TERMS, keys=(key,)))
    await registrar.send("suspect", SuspendConsumer(consumer="suspect", reason="key lost"))
    assert await registrar.ask(secret) == (403, "consumer-not-valid")
    await registrar.change("suspect", Restoration())
    assert (await registrar.ask(secret))[0] == 200


async def test_keys_are_replaced_one_after_the_other(registrar: Registrar) -> None:
    old, first = new_bearer_key("careful", "first", SINCE)
    new, second = new_bearer_key("careful", "second", SINCE)
    await registrar.change("careful", Registration(terms=TERMS, keys=(first,)))
    await registrar.change("careful", KeyAddition(key=second))
    assert [(await registrar.ask(secret))[0] for secret in (old, new)] == [200, 200]
    await registrar.change("careful", KeyRevocation(key=first.id))
    # The clock of the edge is before the revocation; the row says when it was.
    registrar.edge.clock.advance(SystemClock().now() - registrar.edge.clock.now())
    assert await registrar.ask(old) == (401, "key-not-valid")
    assert (await registrar.ask(new))[0] == 200


async def test_api_processes_read_all_that_was_registered(registrar: Registrar) -> None:
    material = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    signing = ConsumerKey(
        id="precise.signing", kind=KeyKind.ED25519, material=b64encode(material).decode(), valid_from=SINCE
    )
    _, key = new_bearer_key("precise", "first", SINCE)
    await registrar.change("precise", Registration(terms=TERMS, keys=(key, signing)))
    until = datetime(2028, 1, 1, tzinfo=UTC)
    wider = TERMS.model_copy(
        update={
            "scopes": ("court-case", "debtor"),
            "valid_to": until,
            "certificates": ("ab" * 32,),
            "quota": Quota(requests_per_second=2.5, burst=7, look_ups_per_day=99),
        }
    )
    await registrar.change("precise", NewTerms(terms=wider))
    connection = await asyncpg.connect(registrar.edge.own.url)
    consumer = (await consumers_in(connection))["precise"]
    await connection.close()
    assert consumer.scopes == {"court-case", "debtor"}
    assert (consumer.valid_from, consumer.valid_to) == (SINCE, until)
    assert consumer.certificates == {bytes.fromhex("ab" * 32)}
    assert consumer.quota
    assert (consumer.quota.requests_per_second, consumer.quota.burst, consumer.quota.look_ups_per_day) == (2.5, 7, 99)
    assert [kept.public.spki for kept in consumer.keys.values()] == [material]
    assert len(consumer.bearer_keys) == 1


async def test_a_consumer_is_never_read_without_its_keys(registrar: Registrar) -> None:
    connection = await asyncpg.connect(registrar.edge.own.url)
    registering = asyncio.create_task(register_many(registrar.edge.own.owner_url))
    while not registering.done():
        for name, consumer in (await consumers_in(connection)).items():
            assert consumer.bearer_keys, name
    await connection.close()
    await registering


async def register_many(owner_url: str) -> None:
    for number in range(20):
        await register(owner_url, f"many-{number}", valid_from=SINCE)


async def test_the_events_name_their_actors(registrar: Registrar) -> None:
    _, key = new_bearer_key("history", "first", SINCE)
    await registrar.change("history", Registration(terms=TERMS, keys=(key,)))
    waiting = await registrar.propose("history", NewTerms(terms=TERMS))
    connection = await asyncpg.connect(registrar.edge.own.worker_url)
    registered = next(each for each in await registrations(connection) if each.consumer == "history")
    rows = await connection.fetch(
        "SELECT type, actor FROM event WHERE stream = $1 ORDER BY version", registration_of("history")
    )
    await connection.close()
    assert registered.status is ConsumerStatus.ACTIVE
    assert (registered.open[waiting].by, registered.open[waiting].reason) == (ONE, "letter 7")
    assert [(row["type"], row["actor"]) for row in rows] == [
        ("lea.edge.consumer-change-proposed.v1", ONE),
        ("lea.edge.consumer-change-approved.v1", OTHER),
        ("lea.edge.consumer-change-proposed.v1", ONE),
    ]


async def test_a_first_consumer_is_installed_once_and_changed_by_two_people(registrar: Registrar) -> None:
    secret = await register(registrar.edge.own.owner_url, "installed", valid_from=SINCE)
    assert (await registrar.ask(secret))[0] == 200
    with pytest.raises(NotInstalled, match="registered already"):
        await register(registrar.edge.own.owner_url, "installed")
    await registrar.change("installed", KeyRevocation(key="installed.first"))
    registrar.edge.clock.advance(SystemClock().now() - registrar.edge.clock.now())
    assert await registrar.ask(secret) == (401, "key-not-valid")


async def test_no_secret_is_stored(registrar: Registrar) -> None:
    secret, key = new_bearer_key("secretive", "first", SINCE)
    await registrar.change("secretive", Registration(terms=TERMS, keys=(key,)))
    connection = await asyncpg.connect(registrar.edge.own.superuser_url)
    kept = await connection.fetch("SELECT data FROM event UNION ALL SELECT reply FROM command")
    kept += await connection.fetch("SELECT convert_to(consumer_key::text, 'UTF8') FROM consumer_key")
    await connection.close()
    assert not [row for (row,) in kept if secret.partition(".")[2].encode() in row]


WORKER_MAY_NOT = (
    "DELETE FROM consumer",
    "DELETE FROM consumer_key",
    "UPDATE event SET data = ''",
    "DELETE FROM event",
    "UPDATE command SET reply = ''",
    "SELECT body FROM kept_answer",
    "INSERT INTO kept_answer (consumer) VALUES ('x')",
    "SELECT value FROM nonce",
    "UPDATE budget SET look_ups = 0",
    "UPDATE access_log SET consumer = 'x'",
    "CREATE TABLE mine ()",
)
DOOR_MAY_NOT = (
    "SELECT * FROM event",
    "INSERT INTO event (stream, version) VALUES (gen_random_uuid(), 1)",
    "SELECT * FROM command",
    "SELECT * FROM relay_checkpoint",
    "SELECT * FROM deferred_message",
    "SELECT * FROM stream_position",
    "UPDATE consumer SET look_ups_per_day = 1",
    "INSERT INTO consumer_key VALUES ('a.b', 'a', 'bearer', sha256('a'), now())",
    "UPDATE consumer_key SET revoked_at = NULL",
    "INSERT INTO budget (consumer) VALUES ('x')",
    "DELETE FROM budget",
    "DELETE FROM nonce",
    "UPDATE nonce SET expires_at = now()",
)


@pytest.mark.parametrize(
    ("role", "attempt"),
    [*(("worker", attempt) for attempt in WORKER_MAY_NOT), *(("edge", attempt) for attempt in DOOR_MAY_NOT)],
)
async def test_no_process_exceeds_its_rights(registrar: Registrar, role: str, attempt: str) -> None:
    own = registrar.edge.own
    connection = await asyncpg.connect(own.worker_url if role == "worker" else own.url)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(attempt)
    finally:
        await connection.close()
