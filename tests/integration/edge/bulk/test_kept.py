"""What is stored of a bulk request, for how long, and who can read it."""

from datetime import timedelta
from hashlib import sha256

import asyncpg
import pytest

from contracts.service_3_11_01 import BulkState
from services.edge.bulk.application import OPERATION
from tests.integration.edge.bulk.conftest import NUMBERS, Bulk, by_number
from tests.integration.edge.conftest import COURT, NOW, proceeding
from tests.integration.edge.test_refusals import problem


async def test_look_ups_are_deleted_and_no_debtor_is_in_any_log(bulk: Bulk) -> None:
    keys = proceeding(3).keys
    identifier = {"kind": keys.debtor_kind, "value": keys.debtor_identifier}
    await bulk.taken([{"by": "debtor", "identifier": identifier}] * 7)
    assert await bulk.rows("bulk_input") == 2
    await bulk.registry.refresh()
    await bulk.work.step()
    assert await bulk.rows("bulk_input") == 1
    await bulk.finished()
    assert await bulk.rows("bulk_input") == 0
    assert keys.debtor_identifier not in str(await bulk.edge.log())


async def test_each_part_is_in_the_access_log_before_it_can_be_fetched(bulk: Bulk) -> None:
    task = await bulk.taken([*map(by_number, NUMBERS[:6]), by_number("9999-2001-000001")])
    await bulk.finished()
    result = (await bulk.get(f"{task.id}/result")).content
    log = await bulk.edge.log()
    parts = [record for record in log if record["operation"] == OPERATION]
    assert [record["proceedings"] for record in parts] == [NUMBERS[:5], NUMBERS[5:6]]
    assert [record["outcomes"] for record in parts] == [["found"] * 5, ["found", "not-found"]]
    for record in parts:
        assert (record["consumer"], record["legal_ground"], record["court_case"]) == (
            COURT,
            "case-at-hand",
            "12-3/2026",
        )
        assert record["request_id"] == task.request_id
    lines = result.splitlines(keepends=True)
    assert parts[0]["answer_digest"] == sha256(b"".join(lines[:5])).digest()
    assert parts[1]["answer_digest"] == sha256(b"".join(lines[5:])).digest()
    handed_out = log[-1]
    assert (handed_out["operation"], handed_out["answer_digest"]) == ("bulk-result", sha256(result).digest())


async def test_results_expire_and_tasks_are_deleted(bulk: Bulk) -> None:
    task = await bulk.taken([by_number(NUMBERS[0])])
    await bulk.finished()
    expires_at = (await bulk.task(task.id)).expires_at
    assert expires_at
    await bulk.tidying.clean_up()
    assert await bulk.rows("bulk_output") == 1
    bulk.edge.clock.moment = expires_at
    await bulk.tidying.clean_up()
    assert await bulk.rows("bulk_output") == 0
    expired = await bulk.task(task.id)
    assert (expired.state, expired.result) == (BulkState.EXPIRED, None)
    problem(await bulk.get(f"{task.id}/result"), 410, "result-expired")
    bulk.edge.clock.moment = NOW + timedelta(days=31)
    await bulk.tidying.clean_up()
    problem(await bulk.get(str(task.id)), 404, "no-such-bulk-request")


async def test_an_api_process_cannot_read_what_it_received(bulk: Bulk) -> None:
    await bulk.taken([by_number(NUMBERS[0])])
    edge = await asyncpg.connect(bulk.edge.own.url)
    for statement in (
        "SELECT * FROM bulk_input",
        "DELETE FROM bulk_input",
        "INSERT INTO bulk_output VALUES (gen_random_uuid(), 0, '')",
        "DELETE FROM bulk_output",
        "DELETE FROM bulk_task",
        "UPDATE bulk_task SET consumer = 'nobody'",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await edge.execute(statement)
    await edge.close()
