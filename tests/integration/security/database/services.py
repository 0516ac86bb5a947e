"""Claims about the services that store events: intake, proceedings, deadlines, subscribers, and the edge's worker."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from infra.database.provisioning import role_of
from shared.eventstore import relay
from shared.eventstore.store import Checkpoint, read_since
from shared.messaging.deferred import due
from shared.messaging.senders import publisher_of
from shared.settings import Settings
from tests.integration.eventstore.relay.sink import bind, channel, relaying
from tests.integration.security.claims import CAN, CANNOT, can, cannot, claim
from tests.integration.security.database.databases import HOME, Databases, run
from tests.patience import PATIENCE, until

CONSUMING = ("lea_intake", "lea_proceedings", "lea_deadlines")
STORING = (*CONSUMING, "lea_edge_worker", "lea_subscribers")
FORGE = """
    INSERT INTO event (stream, version, id, type, effective_date, recorded_at, actor, correlation_id, causation_id,
                       data)
    VALUES (gen_random_uuid(), 1, gen_random_uuid(), %s, '2026-01-01', now(), 'executor:petrova',
            gen_random_uuid(), gen_random_uuid(), '{"forged": true}')
"""
DEFERRED = """
    INSERT INTO deferred_message (consumer, reason, problem, ordered, source, stream, version, type, message_id,
                                  routing_key, headers, body, fingerprint, next_attempt_at)
    VALUES ('attacker', 'retry', '', true, '/lea/proceedings', gen_random_uuid(), 1, 'lea.proceedings.forged.v1',
            'x', 'lea.proceedings.forged.v1', '{}', '{"forged": true}', sha256(''), now())
"""


@asynccontextmanager
async def published(databases: Databases, role: str) -> AsyncIterator[None]:
    """All events of the role's store count as published, before and after; what was forged is gone."""
    owner = await asyncpg.connect(databases.url(f"lea_{HOME[role]}_owner"))
    catch_up = """
        UPDATE relay_checkpoint SET (xid, position) =
            (SELECT xid, position FROM event ORDER BY xid DESC, position DESC LIMIT 1)
    """
    await owner.execute(catch_up)
    yield
    await owner.execute("DELETE FROM event WHERE data = '{\"forged\": true}'")
    await owner.execute(catch_up)
    await owner.close()


@claim("db-service-reads", CAN)
def reads_events_and_replies(databases: Databases) -> None:
    for role in STORING:
        databases.allowed(
            role, "SELECT data FROM event", "SELECT reply FROM command", "SELECT body FROM deferred_message"
        )


@claim("db-service-forges-events", CAN)
async def forges_an_event_and_the_relay_publishes_it(databases: Databases) -> None:
    for role in STORING:
        service, type_ = HOME[role], f"lea.{HOME[role]}.forged.v1"
        settings = Settings(service=service, database_url=databases.url(role), broker_url=databases.broker)
        await bind(settings)
        async with published(databases, role), channel(settings) as opened:
            queue = await opened.get_queue("sink")
            with databases.session(role, autocommit=True) as attacker:
                run(attacker, FORGE, type_)
                run(attacker, "NOTIFY event_appended")
            async with relaying(settings), asyncio.timeout(PATIENCE), queue.iterator(no_ack=True) as arriving:
                message = await anext(arriving)
            assert message.routing_key == type_
            assert message.headers["cloudEvents:source"] == f"/lea/{service}"
            assert json.loads(message.body) == {"forged": True}


@claim("db-service-stops-relay", CAN)
async def stops_its_relay_with_an_event_of_another_service(databases: Databases) -> None:
    role = role_of("intake")
    url = databases.stack.broker_url(publisher_of("intake"))
    settings = Settings(service="intake", database_url=databases.url(role), broker_url=url)
    async with published(databases, role):
        with databases.session(role, autocommit=True) as attacker:
            run(attacker, FORGE, "lea.proceedings.forged.v1")
        async with relaying(settings) as running, asyncio.timeout(PATIENCE):
            while "broker" not in (await running.readiness() or ""):  # noqa: ASYNC110 - it only tells when asked
                await asyncio.sleep(0.05)


@claim("db-service-hides-events", CAN)
async def hides_events_from_its_relay(databases: Databases) -> None:
    for role in STORING:
        async with published(databases, role):
            with databases.session(role, autocommit=True) as attacker:
                run(attacker, FORGE, f"lea.{HOME[role]}.forged.v1")
                assert run(attacker, "UPDATE relay_checkpoint SET xid = pg_snapshot_xmax(pg_current_snapshot())") == 1
            service = await asyncpg.connect(databases.url(role))
            row = await service.fetchrow("SELECT xid, position FROM relay_checkpoint")
            assert await read_since(service, Checkpoint(*row), 10) == []
            await service.close()


@claim("db-service-holds-relay-lock", CAN)
async def takes_the_leadership_from_its_relay(databases: Databases) -> None:
    for role in STORING:
        settings = Settings(service=HOME[role], database_url=databases.url(role), broker_url=databases.broker)
        with databases.session(role) as attacker:
            run(attacker, "SELECT pg_advisory_lock(%s, %s)", *relay._LOCK)
            async with relaying(settings) as running:
                await asyncio.sleep(1)
                # The alert NoRelay.
                assert not running.leading
                attacker.close()
                await until(lambda: running.leading, "the relay leads")


@claim("db-service-answers-commands", CAN)
def answers_a_command_that_is_still_to_come(databases: Databases) -> None:
    for role in STORING:
        databases.allowed(
            role, "INSERT INTO command VALUES (gen_random_uuid(), sha256('body'), gen_random_uuid(), '{}', now())"
        )


@claim("db-service-skips-events", CAN)
def passes_over_events(databases: Databases) -> None:
    for role in (*CONSUMING, "lea_court_query"):
        databases.allowed(role, "UPDATE stream_position SET version = 1000000", "DELETE FROM stream_position")


@claim("db-service-applies-forged-events", CAN)
async def takes_in_a_forged_event_of_another_service(databases: Databases) -> None:
    for role in (*CONSUMING, "lea_court_query"):
        service = await asyncpg.connect(databases.url(role))
        async with service.transaction():
            await service.execute(DEFERRED)
            [taken] = await due(service, "attacker", 10)
            assert b"forged" in bytes(taken.body)
            await service.execute("DELETE FROM deferred_message WHERE consumer = 'attacker'")
        await service.close()


@claim("db-service-drops-parked", CAN)
def drops_parked_messages(databases: Databases) -> None:
    for role in (*STORING, "lea_court_query"):
        databases.allowed(role, "DELETE FROM deferred_message")


@claim("db-service-changes-events", CANNOT)
def neither_changes_nor_deletes_events(databases: Databases) -> None:
    for role in STORING:
        databases.refused(
            role,
            "UPDATE event SET data = '{}'",
            "UPDATE event SET actor = 'nobody'",
            "DELETE FROM event",
            "TRUNCATE event",
            "DROP TABLE event",
            "ALTER TABLE event DROP COLUMN actor",
            "SELECT 1 FROM event FOR UPDATE",
            "LOCK TABLE event IN ACCESS EXCLUSIVE MODE",
        )


@claim("db-service-order", CANNOT)
def chooses_no_place_in_the_order_of_events(databases: Databases) -> None:
    for role in STORING:
        databases.refused(
            role,
            "INSERT INTO event (xid) VALUES ('1')",
            "INSERT INTO event (position) OVERRIDING SYSTEM VALUE VALUES (1)",
            "SELECT setval('event_position_seq', 1)",
        )


@claim("db-service-replies", CANNOT)
def changes_no_reply(databases: Databases) -> None:
    for role in STORING:
        databases.refused(role, "UPDATE command SET reply = '{}'", "DELETE FROM command", "TRUNCATE command")


can(
    "db-intake-documents",
    "lea_intake",
    "UPDATE presented_document SET lies_here = NOT lies_here, initiated_on = now(), freed_on = now()",
    "UPDATE presented_document SET registration_number = '2', issuer = 'EC-02', number = '2', issued_on = now()",
    "INSERT INTO returned_document VALUES (gen_random_uuid(), 'EC-01', '2', now(), now(), false)",
    "UPDATE returned_document SET stands = false",
    "INSERT INTO number_of_paper VALUES ('0401-2026-000001', gen_random_uuid())",
    "INSERT INTO proposed_registration VALUES (gen_random_uuid(), gen_random_uuid(), '0401', '1', 'EC-01', '1', now())",
)
cannot(
    "db-intake-history",
    "lea_intake",
    "UPDATE presented_document SET body = '0402'",
    "DELETE FROM presented_document",
    "UPDATE returned_document SET counts = false",
    "DELETE FROM returned_document",
    "UPDATE proposed_registration SET number = '2'",
    "DELETE FROM proposed_registration",
    "UPDATE number_of_paper SET statement = gen_random_uuid()",
    "DELETE FROM number_of_paper",
)
can(
    "db-proceedings-numbers",
    "lea_proceedings",
    "UPDATE number_series SET last = 999999",
    "INSERT INTO proceeding_number VALUES (gen_random_uuid(), '0401-2026-000099')",
    "INSERT INTO calendar_act (version, act) VALUES ('2099-1', '{}')",
)
can(
    "db-proceedings-index",
    "lea_proceedings",
    "UPDATE proceeding_index SET debtor_identifier = '3'",
    "DELETE FROM open_duty",
)
cannot(
    "db-proceedings-index-rows",
    "lea_proceedings",
    "DELETE FROM proceeding_index",
    "UPDATE open_duty SET duty = 'another'",
)
cannot(
    "db-proceedings-given-numbers",
    "lea_proceedings",
    "UPDATE proceeding_number SET number = '0401-2026-000098'",
    "DELETE FROM proceeding_number",
    "DELETE FROM number_series",
    "UPDATE calendar_act SET act = '{}'",
    "DELETE FROM calendar_act",
)
can(
    "db-deadlines-limits",
    "lea_deadlines",
    "UPDATE limit_standing SET due = '2099-12-31', standing = 'met'",
    "UPDATE watched_stream SET executor = 'nobody'",
    "UPDATE computed_under SET revision = revision + 1",
    "INSERT INTO calendar_act (version, act) VALUES ('2026-2', '{}')",
)
cannot(
    "db-deadlines-kept",
    "lea_deadlines",
    "UPDATE calendar_act SET act = '{}'",
    "DELETE FROM calendar_act",
    "DELETE FROM limit_standing",
    "DELETE FROM watched_stream",
)
