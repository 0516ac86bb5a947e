"""Databases with a row in whatever an attacker may want."""

from datetime import timedelta

import asyncpg
import pytest

from infra.database.provisioning import DATABASES
from infra.stack.stack import Stack
from services.edge.registry.first_consumers import register
from shared.access_log.chain import GENESIS
from shared.eventstore.store import EventStore
from shared.services import owners_of_streams
from tests.engines import NewDatabase
from tests.factories.proceedings import life
from tests.integration.edge.conftest import NOW, fill_read_model, proceeding
from tests.integration.security.database.databases import Databases

CONSUMER = "other-court"
"""Registered, with a row in every table of the edge."""
_EVENT = """
    INSERT INTO event (stream, version, id, type, effective_date, recorded_at, actor, correlation_id, causation_id,
                       data)
    VALUES (gen_random_uuid(), 1, gen_random_uuid(), 'lea.' || $1 || '.something.v1', '2026-01-01', now(), 'x',
            gen_random_uuid(), gen_random_uuid(), '{}')
"""
_COMMAND = """
    INSERT INTO command VALUES (gen_random_uuid(), sha256('body'), gen_random_uuid(), '{}', now())
"""
_CONSUMED = """
    INSERT INTO stream_position VALUES ('own', '/lea/proceedings', gen_random_uuid(), 1);
    INSERT INTO deferred_message (consumer, reason, problem, ordered, routing_key, headers, body, fingerprint)
    VALUES ('own', 'parked', 'unreadable', false, 'key', '{}', '', sha256(''))
"""
STORING = owners_of_streams()
_OWN = {
    "intake": """
        INSERT INTO presented_document VALUES (gen_random_uuid(), gen_random_uuid(), '0401', '1', 'EC-01', '1', now());
        INSERT INTO returned_document VALUES (gen_random_uuid(), 'EC-01', '1', now(), now(), true)
    """,
    "proceedings": """
        INSERT INTO number_series VALUES ('0401', 2026, 7);
        INSERT INTO proceeding_number VALUES (gen_random_uuid(), '0401-2026-000007');
        INSERT INTO calendar_act (version, act) VALUES ('2026-1', '{}');
        INSERT INTO proceeding_index
        SELECT proceeding, 1, 1, number, '0401', '0401-001', 'initiated', now(), now(), '1', '1', 'EC-01', 'a debtor',
               'unp', '1', 'a recoverer', 'unp', '2'
        FROM proceeding_number;
        INSERT INTO open_duty
        SELECT proceeding, 'some-duty', gen_random_uuid(), number, '0401', '0401-001', 'court-executor', NULL, now(),
               '[]'
        FROM proceeding_number
    """,
    "deadlines": """
        INSERT INTO calendar_act (version, act) VALUES ('2026-1', '{}');
        INSERT INTO watched_stream VALUES (gen_random_uuid(), 'proceeding', '1', '0401', '0401-001');
        INSERT INTO limit_standing (occurrence, stream, limit_id, article, rule_set, starts_on, due, provisional,
                                    standing, changed_at)
        VALUES (gen_random_uuid(), gen_random_uuid(), 'some-limit', '0', 'epc-2021', now(), now(), false,
                'running', now())
    """,
    "court_query": """
        INSERT INTO access_log_heads.head (chain, sequence, hash, at, sealed_at)
        VALUES (gen_random_uuid(), 1, sha256(''), now(), now());
        INSERT INTO read_model.held_back VALUES (gen_random_uuid(), 1, now())
    """,
    "desk": """
        INSERT INTO account (name, full_name, role, code, password)
        VALUES ('ivanova', 'Ivanova', 'executor', '0101-017', '$argon2id$');
        INSERT INTO identity (issuer, subject, account) VALUES ('https://sso.example', '1', 'ivanova');
        INSERT INTO session SELECT sha256(''), name, now(), now(), now() + interval '1 hour' FROM account;
        INSERT INTO token (id, digest, account, label, scope, created_at, ends_at)
        SELECT gen_random_uuid(), sha256('given'), name, 'given', 'read', now(), now() + interval '1 hour' FROM account;
        INSERT INTO bank_statement (id, body, digest, name, format, turnover, entries, pending, taken_by, taken_at)
        VALUES (gen_random_uuid(), '0101', sha256(''), 'given', 'csv', '[]', 1, 0, 'ivanova', now());
        INSERT INTO bank_entry (statement, ordinal, place, kind, order_number, booked_on, amount, currency)
        SELECT id, 1, '1', 'credit', '1', now(), 1, '933' FROM bank_statement;
        INSERT INTO audit (account, what) VALUES ('ivanova', 'signed-in')
    """,
    "subscribers": """
        INSERT INTO subscriber VALUES ('bank', 'active', '{lea.proceedings.measure-added.v1}', '{accounts}',
                                       repeat('A', 48), now(), 1);
        INSERT INTO delivery_cursor (subscriber, source, generation, xid, position)
        VALUES ('bank', 'proceedings', 1, '0', 0);
        INSERT INTO delivered_type VALUES ('bank', 'proceedings', 'lea.proceedings.measure-added.v1', '0', 0);
        INSERT INTO full_queue VALUES ('bank', now())
    """,
    "edge": f"""
        INSERT INTO access_log (chain, sequence, at, operation, consumer, look_ups, outcomes, proceedings, repeated,
                                status, answer_digest, previous, hash)
        VALUES (first_chain_of(now()), 1, now(), 'policy', '{CONSUMER}', '{{}}', '{{}}', '{{}}', false, 200, sha256(''),
                '\\x{GENESIS.hex()}', sha256(''));
        INSERT INTO nonce VALUES ('{CONSUMER}.first', 'nonce', now() + interval '1 minute');
        INSERT INTO kept_answer VALUES ('{CONSUMER}', gen_random_uuid(), 'information', sha256(''), gen_random_uuid(),
                                        now(), now() + interval '1 hour', 200, '{{}}', 'card', sha256(''), '{{}}',
                                        '{{}}');
        INSERT INTO bulk_task (id, consumer, request_id, legal_ground, court_case, language, received_at, part_size,
                               state, request_digest, look_ups, parts)
        SELECT gen_random_uuid(), '{CONSUMER}', gen_random_uuid(), 'case-at-hand', '1', 'ru', now(), 1, state,
               sha256(''), 1, 1
        FROM unnest(ARRAY['waiting', 'running']) AS state;
        INSERT INTO bulk_input SELECT id, 0, 'a debtor' FROM bulk_task;
        INSERT INTO bulk_output SELECT id, 0, 'a card' FROM bulk_task;
        INSERT INTO usage VALUES ('{CONSUMER}', now(), 1, 1, 1, 1, 1);
        INSERT INTO usage_position VALUES (gen_random_uuid(), 1);
        INSERT INTO alarm VALUES ('refused', '{CONSUMER}', now(), 1)
    """,  # noqa: S608 - constants
}


@pytest.fixture(scope="module")
async def databases(engines: Stack, migrated_database: NewDatabase, vhost: str) -> Databases:
    made = Databases(engines, {service: migrated_database(service) for service in DATABASES}, vhost)
    await fill_read_model(made.by_service["court_query"], [proceeding(0)])
    await register(made.url("lea_edge_owner"), CONSUMER, valid_from=NOW - timedelta(days=1))
    for service in DATABASES:
        owner = await asyncpg.connect(made.url(f"lea_{service}_owner"))
        if service == "proceedings":
            async with owner.transaction():
                await EventStore(service).append(owner, list(life(0)))
        elif service in STORING:
            await owner.execute(_EVENT, service)
        if service in STORING:
            await owner.execute(_COMMAND)
        if service != "desk":
            await owner.execute(_CONSUMED)
        await owner.execute(_OWN[service])
        await owner.close()
    return made
