"""Lines about the owners, who migrate the databases and rebuild the read model."""

from psycopg.errors import ObjectInUse

from infra.database.provisioning import DATABASES
from services.edge.access_log.domain.verification import KeptHead, Kind, verify
from tests.integration.edge.log import as_owner, records
from tests.integration.security.lines import CAN, CANNOT, can, cannot, line
from tests.integration.security.place import HOME, OWNERS, Place, run

STORING = [f"lea_{service}_owner" for service in DATABASES if service != "court_query"]


@line("db-owner-events", CAN)
def rewrites_and_deletes_events(place: Place) -> None:
    for role in STORING:
        place.allowed(role, "UPDATE event SET actor = 'nobody'", "DELETE FROM event", "UPDATE command SET reply = 'x'")


@line("db-owner-tables", CAN)
def makes_and_drops_tables(place: Place) -> None:
    for role in OWNERS:
        with place.session(role) as thief:
            run(thief, "CREATE TABLE mine AS SELECT generate_series(1, 10)")
            run(thief, "DROP TABLE stream_position")
            run(thief, "CREATE FUNCTION mine() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'")


@line("db-owner-lets-in", CAN)
def lets_others_into_its_database(place: Place) -> None:
    for role in OWNERS:
        name = place.databases[HOME[role]].name
        with place.session(role) as thief:
            run(thief, f"GRANT CONNECT ON DATABASE {name} TO lea_edge_reader")
            run(thief, "GRANT ALL ON ALL TABLES IN SCHEMA public TO lea_edge_reader")


@line("db-owner-closes", CAN)
def closes_its_database_to_the_service(place: Place) -> None:
    for role in OWNERS:
        name = place.databases[HOME[role]].name
        with place.session(role) as thief:
            run(thief, f"REVOKE CONNECT ON DATABASE {name} FROM {role.removesuffix('_owner')}")
            run(thief, f"ALTER DATABASE {name} CONNECTION LIMIT 0")
            run(thief, f"ALTER DATABASE {name} SET default_transaction_read_only = on")


@line("db-owner-database", CANNOT)
def does_not_drop_its_database(place: Place) -> None:
    """There is no other database from which it could."""
    for role in OWNERS:
        name = place.databases[HOME[role]].name
        place.refused(role, f"DROP DATABASE {name}", because=ObjectInUse)


@line("db-owner-access-log", CAN)
async def rewrites_the_access_log_but_not_unseen(place: Place) -> None:
    own = place.databases["edge"]
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
    assert {fault.kind for fault in findings.faults} == {Kind.MISSING}


@line("db-owner-heads", CAN)
def rewrites_the_heads_that_were_kept(place: Place) -> None:
    with place.session("lea_court_query_owner") as thief:
        run(thief, "ALTER TABLE access_log_heads.head DISABLE TRIGGER only_added_to")
        assert run(thief, "UPDATE access_log_heads.head SET hash = sha256('other')") > 0


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
