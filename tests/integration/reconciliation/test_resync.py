"""After a source was restored, `lea resync` brings services to what its store says, and names what people decide."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from contracts.commands.intake import AssessStatement
from contracts.envelope import EPOCH_HEADER, EventEnvelope, event_headers
from contracts.events.proceedings import DocumentReturned, Status
from contracts.identifiers import derived_id, new_id
from infra.cli.main import app
from infra.database.databases import DATABASES, EVENT_READER
from infra.recovery.resync import Resynced, resync
from services.court_query.projections import ReadModelProjection
from services.court_query.read_model import COPIES
from services.deadlines.application import application
from services.deadlines.policies import Observation
from services.intake.domain.drafts import PROCEEDING
from services.intake.projections import ReturnedDocuments
from services.proceedings.policies import initiation
from shared.clock import SystemClock
from shared.database import Pool
from shared.eventstore.epochs import begin_epoch, latest_epoch
from shared.eventstore.store import EventStore
from shared.law.rule_sets import RuleSets
from shared.messaging.deliveries import Delivery
from shared.messaging.inbox import Inbox
from shared.messaging.projection import Projection
from shared.messaging.senders import publisher_of
from shared.services import service_of_source
from tests.engines import Database, NewDatabase
from tests.factories.proceedings import life, number_of, stream_of
from tests.integration.intake.test_intake import INITIATE, Intake, registration

RULES = RuleSets.load()
RESTORED = {"actor": "operations:test", "reason": "intake was restored"}


@dataclass(frozen=True)
class Databases:
    """Stands for the addresses of a system."""

    by_service: dict[str, Database]

    def database(self, role: str, name: str) -> str:
        database = self.by_service[next(service for service, kind in DATABASES.items() if kind.name == name)]
        return database.event_reader_url if role == EVENT_READER else database.owner_url

    async def resync(self, service: str, source: str) -> Resynced:
        """Bring a service back; what was done about one of its sources."""
        done = await resync(self, service, **RESTORED)  # type: ignore[arg-type]
        [found] = [each for each in done if each.source == source and each.consumer == service]
        return found

    async def store(self, service: str, *events: EventEnvelope[Any]) -> UUID:
        """Store events as a service does; returns the epoch of its store."""
        connection = await asyncpg.connect(self.by_service[service].owner_url)
        try:
            await EventStore(service).append(connection, events)
            return await latest_epoch(connection) or await begin_epoch(connection, "relay", "first start")
        finally:
            await connection.close()

    @asynccontextmanager
    async def pool(self, service: str):  # type: ignore[no-untyped-def]
        """Sessions of a service's own role."""
        async with asyncpg.create_pool(self.by_service[service].url, min_size=1, max_size=3) as pool:
            yield pool


@pytest.fixture
def databases(migrated_database: NewDatabase) -> Databases:
    return Databases({service: migrated_database(service) for service in DATABASES})


async def take(pool: Pool, projection: Projection, events: Sequence[EventEnvelope[Any]], epoch: UUID) -> None:
    """What a consumer does with events that were published in this epoch."""
    await Inbox(pool, projection).take([_delivery(event, epoch) for event in events])


def _delivery(event: EventEnvelope[Any], epoch: UUID) -> Delivery:
    headers = event_headers(
        id=event.id,
        source=event.source,
        type=event.type,
        stream=event.stream,
        version=event.version,
        effective_date=event.effective_date,
        recorded_at=event.recorded_at,
        actor=event.actor,
        correlation_id=event.correlation_id,
        causation_id=event.causation_id,
        epoch=epoch,
    )
    assert headers[EPOCH_HEADER] == str(epoch)
    body = event.data.model_dump_json().encode()
    return Delivery(headers, body, event.type, str(event.id), publisher_of(service_of_source(event.source)))


def observation() -> Observation:
    return Observation(application(RULES, SystemClock()), RULES)


async def _standing_limits(pool: Pool, streams: Sequence[UUID]) -> list[tuple[Any, ...]]:
    rows = await pool.fetch(
        "SELECT stream, limit_id, starts_on, due, standing FROM limit_standing WHERE stream = ANY($1)"
        " AND standing IN ('running', 'suspended') ORDER BY 1, 2, 3",
        list(streams),
    )
    return [tuple(row) for row in rows]


async def _shown(pool: Pool, streams: Sequence[UUID]) -> list[tuple[Any, ...]]:
    rows = await pool.fetch(
        "SELECT stream, act, shown FROM observed_event WHERE stream = ANY($1) ORDER BY stream, position", list(streams)
    )
    carried = await pool.fetch("SELECT * FROM watched_stream WHERE stream = ANY($1) ORDER BY stream", list(streams))
    return [tuple(row) for row in (*rows, *carried)]


async def test_deadlines_watch_what_the_restored_store_says(
    databases: Databases, migrated_database: NewDatabase
) -> None:
    kept, phantom, untouched = life(1), life(2), life(3)
    epoch = await databases.store("proceedings", *kept[:4], *untouched[:4])
    streams = [stream_of(number) for number in (1, 2, 3)]
    async with databases.pool("deadlines") as pool:
        await take(pool, observation(), [*kept[:9], *phantom[:6], *untouched[:4]], epoch)
        assert await _standing_limits(pool, streams[1:2])

        found = await databases.resync("deadlines", "proceedings")
        assert set(found.streams) == set(streams[:2])
        assert found.rebuilt == 2

        fresh = migrated_database("deadlines")
        async with asyncpg.create_pool(fresh.url, min_size=1, max_size=3) as other:
            await take(other, observation(), [*kept[:4], *untouched[:4]], epoch)
            assert await _standing_limits(pool, streams) == await _standing_limits(other, streams)
            assert await _shown(pool, streams) == await _shown(other, streams)
        assert await _standing_limits(pool, streams[1:2]) == []

        # It goes on with the numbers given again, and a second run finds nothing.
        again = [event.model_copy(update={"id": new_id()}) for event in kept[4:9]]
        await databases.store("proceedings", *again)
        await take(pool, observation(), again, epoch)
        assert await pool.fetchval("SELECT version FROM stream_position WHERE stream = $1", streams[0]) == 9
        assert await pool.fetchval("SELECT count(*) FROM deferred_message") == 0
        before = await pool.fetchval("SELECT count(*) FROM event")
        assert (await databases.resync("deadlines", "proceedings")).streams == []
        assert await pool.fetchval("SELECT count(*) FROM event") == before


async def test_the_read_model_answers_what_the_restored_store_says(databases: Databases) -> None:
    kept, phantom = life(1), life(2)
    epoch = await databases.store("proceedings", *kept[:5])
    async with databases.pool("court_query") as pool:
        await take(pool, ReadModelProjection(), [*kept[:9], *phantom[:3]], epoch)
        # Held, and gone with its store.
        await take(pool, ReadModelProjection(), [phantom[5]], uuid4())

        found = await databases.resync("court_query", "proceedings")

        assert set(found.streams) == {stream_of(1), stream_of(2)}
        assert found.numbers == [{"number": number_of(2), "proceeding": str(stream_of(2)), "stands_for": None}]
        assert found.dropped == 1
        async with databases.pool("proceedings") as proceedings:
            reserved = await proceedings.fetch("SELECT proceeding, number FROM reserved_number")
        assert [tuple(row) for row in reserved] == [(stream_of(2), number_of(2))]
        copy = COPIES[await pool.fetchval("SELECT copy FROM read_model.active_copy")]
        rows = await pool.fetch(f"SELECT id, version FROM {copy.schema}.proceeding")  # noqa: S608
        assert [tuple(row) for row in rows] == [(stream_of(1), 5)]
        await take(pool, ReadModelProjection(), kept[5:7], epoch)
        assert await pool.fetchval("SELECT version FROM read_model.proceeding") == 7


async def test_intake_lets_documents_lie_where_the_restored_store_says(databases: Databases) -> None:
    async with databases.pool("intake") as pool:
        intake = Intake(pool)
        statement = await intake.initiated("1")
        proceeding = derived_id(statement, PROCEEDING)
        began, back = life(1)[0], _returned(proceeding)
        began = began.model_copy(update={"stream": proceeding})
        epoch = await databases.store("proceedings", began)
        await take(pool, ReturnedDocuments(), [began, back], epoch)
        # The document had come back, and was presented again.
        other = new_id()
        await intake.send((other, registration("2")))
        assert await pool.fetchval("SELECT count(*) FROM returned_document") == 1

        found = await databases.resync("intake", "proceedings")

        assert found.streams == [proceeding]
        assert [each["registration_number"] for each in found.statements] == ["2"]
        assert await pool.fetchval("SELECT count(*) FROM returned_document") == 0
        row = await pool.fetchrow("SELECT * FROM presented_document WHERE statement = $1", statement)
        assert (row["freed_on"], row["ended_on"], row["executor"]) == (None, None, INITIATE.executor.id)
        assert await pool.fetchval("SELECT version FROM stream_position WHERE stream = $1", proceeding) == 1


def _returned(proceeding: UUID) -> EventEnvelope[Any]:
    status = Status(code="completed-returned", reason="return-no-property", article="Art. 366(1) ind. 3")
    data = DocumentReturned(status=status, counts_for_twice_returned=True)
    return life(1)[1].model_copy(
        update={"id": new_id(), "stream": proceeding, "version": 2, "type": data.type, "data": data}
    )


async def test_what_a_policy_did_for_a_lost_cause_is_named_and_stands(databases: Databases) -> None:
    async with databases.pool("intake") as pool:
        intake = Intake(pool)
        statements = [new_id(), new_id()]
        for number, statement in enumerate(statements, 1):
            filed = registration(str(number), f"{number}EIP26114-1")
            await intake.send((statement, filed), (statement, AssessStatement()), (statement, INITIATE))
        stored = {each: await _events(pool, each) for each in statements}
    kept, lost = statements
    epoch = await databases.store("intake")
    own = [_initiated(statement, stored[statement][-1]) for statement in statements]
    await databases.store("proceedings", *own)
    async with databases.pool("proceedings") as pool:
        await take(pool, _Nothing(), [*stored[kept], *stored[lost]], epoch)
        connection = await asyncpg.connect(databases.by_service["intake"].superuser_url)
        # The store was restored to a moment before the decision on the second statement, and gave its number again.
        await connection.execute("DELETE FROM event WHERE stream = $1 AND version = 3", lost)
        await connection.close()
        again = stored[lost][-1].model_copy(update={"id": new_id()})
        await databases.store("intake", again)

        found = await databases.resync("proceedings", "intake")

        assert found.streams == [lost]
        [orphan] = found.orphans
        assert (orphan["stream"], orphan["policy"], orphan["cause"]) == (
            derived_id(lost, PROCEEDING), "initiation-decided", lost,
        )  # fmt: skip
        assert await pool.fetchval("SELECT count(*) FROM event") == 2
        assert await pool.fetchval("SELECT version FROM stream_position WHERE stream = $1", lost) == 2
        assert found.republished is not None
        await take(pool, _Nothing(), [again], epoch)
        assert await pool.fetchval("SELECT version FROM stream_position WHERE stream = $1", lost) == 3
        assert await pool.fetchval("SELECT count(*) FROM deferred_message") == 0
        audit = await asyncpg.connect(databases.by_service["proceedings"].owner_url)
        assert await audit.fetchval("SELECT actor FROM resynchronisation") == "operations:test"
        await audit.close()


class _Nothing(ReturnedDocuments):
    """The consumer of `proceedings`, whose policies have done their work."""

    name = "proceedings"

    async def apply(self, connection: Any, events: Sequence[EventEnvelope[Any]]) -> None:
        """Nothing."""


async def _events(pool: Pool, stream: UUID) -> list[EventEnvelope[Any]]:
    async with pool.acquire() as connection:
        return await EventStore("intake").load(connection, stream)


def _initiated(statement: UUID, decided: EventEnvelope[Any]) -> EventEnvelope[Any]:
    assert initiation(statement, decided.data).statement == statement
    return life(1)[0].model_copy(
        update={
            "id": new_id(),
            "stream": derived_id(statement, PROCEEDING),
            "actor": "policy:initiation-decided",
            "causation_id": derived_id(decided.id, "initiation-decided"),
            "recorded_at": datetime(2026, 3, 20, 9, tzinfo=UTC),
            "effective_date": date(2026, 3, 16),
        }
    )


def test_the_commands_show_what_differs_and_what_was_done(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    for command in ("reconcile", "republish", "resync", "restored"):
        monkeypatch.setattr(f"infra.cli.recovery.{command}.addresses_of", lambda _: databases)

    async def prepare() -> None:
        epoch = await databases.store("proceedings", *life(1)[:4])
        async with databases.pool("deadlines") as pool:
            await take(pool, observation(), life(1)[:6], epoch)
            await take(pool, observation(), life(2)[2:3], epoch)

    asyncio.run(prepare())
    done = ["--as", "operations:test", "--reason", "proceedings was restored"]
    found = lea("reconcile", "--grace", "0", code=1)
    assert f"stream {stream_of(1)}: applied up to 6, the store ends with 4" in found.stdout
    assert f"stream {stream_of(2)}, version 3 is held (gap)" in found.stdout
    assert "deadlines: 1 streams are ahead of the store or differ from it: lea resync deadlines" in found.stderr
    [each] = [each for each in json.loads(lea("reconcile", "--json", code=1).stdout) if each["ahead"]]
    assert (each["consumer"], each["source"], each["ahead"][0]["reached"]) == ("deadlines", "proceedings", 6)

    assert "1 streams were ahead; 1 built anew" in lea("resync", "deadlines", *done).stdout
    assert "nothing is ahead" in lea("resync", "deadlines", *done).stdout
    lea("reconcile", "--grace", "0")
    assert "request 1" in lea("republish", "proceedings", "--stream", str(stream_of(1)), *done).stdout

    # The read model knows a proceeding that the store has lost.
    async def know_a_number() -> None:
        async with databases.pool("court_query") as pool:
            await take(pool, ReadModelProjection(), life(3)[:2], uuid4())

    asyncio.run(know_a_number())
    assert (
        f"proceedings: {number_of(3)} of a lost proceeding is reserved for it."
        in lea("restored", "proceedings", *done).stdout
    )
    assert "intake: epoch" in lea("restored", "intake", "court_query", *done).stdout
    assert "court_query: no event store" in lea("restored", "court_query", *done).stdout
    lea("republish", "proceedings", *done, code=2)
    lea("resync", "edge", *done, code=2)


def lea(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == code, (result.output, result.exception)
    return result
