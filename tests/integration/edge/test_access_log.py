"""Every request is in the access log before its answer is sent; what cannot be recorded is not answered."""

import asyncio
from collections.abc import Awaitable
from hashlib import sha256
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from contracts.service_3_11_01 import InformationAnswer
from services.edge.access_log.tables import COLUMNS
from services.edge.access_log.writer import AccessLog
from tests.integration.edge.conftest import COURT, NOW, Edge, proceeding
from tests.integration.edge.log import records
from tests.patience import until

ONE = proceeding(1)
TRACE = "0af7651916cd43dd8448eb211c80319c"


async def test_an_answer_is_recorded_whole(edge: Edge) -> None:
    look_ups = [
        {"by": "court-case", "case_number": proceeding(3).keys.court_case},
        {"by": "debtor", "identifier": {"kind": "unp", "value": ONE.keys.debtor_identifier}},
        {"by": "nonsense"},
        {"by": "proceeding-number", "number": "0101-2026-999999"},
    ]
    body = edge.request(*look_ups, as_of="2026-11-01")
    response = await edge.post(body, traceparent=f"00-{TRACE}-b7ad6b7169203331-01")
    answer = InformationAnswer.model_validate_json(response.content)
    numbers = [info.number for result in answer.results for info in result.proceedings]
    record = await edge.last()
    for place in ("chain", "sequence", "previous", "hash"):
        assert record.pop(place)
    assert record == {
        "at": NOW,
        "operation": "information-request",
        "consumer": COURT,
        "key": None,
        "request_id": UUID(body["request_id"]),
        "request_digest": sha256(response.request.content).digest(),
        "legal_ground": "case-at-hand",
        "court_case": "12-3/2026",
        "as_of": answer.as_of,
        "as_known_at": None,
        "look_ups": ["court-case", "debtor", "malformed", "proceeding-number"],
        "outcomes": ["several-found", "several-found", "malformed", "not-found"],
        "proceedings": list(dict.fromkeys(numbers)),
        "repeated": False,
        "status": 200,
        "problem": None,
        "answer_digest": sha256(response.content).digest(),
        "answer_signature": None,
        "trace_id": TRACE,
    }


async def test_an_unchanged_card_is_recorded_too(edge: Edge) -> None:
    first = await edge.get(ONE.course.number)
    record = await edge.last()
    assert (record["operation"], record["status"], record["proceedings"]) == (
        "enforcement-proceeding",
        200,
        [ONE.course.number],
    )
    assert record["answer_digest"] == sha256(first.content).digest()
    await edge.get(ONE.course.number, edge.headers(If_None_Match=first.headers["etag"]))
    known = await edge.last()
    assert (known["status"], known["proceedings"]) == (304, [ONE.course.number])
    assert known["answer_digest"] == record["answer_digest"]


async def test_requests_at_the_same_time_are_recorded_each(fresh_edge: Edge) -> None:
    number = proceeding(0).course.number
    responses = await asyncio.gather(*(fresh_edge.get(number) for _ in range(100)))
    assert {response.status_code for response in responses} == {200}
    asked = {response.request.headers["LEA-Request-Id"] for response in responses}
    assert {str(record["request_id"]) for record in await fresh_edge.log()} == asked


async def test_the_record_is_committed_before_the_answer_is_sent(fresh_edge: Edge) -> None:
    """While the log is locked, the answer waits; when it arrives, the record is committed."""
    blocker = await asyncpg.connect(fresh_edge.own.owner_url)
    transaction = blocker.transaction()
    await transaction.start()
    await blocker.execute("LOCK TABLE access_log IN EXCLUSIVE MODE")
    asking = asyncio.create_task(fresh_edge.get(proceeding(0).course.number))
    done, _ = await asyncio.wait([asking], timeout=1)
    assert not done
    await transaction.rollback()
    await blocker.close()
    assert (await asking).status_code == 200
    assert len(await fresh_edge.log()) == 1


async def test_a_record_that_is_written_when_the_log_ends_leaves_no_session(fresh_edge: Edge) -> None:
    await fresh_edge.get(proceeding(0).course.number)
    [entry] = [link.entry for link in await records(fresh_edge.own)]
    log = AccessLog(fresh_edge.settings)
    running = asyncio.create_task(log.run())
    await log.write(entry)
    blocker = await asyncpg.connect(fresh_edge.own.owner_url)
    transaction = blocker.transaction()
    await transaction.start()
    await blocker.execute("LOCK TABLE access_log IN EXCLUSIVE MODE")
    writing = asyncio.create_task(log.write(entry))
    await until(lambda: blocker.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"), "the record waits")
    running.cancel()
    await asyncio.wait([running])
    await transaction.rollback()
    await writing
    # Those of the edge itself stay.
    sessions = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1"
    await until(lambda: _is(blocker.fetchval(sessions, "lea-edge-access-log"), 1), "its session is closed")
    await blocker.close()


async def _is(found: Awaitable[int], wanted: int) -> bool:
    return await found == wanted


@pytest.mark.parametrize("path", ["get", "post", "refused"])
async def test_without_a_record_there_is_no_answer(fresh_edge: Edge, path: str) -> None:
    owner = await asyncpg.connect(fresh_edge.own.owner_url)
    await owner.execute("REVOKE INSERT ON access_log FROM lea_edge")
    number = proceeding(0).course.number

    async def ask() -> Any:
        if path == "get":
            return await fresh_edge.get(number)
        if path == "refused":
            return await fresh_edge.get(number, {})
        return await fresh_edge.post(fresh_edge.request({"by": "proceeding-number", "number": number}))

    response = await ask()
    assert response.status_code == 503
    assert response.headers["retry-after"]
    assert number not in response.text
    assert response.json()["problems"][0]["rule"] == "every answer is in the access log"
    assert await fresh_edge.log() == []
    await owner.execute("GRANT INSERT ON access_log TO lea_edge")
    await owner.close()
    assert (await ask()).status_code != 503
    assert len(await fresh_edge.log()) == 1


async def test_a_write_to_the_log_that_hangs_times_out(fresh_edge: Edge) -> None:
    fresh_edge.settings.__dict__["log_timeout"] = 0.5
    blocker = await asyncpg.connect(fresh_edge.own.owner_url)
    async with blocker.transaction():
        await blocker.execute("LOCK TABLE access_log IN EXCLUSIVE MODE")
        assert (await fresh_edge.get(proceeding(0).course.number)).status_code == 503
    await blocker.close()
    assert (await fresh_edge.get(proceeding(0).course.number)).status_code == 200


async def test_a_killed_connection_costs_at_most_one_answer(fresh_edge: Edge) -> None:
    number = proceeding(0).course.number
    assert (await fresh_edge.get(number)).status_code == 200
    owner = await asyncpg.connect(fresh_edge.own.superuser_url)
    await owner.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name = 'lea-edge-access-log'"
    )
    await owner.close()
    await asyncio.sleep(0.1)
    answered = [(await fresh_edge.get(number)).status_code for _ in range(3)]
    assert answered[1:] == [200, 200]
    assert len(await fresh_edge.log()) == 1 + answered.count(200)


async def test_the_log_is_append_only(fresh_edge: Edge) -> None:
    await fresh_edge.get(proceeding(0).course.number)
    attempts = (
        "UPDATE access_log SET consumer = 'other'",
        "DELETE FROM access_log",
        "TRUNCATE access_log",
    )
    for url in (fresh_edge.own.url, fresh_edge.own.owner_url):
        connection = await asyncpg.connect(url)
        for attempt in attempts:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(attempt)
        await connection.close()
    assert len(await fresh_edge.log()) == 1


async def test_an_api_process_cannot_change_other_tables(fresh_edge: Edge) -> None:
    connection = await asyncpg.connect(fresh_edge.own.url)
    for attempt in (
        "INSERT INTO consumer_key VALUES ('me.key', 'me', 'bearer', sha256('me'), now())",
        "UPDATE consumer_key SET revoked_at = NULL",
        "UPDATE consumer SET status = 'active'",
        "DELETE FROM consumer",
        "CREATE TABLE mine ()",
        "DROP TRIGGER only_added_to ON access_log",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(attempt)
    await connection.close()


async def test_without_its_read_model_the_edge_is_not_ready(fresh_edge: Edge) -> None:
    owner = await asyncpg.connect(fresh_edge.own.superuser_url)
    await owner.execute(f"ALTER DATABASE {fresh_edge.model.name} ALLOW_CONNECTIONS false")
    kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()"
    await owner.execute(kill, fresh_edge.model.name)
    await owner.close()
    await asyncio.sleep(0.2)
    response = await fresh_edge.get(proceeding(0).course.number)
    assert response.status_code == 503
    assert (await fresh_edge.last())["problem"] == "unavailable"


async def test_statistics_of_the_log_sample_few_pages(edge: Edge) -> None:
    owner = await asyncpg.connect(edge.own.owner_url)
    sampled = "SELECT attname, attstattarget FROM pg_attribute WHERE attrelid = 'access_log'::regclass AND attnum > 0"
    targets = dict(await owner.fetch(sampled))
    await owner.close()
    assert set(targets) == set(COLUMNS)
    assert set(targets.values()) == {10}
