"""Claims about the owners, who migrate the databases and rebuild the read model."""

from psycopg.errors import ObjectInUse

from infra.database.provisioning import DATABASES
from shared.access_log.verification import FaultKind, KeptHead, verify
from shared.services import owners_of_streams
from tests.integration.edge.log import as_owner, records
from tests.integration.security.claims import CAN, CANNOT, can, cannot, claim
from tests.integration.security.database.databases import HOME, OWNERS, Databases, run

STORING = [DATABASES[service].owner for service in owners_of_streams()]


@claim("db-owner-events", CAN)
def rewrites_and_deletes_events(databases: Databases) -> None:
    for role in STORING:
        databases.allowed(
            role, "UPDATE event SET actor = 'nobody'", "DELETE FROM event", "UPDATE command SET reply = 'x'"
        )


@claim("db-owner-tables", CAN)
def makes_and_drops_tables(databases: Databases) -> None:
    for role in OWNERS:
        with databases.session(role) as attacker:
            run(attacker, "CREATE TABLE mine AS SELECT generate_series(1, 10)")
            run(attacker, "DROP TABLE migration_checksum")
            run(attacker, "CREATE FUNCTION mine() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'")


@claim("db-owner-grants", CAN)
def lets_others_into_its_database(databases: Databases) -> None:
    for role in OWNERS:
        name = databases.by_service[HOME[role]].name
        with databases.session(role) as attacker:
            run(attacker, f"GRANT CONNECT ON DATABASE {name} TO lea_edge_reader")
            run(attacker, "GRANT ALL ON ALL TABLES IN SCHEMA public TO lea_edge_reader")


@claim("db-owner-revokes", CAN)
def closes_its_database_to_the_service(databases: Databases) -> None:
    for role in OWNERS:
        name = databases.by_service[HOME[role]].name
        with databases.session(role) as attacker:
            run(attacker, f"REVOKE CONNECT ON DATABASE {name} FROM {role.removesuffix('_owner')}")
            run(attacker, f"ALTER DATABASE {name} CONNECTION LIMIT 0")
            run(attacker, f"ALTER DATABASE {name} SET default_transaction_read_only = on")


@claim("db-owner-database", CANNOT)
def does_not_drop_its_database(databases: Databases) -> None:
    """There is no other database from which it could."""
    for role in OWNERS:
        name = databases.by_service[HOME[role]].name
        databases.refused(role, f"DROP DATABASE {name}", because=ObjectInUse)


@claim("db-owner-access-log", CAN)
async def rewrites_the_access_log_but_not_unseen(databases: Databases) -> None:
    own = databases.by_service["edge"]
    links = await records(own)
    kept = [KeptHead(str(link.chain), link.sequence, link.hash.hex(), link.entry.at, None) for link in links]
    async with as_owner(own) as owner:
        transaction = owner.transaction()
        await transaction.start()
        await owner.execute("ALTER TABLE access_log DISABLE TRIGGER only_added_to")
        await owner.execute("DELETE FROM access_log")
        assert await owner.fetchval("SELECT count(*) FROM access_log") == 0
        await transaction.rollback()
    findings = verify([], kept)
    assert {fault.kind for fault in findings.faults} == {FaultKind.MISSING}


@claim("db-owner-heads", CAN)
def rewrites_the_heads_that_were_kept(databases: Databases) -> None:
    with databases.session("lea_court_query_owner") as attacker:
        run(attacker, "ALTER TABLE access_log_heads.head DISABLE TRIGGER only_added_to")
        assert run(attacker, "UPDATE access_log_heads.head SET hash = sha256('other')") > 0


can(
    "db-owner-read-model",
    "lea_court_query_owner",
    "UPDATE read_model_a.status SET code = 'completed'",
    "UPDATE read_model.active_copy SET copy = copy",
    "DELETE FROM read_model_a.answer",
)
can(
    "db-owner-consumers",
    "lea_edge_owner",
    "UPDATE consumer_key SET material = sha256('mine')",
    "UPDATE consumer SET scopes = '{debtor}'",
    "DELETE FROM nonce",
    "UPDATE budget SET look_ups = 0",
)
cannot("db-owner-log-by-mistake", "lea_edge_owner", "UPDATE access_log SET consumer = 'x'", "DELETE FROM access_log")
