"""Claims about the read model: court_query's role, and those of the two readers."""

import psycopg
import pytest

from infra.database.provisioning import EDGE_READER, EVENT_READER
from services.court_query.projections import LOCK
from services.court_query.rebuild import rebuild
from shared.eventstore import relay
from tests.integration.security.claims import CAN, CANNOT, can, cannot, claim
from tests.integration.security.database.databases import Databases, run

OWN = "lea_court_query"
EVENTS = ("intake", "proceedings", "deadlines")


@claim("db-court-query-answers", CAN)
async def falsifies_answers_until_a_rebuild(databases: Databases) -> None:
    false = "UPDATE {}.answer SET card = 'false', digest = sha256('false') WHERE language = 'ru'"
    with databases.session(OWN, autocommit=True) as attacker:
        (copy,) = attacker.execute("SELECT copy FROM read_model.active_copy").fetchone() or ("",)
        assert run(attacker, false.format(f"read_model_{copy}")) == 1
    with databases.session(EDGE_READER) as edge:
        assert run(edge, "SELECT 1 FROM read_model.answer WHERE card = 'false'") == 1
    rebuilt = await rebuild(
        databases.url("lea_court_query_owner"), databases.url(EVENT_READER, "proceedings"), comparing=True
    )
    assert rebuilt.comparison
    assert rebuilt.comparison.differences["answer"] == 2
    with databases.session(EDGE_READER) as edge:
        assert run(edge, "SELECT 1 FROM read_model.answer WHERE card = 'false'") == 0


can(
    "db-court-query-history",
    OWN,
    "INSERT INTO read_model_a.status SELECT id, 99, now(), 'completed', 'x' FROM read_model_a.proceeding",
    "INSERT INTO read_model_a.repayment SELECT id, 99, now(), 1, 1 FROM read_model_a.proceeding",
    "UPDATE read_model_a.proceeding SET debtor_identifier = 'x'",
)
can(
    "db-court-query-freshness",
    OWN,
    "UPDATE read_model.freshness SET data_as_of = now(), fed = true",
    "DELETE FROM read_model.held_back",
)
can(
    "db-court-query-heads",
    OWN,
    "INSERT INTO access_log_heads.head (chain, sequence, hash, at, sealed_at)"
    " SELECT chain, sequence, sha256('other'), at, sealed_at FROM access_log_heads.head",
    "INSERT INTO access_log_heads.archive (id, archived_at, partition, until, records, digest, actor, reason, chains)"
    " VALUES (gen_random_uuid(), now(), '2026-11', now(), 1, 'x', 'operations:petrova', 'x', '[]')",
)


@claim("db-court-query-stops", CAN)
def stops_its_consumer(databases: Databases) -> None:
    with databases.session(OWN) as attacker, databases.session(OWN) as service:
        run(attacker, "SELECT pg_advisory_lock(%s)", LOCK)
        run(service, "SET statement_timeout = 200")
        with pytest.raises(psycopg.errors.QueryCanceled):
            run(service, "SELECT read_model.copy_held_by(%s)", LOCK)


cannot(
    "db-court-query-stored-history",
    OWN,
    *(
        f"{change} {table}"
        for table in ("read_model_a.status", "read_model_b.repayment", "read_model_a.measure", "read_model_a.executor")
        for change in ("DELETE FROM", "TRUNCATE")
    ),
    "UPDATE read_model_a.status SET code = 'completed'",
    "UPDATE read_model_a.repayment SET amount = 1",
    "UPDATE read_model_a.initiation SET debtor_identifier = 'x'",
    "DELETE FROM read_model_a.proceeding",
    "DELETE FROM read_model_a.answer",
    "DELETE FROM read_model_a.change",
)
cannot(
    "db-court-query-switch",
    OWN,
    "UPDATE read_model.active_copy SET copy = 'b'",
    "CREATE OR REPLACE VIEW read_model.answer AS SELECT * FROM read_model_b.answer",
    "DROP VIEW read_model.answer",
)
cannot(
    "db-court-query-kept-heads",
    OWN,
    "UPDATE access_log_heads.head SET hash = sha256('other')",
    "DELETE FROM access_log_heads.head",
    "TRUNCATE access_log_heads.head",
    "ALTER TABLE access_log_heads.head DISABLE TRIGGER only_added_to",
    "UPDATE access_log_heads.archive SET digest = 'other'",
    "DELETE FROM access_log_heads.archive",
)

# -- who reads for the edge

can(
    "db-edge-reader-reads",
    EDGE_READER,
    "SELECT number, debtor_identifier FROM read_model.proceeding",
    "SELECT card FROM read_model.answer",
)


@claim("db-edge-reader-delays", CAN)
def delays_a_rebuild(databases: Databases) -> None:
    with databases.session(EDGE_READER) as attacker, databases.session("lea_court_query_owner") as owner:
        run(attacker, "SELECT 1 FROM read_model.answer")
        run(owner, "SET lock_timeout = 200")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            run(owner, "LOCK TABLE read_model.answer IN ACCESS EXCLUSIVE MODE")


cannot(
    "db-edge-reader-further",
    EDGE_READER,
    "SELECT 1 FROM read_model_a.proceeding",
    "SELECT 1 FROM read_model.active_copy",
    "SELECT 1 FROM access_log_heads.head",
    "SELECT 1 FROM stream_position",
    "SELECT 1 FROM deferred_message",
)
cannot(
    "db-edge-reader-writes",
    EDGE_READER,
    "UPDATE read_model.answer SET card = 'false'",
    "INSERT INTO read_model.held_back VALUES (gen_random_uuid(), 1, now())",
    "UPDATE read_model.freshness SET fed = false",
    "DELETE FROM read_model.proceeding",
    "SELECT nextval('read_model.change_seq')",
)
cannot(
    "db-edge-reader-locks",
    EDGE_READER,
    f"SELECT pg_advisory_lock({LOCK})",
    f"SELECT pg_try_advisory_xact_lock_shared({LOCK})",
    f"SELECT read_model.copy_held_by({LOCK})",
    "LOCK TABLE read_model.answer IN ACCESS EXCLUSIVE MODE",
    "SELECT 1 FROM read_model.answer FOR SHARE",
)

# -- who reads the event stores


@claim("db-event-reader-reads", CAN)
def reads_every_event(databases: Databases) -> None:
    for service in EVENTS:
        with databases.session(EVENT_READER, service) as attacker:
            assert run(attacker, "SELECT data FROM event") >= 1


@claim("db-event-reader-further", CANNOT)
def reads_nothing_but_events(databases: Databases) -> None:
    for service in EVENTS:
        with databases.session(f"lea_{service}_owner", service) as owner:
            found = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in set(found) - {("event",), ("store_epoch",), ("relay_checkpoint",)}:
            with (
                databases.session(EVENT_READER, service) as attacker,
                pytest.raises(psycopg.errors.InsufficientPrivilege),
            ):
                run(attacker, f"SELECT 1 FROM {table}")  # noqa: S608 - names from the catalogue


@claim("db-event-reader-writes", CANNOT)
def writes_nothing_and_takes_no_lock(databases: Databases) -> None:
    for service in EVENTS:
        for attempt in (
            "INSERT INTO event (type) VALUES ('lea.intake.forged.v1')",
            "UPDATE event SET data = '{}'",
            "DELETE FROM event",
            "UPDATE relay_checkpoint SET position = 0",
            "SELECT pg_advisory_lock({}, {})".format(*relay._LOCK),
            "LOCK TABLE event IN SHARE MODE",
        ):
            with (
                databases.session(EVENT_READER, service) as attacker,
                pytest.raises(psycopg.errors.InsufficientPrivilege),
            ):
                run(attacker, attempt)
