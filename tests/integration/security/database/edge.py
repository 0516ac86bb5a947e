"""Claims about the edge: the role of its API processes, and that of its worker."""

from typing import Any

from services.edge.access_log.tables import COLUMNS
from shared.eventstore import relay
from tests.integration.edge.conftest import proceeding, running_edge
from tests.integration.edge.log import as_owner
from tests.integration.security.claims import CAN, can, cannot, claim
from tests.integration.security.database.databases import Databases, run

API, WORKER = "lea_edge", "lea_edge_worker"
RECORD = f"""
    INSERT INTO access_log ({", ".join(COLUMNS)})
    VALUES (first_chain_of(now()), 1, now(), 'policy', 'other-court', NULL, NULL, NULL, NULL, NULL, NULL, '{{}}',
            '{{}}', '{{}}', false, 200, NULL, sha256('x'), NULL, NULL, sha256('x'), sha256('x'), NULL)
"""  # noqa: S608 - constants
CHANGING_THE_LOG = (
    "UPDATE access_log SET consumer = 'nobody'",
    "DELETE FROM access_log",
    "TRUNCATE access_log",
    "DROP TABLE access_log",
    "ALTER TABLE access_log DISABLE TRIGGER only_added_to",
    "DROP TRIGGER only_added_to ON access_log",
)

can("db-edge-registry", API, "SELECT legal_grounds, certificates FROM consumer", "SELECT material FROM consumer_key")
can("db-edge-kept-answers", API, "SELECT body FROM kept_answer", "DELETE FROM kept_answer")


@claim("db-edge-forges-answers", CAN)
async def has_a_forged_answer_sent_where_a_request_is_repeated(databases: Databases) -> None:
    own = databases.by_service["edge"]
    async with running_edge(databases.by_service["court_query"], own) as edge:
        body: Any = edge.request({"by": "proceeding-number", "number": proceeding(0).course.number})
        first = await edge.post(body)
        forge = "UPDATE kept_answer SET body = 'forged', answer_digest = sha256('forged') WHERE request_id = %s"
        with databases.session(API, autocommit=True) as attacker:
            assert run(attacker, forge, body["request_id"]) == 1
        again = await edge.post(body)
    assert (first.status_code, again.status_code, again.content) == (200, 200, b"forged")
    # Both digests are in the log, where the attacker cannot change them.
    async with as_owner(own) as owner:
        log = await owner.fetch(
            "SELECT repeated, answer_digest FROM access_log WHERE request_id = $1 ORDER BY sequence", body["request_id"]
        )
    assert [row["repeated"] for row in log] == [False, True]
    assert log[0]["answer_digest"] != log[1]["answer_digest"]


can(
    "db-edge-bulk",
    API,
    "INSERT INTO bulk_task (id, consumer, request_id, legal_ground, court_case, language, received_at, part_size,"
    " state, request_digest, look_ups, parts)"
    " VALUES (gen_random_uuid(), 'other-court', gen_random_uuid(), 'case-at-hand', '1', 'ru', now(), 1, 'waiting',"
    " sha256('x'), 1, 1)",
    "INSERT INTO bulk_input SELECT id, 1, 'a look-up' FROM bulk_task",
    "SELECT lines FROM bulk_output",
)
can(
    "db-edge-quotas",
    API,
    "UPDATE budget SET look_ups = 0, tokens = 1000000",
    "UPDATE budget SET look_ups = 1000000000",
)
can("db-edge-records", API, RECORD)
cannot(
    "db-edge-log",
    API,
    "SELECT consumer FROM access_log",
    "SELECT count(*) FROM access_log",
    "COPY access_log (consumer) TO STDOUT",
    *CHANGING_THE_LOG,
    "SELECT 1 FROM access_log_unchained",
    "SELECT 1 FROM access_log_earlier",
    "INSERT INTO access_log_earlier SELECT NULL",
    "SELECT prepare_access_log()",
)
cannot(
    "db-edge-keys",
    API,
    "INSERT INTO consumer_key (id) VALUES ('other-court.mine')",
    "UPDATE consumer_key SET material = sha256('mine')",
    "UPDATE consumer_key SET valid_to = NULL",
    "DELETE FROM consumer_key",
    "UPDATE consumer SET status = 'active'",
    "UPDATE consumer SET scopes = '{debtor}'",
    "INSERT INTO consumer (id) VALUES ('attacker')",
)
cannot("db-edge-nonces", API, "DELETE FROM nonce", "UPDATE nonce SET value = 'x'", "TRUNCATE nonce")
cannot("db-edge-questions", API, "SELECT lines FROM bulk_input", "DELETE FROM bulk_input")
cannot(
    "db-edge-moves-answers",
    API,
    "UPDATE kept_answer SET consumer = 'other-court'",
    "UPDATE kept_answer SET request_id = gen_random_uuid()",
    "UPDATE bulk_task SET consumer = 'other-court'",
    "UPDATE bulk_output SET lines = 'forged'",
)
cannot(
    "db-edge-events",
    API,
    "SELECT 1 FROM event",
    "INSERT INTO event (type) VALUES ('lea.edge.forged.v1')",
    "SELECT 1 FROM command",
    "UPDATE relay_checkpoint SET position = 0",
    "SELECT 1 FROM alarm",
    "SELECT 1 FROM usage",
)
cannot(
    "db-edge-locks",
    API,
    "SELECT pg_advisory_lock({}, {})".format(*relay._LOCK),
    "SELECT pg_try_advisory_xact_lock(1)",
    "LOCK TABLE consumer IN SHARE MODE",
)

# -- the worker

can(
    "db-worker-registers",
    WORKER,
    "INSERT INTO consumer (id, scopes, legal_grounds, valid_from, requests_per_second, burst, look_ups_per_day)"
    " VALUES ('attacker', '{debtor}', '{case-at-hand}', now(), 100, 100, 1000000)",
    "INSERT INTO consumer_key VALUES ('other-court.mine', 'other-court', 'bearer', sha256('mine'), now())",
    "UPDATE consumer_key SET material = sha256('mine'), revoked_at = NULL",
    "UPDATE consumer SET status = 'active', scopes = '{debtor}', certificates = '{}'",
)
can("db-worker-log", WORKER, "SELECT consumer, proceedings FROM access_log", RECORD)
can("db-worker-nonces", WORKER, "DELETE FROM nonce", "DELETE FROM kept_answer")
can("db-worker-questions", WORKER, "SELECT lines FROM bulk_input", "DELETE FROM bulk_input")
can(
    "db-worker-results",
    WORKER,
    "INSERT INTO bulk_output SELECT id, 1, 'forged' FROM bulk_task",
    "UPDATE bulk_task SET state = 'done', parts_done = parts, done = look_ups, size = 1, digest = sha256('forged'),"
    " finished_at = now(), expires_at = now() WHERE state = 'running'",
)
can(
    "db-worker-alarms",
    WORKER,
    "UPDATE alarm SET raised_at = NULL",
    "UPDATE usage SET refused = 0",
    "DELETE FROM usage",
    "UPDATE usage_position SET sequence = 1000000",
)
can("db-worker-partitions", WORKER, "SELECT prepare_access_log()", "SELECT name FROM access_log_partition")
cannot(
    "db-worker-changes-log",
    WORKER,
    *CHANGING_THE_LOG,
    "SELECT 1 FROM access_log_unchained",
    "SELECT 1 FROM access_log_earlier",
    "CREATE TABLE access_log_2000_01 PARTITION OF access_log DEFAULT",
    "ALTER TABLE access_log DETACH PARTITION access_log_earlier",
)
cannot(
    "db-worker-answers",
    WORKER,
    "SELECT body FROM kept_answer",
    "UPDATE kept_answer SET body = 'forged'",
    "INSERT INTO kept_answer (consumer) VALUES ('other-court')",
    "SELECT value FROM nonce",
)
cannot(
    "db-worker-registry",
    WORKER,
    "DELETE FROM consumer",
    "DELETE FROM consumer_key",
    "UPDATE consumer SET id = 'renamed'",
    "UPDATE consumer_key SET consumer = 'attacker'",
    "UPDATE budget SET look_ups = 0",
)
cannot(
    "db-worker-others",
    WORKER,
    "UPDATE bulk_task SET consumer = 'attacker'",
    "UPDATE bulk_task SET legal_ground = 'case-at-hand'",
    "DELETE FROM alarm",
    "DELETE FROM usage_position",
    "SELECT 1 FROM stream_position",
)
